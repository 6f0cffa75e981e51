// Asks as Apollo Client and as urql do with persisted queries: the address is the first argument, the token the second.
// Prints for each what three queries answered and what was sent: a hash, or a document.
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { Client, fetchExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { createHash } from "node:crypto";

const [url, token] = process.argv.slice(2);
const headers = { authorization: `Bearer ${token}` };
const QUERIES = ["a", "b", "c"].map((name) => `{ ${name}: viewer { user { name } } }`);
const sha256 = async (text) => createHash("sha256").update(text).digest("hex");

/** `fetch`, with what was sent noted. */
const noting = (sent) => (address, options) => {
  const asked = options.body ? JSON.parse(options.body) : Object.fromEntries(new URL(address).searchParams);
  sent.push(asked.query ? "document" : "hash");
  return fetch(address, options);
};

async function byApollo(useGETForHashedQueries) {
  const sent = [];
  const client = new ApolloClient({
    link: ApolloLink.from([
      new PersistedQueryLink({ sha256, useGETForHashedQueries }),
      new HttpLink({ uri: url, headers, fetch: noting(sent) }),
    ]),
    cache: new InMemoryCache(),
  });
  const answers = [];
  for (const query of QUERIES) answers.push((await client.query({ query: gql(query), fetchPolicy: "no-cache" })).data);
  client.stop();
  return { answers, sent };
}

async function byUrql(preferGetForPersistedQueries) {
  const sent = [];
  const client = new Client({
    url,
    fetchOptions: { headers },
    fetch: noting(sent),
    preferGetMethod: false,
    exchanges: [persistedExchange({ generateHash: sha256, preferGetForPersistedQueries }), fetchExchange],
  });
  const answers = [];
  for (const query of QUERIES) {
    const { data, error } = await client.query(query, {}).toPromise();
    if (error) throw error;
    answers.push(data);
  }
  return { answers, sent };
}

console.log(
  JSON.stringify({
    "Apollo, POST": await byApollo(false),
    "Apollo, GET": await byApollo(true),
    "urql, POST": await byUrql(false),
    "urql, GET": await byUrql(true),
  }),
);
