/** One operation with its variables, and what the gateway answered. */
export interface Recorded {
  operation: string;
  variables: Record<string, unknown>;
  answer: unknown;
}

/** What `suitegraph snapshot` wrote: the answers of one persona. */
export interface Snapshot {
  persona: string;
  operations: Recorded[];
}

const NAME = /\b(?:query|mutation)\s+(\w+)/;

/** A text that is the same for equal values, whatever the order of their keys; what is null or undefined is left out. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
  return `{${entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`)}}`;
}

/**
 * A `fetch` that answers from a snapshot, for component tests: no server runs. It finds the operation by its name and the
 * variables, and rejects one that the snapshot does not have, so that a test cannot pass by an answer of another.
 */
export function snapshotFetch(snapshot: Snapshot): typeof fetch {
  const answers = new Map(snapshot.operations.map((each) => [each.operation + canonical(each.variables), each.answer]));
  return async (_address, options) => {
    const { query, operationName, variables } = JSON.parse(String(options?.body)) as {
      query?: string;
      operationName?: string;
      variables?: Record<string, unknown>;
    };
    const operation = operationName ?? NAME.exec(query ?? "")?.[1] ?? "";
    const answer = answers.get(operation + canonical(variables ?? {}));
    if (answer === undefined) {
      throw new Error(`The snapshot of ${snapshot.persona} has no ${operation} with ${canonical(variables ?? {})}.`);
    }
    return new Response(JSON.stringify(answer), { headers: { "content-type": "application/json" } });
  };
}
