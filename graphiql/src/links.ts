// Links that open a query in the page. They never run it, and carry neither a token nor headers.

/** What the editors begin with, as GraphiQL's properties. */
export interface Linked {
  initialQuery?: string;
  initialVariables?: string;
}

/** The query that this page was opened with. Its address is made plain: what is edited from here on is not in it. */
export function linkedQuery(): Linked {
  const parameters = new URLSearchParams(location.search);
  const query = parameters.get("query");
  if (query === null) return {};
  history.replaceState(null, "", location.pathname);
  const variables = parameters.get("variables");
  return variables === null ? { initialQuery: query } : { initialQuery: query, initialVariables: variables };
}

/** The address that opens this query, with its variables where there are any. */
export function linkTo(query: string, variables: string): string {
  const address = new URL(location.pathname, location.origin);
  address.searchParams.set("query", query);
  if (variables.trim()) address.searchParams.set("variables", variables);
  return address.href;
}
