"""The figures of the independent computation: each written out by itself, as its definition has it in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from domain.kpis.phases import Phase
from tests.kpis.oracle import DAY, Move, Oracle

Figure = Fraction | None
GAINS, LOSSES = ("new", "expansion", "reactivation", "entering"), ("contraction", "churn", "leaving")


@dataclass
class Figures:
    """The figures of the days from `first` to the day before `end`, within a segment."""

    oracle: Oracle
    first: date
    end: date
    inside: Callable[[Phase], bool] = lambda _: True
    segment: object = None

    def __post_init__(self) -> None:
        d = self.oracle.definition
        self.end = min(self.end, self.oracle.as_of + DAY)
        self.price = d.price.value
        self.by = d.unit.value
        self.payer = d.arpu_per.value

    def level(self, what: str, by: str, day: date) -> Fraction:
        """What all are worth at the end of a day; customers count once."""
        worth: dict[str, Fraction] = {}
        for name in self.oracle.stretches:
            customer = next(p.customer_id for p in self.oracle.phases if p.subscription_id == name)
            owner = name if by == "subscription" else customer
            worth[owner] = worth.get(owner, Fraction(0)) + self.oracle.worth(name, day, what, self.inside)
        return Fraction(sum(1 for v in worth.values() if v)) if by == "customer" else sum(worth.values(), Fraction(0))

    def money(self, day: date, what: str = "") -> Fraction:
        return self.level(what or self.price, "subscription", day)

    @property
    def eve(self) -> date:
        return self.first - DAY

    @property
    def last(self) -> date:
        return self.end - DAY

    def moves(self, what: str, by: str) -> list[Move]:
        return [m for m in self.oracle.moves(what, by, self.segment, self.inside) if self.first <= m.day < self.end]

    def moved(self, kind: str, cause: str | None = None) -> Fraction:
        """By how much recurring revenue moved in one way."""
        moves = [m for m in self.moves(self.price, self.by) if m.kind == kind and cause in {None, *m.causes}]
        total = sum((m.amount for m in moves), Fraction(0))
        return -total if kind in LOSSES else total

    def counted(self, kind: str, of: str) -> Fraction:
        """How many events, subscriptions or customers moved."""
        moves = [m for m in self.moves(self.price, self.by) if m.kind == kind]
        subscriptions, customers = {m.subscription for m in moves}, {m.customer for m in moves}
        events = {(m.subscription if self.by == "subscription" else m.customer, m.day) for m in moves}
        return Fraction({"events": len(events), "subscriptions": len(subscriptions)}.get(of, len(customers)))

    def times(self, kind: str, by: str = "subscription", what: str = "active", cause: str | None = None) -> Fraction:
        """How many times subscriptions or customers began, ended or came back."""
        times = {
            (m.subscription if by == "subscription" else m.customer, m.day)
            for m in self.moves(what, by)
            if m.kind == kind and (by == "customer" or cause in {None, *m.causes})
        }
        return Fraction(len(times))

    def who(self, kind: str) -> tuple[Fraction, Fraction]:
        moves = [m for m in self.moves("active", "subscription") if m.kind == kind]
        return Fraction(len({m.subscription for m in moves})), Fraction(len({m.customer for m in moves}))

    def months(self) -> Fraction:
        if self.first.day == self.end.day == 1:
            return Fraction((self.end.year - self.first.year) * 12 + self.end.month - self.first.month)
        return Fraction((self.end - self.first).days * 12, 365)

    def churn_rate(self, by: str, cause: str | None = None) -> Figure:
        base = self.level("active", by, self.eve)
        if self.oracle.definition.new_in_churn_base:
            base += self.times("new", by)
        return share(self.times("churn", by, cause=cause), base)

    def neighbours(self) -> list[tuple[Phase | None, Phase, Phase | None, date, date | None]]:
        """Each phase that has a day, with those beside it where they touch, and its days."""
        every: list[tuple[Phase | None, Phase, Phase | None, date, date | None]] = []
        for name in self.oracle.stretches:
            own = self.oracle.timeline(name)
            for number, (phase, first, end) in enumerate(own):
                before, after = own[number - 1] if number else None, own[number + 1] if number + 1 < len(own) else None
                touching = (
                    before[0] if before and before[2] == first else None,
                    after[0] if after and after[1] == end else None,
                )
                if self.inside(phase) and self.oracle.currency in {None, phase.currency}:
                    every.append((touching[0], phase, touching[1], first, end))
        return every

    def in_period(self, day: date | None) -> bool:
        return day is not None and self.first <= day < self.end

    def lifecycle(self, statuses: set[str]) -> tuple[int, list[Phase | None]]:
        """How often a status of some began, and what followed each time it ended."""
        began = 0
        followed: list[Phase | None] = []
        for before, phase, after, first, end in self.neighbours():
            if phase.status not in statuses:
                continue
            began += self.in_period(first) and not (before and before.status in statuses)
            if self.in_period(end) and not (after and after.status in statuses):
                followed.append(after)
        return began, followed

    def signups(self) -> list[Phase]:
        created: list[Phase] = []
        for name in self.oracle.stretches:
            own = self.oracle.timeline(name)
            own = [each for each in own if self.oracle.currency in {None, each[0].currency}]
            real = [each for each in own if each[0].status != "creation_failed"]
            if real and self.in_period(real[0][1]) and self.inside(real[0][0]):
                created.append(real[0][0])
        return created

    def expired(self) -> list[Phase]:
        every: list[Phase] = []
        for name in self.oracle.stretches:
            own = self.oracle.timeline(name)
            for number, (phase, first, _) in enumerate(own):
                is_repeated = number > 0 and own[number - 1][0].status == "expired"
                # The first phase has nothing before it, so that nothing can have come to its end.
                begins = phase.status == "expired" and number > 0 and not is_repeated and self.in_period(first)
                if begins and self.inside(phase) and self.oracle.currency in {None, phase.currency}:
                    every.append(phase)
        return every


def share(part: Fraction, whole: Fraction) -> Figure:
    return 100 * part / whole if whole else None


def figure(name: str, f: Figures) -> Figure:
    """The value of a measure, None where there is nothing to divide by."""
    d = f.oracle.definition
    opening, closing = f.money(f.eve), f.money(f.last)
    new, expansion, back = f.moved("new"), f.moved("expansion"), f.moved("reactivation")
    contraction, churn = f.moved("contraction"), f.moved("churn")
    kept = back if d.reactivation_retains else Fraction(0)
    levels: dict[str, Callable[[], Figure]] = {
        "mrr_net": lambda: f.money(f.last, "net"),
        "mrr_gross": lambda: f.money(f.last, "gross"),
        "discounts": lambda: f.money(f.last, "gross") - f.money(f.last, "net"),
        "arr_net": lambda: 12 * f.money(f.last, "net"),
        "arr_gross": lambda: 12 * f.money(f.last, "gross"),
        "opening": lambda: opening,
        "closing": lambda: closing,
        "net_new": lambda: closing - opening,
        "quick_ratio": lambda: (new + expansion + back) / (contraction + churn) if contraction + churn else None,
        "revenue_churn_rate": lambda: share(churn, opening),
        "voluntary_revenue_churn_rate": lambda: share(f.moved("churn", "voluntary"), opening),
        "involuntary_revenue_churn_rate": lambda: share(f.moved("churn", "involuntary"), opening),
        "involuntary_share": lambda: share(f.moved("churn", "involuntary"), churn),
        "net_mrr_churn_rate": lambda: share(churn + contraction - expansion - kept, opening),
        "nrr": lambda: share(opening + expansion + kept - contraction - churn, opening),
        "grr": lambda: share(opening - contraction - churn, opening),
        "net_customers": lambda: (
            f.times("new", "customer") + f.times("reactivation", "customer") - f.times("churn", "customer")
        ),
        "net_cancellations": lambda: f.times("churn") - f.times("reactivation"),
        "activations": lambda: f.times("new"),
        "activated_customers": lambda: f.who("new")[1],
        "cancellations": lambda: f.times("churn"),
        "cancelled_subscriptions": lambda: f.who("churn")[0],
        "cancelling_customers": lambda: f.who("churn")[1],
        "subscription_churn_rate": lambda: f.churn_rate("subscription"),
        "customer_churn_rate": lambda: f.churn_rate("customer"),
        "signups": lambda: Fraction(len(f.signups())),
        "signup_customers": lambda: Fraction(len({p.customer_id for p in f.signups()})),
        "expired": lambda: Fraction(len(f.expired())),
        "expired_customers": lambda: Fraction(len({p.customer_id for p in f.expired()})),
        "payers": lambda: f.level("paying", f.payer, f.last),
        "arpu": lambda: _arpu(f),
        "ltv": lambda: _ltv(f),
    }
    if name in levels:
        return levels[name]()
    subject, _, what = name.partition("_")
    if name in {"new", "expansion", "reactivation", "contraction", "churn", "entering", "leaving"}:
        return f.moved(name)
    if what in {"events", "subscriptions", "customers"} and subject not in {"activated", "signup"}:
        return f.counted(subject, what)
    if what == "churn_rate":
        return f.churn_rate("subscription", subject)
    if what == "cancellations":
        return f.times("churn", cause=subject)
    if subject in {"subscriptions", "customers"}:
        by = subject.removesuffix("s")
        kind = {"reactivated": "reactivation", "ended": "churn"}.get(what, what)
        if kind in {"opening", "closing"}:
            return f.level("active", by, f.eve if kind == "opening" else f.last)
        return f.times(kind, by)
    return _of_lifecycles(name, f)


def _arpu(f: Figures) -> Figure:
    payers = f.level("paying", f.payer, f.last)
    return f.money(f.last) / payers if payers else None


def _ltv(f: Figures) -> Figure:
    arpu, paid = _arpu(f), f.level("paying", f.payer, f.eve)
    ends = f.times("churn", f.payer, "paying")
    return arpu / (ends / paid / f.months()) if arpu is not None and paid and ends else None


def _of_lifecycles(name: str, f: Figures) -> Figure:
    if name.startswith("trial"):
        began, after = f.lifecycle({"trial"})
        converted = [p for p in after if p and f.oracle.counts(p.status)]
        ended, won = Fraction(len(after)), Fraction(len(converted))
        counts = {"trials_started": Fraction(began), "trials_ended": ended, "trials_converted": won}
        return share(won, ended) if name == "trial_conversion" else counts[name]
    began, after = f.lifecycle({"dunning", "unpaid"})
    saved = Fraction(len([p for p in after if p and p.status in {"live", "non_renewing"}]))
    ended = Fraction(len(after))
    counts = {"renewals_failed": Fraction(began), "renewals_recovered": saved, "renewals_lost": ended - saved}
    return share(saved, ended) if name == "renewal_recovery" else counts[name]
