// What the gateway offers the page at its start; each part may be missing.

/** What a request with a session carries: no page of another site can send it. */
export const CSRF = { "Suitegraph-CSRF": "1" };

export interface Persona {
  name: string;
  email: string;
  access_token: string;
  note: string;
}

export interface Example {
  title: string;
  /** Whom of a demo's people it is for. */
  persona: string;
  query: string;
}

export interface BrowserSession {
  /** Whether browsers can sign in at this gateway. */
  canSignIn: boolean;
  /** Who is signed in. */
  name?: string;
}

const FIRST_QUERY = "{ viewer { user { name } } }";

/** The people that the page may ask as; none outside of a demo. */
export async function personasOffered(): Promise<Persona[]> {
  return (await found("/graphql/personas"))?.json() ?? [];
}

/** What the editor shows before anything was typed. */
export async function firstQueryOffered(): Promise<string> {
  return (await (await found("/graphql/first-query"))?.text()) || FIRST_QUERY;
}

/** The queries of the menu. */
export async function examplesOffered(): Promise<Example[]> {
  return (await found("/graphql/examples"))?.json() ?? [];
}

/** Who is signed in with this browser, if anybody can. */
export async function sessionOffered(): Promise<BrowserSession> {
  const response = await fetch("/auth/session", { headers: CSRF }).catch(() => null);
  if (!response?.ok) return { canSignIn: false };
  const { canSignIn, user } = await response.json();
  return { canSignIn, name: user?.name };
}

/** Ends the session, with Zoho as well. */
export async function signOut(): Promise<void> {
  await fetch("/auth/sign-out", { method: "POST", headers: CSRF });
}

async function found(path: string): Promise<Response | null> {
  const response = await fetch(path).catch(() => null);
  return response?.ok ? response : null;
}
