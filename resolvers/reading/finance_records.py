"""Rows of Books or Billing for one operation: a list where it suffices, single records where it does not."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from adapters.billing.client import Billing
from adapters.books.client import Books
from adapters.finance_platform.modules import FinanceModule
from adapters.finance_platform.paging import rows_page
from domain.custom_fields import finance_custom_values
from domain.errors import NotFound
from domain.modules.module import Module
from domain.queries import RECORD_CODE, RECORD_ID, ListQuery, Row, RowPage
from domain.sources import CUSTOM, Needs
from resolvers.catalogue import FINANCE
from resolvers.gathering import gathered

# Keys of finance records that lead to CRM's.
LINKS = frozenset({"zcrm_account_id", "zcrm_contact_id", "zcrm_vendor_id"})


class FinanceRecords:
    """Rows of one finance product. `client` knows the organisation, which takes a call the first time.

    `home_currency` reads the code of the organisation's own currency.
    """

    def __init__(
        self, client: Callable[[], Awaitable[Books | Billing]], home_currency: Callable[[], Awaitable[str | None]]
    ) -> None:
        self._client = client
        self.home_currency = home_currency

    async def page(self, module: Module, query: ListQuery, needs: Needs) -> RowPage:
        """One page: one call, and one more for each row where a field is asked that lists do not carry."""
        client, known = await self._client(), FINANCE[module]
        page = await rows_page(client.rows, known, query, _columns(known, query, needs))
        rows = page.rows
        if needs.detail:
            ids = [str(row[known.id]) for row in rows if isinstance(row, dict)]
            details = await gathered([self._whole(client, known, id_) for id_ in ids])
            rows = [_merged(row, detail) for row, detail in zip(rows, details, strict=True)]
        for row in rows:
            self.dress(row, needs)
        return replace(page, rows=rows)

    async def many(self, module: Module, ids: Sequence[str], needs: Needs) -> list[Row | Exception | None]:
        """Records by id or code, None for what the caller does not see: one call each, two for list-only fields."""
        client, known = await self._client(), FINANCE[module]
        found = await gathered([self._one(client, known, id_, needs) for id_ in ids])
        return [None if isinstance(row, NotFound) else row for row in found]

    def covers(self, held: Needs, needs: Needs) -> bool:
        """Whether a row that holds `held` answers `needs`. Lists and details differ in what they carry."""
        whole = held.every or (not needs.every and needs.custom is None and needs.columns <= held.columns)
        return whole and held.detail >= needs.detail and held.listed >= needs.listed

    def listed(self, needs: Needs) -> Needs:
        """What the rows of a page for `needs` hold: their custom fields lie anywhere in them."""
        every = needs.every or needs.detail or needs.custom is not None
        return Needs(needs.columns, detail=needs.detail, listed=True, every=every)

    def fetched(self, needs: Needs) -> Needs:
        """What a single read for `needs` brings: the whole record, whichever fields were asked for."""
        return Needs(detail=True, listed=needs.listed, every=True)

    def dress(self, row: Row | Exception | None, needs: Needs) -> None:
        """Put the custom fields in their common shape on the row, where they are asked for."""
        if isinstance(row, dict) and needs.custom is not None:
            row[CUSTOM] = finance_custom_values(row)

    def lacks_currency(self, rows: Sequence[Row], needs: Needs) -> bool:
        """Never: each row names its currency."""
        return False

    async def _whole(self, client: Books | Billing, known: FinanceModule, id_: str) -> Row:
        """The single answer. Codes are free text in Billing: one outside the allow-list cannot be asked for."""
        allowed = RECORD_ID if known.id.endswith("_id") else RECORD_CODE
        if allowed.fullmatch(id_) is None:
            raise NotFound("There is no record with this id.")
        return await client.one(known, id_)

    async def _one(self, client: Books | Billing, known: FinanceModule, id_: str, needs: Needs) -> Row:
        row = await self._whole(client, known, id_)
        if not needs.listed or known.number is None:
            return row
        # Some fields stand on list rows alone; the list finds the row by its number.
        page = await client.rows(known, ((known.number, str(row.get(known.number))), ("filter_by", known.every or "")))
        same = [listed for listed in page.rows if listed.get(known.id) == id_]
        return {**same[0], **row} if same else row


def _columns(known: FinanceModule, query: ListQuery, needs: Needs) -> frozenset[str] | None:
    """The columns to read of a page's rows, None for whole ones."""
    if needs.every or needs.custom is not None:
        return None
    exactly = {query.within.exactly} if query.within is not None and query.within.exactly is not None else set[str]()
    return needs.columns | exactly | LINKS | {known.id}


def _merged(row: Row | Exception, detail: Row | Exception) -> Row | Exception:
    return {**row, **detail} if isinstance(row, dict) and isinstance(detail, dict) else detail
