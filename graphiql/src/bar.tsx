import { type ReactNode, useState } from "react";
import type { Persona } from "./offered";

const PERSONA = "suitegraph.persona";
const TOKEN = "suitegraph.token";

/** The name that was chosen last in this browser, or the first one. */
export function personaChosen(personas: Persona[]): Persona | undefined {
  const name = localStorage.getItem(PERSONA);
  return personas.find((persona) => persona.name === name) ?? personas[0];
}

/** The token that was typed in this tab. */
export function tokenTyped(): string {
  return sessionStorage.getItem(TOKEN) ?? "";
}

interface ChooserProps {
  personas: Persona[];
  onToken(token: string): void;
}

export function PersonaChooser({ personas, onToken }: ChooserProps): ReactNode {
  const [chosen, setChosen] = useState(() => personaChosen(personas));
  const choose = (name: string): void => {
    localStorage.setItem(PERSONA, name);
    const persona = personaChosen(personas);
    setChosen(persona);
    onToken(persona?.access_token ?? "");
  };
  return (
    <>
      <label htmlFor="persona">Ask as</label>
      <select id="persona" value={chosen?.name} onChange={(event) => choose(event.target.value)}>
        {personas.map(({ name, note }) => (
          <option key={name} value={name}>
            {`${name}: ${note}`}
          </option>
        ))}
      </select>
      <span>{chosen?.email}</span>
    </>
  );
}

/** A token is used when it is complete, not at each letter: using one asks for the schema. */
export function TokenInput({ onToken }: Pick<ChooserProps, "onToken">): ReactNode {
  const [token, setToken] = useState(tokenTyped);
  const use = (): void => {
    sessionStorage.setItem(TOKEN, token);
    onToken(token);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        use();
      }}
    >
      <label htmlFor="token">Access token</label>
      <input
        id="token"
        type="password"
        autoComplete="off"
        spellCheck={false}
        value={token}
        onChange={(event) => setToken(event.target.value.trim())}
      />
      <button type="submit" className="graphiql-button">
        Use
      </button>
    </form>
  );
}
