import { useApolloClient, useMutation } from "@apollo/client/react";
import { useState, type FormEvent } from "react";
import type { EstimateRowFragment } from "./gql/graphql";
import { CREATE, PREVIEW, SEND } from "./operations";
import { useMay } from "./permitted";

interface Said {
  message: string;
}

function Complaint({ errors, failure }: { errors: Said[] | undefined; failure: Said | undefined }) {
  const words = [...(errors ?? []), ...(failure ? [failure] : [])].map(({ message }) => message);
  return words.length > 0 ? <p role="alert">{words.join(" ")}</p> : null;
}

export function NewEstimate({ account }: { account: { id: string } }) {
  const mayCreate = useMay("Estimate", "CREATE");
  // One key for what the user means to do once: sent twice, it creates one estimate.
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  const [create, { data, error, loading }] = useMutation(CREATE, { refetchQueries: ["Account"], awaitRefetchQueries: true });

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const [name, quantity, rate] = ["name", "quantity", "rate"].map((key) => String(new FormData(form).get(key)));
    const input = { idempotencyKey, party: { account: account.id }, lineItems: [{ name, quantity, rate }] };
    const { data: done } = await create({ variables: { input } });
    if (!done?.createEstimate?.estimate) return;
    form.reset();
    setKey(crypto.randomUUID());
  }

  return (
    <form onSubmit={submit} aria-label="New estimate">
      <fieldset disabled={!mayCreate || loading}>
        <legend>New estimate</legend>
        {!mayCreate && <p>You may not create estimates.</p>}
        <label>What <input name="name" required maxLength={100} /></label>
        <label>Quantity <input name="quantity" required inputMode="decimal" pattern="\d+(\.\d{1,2})?" defaultValue="1" /></label>
        <label>Rate <input name="rate" required inputMode="decimal" pattern="\d+(\.\d{1,2})?" /></label>
        <button>Create</button>
      </fieldset>
      {data?.createEstimate?.estimate && <p role="status">Created {data.createEstimate.estimate.number}.</p>}
      <Complaint errors={data?.createEstimate?.userErrors} failure={error} />
    </form>
  );
}

export function SendButton({ estimate }: { estimate: EstimateRowFragment }) {
  const apollo = useApolloClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [send, { data, error, loading }] = useMutation(SEND);

  async function confirm() {
    const { data: preview } = await apollo.query({ query: PREVIEW, variables: { id: estimate.id }, fetchPolicy: "network-only" });
    const mail = preview?.mailPreview;
    const sender = mail?.fromAddresses[0]?.email;
    if (!mail || !window.confirm(`Send “${mail.subject}” from ${sender} to ${mail.to.join(", ")}?`)) return;
    await send({ variables: { input: { id: estimate.id, idempotencyKey } } });
  }

  const allowed = estimate.allowedActions?.includes("SEND") ?? false;
  return (
    <>
      <button onClick={confirm} disabled={!allowed || loading} title={allowed ? undefined : "You may not send it."}>Send</button>
      <Complaint errors={data?.sendDocument?.userErrors} failure={error} />
    </>
  );
}
