import { type ReactNode, useState } from "react";
import { type Persona, signOut } from "./offered";

const PERSONA = "suitegraph.persona";
const TOKEN = "suitegraph.token";

/** The one who was chosen last in this browser, or the first one. */
export function personaChosen(personas: Persona[]): Persona | undefined {
  const name = localStorage.getItem(PERSONA);
  return personas.find((persona) => persona.name === name) ?? personas[0];
}

/** The token that was typed in this tab. */
export function tokenTyped(): string {
  return sessionStorage.getItem(TOKEN) ?? "";
}

/** Remembers the choice in this browser. */
export function rememberPersona(persona: Persona): void {
  localStorage.setItem(PERSONA, persona.name);
}

interface ChooserProps {
  personas: Persona[];
  chosen: Persona | undefined;
  onChoice(persona: Persona | undefined): void;
}

export function PersonaChooser({ personas, chosen, onChoice }: ChooserProps): ReactNode {
  const choose = (name: string): void => onChoice(personas.find((persona) => persona.name === name));
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

/** Leads to Zoho's sign-in and back to what the page shows now. */
export function SignInLink(): ReactNode {
  const back = encodeURIComponent(location.pathname + location.search);
  return (
    <a className="graphiql-button" href={`/auth/sign-in?next=${back}`}>
      Sign in
    </a>
  );
}

/** Who is signed in, whose eyes every answer is seen with. */
export function Reader({ name }: { name: string }): ReactNode {
  const leave = async (): Promise<void> => {
    await signOut();
    location.reload();
  };
  return (
    <>
      <span>Signed in as {name}</span>
      <button type="button" className="graphiql-button" onClick={() => void leave()}>
        Sign out
      </button>
    </>
  );
}

/** A token is used when it is complete, not at each letter: using one asks for the schema. */
export function TokenInput({ onToken }: { onToken(token: string): void }): ReactNode {
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
