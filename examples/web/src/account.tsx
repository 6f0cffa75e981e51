import { useQuery } from "@apollo/client/react";
import { NewEstimate, SendButton } from "./estimate";
import type { AccountQuery } from "./gql/graphql";
import { ACCOUNT } from "./operations";
import { Money, Related, Value } from "./permitted";
import { Chart } from "./subscriptions";

type Account = NonNullable<AccountQuery["account"]>;
type Nodes<K extends "contacts" | "estimates" | "invoices" | "subscriptions"> =
  NonNullable<NonNullable<Account[K]>["nodes"][number]>;

export function AccountPage({ id }: { id: string }) {
  const { data, error, loading } = useQuery(ACCOUNT, { variables: { id } });
  const account = data?.account;
  if (!account) return <main>{loading ? <p>Loading …</p> : <p role="alert">{error?.message ?? "There is no such account."}</p>}</main>;
  return (
    <main>
      <p><a href="/">All accounts</a></p>
      <h1>{account.name}</h1>
      {error && <p role="alert">Not everything could be read: {error.message}</p>}
      <dl>
        <dt>Owner</dt><dd>{account.owner?.name ?? <Value of={account} field="owner" />}</dd>
        <dt>Phone</dt><dd><Value of={account} field="phone" /></dd>
        <dt>Annual revenue</dt><dd><Money of={account} field="annualRevenue" /></dd>
      </dl>
      <Related<Account, Nodes<"contacts">> title="Contacts" of={account} field="contacts" row={(contact) => (
        <>{contact.name} <small><Value of={contact} field="email" /></small></>
      )} />
      <Related<Account, Nodes<"estimates">> title="Estimates" of={account} field="estimates" row={(estimate) => (
        <>
          <b><Value of={estimate} field="number" /></b> {estimate.status?.toLowerCase()} <Money of={estimate} field="total" />{" "}
          <SendButton estimate={estimate} />
        </>
      )} />
      <NewEstimate account={account} />
      <Related<Account, Nodes<"invoices">> title="Invoices" of={account} field="invoices" row={(invoice) => (
        <>
          <b><Value of={invoice} field="number" /></b> {invoice.status?.toLowerCase()} <Money of={invoice} field="total" />, open{" "}
          <Money of={invoice} field="balance" />
        </>
      )} />
      <Related<Account, Nodes<"subscriptions">> title="Subscriptions" of={account} field="subscriptions" row={(subscription) => (
        <>
          <b><Value of={subscription} field="planName" /></b> {subscription.status?.toLowerCase()}{" "}
          <Money of={subscription} field="amount" />, next on <Value of={subscription} field="nextBillingOn" />
        </>
      )} />
      <Chart subscriptions={account.subscriptions?.nodes ?? []} />
    </main>
  );
}
