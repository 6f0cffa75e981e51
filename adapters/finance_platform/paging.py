"""Pages of finance rows by number, and the finance platform's filter parameters.

Source: Zoho Books v3, list parameters and pagination.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.finance_platform.envelope import LARGEST_PAGE, FinancePage
from adapters.finance_platform.modules import FINANCE_MODULES, MOST_PAGES, FinanceModule
from adapters.walks import CreationOrder, page_of_walk
from domain.costs import CallParameters
from domain.errors import BadUserInput, UpstreamUnavailable
from domain.queries import Condition, ListQuery, Operator, Row, RowPage, offset_of, windows

RowsOf = Callable[[FinanceModule, CallParameters, frozenset[str] | None], Awaitable[FinancePage]]
# Below it a page of ours would take more than twenty calls.
SMALLEST_PAGE = 10
STATUS, CREATED = "status", "created_time"
_SUFFIXES = {
    Operator.IS: "",
    Operator.CONTAINS: "_contains",
    Operator.STARTS_WITH: "_startswith",
    Operator.LESS: "_less_than",
    Operator.AT_MOST: "_less_equals",
    Operator.MORE: "_greater_than",
    Operator.AT_LEAST: "_greater_equals",
    Operator.BEFORE: "_before",
    Operator.UNTIL: "_end",
    Operator.AFTER: "_after",
    Operator.FROM: "_start",
}


def params_of(module: FinanceModule, query: ListQuery) -> CallParameters:
    """The list parameters of a query, without its page."""
    by_view = [each for each in query.conditions if module.statuses and each.column == STATUS]
    params = [_parameter(condition) for condition in query.conditions if condition not in by_view]
    view = query.view or module.every
    if len(by_view) > 1:
        raise BadUserInput("The product lists by one status at a time: the filter and the view compare it both.")
    if by_view:
        view = _view_of_status(module, query, by_view[0])
    if view is not None:
        params.append(("filter_by", view))
    if query.search:
        params.append(("search_text", query.search))
    if query.order is not None:
        params.append(("sort_column", query.order.column))
        params.append(("sort_order", "D" if query.order.descending else "A"))
    if query.within is not None:
        params.append((query.within.column, query.within.values[0]))
    names = [name for name, _ in params]
    if len(set(names)) != len(names):
        raise BadUserInput("The filter compares one field twice in the same way.")
    return tuple(params)


def _view_of_status(module: FinanceModule, query: ListQuery, condition: Condition) -> str:
    """The view that shows a status alone. Raises BadUserInput where there is none, or another view is asked for."""
    if query.view is not None:
        raise BadUserInput("The product lists by a view or by a status, not by both at once.")
    view = dict(module.statuses).get(str(condition.value))
    if view is None:
        known = ", ".join(status.upper() for status, _ in module.statuses)
        raise BadUserInput(f"The product lists no records by this status, only by {known}.")
    return view


def _parameter(condition: Condition) -> tuple[str, str]:
    if not isinstance(condition.value, str):
        raise BadUserInput("This product compares with one value at a time.")
    return condition.column + _SUFFIXES[condition.operator], condition.value


async def rows_page(
    rows_of: RowsOf, module: FinanceModule, query: ListQuery, columns: frozenset[str] | None = None
) -> RowPage:
    """One page of a module: one call, two where it spans two pages of the product, more where the oldest come first.

    Rows have these columns only, or are whole for None.
    """
    order = CreationOrder(CREATED, module.id)
    if not order.orders(query):
        return await _numbered_page(rows_of, module, query, columns)
    columns = None if columns is None else columns | {CREATED}
    return await page_of_walk(lambda part: _numbered_page(rows_of, module, part, columns), query, order)


async def _numbered_page(
    rows_of: RowsOf, module: FinanceModule, query: ListQuery, columns: frozenset[str] | None
) -> RowPage:
    params = params_of(module, query)
    offset = offset_of(query.after)
    if not module.is_paged:
        whole = (await rows_of(module, params, columns)).rows
        part = whole[offset : offset + query.first]
        return RowPage([*part], [(offset + index,) for index in range(len(part))], len(whole) > offset + len(part))
    rows: list[Row] = []
    more = False
    for page, size, start, end in windows(offset, query.first, LARGEST_PAGE):
        finance_page = await rows_of(module, (*params, ("page", str(page)), ("per_page", str(size))), columns)
        if finance_page.more and finance_page.size is not None and finance_page.size < size:
            # Its rows are not those of the page that was asked for.
            pages = _ShorterPages(rows_of, module, params, columns, finance_page.size)
            return await pages.window(offset, query.first)
        rows += finance_page.rows[start:end]
        more = finance_page.more or len(finance_page.rows) > end
        if not more:
            break
    return RowPage([*rows], [(offset + index,) for index in range(len(rows))], more)


@dataclass(frozen=True, slots=True)
class _ShorterPages:
    """The pages of a list whose product gives no more than `size` rows at a time, however many are asked for."""

    rows_of: RowsOf
    module: FinanceModule
    params: CallParameters
    columns: frozenset[str] | None
    size: int

    async def window(self, offset: int, first: int) -> RowPage:
        """At most `first` rows from `offset` on, in as many calls as that takes. Raises UpstreamUnavailable."""
        if self.size < SMALLEST_PAGE:
            raise self._error("So short pages of a list would take too many calls.")
        rows: list[Row] = []
        more = True
        while more and len(rows) < first:
            page, start = divmod(offset + len(rows), self.size)
            numbered = (("page", str(page + 1)), ("per_page", str(self.size)))
            finance_page = await self.rows_of(self.module, (*self.params, *numbered), self.columns)
            part = finance_page.rows[start : start + first - len(rows)]
            if finance_page.more and not part:
                raise self._error("A page of a list is shorter than the pages before it.")
            rows += part
            more = finance_page.more or len(finance_page.rows) > start + len(part)
        return RowPage([*rows], [(offset + index,) for index in range(len(rows))], more)

    def _error(self, text: str) -> UpstreamUnavailable:
        products = {module.product for module, known in FINANCE_MODULES.items() if known is self.module}
        return UpstreamUnavailable(text, service="billing" if products == {"billing"} else "books")


async def listed_row(rows_of: RowsOf, module: FinanceModule, id_: str) -> Row | None:
    """A record as the module's list has it, None for none: one call for each of at most `MOST_PAGES` pages."""
    every = () if module.every is None else (("filter_by", module.every),)
    for number in range(1, MOST_PAGES + 1):
        numbered = (("page", str(number)), ("per_page", str(LARGEST_PAGE))) if module.is_paged else ()
        page = await rows_of(module, (*every, *numbered), None)
        row = next((row for row in page.rows if str(row.get(module.id)) == id_), None)
        if row is not None or not page.more or not module.is_paged:
            return row
    return None
