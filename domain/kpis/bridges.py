"""Bridges between definitions: which subscriptions make a figure differ, and why."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from domain.kpis.contributions import CellPlace, apportioned, shares
from domain.kpis.definitions import Definition
from domain.kpis.facts import Facts
from domain.kpis.figures import TOTALS, cell_of
from domain.kpis.ledgers import PERIOD, operand_of
from domain.kpis.proofs import operand_values, place_of, written_values
from domain.kpis.requests import ReportRequest
from domain.kpis.results import DefinitionComparison, RowKey, SubscriptionDifference
from domain.kpis.scopes import scope_of

# A record, its customer, and the cause of a change.
Change = tuple[str, str | None, str]
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
    scope = scope_of(request, facts)
    where = key or RowKey(request.starts_on, request.ends_on, (), TOTALS)
    name = measure or scope.report.measures[0]
    scopes = [scope.of(replace(scope.request, definition=definition)) for definition in (first, second)]
    places, measures = zip(*(place_of(each, where, name) for each in scopes), strict=True)
    texts = dict.fromkeys(text for each in measures for text in each.formula.operands())
    values = [operand_values(place, texts) for place in places]
    written = [written_values(each, scope) for each in values]
    way = [
        (cause, place_of(scope.of(replace(scope.request, definition=d)), where, name)[0])
        for cause, d in _way(first, second)
    ]
    differences: list[SubscriptionDifference] = []
    for text in texts:
        if operand_of(text).ledger == PERIOD:
            continue
        changes: defaultdict[Change, Fraction] = defaultdict(Fraction)
        before = _amounts(text, places[0])
        for cause, place in way:
            after = _amounts(text, place)
            for owner in before.keys() | after.keys():
                changes[(*owner, cause)] += after.get(owner, Fraction(0)) - before.get(owner, Fraction(0))
            before = after
        differences += _written(text, changes, written[1][text] - written[0][text])
    cells = [cell_of(m, each, scope) for m, each in zip(measures, values, strict=True)]
    return DefinitionComparison(cells[0], cells[1], written[0], written[1], tuple(differences))


def _way(first: Definition, second: Definition) -> Iterator[tuple[str, Definition]]:
    """The definitions between two, each with the cause that was exchanged last."""
    definition = first
    for cause, names in CAUSES:
        changed = {name: getattr(second, name) for name in names}
        if any(getattr(definition, name) != value for name, value in changed.items()):
            definition = replace(definition, **changed)
            yield cause, definition


def _amounts(text: str, place: CellPlace) -> dict[tuple[str, str | None], Fraction]:
    """What each record adds to an operand of a cell."""
    return {(share.row, share.customer): share.amount for share in shares(text, place)}


def _written(text: str, changes: dict[Change, Fraction], total: Decimal) -> Iterator[SubscriptionDifference]:
    """The changes that are not nothing, in minor units that add up to the total."""
    changed = sorted(((key, value) for key, value in changes.items() if value), key=lambda each: str(each[0]))
    places = -int(total.as_tuple().exponent)
    units = apportioned([value * 10**places for _, value in changed], int(total.scaleb(places)))
    for ((row, customer, cause), _), count in zip(changed, units, strict=True):
        yield SubscriptionDifference(text, row, customer, cause, Decimal(count).scaleb(-places))
