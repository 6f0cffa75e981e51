"""Pages of CRM records: by number up to 2,000, by token beyond, and through search where a filter asks for it.

Source: Zoho CRM v8, Get Records and Search Records. Positions are `(row,)` within reach of page numbers and
`(row, token, index)` beyond: the token of the upstream page of 200 that the row stands on, and where.
"""

from adapters.crm.client import LARGEST_PAGE, Crm, CrmPage, CrmParams
from adapters.crm.criteria import criteria_of
from adapters.crm.module import CrmModule
from domain.errors import BadUserInput
from domain.queries import Condition, ListQuery, Operator, Position, Row, RowPage, offset_of, windows

REACH = 2000
# What `sort_by` takes on lists; search takes any field.
LIST_ORDERS = frozenset({"id", "Created_Time", "Modified_Time"})
# Search needs a criterion; this one is met by every record.
EVERYTHING = Condition("Created_Time", Operator.FROM, "1970-01-01T00:00:00+00:00")


async def records_page(crm: Crm, module: CrmModule, query: ListQuery, fields: frozenset[str]) -> RowPage:
    """One page of a module: one call, two where the page crosses a border of the product's paging."""
    if query.view is not None and (query.conditions or query.search or query.order or query.within):
        raise BadUserInput("Zoho CRM cannot combine a saved view with a filter, a search or an order.")
    conditions = query.conditions
    searched = bool(conditions or query.search) or (query.order is not None and query.order.column not in LIST_ORDERS)
    if query.within is not None and (searched or query.within.relation is None):
        conditions = (Condition(query.within.column, Operator.IS, query.within.values[0]), *conditions)
        searched = True
    if searched:
        return await _searched_page(crm, module, query, conditions, fields)
    path: tuple[str, ...] = (module.api_name,)
    if query.within is not None and query.within.relation is not None:
        parent, relation = query.within.relation
        path = (parent, query.within.values[0], relation)
    return await _listed_page(crm, path, query, fields)


def _order(query: ListQuery) -> CrmParams:
    if query.order is None:
        return ()
    return (("sort_by", query.order.column), ("sort_order", "desc" if query.order.descending else "asc"))


async def _searched_page(
    crm: Crm, module: CrmModule, query: ListQuery, conditions: tuple[Condition, ...], fields: frozenset[str]
) -> RowPage:
    if conditions and query.search:
        raise BadUserInput("Zoho CRM searches by words or by a filter, not by both at once.")
    asked = ("word", query.search) if query.search else ("criteria", criteria_of(conditions or (EVERYTHING,)))
    offset = offset_of(query.after)
    if offset + query.first > REACH:
        raise BadUserInput(f"Zoho CRM's search ends at {REACH:,} records; narrow the filter.")
    rows: list[Row] = []
    more = False
    for page, size, start, end in windows(offset, query.first, LARGEST_PAGE, REACH):
        params = (asked, *_order(query), ("page", str(page)), ("per_page", str(size)))
        answer = await crm.rows((module.api_name, "search"), fields, params)
        rows += answer.rows[start:end]
        more = answer.more or len(answer.rows) > end
        if not more:
            break
    return RowPage([*rows], [(offset + index,) for index in range(len(rows))], more)


async def _listed_page(crm: Crm, path: tuple[str, ...], query: ListQuery, fields: frozenset[str]) -> RowPage:
    params: CrmParams = (*_order(query), *((("cvid", query.view),) if query.view else ()))
    after = query.after
    if after is not None and len(after) > 1:
        return await _by_token(crm, path, fields, params, query.first, after)
    offset = offset_of(after)
    if offset + query.first > REACH:
        return await _across_reach(crm, path, fields, params, query.first, offset)
    rows: list[Row] = []
    more = False
    for page, size, start, end in windows(offset, query.first, LARGEST_PAGE, REACH):
        answer = await crm.rows(path, fields, (*params, ("page", str(page)), ("per_page", str(size))))
        rows += answer.rows[start:end]
        more = answer.more or len(answer.rows) > end
        if not more:
            break
    return RowPage([*rows], [(offset + index,) for index in range(len(rows))], more)


async def _across_reach(
    crm: Crm, path: tuple[str, ...], fields: frozenset[str], params: CrmParams, first: int, offset: int
) -> RowPage:
    """The page at the border: the last numbered upstream page gives the token of what lies beyond."""
    last = str(REACH // LARGEST_PAGE)
    answer = await crm.rows(path, fields, (*params, ("page", last), ("per_page", str(LARGEST_PAGE))))
    kept = answer.rows[offset - (REACH - LARGEST_PAGE) :][:first]
    positions: list[Position] = [(offset + index,) for index in range(len(kept))]
    here = RowPage([*kept], positions, answer.more)
    if len(kept) == first or answer.next_token is None:
        return here
    beyond = await _with_token(crm, path, fields, params, answer.next_token, 0, first - len(kept), REACH)
    return RowPage([*here.rows, *beyond.rows], [*here.positions, *beyond.positions], beyond.more)


async def _by_token(
    crm: Crm, path: tuple[str, ...], fields: frozenset[str], params: CrmParams, first: int, after: Position
) -> RowPage:
    row, token, index = int(after[0]), str(after[1]), int(after[2])
    return await _with_token(crm, path, fields, params, token, index + 1, first, row - index)


async def _with_token(
    crm: Crm,
    path: tuple[str, ...],
    fields: frozenset[str],
    params: CrmParams,
    token: str,
    start: int,
    first: int,
    base: int,
) -> RowPage:
    rows: list[Row | Exception] = []
    positions: list[Position] = []
    while True:
        answer: CrmPage = await crm.rows(
            path, fields, (*params, ("page_token", token), ("per_page", str(LARGEST_PAGE)))
        )
        part = answer.rows[start : start + first - len(rows)]
        positions += [(base + start + index, token, start + index) for index in range(len(part))]
        rows += part
        more = answer.more or len(answer.rows) > start + len(part)
        if len(rows) == first or not answer.more or answer.next_token is None:
            return RowPage(rows, positions, more)
        token, start, base = answer.next_token, 0, base + len(answer.rows)
