import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from "@apollo/client";
import { Defer20220824Handler } from "@apollo/client/incremental";
import { ErrorLink } from "@apollo/client/link/error";
import { relayStylePagination } from "@apollo/client/utilities";
import { tap } from "rxjs";
import { CSRF, signIn } from "./session";

// Why a field is null, by its coordinate, such as `Estimate.total`.
const reasons = new Map<string, string>();

const rememberReasons = new ApolloLink((operation, forward) =>
  forward(operation).pipe(
    tap((result) => {
      // A part of a deferred answer has its extensions in its last entry.
      const last = "incremental" in result ? (result.incremental as ApolloLink.Result[]).at(-1) : result;
      for (const { coordinate, reason } of last?.extensions?.hiddenFields ?? []) reasons.set(coordinate, reason);
    }),
  ),
);

/** Why a record's field is hidden from the reader; undefined where it is not, and null only has no value. */
export function reasonFor(record: { __typename: string }, field: string): string | undefined {
  return reasons.get(`${record.__typename}.${field}`);
}

const sessionEnds = new ErrorLink(({ error }) => {
  if (CombinedGraphQLErrors.is(error) && error.errors.some((each) => each.extensions?.code === "UNAUTHENTICATED")) signIn();
});

declare module "@apollo/client" {
  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      interface WatchQuery { errorPolicy: "all" }
      interface Query { errorPolicy: "all" }
      interface Mutate { errorPolicy: "all" }
    }
  }
}

// Each argument but `first` and `after` makes another list.
const list = relayStylePagination(["filter", "orderBy", "search", "view"]);

export const client = new ApolloClient({
  link: ApolloLink.from([sessionEnds, rememberReasons, new HttpLink({ uri: "/graphql", headers: CSRF })]),
  cache: new InMemoryCache({
    typePolicies: {
      Query: { fields: { accounts: list } },
      Money: { merge: true },
    },
  }),
  // A slow product holds its own part of the page alone.
  incrementalHandler: new Defer20220824Handler(),
  // What one product cannot answer is null with an error, and the rest of the page stands.
  defaultOptions: { watchQuery: { errorPolicy: "all" }, query: { errorPolicy: "all" }, mutate: { errorPolicy: "all" } },
});

/** Ask everything anew: what the reader may see has changed. */
export async function forgetEverything(): Promise<void> {
  reasons.clear();
  await client.resetStore();
}
