interface Charged {
  __typename?: string;
  planName?: string | null;
  amount?: { amount: string; currency: string } | null;
}

/** What the account's subscriptions cost a term, one bar for each plan; nothing where amounts are hidden. */
export function Chart({ subscriptions }: { subscriptions: (Charged | null)[] }) {
  const totals = new Map<string, number>();
  for (const each of subscriptions) {
    if (!each?.amount) continue;
    const label = `${each.planName ?? "Hidden plan"}, ${each.amount.currency}`;
    // For the length of a bar alone: numbers lose cents.
    totals.set(label, (totals.get(label) ?? 0) + Number(each.amount.amount));
  }
  const bars = [...totals].sort(([, one], [, other]) => other - one);
  const longest = Math.max(...totals.values(), 1);
  if (bars.length === 0) return null;
  return (
    <figure>
      <figcaption>Subscriptions by plan</figcaption>
      <svg viewBox={`0 0 320 ${bars.length * 36}`} role="img" aria-label={bars.map(([label, sum]) => `${label}: ${sum}`).join("; ")}>
        {bars.map(([label, sum], place) => (
          <g key={label} transform={`translate(0 ${place * 36})`}>
            <text y="12">{label}</text>
            <rect y="17" width={(sum / longest) * 320} height="12" rx="2" />
          </g>
        ))}
      </svg>
    </figure>
  );
}
