"""CRM's records for one operation: exactly the needed fields, by page or by id."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from adapters.crm.client import Crm, CrmPage
from adapters.crm.module import CrmModule
from adapters.crm.paging import records_page
from domain.custom_fields import crm_custom_values
from domain.modules.module import Module
from domain.products import TRAITS
from domain.queries import ListQuery, Row, RowPage, offset_of, windows
from domain.sources import CUSTOM, Needs
from resolvers.catalogue import CRM

CustomFields = Callable[[str], Awaitable[list[Row]]]
CURRENCY_COLUMN = TRAITS["crm"].currency_column
HomeCurrency = Callable[[], Awaitable[str | None]]


class CrmRecords:
    """Rows of CRM's modules.

    `custom_fields_of` reads the metadata of the custom fields that the caller sees, `home_currency` the code of the
    organisation's own currency.
    """

    def __init__(self, crm: Crm, custom_fields_of: CustomFields, home_currency: HomeCurrency) -> None:
        self._crm = crm
        self.home_currency = home_currency
        self._custom_fields_of = custom_fields_of

    async def page(self, module: Module, query: ListQuery, needs: Needs) -> RowPage:
        """One page: one call, and one for the field metadata where custom fields are asked for the first time."""
        known = CRM[module]
        if known.api_name == "users":
            return await self._users_page(query)
        custom = await self.custom_fields(known, needs)
        page = await records_page(self._crm, known, query, _fields(needs, custom))
        return replace(page, rows=[self._dressed(row, needs, custom) for row in page.rows])

    async def many(self, module: Module, ids: Sequence[str], needs: Needs) -> list[Row | Exception | None]:
        """Records by id in order, None for what the caller does not see: one call per hundred."""
        known = CRM[module]
        custom = await self.custom_fields(known, needs)
        found = await self._crm.many(known, ids, _fields(needs, custom))
        return [self._dressed(found[id_], needs, custom) if id_ in found else None for id_ in ids]

    def covers(self, held: Needs, needs: Needs) -> bool:
        """Whether a row fetched for `held` answers `needs`."""
        return held.covers(needs)

    def listed(self, needs: Needs) -> Needs:
        """What the rows of a page for `needs` hold."""
        return replace(needs, listed=True)

    def fetched(self, needs: Needs) -> Needs:
        """What a read for `needs` brings: exactly that."""
        return needs

    def dress(self, row: Row | Exception | None, needs: Needs) -> None:
        """Nothing: rows come with what was asked for."""

    def lacks_currency(self, rows: Sequence[Row], needs: Needs) -> bool:
        """Whether a row was asked for its currency and has none, as where an organisation has a single one."""
        return CURRENCY_COLUMN in needs.columns and not all(row.get(CURRENCY_COLUMN) for row in rows)

    async def custom_fields(self, module: CrmModule, needs: Needs) -> list[Row]:
        """The metadata of the custom fields that are asked for and visible, remembered for the caller."""
        if needs.custom is None:
            return []
        fields = await self._custom_fields_of(module.api_name)
        return [field for field in fields if not needs.custom or str(field["api_name"]) in needs.custom]

    def _dressed(self, row: Row | Exception, needs: Needs, custom: list[Row]) -> Any:
        if isinstance(row, dict) and needs.custom is not None:
            row[CUSTOM] = crm_custom_values(custom, row)
        return row

    async def _users_page(self, query: ListQuery) -> RowPage:
        offset = offset_of(query.after)
        rows: list[Row | Exception] = []
        more = False
        for page, size, start, end in windows(offset, query.first, 200):
            params = (("type", query.view or "AllUsers"), ("page", str(page)), ("per_page", str(size)))
            answer: CrmPage = await self._crm.users(params)
            rows += answer.rows[start:end]
            more = answer.more or len(answer.rows) > end
            if not more:
                break
        return RowPage(rows, [(offset + index,) for index in range(len(rows))], more)


def _fields(needs: Needs, custom: list[Row]) -> frozenset[str]:
    return needs.columns | {str(field["api_name"]) for field in custom}
