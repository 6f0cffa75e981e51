"""An independent computation, day by day in plain Python: it uses nothing of the engine, only facts and definitions.

It asks of every day what each subscription was worth on the day before and on the day itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from zoneinfo import ZoneInfo

from domain.kpis.definitions import Definition
from domain.kpis.phases import Phase

DAY = timedelta(days=1)
Inside = Callable[[Phase], bool]


@dataclass
class Stretch:
    """Days on which a subscription counts, with what a month of it is worth."""

    phase: Phase
    first: date
    end: date | None
    net: Fraction
    gross: Fraction
    cause: str
    retried: bool

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Move:
    """What one subscription changed by on a day, and as what that counts."""

    day: date
    kind: str
    subscription: str
    customer: str
    amount: Fraction
    causes: frozenset[str]


@dataclass
class Oracle:
    """Facts under a definition."""

    phases: list[Phase]
    definition: Definition
    as_of: date
    currency: str | None = None
    stretches: dict[str, list[Stretch]] = field(default_factory=dict[str, list[Stretch]])
    known: dict[object, list[Move]] = field(default_factory=dict[object, list[Move]])

    def __post_init__(self) -> None:
        for name in sorted({phase.subscription_id for phase in self.phases}):
            self.stretches[name] = self._counted(self.timeline(name))

    def day_of(self, phase: Phase, end: bool) -> date | None:
        instant, day = (phase.ends_at, phase.ends_on) if end else (phase.starts_at, phase.starts_on)
        zone = self.definition.time_zone
        return instant.astimezone(ZoneInfo(zone)).date() if zone and instant else day

    def timeline(self, name: str) -> list[tuple[Phase, date, date | None]]:
        """The phases of a subscription with their days, those without any left out."""
        own: list[tuple[Phase, date, date | None]] = []
        for phase in self.phases:
            first, end = self.day_of(phase, end=False), self.day_of(phase, end=True)
            assert first is not None
            if phase.subscription_id == name and (end is None or end > first):
                own.append((phase, first, end))
        return sorted(own, key=lambda each: (each[1], each[2] or date.max))

    def counts(self, status: str) -> bool:
        d = self.definition
        return {
            "live": True,
            "non_renewing": d.churn.value == "term_end",
            "dunning": d.dunning,
            "unpaid": d.unpaid,
            "future": d.future_starts,
        }.get(status, False)

    def month(self, phase: Phase, amount: object) -> Fraction:
        """The price of a month."""
        d = self.definition
        months = {
            "months": Fraction(phase.interval),
            "years": Fraction(12 * phase.interval),
            "weeks": 12 * phase.interval / d.weeks_per_year,
            "days": 12 * phase.interval / d.days_per_year,
        }[phase.interval_unit]
        rate = Fraction(phase.rate_to_base)
        if d.exchange.value == "latest":
            same = [p for p in self.phases if p.currency == phase.currency]
            firsts = [(self.day_of(p, end=False) or date.max, p.rate_to_base) for p in same]
            every = [self.day_of(p, end=False) or date.max for p in self.phases]
            begun = [each for each in firsts if each[0] <= self.as_of]
            if begun:
                rate = Fraction(max(begun)[1])
            elif any(day <= self.as_of for day in every):
                rate = Fraction(min(firsts)[1])
            else:
                rate = Fraction(max(firsts)[1])
        return Fraction(str(amount)) / months * (1 if self.currency else rate)

    def _counted(self, timeline: list[tuple[Phase, date, date | None]]) -> list[Stretch]:
        counted: list[Stretch] = []
        for number, (phase, first, end) in enumerate(timeline):
            after = timeline[number + 1][0] if number + 1 < len(timeline) else None
            if self.counts(phase.status) and self.currency in {None, phase.currency}:
                net, gross = self.month(phase, phase.amount_net), self.month(phase, phase.amount_gross)
                counted.append(Stretch(phase, first, end, net, gross, *_end(phase, after)))
        if self.definition.price_change.value == "next_term":
            counted = [moved for run in _runs(counted) for moved in _delayed(run)]
        return counted

    def at(self, name: str, day: date, inside: Inside) -> Stretch | None:
        for stretch in self.stretches[name]:
            if stretch.covers(day):
                return stretch if inside(stretch.phase) else None
        return None

    def worth(self, name: str, day: date, what: str, inside: Inside = lambda _: True) -> Fraction:
        """What a subscription is worth on a day: its price, or one where it is active or pays."""
        stretch = self.at(name, day, inside)
        if stretch is None:
            return Fraction(0)
        if what in {"net", "gross"}:
            return Fraction(getattr(stretch, what))
        pays = stretch.gross > 0
        return Fraction(int(pays or (what == "active" and self.definition.free_plans)))

    @cached_property
    def days(self) -> list[date]:
        """The days on which anything may change."""
        every = [stretch for own in self.stretches.values() for stretch in own]
        return sorted({s.first for s in every} | {s.end for s in every if s.end})

    def moves(self, what: str, by: str, segment: object, inside: Inside) -> list[Move]:
        """What moved on each day until `as_of`, for each subscription or customer (`by`), worked out once a segment."""
        key = (what, by, segment)
        if key not in self.known:
            self.known[key] = [*self._moves(what, by, inside)]
        return self.known[key]

    def _moves(self, what: str, by: str, inside: Inside) -> Iterator[Move]:
        owners: dict[str, list[Phase]] = {}
        for phase in self.phases:
            owners.setdefault(phase.subscription_id if by == "subscription" else phase.customer_id, []).append(phase)
        for _, phases in sorted(owners.items()):
            names = sorted({phase.subscription_id for phase in phases})
            has_past = False
            for day in self.days:
                eve = day - DAY
                whole = [sum((self.worth(n, at, what) for n in names), Fraction(0)) for at in (eve, day)]
                own = [sum((self.worth(n, at, what, inside) for n in names), Fraction(0)) for at in (eve, day)]
                has_past = has_past or whole[0] > 0
                kind = _kind(whole, own, has_past)
                for name in names:
                    changed = self.worth(name, day, what, inside) - self.worth(name, eve, what, inside)
                    if changed and day <= self.as_of:
                        causes = {s.cause for s in self.stretches[name] if s.end == day and inside(s.phase)}
                        retried = {"retried" for s in self.stretches[name] if s.end == day and s.retried}
                        yield Move(day, kind, name, phases[0].customer_id, changed, frozenset(causes | retried))


def _kind(whole: list[Fraction], own: list[Fraction], has_past: bool) -> str:
    if own[0] == own[1]:
        return "none"
    if not whole[0]:
        return "reactivation" if has_past else "new"
    if not whole[1]:
        return "churn"
    if not own[0] or not own[1]:
        return "entering" if not own[0] else "leaving"
    return "expansion" if own[1] > own[0] else "contraction"


def _end(phase: Phase, after: Phase | None) -> tuple[str, bool]:
    """Why a phase ended, and whether payments had been tried again."""
    following = after.status if after else ""
    retried = phase.status in {"dunning", "unpaid"} or following in {"dunning", "unpaid", "cancelled_from_dunning"}
    if phase.end_cause:
        return phase.end_cause, retried
    if after and following == "non_renewing":
        return after.end_cause or "voluntary", retried
    if following in {"dunning", "unpaid", "cancelled_from_dunning"}:
        return "involuntary", retried
    return following if following in {"paused", "expired"} else "unknown", retried


def _runs(stretches: list[Stretch]) -> list[list[Stretch]]:
    runs: list[list[Stretch]] = []
    for stretch in stretches:
        if runs and runs[-1][-1].end == stretch.first:
            runs[-1].append(stretch)
        else:
            runs.append([stretch])
    return runs


def _delayed(run: list[Stretch]) -> list[Stretch]:
    """What counts on each day, where a new price waits for a day on which a term begins."""
    begins: list[date] = []
    for number, stretch in enumerate(run):
        day = stretch.first
        before = run[number - 1] if number else stretch
        same = [(s.net, s.gross, s.phase.plan, s.phase.product) for s in (before, stretch)]
        if same[0] != same[1]:
            while not _begins_term(run[0].first, before.phase, day):
                day += DAY
        begins.append(max([day, *begins[-1:]]))
    moved: list[Stretch] = []
    for stretch, first, end in zip(run, begins, [*begins[1:], run[-1].end], strict=True):
        last = run[-1].end
        until = end if last is None or end is None else min(end, last)
        if until is None or first < until:
            reason = run[-1] if until == last else stretch
            moved.append(Stretch(stretch.phase, first, until, stretch.net, stretch.gross, reason.cause, reason.retried))
    return moved


def _begins_term(anchor: date, phase: Phase, day: date) -> bool:
    if phase.interval_unit in {"days", "weeks"}:
        return (day - anchor).days % (phase.interval * (7 if phase.interval_unit == "weeks" else 1)) == 0
    step = phase.interval * (12 if phase.interval_unit == "years" else 1)
    months = (day.year - anchor.year) * 12 + day.month - anchor.month
    is_last = (day + DAY).month != day.month
    return months % step == 0 and (day.day == anchor.day or (is_last and day.day < anchor.day))
