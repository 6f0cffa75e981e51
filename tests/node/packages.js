// Asks the TypeScript package as a test of a component does: its index is the first argument, a snapshot the second.
import { readFileSync } from "node:fs";
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";

const [index, file] = process.argv.slice(2);
const { InvoicesDocument, ViewerDocument, snapshotFetch } = await import(index);
const snapshot = JSON.parse(readFileSync(file, "utf8"));
const client = new ApolloClient({
  link: new HttpLink({ uri: "https://gateway.invalid/graphql", fetch: snapshotFetch(snapshot) }),
  cache: new InMemoryCache(),
});
const { data } = await client.query({ query: InvoicesDocument, variables: { first: 2, after: null } });
const viewer = (await client.query({ query: ViewerDocument })).data.viewer;
const refusal = await client.query({ query: InvoicesDocument, variables: { first: 3 } }).catch(({ message }) => message);
client.stop();
const hash = InvoicesDocument.__meta__.hash;
console.log(JSON.stringify({ invoices: data.invoices.nodes, viewer: viewer.user.name, refusal, hash }));
