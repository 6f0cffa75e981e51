import "./workers";
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "graphiql/graphiql.css";
import "./page.css";

import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { GraphiQL } from "graphiql";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { PersonaChooser, personaChosen, TokenInput, tokenTyped } from "./bar";
import { type Fetcher, fetcherAs } from "./fetcher";
import { firstQueryOffered, type Persona, personasOffered } from "./offered";

/** One caller's turn: a new one ends what the one before still had under way. */
interface Turn {
  fetcher: Fetcher;
  end(): void;
}

function turnOf(token: string): Turn {
  const ending = new AbortController();
  return { fetcher: fetcherAs(token, ending.signal), end: () => ending.abort(new Error("Another caller was chosen.")) };
}

/** Empties the answer when another caller is chosen: it was the caller's before. */
function AnswerOfItsCaller({ fetcher }: { fetcher: Fetcher }): ReactNode {
  const { updateActiveTabValues } = useGraphiQLActions();
  const editor = useGraphiQL((state) => state.responseEditor);
  const answered = useRef(fetcher);
  useEffect(() => {
    if (answered.current === fetcher) return;
    answered.current = fetcher;
    editor?.setValue("");
    updateActiveTabValues({ response: "" });
  }, [fetcher, editor, updateActiveTabValues]);
  return null;
}

function Page({ personas, firstQuery }: { personas: Persona[]; firstQuery: string }): ReactNode {
  const [turn, setTurn] = useState(() => turnOf(personaChosen(personas)?.access_token ?? tokenTyped()));
  const askAs = (token: string): void => {
    turn.end();
    setTurn(turnOf(token));
  };
  return (
    <>
      <header className="graphiql-container suitegraph-bar">
        {personas.length ? <PersonaChooser personas={personas} onToken={askAs} /> : <TokenInput onToken={askAs} />}
      </header>
      <main>
        <GraphiQL fetcher={turn.fetcher} defaultQuery={firstQuery} shouldPersistHeaders={false}>
          <GraphiQL.Logo>suitegraph</GraphiQL.Logo>
          <AnswerOfItsCaller fetcher={turn.fetcher} />
        </GraphiQL>
      </main>
    </>
  );
}

const [personas, firstQuery] = await Promise.all([personasOffered(), firstQueryOffered()]);
createRoot(document.getElementById("root") as HTMLElement).render(<Page personas={personas} firstQuery={firstQuery} />);
