"""Pages of CRM records: by number up to 2,000 records, by token beyond, and by search where there is a filter.

Source: Zoho CRM v8, Get Records and Search Records. Positions are `(row,)` within the first 2,000 records and
`(row, token, index)` beyond: the token of the upstream page of 200 that has the row, and the row's index there.
"""

from adapters.crm.client import LARGEST_PAGE, Crm, CrmPage
from adapters.crm.criteria import criteria_of
from adapters.crm.module import CrmModule
from adapters.walks import CreationOrder, page_of_walk
from domain.costs import CallParameters
from domain.errors import BadUserInput
from domain.queries import Condition, ListQuery, Operator, Position, Row, RowPage, offset_of, windows

REACH = 2000
# The columns that `sort_by` takes on lists; search takes any field.
LIST_ORDERS = frozenset({"id", "Created_Time", "Modified_Time"})
WALK = CreationOrder("Created_Time", "id")
# Search requires a criterion; every record meets this one.
EVERYTHING = Condition("Created_Time", Operator.FROM, "1970-01-01T00:00:00+00:00")


async def records_page(crm: Crm, module: CrmModule, query: ListQuery, fields: frozenset[str]) -> RowPage:
    """One page of a module: one call, two where the page crosses a border of the product's paging.

    It takes more where the oldest come first and rows have moved.
    """
    _check_combination(query)
    if not WALK.orders(query):
        return await _page(crm, module, query, fields)
    return await page_of_walk(lambda part: _page(crm, module, part, fields | {WALK.created}), query, WALK)


async def _page(crm: Crm, module: CrmModule, query: ListQuery, fields: frozenset[str]) -> RowPage:
    conditions = query.conditions
    searched = bool(conditions or query.search) or (query.order is not None and query.order.column not in LIST_ORDERS)
    if query.within is not None and (searched or query.within.relation is None):
        conditions = _conditions(query)
        searched = True
    if searched:
        return await _searched_page(crm, module, query, conditions, fields)
    path: tuple[str, ...] = (module.api_name,)
    if query.within is not None and query.within.relation is not None:
        parent, relation = query.within.relation
        path = (parent, query.within.values[0], relation)
    return await _listed_page(crm, path, query, fields)


async def records_count(crm: Crm, module: CrmModule, query: ListQuery) -> int:
    """How many records a list has, whatever its page: one call. CRM counts with a delay of up to ten minutes.

    Source: Zoho CRM v8, Get Record Count; for users, Get Users Count.
    """
    _check_combination(query)
    if module.api_name == "users":
        return await crm.count(module, (("type", query.view or "AllUsers"),))
    conditions = _conditions(query)
    if conditions:
        return await crm.count(module, (("criteria", criteria_of(conditions)),))
    if query.search:
        return await crm.count(module, (("word", query.search),))
    return await crm.count(module, (("cvid", query.view),) if query.view else ())


def _check_combination(query: ListQuery) -> None:
    if query.view is not None and (query.conditions or query.search or query.order or query.within):
        raise BadUserInput("Zoho CRM cannot combine a saved view with a filter, a search or an order.")
    if query.search and (query.conditions or query.within):
        raise BadUserInput("Zoho CRM searches by words or by a filter, not by both at once.")


def _conditions(query: ListQuery) -> tuple[Condition, ...]:
    """What the records must meet, that of a related list first."""
    if query.within is None:
        return query.conditions
    return (Condition(query.within.column, Operator.IS, query.within.values[0]), *query.conditions)


def _order(query: ListQuery) -> CallParameters:
    if query.order is None:
        return ()
    return (("sort_by", query.order.column), ("sort_order", "desc" if query.order.descending else "asc"))


async def _searched_page(
    crm: Crm, module: CrmModule, query: ListQuery, conditions: tuple[Condition, ...], fields: frozenset[str]
) -> RowPage:
    search = ("word", query.search) if query.search else ("criteria", criteria_of(conditions or (EVERYTHING,)))
    offset = offset_of(query.after)
    if offset + query.first > REACH:
        raise BadUserInput(f"Zoho CRM's search ends at {REACH:,} records; narrow the filter.")
    rows: list[Row] = []
    more = False
    for page, size, start, end in windows(offset, query.first, LARGEST_PAGE, REACH):
        params = (search, *_order(query), ("page", str(page)), ("per_page", str(size)))
        crm_page = await crm.rows((module.api_name, "search"), fields, params)
        rows += crm_page.rows[start:end]
        more = crm_page.more or len(crm_page.rows) > end
        if not more:
            break
    return RowPage([*rows], [(offset + index,) for index in range(len(rows))], more)


async def _listed_page(crm: Crm, path: tuple[str, ...], query: ListQuery, fields: frozenset[str]) -> RowPage:
    params: CallParameters = (*_order(query), *((("cvid", query.view),) if query.view else ()))
    after = query.after
    if after is not None and len(after) > 1:
        return await _by_token(crm, path, fields, params, query.first, after)
    offset = offset_of(after)
    if offset + query.first > REACH:
        return await _across_reach(crm, path, fields, params, query.first, offset)
    rows: list[Row] = []
    more = False
    for page, size, start, end in windows(offset, query.first, LARGEST_PAGE, REACH):
        crm_page = await crm.rows(path, fields, (*params, ("page", str(page)), ("per_page", str(size))))
        rows += crm_page.rows[start:end]
        more = crm_page.more or len(crm_page.rows) > end
        if not more:
            break
    return RowPage([*rows], [(offset + index,) for index in range(len(rows))], more)


async def _across_reach(
    crm: Crm, path: tuple[str, ...], fields: frozenset[str], params: CallParameters, first: int, offset: int
) -> RowPage:
    """The page that crosses the 2,000th record: the last numbered upstream page has the token of the next one."""
    last = str(REACH // LARGEST_PAGE)
    crm_page = await crm.rows(path, fields, (*params, ("page", last), ("per_page", str(LARGEST_PAGE))))
    rows = crm_page.rows[offset - (REACH - LARGEST_PAGE) :][:first]
    positions: list[Position] = [(offset + index,) for index in range(len(rows))]
    if len(rows) == first or crm_page.next_token is None:
        return RowPage([*rows], positions, crm_page.more)
    beyond = await _with_token(crm, path, fields, params, crm_page.next_token, 0, first - len(rows), REACH)
    return RowPage([*rows, *beyond.rows], [*positions, *beyond.positions], beyond.more)


async def _by_token(
    crm: Crm, path: tuple[str, ...], fields: frozenset[str], params: CallParameters, first: int, after: Position
) -> RowPage:
    row, token, index = int(after[0]), str(after[1]), int(after[2])
    return await _with_token(crm, path, fields, params, token, index + 1, first, row - index)


async def _with_token(
    crm: Crm,
    path: tuple[str, ...],
    fields: frozenset[str],
    params: CallParameters,
    token: str,
    start: int,
    first: int,
    base: int,
) -> RowPage:
    rows: list[Row | Exception] = []
    positions: list[Position] = []
    while True:
        crm_page: CrmPage = await crm.rows(
            path, fields, (*params, ("page_token", token), ("per_page", str(LARGEST_PAGE)))
        )
        part = crm_page.rows[start : start + first - len(rows)]
        positions += [(base + start + index, token, start + index) for index in range(len(part))]
        rows += part
        more = crm_page.more or len(crm_page.rows) > start + len(part)
        if len(rows) == first or not crm_page.more or crm_page.next_token is None:
            return RowPage(rows, positions, more)
        token, start, base = crm_page.next_token, 0, base + len(crm_page.rows)
