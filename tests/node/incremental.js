// Asks as Apollo Client and urql do with @defer and @stream: the address is the first argument, the token the second.
// Prints for each client what it had first and what it had in the end, and the media type of the answer.
import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { Defer20220824Handler, GraphQL17Alpha9Handler } from "@apollo/client/incremental";
import { Client, fetchExchange } from "@urql/core";

const [url, token] = process.argv.slice(2);
const headers = { authorization: `Bearer ${token}` };
const QUERY = `query Page {
  invoices(first: 3) { nodes { id number ...Paid @defer(label: "Page$defer$Paid") } }
  ...Slow @defer(label: "Page$defer$Slow")
}
fragment Paid on Invoice { total { amount } customer { id name } }
fragment Slow on Query { deals(first: 3) { nodes @stream(initialCount: 1, label: "Slow$stream$nodes") { id name } } }`;

/** `fetch`, with what was accepted and answered noted. */
const noting = (noted) => async (address, options) => {
  const answer = await fetch(address, options);
  noted.type = answer.headers.get("content-type");
  return answer;
};

async function byApollo(incrementalHandler) {
  const noted = {};
  const client = new ApolloClient({
    link: new HttpLink({ uri: url, headers, fetch: noting(noted) }),
    cache: new InMemoryCache(),
    incrementalHandler,
  });
  const results = [];
  await new Promise((resolve, reject) => {
    client.watchQuery({ query: gql(QUERY), fetchPolicy: "no-cache", errorPolicy: "all" }).subscribe({
      next: (result) => {
        if (result.data && result.dataState !== "empty") results.push(JSON.parse(JSON.stringify(result.data)));
        if (result.error) reject(result.error);
        if (!result.loading && result.dataState === "complete") resolve();
      },
      error: reject,
    });
  });
  client.stop();
  return { ...noted, first: results[0], last: results.at(-1) };
}

async function byUrql() {
  const noted = {};
  const client = new Client({
    url,
    fetchOptions: { headers },
    fetch: noting(noted),
    preferGetMethod: false,
    exchanges: [fetchExchange],
  });
  const results = [];
  await new Promise((resolve, reject) => {
    client.query(QUERY, {}).subscribe((result) => {
      if (result.error) reject(result.error);
      results.push(JSON.parse(JSON.stringify(result.data)));
      if (!result.hasNext) resolve();
    });
  });
  return { ...noted, first: results[0], last: results.at(-1) };
}

console.log(
  JSON.stringify({
    "Apollo, 20220824": await byApollo(new Defer20220824Handler()),
    "Apollo, v0.2": await byApollo(new GraphQL17Alpha9Handler()),
    urql: await byUrql(),
  }),
);
