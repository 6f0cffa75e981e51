"""Rows of Books or Billing for one operation: from lists where they suffice, else from single records."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from adapters.billing.client import Billing
from adapters.books.client import Books
from adapters.finance_platform.envelope import LARGEST_PAGE
from adapters.finance_platform.modules import FinanceModule
from adapters.finance_platform.paging import listed_row, rows_page
from domain.custom_fields import finance_custom_values
from domain.errors import NotFound, SuitegraphError
from domain.modules.module import Module
from domain.queries import RECORD_CODE, RECORD_ID, ListQuery, Row, RowPage
from domain.sources import CUSTOM, Needs
from resolvers.catalogue import FINANCE
from resolvers.gathering import gathered
from resolvers.reading.currencies import CurrenciesOf, name_currencies, needed_for_currency
from resolvers.reading.tested_pages import page_of_tested

# Keys of finance records that link to CRM's records.
LINKS = frozenset({"zcrm_account_id", "zcrm_contact_id", "zcrm_vendor_id"})


class FinanceRecords:
    """Rows of one finance product. `client` finds out the organisation, which takes a call the first time.

    `home_currency` reads the code of the organisation's own currency, `today` the day in its time zone.
    """

    def __init__(
        self,
        client: Callable[[], Awaitable[Books | Billing]],
        home_currency: Callable[[], Awaitable[str | None]],
        today: Callable[[], Awaitable[date]],
    ) -> None:
        self._client = client
        self.home_currency = home_currency
        self._today = today

    async def page(self, module: Module, query: ListQuery, needs: Needs) -> RowPage:
        """One page: one call, and one more for each row where a field is needed that lists lack.

        Of a list with tests the calls of a walk, as `page_of_tested` says.
        """
        client, finance_module = await self._client(), FINANCE[module]
        columns = _columns(finance_module, query, needs)
        if query.tests:
            read = partial(_read, client, finance_module, columns)
            page = await page_of_tested(read, query, finance_module.id, await self._today())
        else:
            page = await rows_page(client.rows, finance_module, query, columns)
        rows = page.rows
        if needs.detail:
            ids = [str(row[finance_module.id]) for row in rows if isinstance(row, dict)]
            details = await gathered([self._single(client, finance_module, id_) for id_ in ids])
            rows = [_merged(row, detail, needs) for row, detail in zip(rows, details, strict=True)]
        for row in rows:
            self.add_custom_fields(row, needs)
        return replace(page, rows=rows)

    async def many(self, module: Module, ids: Sequence[str], needs: Needs) -> list[Row | Exception | None]:
        """Records by id or code, None for one that the caller does not see: one call each, two for list-only fields.

        Several of a catalogue are looked for in its first page: one call, and one each for those that are not there.
        """
        client, finance_module = await self._client(), FINANCE[module]
        listed = await self._catalogued(client, finance_module, ids, needs)
        missing = [id_ for id_ in ids if id_ not in listed]
        singles = await gathered([self._record(client, finance_module, id_, needs) for id_ in missing])
        rows = listed | dict(zip(missing, singles, strict=True))
        return [None if isinstance(row := rows[id_], NotFound) else row for id_ in ids]

    async def _catalogued(
        self, client: Books | Billing, module: FinanceModule, ids: Sequence[str], needs: Needs
    ) -> dict[str, Row | SuitegraphError]:
        """The records that the first page of a catalogue has; none where that is not known to spare a call."""
        allowed = _allowed_ids(module)
        wanted = {id_ for id_ in ids if allowed.fullmatch(id_)}
        if not module.is_catalogue or len(wanted) < 2 or needs.detail or needs.every:
            return {}
        query = ListQuery(first=LARGEST_PAGE)
        [page] = await gathered([rows_page(client.rows, module, query, _columns(module, query, needs))])
        if isinstance(page, SuitegraphError):
            # Who may not list them may see one of them.
            return {}
        rows = {str(row[module.id]): row for row in page.rows if isinstance(row, dict)}
        return {id_: rows[id_] for id_ in wanted & rows.keys()}

    def covers(self, held: Needs, needs: Needs) -> bool:
        """Whether a row that satisfies `held` satisfies `needs`: list rows and single records have different fields."""
        has_columns = held.every or (not needs.every and needs.custom is None and needs.columns <= held.columns)
        # A row without details is the list's in every column.
        is_listed = not held.detail or held.listed >= needs.listed
        return has_columns and is_listed and held.detail >= needs.detail

    def needs_met_by_list(self, needs: Needs) -> Needs:
        """The needs that the rows of a page for `needs` satisfy: custom fields may be anywhere in a whole row."""
        every = needs.every or needs.detail or needs.custom is not None
        return Needs(needs.columns, detail=needs.detail, listed=needs.listed, every=every)

    def needs_met_by_record(self, module: Module, needs: Needs) -> Needs:
        """The needs that a record loaded for `needs` satisfies: it is whole, whichever fields were needed.

        Of a catalogue it may be a row of the list.
        """
        if FINANCE[module].is_catalogue and not needs.detail and not needs.every and needs.custom is None:
            return self.needs_met_by_list(needs)
        return Needs(detail=True, listed=needs.listed, every=True)

    def add_custom_fields(self, row: Row | Exception | None, needs: Needs) -> None:
        """Add the custom fields to the row in their common shape, where they are needed."""
        if isinstance(row, dict) and needs.custom is not None:
            row[CUSTOM] = finance_custom_values(row)

    def lacks_currency(self, rows: Sequence[Row], needs: Needs) -> bool:
        """Never: each row names its currency, or has a party that does."""
        return False

    async def name_currencies(
        self, module: Module, rows: Sequence[Row], needs: Needs, currencies_of: CurrenciesOf
    ) -> None:
        """Name the currency of the rows that are asked for it and do not name it themselves."""
        finance_module = FINANCE[module]
        if finance_module.party is not None and module.currency_column in needs.columns:
            home = await self.home_currency()
            await name_currencies(finance_module, rows, module.currency_column, home, currencies_of)

    async def _single(self, client: Books | Billing, module: FinanceModule, id_: str) -> Row:
        """The single record. Codes are free text in Billing: one outside the allow-list cannot be requested."""
        if _allowed_ids(module).fullmatch(id_) is None:
            raise NotFound("There is no record with this id.")
        if module.is_read_singly:
            return await client.one(module, id_)
        row = await listed_row(client.rows, module, id_)
        if row is None:
            raise NotFound("There is no record with this id.")
        # The operation keeps rows and changes them.
        return dict(row)

    async def _record(self, client: Books | Billing, module: FinanceModule, id_: str, needs: Needs) -> Row:
        row = await self._single(client, module, id_)
        if not needs.listed or module.number is None:
            return row
        # The list decides some of the fields; it finds the row by its number.
        params = ((module.number, str(row.get(module.number))), ("filter_by", module.every or ""))
        page = await client.rows(module, params)
        list_rows = [each for each in page.rows if each.get(module.id) == id_]
        return _merged_row(list_rows[0] if list_rows else {}, row, needs)


def _allowed_ids(module: FinanceModule) -> re.Pattern[str]:
    return RECORD_ID if module.id.endswith("_id") else RECORD_CODE


async def _read(
    client: Books | Billing, module: FinanceModule, columns: frozenset[str] | None, query: ListQuery
) -> RowPage:
    return await rows_page(client.rows, module, query, columns)


def _columns(module: FinanceModule, query: ListQuery, needs: Needs) -> frozenset[str] | None:
    """The columns to decode of a page's rows, None for whole rows."""
    if needs.every or needs.custom is not None:
        return None
    exactly = {query.within.exactly} if query.within is not None and query.within.exactly is not None else set[str]()
    exactly |= {test.column for test in query.tests}
    return needs.columns | exactly | LINKS | {module.id} | needed_for_currency(module)


def _merged(row: Row | Exception, detail: Row | Exception, needs: Needs) -> Row | Exception:
    return _merged_row(row, detail, needs) if isinstance(row, dict) and isinstance(detail, dict) else detail


def _merged_row(list_row: Row, detail: Row, needs: Needs) -> Row:
    """Both answers as one row: the single record's, with the list's where the list decides."""
    return list_row | {key: value for key, value in detail.items() if key not in needs.listed}
