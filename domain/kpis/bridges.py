"""Bridges between definitions: which subscriptions make a figure differ, and why."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.kpis.contributions import apportioned, shares
from domain.kpis.definitions import Definition
from domain.kpis.facts import Facts
from domain.kpis.figures import TOTALS, cell_of, last_known_day, report_of, rounded
from domain.kpis.measures import MEASURES
from domain.kpis.periods import Period
from domain.kpis.proofs import narrowed, operand_values, unit_of
from domain.kpis.requests import ReportRequest
from domain.kpis.results import DefinitionComparison, RowKey, SubscriptionDifference
from domain.kpis.tables import Segment

# What is exchanged one after the other on the way from the first definition to the second, with its cause.
CAUSES = (
    ("time zone", ("time_zone",)),
    ("future starts", ("future_starts",)),
    ("free plans", ("free_plans",)),
    ("unpaid or dunning", ("dunning", "unpaid")),
    ("churn recognition", ("churn",)),
    ("discounts", ("price",)),
    ("proration", ("price_change",)),
    ("weeks factor", ("weeks_per_year", "days_per_year")),
    ("exchange rate", ("exchange",)),
    ("movements of customers or subscriptions", ("unit", "arpu_per")),
    ("reactivation in retention", ("reactivation_retains",)),
    ("base of churn", ("new_in_churn_base",)),
)


def compare_definitions(
    request: ReportRequest,
    facts: Facts,
    first: Definition,
    second: Definition,
    key: RowKey | None = None,
    measure: str | None = None,
) -> DefinitionComparison:
    """Why a cell differs under two definitions: the totals' first measure where no cell is named.

    The differences of each operand add up, to the minor unit, to its second value less its first one. One cause after
    the other is exchanged in the order of `CAUSES`, so that what two causes do together belongs to the later one.
    """
    name = measure or report_of(request).measures[0]
    where = key or RowKey(request.starts_on, request.ends_on, (), TOTALS)
    as_of = request.as_of or last_known_day(request)
    request, period, segment = narrowed(request, where, as_of)
    chosen = MEASURES[name]
    currency = request.currency or facts.base_currency
    steps = [*_way(first, second)]
    ends = [replace(request, definition=definition) for definition in (first, second)]
    values = [operand_values(each, facts, as_of, chosen, period, segment) for each in ends]
    written = [
        {text: rounded(value, unit_of(text, facts, request, as_of), currency) for text, value in each.items()}
        for each in values
    ]
    differences: list[SubscriptionDifference] = []
    for text in dict.fromkeys(chosen.formula.operands()):
        changes: dict[tuple[str, str | None, str], Fraction] = defaultdict(Fraction)
        before = _amounts(text, ends[0], facts, as_of, period, segment)
        for cause, definition in steps:
            after = _amounts(text, replace(request, definition=definition), facts, as_of, period, segment)
            for owner in before.keys() | after.keys():
                changes[(*owner, cause)] += after.get(owner, Fraction(0)) - before.get(owner, Fraction(0))
            before = after
        differences += _written(text, changes, written[1][text] - written[0][text])
    cells = [cell_of(chosen, each, currency, as_of) for each in values]
    return DefinitionComparison(cells[0], cells[1], written[0], written[1], tuple(differences))


def _way(first: Definition, second: Definition) -> Iterator[tuple[str, Definition]]:
    """The definitions between two, each with the cause that was exchanged last."""
    definition = first
    for cause, names in CAUSES:
        changed = {name: getattr(second, name) for name in names}
        if any(getattr(definition, name) != value for name, value in changed.items()):
            definition = replace(definition, **changed)
            yield cause, definition


def _amounts(
    text: str, request: ReportRequest, facts: Facts, as_of: date, period: Period, segment: Segment
) -> dict[tuple[str, str | None], Fraction]:
    """What each record adds to an operand under the definition of a request."""
    return {(share.row, share.customer): share.amount for share in shares(text, request, facts, as_of, period, segment)}


def _written(
    text: str, changes: dict[tuple[str, str | None, str], Fraction], total: Decimal
) -> Iterator[SubscriptionDifference]:
    """The changes that are not nothing, in minor units that add up to the total."""
    changed = sorted(((key, value) for key, value in changes.items() if value), key=lambda each: str(each[0]))
    places = -int(total.as_tuple().exponent)
    units = apportioned([value * 10**places for _, value in changed], int(total.scaleb(places)))
    for ((row, customer, cause), _), count in zip(changed, units, strict=True):
        yield SubscriptionDifference(text, row, customer, cause, Decimal(count).scaleb(-places))
