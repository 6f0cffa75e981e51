// What the gateway offers the page at its start; each part may be missing.

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

async function found(path: string): Promise<Response | null> {
  const response = await fetch(path).catch(() => null);
  return response?.ok ? response : null;
}
