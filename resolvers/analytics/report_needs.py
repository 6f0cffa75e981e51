"""What a report needs: the parts of a data set, and the fields that its reader must see, checked before any call."""

from collections.abc import AsyncIterator, Callable, Iterable

from domain.errors import Forbidden
from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.definitions import Price
from domain.kpis.measures import MEASURES
from domain.kpis.reports import BOOKS_FOLDER, DIMENSION_COORDINATES, SystemReport
from domain.kpis.requests import Dimension, ReportRequest
from domain.modules.billing import PLANS, PRODUCTS, SUBSCRIPTIONS
from domain.modules.module import Module
from domain.permissions import Denial
from resolvers.analytics.fact_rows import Fact
from resolvers.caller.organizations import FinanceProduct
from resolvers.reading.loader import RecordLoader

# The parts behind each source of facts that a report names.
SOURCES: dict[str, tuple[Fact, ...]] = {
    "phases": (Fact.SUBSCRIPTIONS, Fact.HISTORY, Fact.RATES),
    "events": (Fact.SUBSCRIPTIONS, Fact.HISTORY),
    "dunning": (Fact.SUBSCRIPTIONS, Fact.HISTORY, Fact.PAYMENTS, Fact.DECLINED),
    "invoices": (Fact.SUBSCRIPTIONS, Fact.RATES, Fact.INVOICES),
    "payments": (Fact.SUBSCRIPTIONS, Fact.RATES, Fact.PAYMENTS),
}
SOURCES_IN_BOOKS: dict[str, tuple[Fact, ...]] = {
    "invoices": (Fact.RATES, Fact.BOOKS_INVOICES),
    "estimates": (Fact.RATES, Fact.ESTIMATES),
}
# The fields, among those that reports need, that show amounts.
AMOUNTS = frozenset({"amount", "total", "balance", "refunded"})
ModuleOfType = Callable[[str], Module]


def coordinates_of(request: ReportRequest) -> tuple[str, ...]:
    """The fields of the graph from which the values of a report follow, its groups and filters included."""
    report = SYSTEM_REPORTS[request.report]
    dimensions = (*request.group_by, *(condition.dimension for condition in request.filters))
    of_dimensions = [coordinate for each in dimensions for coordinate in DIMENSION_COORDINATES[each]]
    if is_of_books(report):
        # Its records show what they are grouped by under the names that subscriptions have for it.
        kind = report.coordinates[0].partition(".")[0]
        of_dimensions = [f"{kind}.{coordinate.partition('.')[2]}" for coordinate in of_dimensions]
    return tuple(dict.fromkeys((*report.coordinates, *of_dimensions)))


async def denials_of(loader: RecordLoader, coordinates: Iterable[str], module_of: ModuleOfType) -> dict[str, Denial]:
    """The fields that are hidden from the caller, with the reason of each: no record is read."""
    denials: dict[str, Denial] = {}
    for coordinate in coordinates:
        view = await loader.permissions.of(module_of(coordinate.partition(".")[0]))
        denial = view.denial("view") or view.hidden.get(coordinate) or loader.permissions.hidden(coordinate)
        if denial is not None:
            denials[coordinate] = denial
    return denials


def refusal_of(denials: dict[str, Denial], *, strict: bool) -> Exception:
    """The error of a report whose fields are hidden; in a strict session it does not name them."""
    failure = next((denial.failure for denial in denials.values() if denial.failure is not None), None)
    if failure is not None:
        return failure
    if strict:
        return Forbidden("This report rests on what is hidden from you.")
    reasons = "; ".join(f"`{coordinate}`: {denial.text}" for coordinate, denial in sorted(denials.items()))
    return Forbidden(f"This report rests on what is hidden from you. {reasons}")


async def facts_needed(loader: RecordLoader, request: ReportRequest) -> frozenset[Fact]:
    """The parts of a data set that a report reads."""
    return frozenset([each async for each in _facts_needed(loader, request)])


async def _facts_needed(loader: RecordLoader, request: ReportRequest) -> AsyncIterator[Fact]:
    report, is_money = SYSTEM_REPORTS[request.report], shows_money(request)
    sources = SOURCES_IN_BOOKS if is_of_books(report) else SOURCES
    shows_subscriptions = (await loader.permissions.of(SUBSCRIPTIONS)).is_viewable()
    for fact in (fact for source in report.facts for fact in sources[source]):
        # Beside payments and invoices, subscriptions say only what was paid for.
        if (is_money or fact is not Fact.RATES) and (shows_subscriptions or fact is not Fact.SUBSCRIPTIONS):
            yield fact
    if is_of_books(report):
        return
    if request.definition.price is Price.GROSS or any(_is_gross(name) for name in request.measures or report.measures):
        yield Fact.RECORDS
    dimensions = {*request.group_by, *(condition.dimension for condition in request.filters)}
    if Dimension.PRODUCT in dimensions:
        yield await _fact_of_products(loader)
    if dimensions & {Dimension.COUNTRY, Dimension.OWNER}:
        yield Fact.CUSTOMERS
    if Dimension.OWNER in dimensions:
        yield Fact.OWNERS


async def _fact_of_products(loader: RecordLoader) -> Fact:
    """Two lists show the products of all plans; without them each subscription is read by itself."""
    views = [await loader.permissions.of(module) for module in (PLANS, PRODUCTS)]
    return Fact.PRODUCTS if all(view.is_viewable() and not view.dropped for view in views) else Fact.RECORDS


def is_of_books(report: SystemReport) -> bool:
    """Whether a report reads Books."""
    return report.folder == BOOKS_FOLDER


def reads_books(report: str) -> bool:
    """Whether the report with this id reads Books."""
    return is_of_books(SYSTEM_REPORTS[report])


def product_of_report(report: str) -> FinanceProduct:
    """The product that a report reads."""
    return "books" if is_of_books(SYSTEM_REPORTS[report]) else "billing"


def shows_money(request: ReportRequest) -> bool:
    """Whether a report rests on amounts; the others count in all currencies, whatever the rates are."""
    return any(coordinate.partition(".")[2] in AMOUNTS for coordinate in coordinates_of(request))


def measures_of_lists(report: SystemReport) -> tuple[str, ...]:
    """The measures of a report that lists suffice for, where others need the record of each subscription; else none.

    Prices before discounts are in single records alone: whoever wants them names them.
    """
    cheap = tuple(name for name in report.measures if not _is_gross(name))
    return () if len(cheap) == len(report.measures) else cheap


def _is_gross(measure: str) -> bool:
    known = MEASURES.get(measure)
    return known is not None and any(operand.startswith("gross.") for operand in known.formula.operands())
