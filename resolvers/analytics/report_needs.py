"""What a report needs: the parts of a data set, and the fields that its reader must see, checked before any call."""

from collections.abc import AsyncIterator, Callable, Iterable

from domain.errors import Forbidden
from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.definitions import Price
from domain.kpis.measures import MEASURES
from domain.kpis.reports import DIMENSION_COORDINATES
from domain.kpis.requests import Dimension, ReportRequest
from domain.modules.billing import PLANS, PRODUCTS
from domain.modules.module import Module
from domain.permissions import Denial
from resolvers.analytics.fact_rows import Fact
from resolvers.reading.loader import RecordLoader

# The parts behind each source of facts that a report names.
SOURCES: dict[str, tuple[Fact, ...]] = {
    "phases": (Fact.SUBSCRIPTIONS, Fact.HISTORY, Fact.RATES),
    "events": (Fact.SUBSCRIPTIONS, Fact.HISTORY),
    "dunning": (Fact.SUBSCRIPTIONS, Fact.HISTORY),
    "invoices": (Fact.SUBSCRIPTIONS, Fact.RATES, Fact.INVOICES),
    "payments": (Fact.SUBSCRIPTIONS, Fact.RATES, Fact.PAYMENTS),
}
ModuleOfType = Callable[[str], Module]


def coordinates_of(request: ReportRequest) -> tuple[str, ...]:
    """The fields of the graph from which the values of a report follow, its groups and filters included."""
    dimensions = (*request.group_by, *(condition.dimension for condition in request.filters))
    needed = (*SYSTEM_REPORTS[request.report].coordinates, *(DIMENSION_COORDINATES[each] for each in dimensions))
    return tuple(dict.fromkeys(needed))


async def denials_of(loader: RecordLoader, coordinates: Iterable[str], module_of: ModuleOfType) -> dict[str, Denial]:
    """The fields that are hidden from the caller, with the reason of each: no record is read."""
    denials: dict[str, Denial] = {}
    for coordinate in coordinates:
        view = await loader.permissions.of(module_of(coordinate.partition(".")[0]))
        denial = view.denial("view") or view.hidden.get(coordinate) or loader.permissions.hidden(coordinate)
        if denial is not None:
            denials[coordinate] = denial
    return denials


def refusal_of(report: str, denials: dict[str, Denial], *, strict: bool) -> Exception:
    """The error of a report whose fields are hidden; in a strict session it does not name them."""
    failure = next((denial.failure for denial in denials.values() if denial.failure is not None), None)
    if failure is not None:
        return failure
    if strict:
        return Forbidden(f"The report `{report}` rests on what is hidden from you.")
    reasons = "; ".join(f"`{coordinate}`: {denial.text}" for coordinate, denial in sorted(denials.items()))
    return Forbidden(f"The report `{report}` rests on what is hidden from you. {reasons}")


async def facts_needed(loader: RecordLoader, request: ReportRequest) -> frozenset[Fact]:
    """The parts of a data set that a report reads."""
    return frozenset([each async for each in _facts_needed(loader, request)])


async def _facts_needed(loader: RecordLoader, request: ReportRequest) -> AsyncIterator[Fact]:
    report = SYSTEM_REPORTS[request.report]
    for source in report.facts:
        for fact in SOURCES[source]:
            yield fact
    if request.definition.price is Price.GROSS or any(_is_gross(name) for name in request.measures or report.measures):
        yield Fact.RECORDS
    dimensions = {*request.group_by, *(condition.dimension for condition in request.filters)}
    if Dimension.PRODUCT in dimensions:
        views = [await loader.permissions.of(module) for module in (PLANS, PRODUCTS)]
        # Two lists show the products of all plans; without them each subscription is read by itself.
        is_listed = all(view.viewable and not view.dropped for view in views)
        yield Fact.PRODUCTS if is_listed else Fact.RECORDS
    if dimensions & {Dimension.COUNTRY, Dimension.OWNER}:
        yield Fact.CUSTOMERS
    if Dimension.OWNER in dimensions:
        yield Fact.OWNERS


def _is_gross(measure: str) -> bool:
    return any(operand.startswith("gross.") for operand in MEASURES[measure].formula.operands())
