import type { GraphiQLProps } from "graphiql";
import { CSRF } from "./offered";

export type Fetcher = GraphiQLProps["fetcher"];

/**
 * Asks the gateway as the token's owner, or without one as whoever is signed in, until `signal` ends it; a header of
 * GraphiQL's own headers editor wins.
 */
export function fetcherAs(token: string, signal: AbortSignal): Fetcher {
  return async (params, options) => {
    const headers = new Headers({
      Accept: "application/graphql-response+json, application/json",
      "Content-Type": "application/json",
      ...CSRF,
    });
    if (token) headers.set("Authorization", `Bearer ${token}`);
    for (const [name, value] of Object.entries(options?.headers ?? {})) headers.set(name, String(value));
    return answerOf(await fetch("/graphql", { method: "POST", headers, body: JSON.stringify(params), signal }));
  };
}

/** GraphQL answers are JSON whatever their status; anything else did not come from the gateway's executor. */
async function answerOf(response: Response): Promise<{ data?: unknown }> {
  if (response.headers.get("Content-Type")?.includes("json")) return response.json();
  throw new Error(`${response.status} ${response.statusText} ${(await response.text()).slice(0, 500)}`.trim());
}
