import { ApolloProvider, useQuery } from "@apollo/client/react";
import { StrictMode, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { AccountPage } from "./account";
import { client, forgetEverything } from "./client";
import { ACCOUNTS, RIGHTS } from "./operations";
import { Hidden, Rights } from "./permitted";
import { session, signIn, signOut, type Session } from "./session";
import "./style.css";

function Accounts() {
  const [search, setSearch] = useState<string>();
  const { data, error, loading, fetchMore } = useQuery(ACCOUNTS, { variables: { search } });
  const page = data?.accounts;
  const more = () => fetchMore({ variables: { after: page?.pageInfo.endCursor } });
  return (
    <main>
      <h1>Accounts</h1>
      <form role="search" onSubmit={(event) => {
        event.preventDefault();
        setSearch(String(new FormData(event.currentTarget).get("search")) || undefined);
      }}>
        <label>Name <input name="search" type="search" minLength={2} /></label> <button>Search</button>
      </form>
      {error && <p role="alert">{error.message}</p>}
      {loading && !page && <p>Loading …</p>}
      {!loading && !error && !page && <p><Hidden reason="CRM_PROFILE" /></p>}
      <ul>
        {page?.edges.map(({ node }) => node && (
          <li key={node.id}><a href={`?account=${encodeURIComponent(node.id)}`}>{node.name}</a> <small>{node.industry}</small></li>
        ))}
      </ul>
      {page?.pageInfo.hasNextPage && <button onClick={more} disabled={loading}>More</button>}
    </main>
  );
}

/** What the reader may do, asked again while they read: rights that change show at once, and are said. */
function Page() {
  const { data } = useQuery(RIGHTS, { pollInterval: 15_000, fetchPolicy: "network-only" });
  const rights = data?.viewer?.permissions;
  const before = useRef<string>(undefined);
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    if (!rights) return;
    if (before.current && before.current !== rights.fingerprint) {
      setChanged(true);
      void forgetEverything();
    }
    before.current = rights.fingerprint;
  }, [rights]);
  const account = new URLSearchParams(location.search).get("account");
  return (
    <Rights value={rights?.modules ?? []}>
      {changed && <p role="status">Your rights have changed. This page shows what you may see now.</p>}
      {account ? <AccountPage id={account} /> : <Accounts />}
    </Rights>
  );
}

function App() {
  const [state, setState] = useState<Session | Error>();
  useEffect(() => void session().then(setState, setState), []);
  if (!state) return <p>Loading …</p>;
  if (state instanceof Error) return <p role="alert">{state.message}</p>;
  if (!state.user) return <main><h1>Accounts</h1><button onClick={signIn}>Sign in with Zoho</button></main>;
  return (
    <ApolloProvider client={client}>
      <header>Signed in as {state.user.name} <button onClick={signOut}>Sign out</button></header>
      <Page />
    </ApolloProvider>
  );
}

createRoot(document.getElementById("root")!).render(<StrictMode><App /></StrictMode>);
