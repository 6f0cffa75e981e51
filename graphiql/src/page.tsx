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
import { PersonaChooser, personaChosen, Reader, rememberPersona, SignInLink, TokenInput, tokenTyped } from "./bar";
import { type Fetcher, fetcherAs } from "./fetcher";
import { linkedQuery } from "./links";
import {
  type BrowserSession,
  type Example,
  examplesOffered,
  firstQueryOffered,
  type Persona,
  personasOffered,
  sessionOffered,
} from "./offered";
import { ExamplesMenu, LinkButton } from "./tools";

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

/** Wraps long lines of the query on a phone, where there is little room to scroll sideways. */
function LinesOfPhone(): ReactNode {
  const editor = useGraphiQL((state) => state.queryEditor);
  useEffect(() => {
    const narrow = matchMedia("(max-width: 700px)");
    const wrap = (): void => editor?.updateOptions({ wordWrap: narrow.matches ? "on" : "off" });
    wrap();
    narrow.addEventListener("change", wrap);
    return () => narrow.removeEventListener("change", wrap);
  }, [editor]);
  return null;
}

interface PageProps {
  session: BrowserSession;
  personas: Persona[];
  examples: Example[];
  firstQuery: string;
}

function Page({ session, personas, examples, firstQuery }: PageProps): ReactNode {
  const [persona, setPersona] = useState(() => personaChosen(personas));
  const [turn, setTurn] = useState(() => turnOf(session.name ? "" : (persona?.access_token ?? tokenTyped())));
  const [linked] = useState(linkedQuery);
  const askAs = (token: string): void => {
    turn.end();
    setTurn(turnOf(token));
  };
  const choose = (chosen: Persona | undefined): void => {
    if (!chosen || chosen === persona) return;
    rememberPersona(chosen);
    setPersona(chosen);
    askAs(chosen.access_token);
  };
  const chooseFor = (example: Example): void => choose(personas.find(({ name }) => name === example.persona));
  return (
    <>
      <header className="graphiql-container suitegraph-bar">
        {session.name ? (
          <Reader name={session.name} />
        ) : (
          <>
            {personas.length ? (
              <PersonaChooser personas={personas} chosen={persona} onChoice={choose} />
            ) : (
              <TokenInput onToken={askAs} />
            )}
            {session.canSignIn && <SignInLink />}
          </>
        )}
      </header>
      <main>
        <GraphiQL
          fetcher={turn.fetcher}
          defaultQuery={firstQuery}
          shouldPersistHeaders={false}
          {...linked}
        >
          <GraphiQL.Logo>suitegraph</GraphiQL.Logo>
          <GraphiQL.Toolbar>
            {({ prettify, merge, copy }) => (
              <>
                <ExamplesMenu examples={examples} named={personas.length > 0} onExample={chooseFor} />
                {prettify}
                {merge}
                {copy}
                <LinkButton />
              </>
            )}
          </GraphiQL.Toolbar>
          <LinesOfPhone />
          <AnswerOfItsCaller fetcher={turn.fetcher} />
        </GraphiQL>
      </main>
    </>
  );
}

const [session, offered, firstQuery, examples] = await Promise.all([
  sessionOffered(),
  personasOffered(),
  firstQueryOffered(),
  examplesOffered(),
]);
// Who is signed in asks as themselves, and their page holds no token.
const personas = session.name ? [] : offered;
createRoot(document.getElementById("root") as HTMLElement).render(
  <Page session={session} personas={personas} examples={examples} firstQuery={firstQuery} />,
);
