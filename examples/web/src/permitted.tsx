import { createContext, useContext, type ReactNode } from "react";
import { reasonFor } from "./client";
import type { Action, RightsQuery } from "./gql/graphql";

type Modules = NonNullable<NonNullable<RightsQuery["viewer"]>["permissions"]>["modules"];
export const Rights = createContext<Modules>([]);

/** Whether the reader may do something with records of a type at all; each record says it of itself. */
export function useMay(type: string, action: Action): boolean {
  return useContext(Rights).some((each) => each.type === type && each.allowedActions.includes(action));
}

const WORDS: Record<string, string> = {
  CRM_PROFILE: "by your CRM profile",
  CRM_FIELD_PERMISSION: "by your CRM field permissions",
  BOOKS_ROLE: "by your role in Books",
  BILLING_MEMBERSHIP: "from who is not a user of Billing",
  INTEGRATION_GRANT: "since it is not among your grants",
  GATEWAY_POLICY: "by your organisation's policy",
  MIGRATION_REQUIRED: "until your administrator has migrated you",
};

interface Shown {
  __typename: string;
}

/** A field's value, or why it is hidden. */
export function Value<R extends Shown>({ of, field, children }: { of: R; field: keyof R & string; children?: ReactNode }) {
  const value = of[field];
  if (value !== null && value !== undefined) return <>{children ?? String(value)}</>;
  const reason = reasonFor(of, field);
  return reason ? <Hidden reason={reason} /> : <>–</>;
}

export function Hidden({ reason }: { reason: string }) {
  return <span className="hidden" title={reason}>Hidden {WORDS[reason] ?? `(${reason})`}</span>;
}

export function Money<R extends Shown>({ of, field }: { of: R; field: keyof R & string }) {
  const money = of[field] as { amount: string; currency: string } | null | undefined;
  return <Value of={of} field={field}>{money && `${money.amount} ${money.currency}`}</Value>;
}

interface ListProps<R extends Shown, N> {
  title: string;
  of: R;
  field: keyof R & string;
  row: (node: N) => ReactNode;
}

/** A related list: its rows, that there are none, why it is hidden, or that it follows. */
export function Related<R extends Shown, N extends { id: string }>({ title, of, field, row }: ListProps<R, N>) {
  const list = of[field] as { nodes: (N | null)[] } | null | undefined;
  const rows = list?.nodes.filter((node) => node !== null);
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {list === undefined ? <p>Loading …</p> : !rows ? <p><Value of={of} field={field} /></p> : rows.length === 0 ? <p>None.</p> : (
        <ul>{rows.map((node) => <li key={node.id}>{row(node)}</li>)}</ul>
      )}
    </section>
  );
}
