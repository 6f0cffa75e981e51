"""CRM's records for one operation, by page or by id, with exactly the fields that are needed."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from adapters.crm.client import Crm, CrmPage
from adapters.crm.module import CrmModule
from adapters.crm.paging import records_count, records_page
from domain.custom_fields import CustomKind, crm_custom_values, kind_of
from domain.modules.module import Module
from domain.products import TRAITS
from domain.queries import ListQuery, Row, RowPage, offset_of, windows
from domain.sources import CUSTOM, Needs
from resolvers.catalogue import CRM

CustomFields = Callable[[str], Awaitable[list[Row]]]
CURRENCY_COLUMN = TRAITS["crm"].currency_column
HidesCustom = Callable[[Module, CustomKind], bool]
HomeCurrency = Callable[[], Awaitable[str | None]]


def leaves_out(module: Module, needs: Needs, rows: Iterable[Row | Exception | None]) -> bool:
    """Whether CRM left out a column that it was asked for: what is known of the caller's permissions has changed."""
    if not module.mirrors_self or CRM[module].api_name == "users":
        return False
    asked = needs.columns - {CRM[module].id, CURRENCY_COLUMN}
    return any(isinstance(row, dict) and not asked <= row.keys() for row in rows)


class CrmRecords:
    """Rows of CRM's modules.

    `custom_fields_of` reads the metadata of the custom fields that the caller sees, `hides_custom` says whether values
    of a kind are hidden in a module, `home_currency` reads the code of the organisation's own currency.
    """

    def __init__(
        self, crm: Crm, custom_fields_of: CustomFields, hides_custom: HidesCustom, home_currency: HomeCurrency
    ) -> None:
        self._crm = crm
        self.home_currency = home_currency
        self._custom_fields_of = custom_fields_of
        self._hides_custom = hides_custom

    async def page(self, module: Module, query: ListQuery, needs: Needs) -> RowPage:
        """One page: one call, and one for the field metadata the first time that custom fields are needed."""
        crm_module = CRM[module]
        if crm_module.api_name == "users":
            return await self._users_page(query)
        custom = await self.custom_fields(crm_module, needs)
        page = await records_page(self._crm, crm_module, query, self._fields(module, needs, custom))
        return replace(page, rows=[self._with_custom_fields(module, row, needs, custom) for row in page.rows])

    async def count(self, module: Module, query: ListQuery) -> int:
        """How many records a list has: one call."""
        return await records_count(self._crm, CRM[module], query)

    async def many(self, module: Module, ids: Sequence[str], needs: Needs) -> list[Row | Exception | None]:
        """Records by id in order, None for one that the caller does not see: one call per hundred."""
        crm_module = CRM[module]
        custom = await self.custom_fields(crm_module, needs)
        rows = await self._crm.many(crm_module, ids, self._fields(module, needs, custom))
        return [self._with_custom_fields(module, rows[id_], needs, custom) if id_ in rows else None for id_ in ids]

    def covers(self, held: Needs, needs: Needs) -> bool:
        """Whether a row that was loaded for `held` satisfies `needs`."""
        return held.covers(needs)

    def needs_met_by_list(self, needs: Needs) -> Needs:
        """The needs that the rows of a page for `needs` satisfy."""
        return needs

    def needs_met_by_record(self, module: Module, needs: Needs) -> Needs:
        """The needs that a record loaded for `needs` satisfies: exactly those."""
        return needs

    def add_custom_fields(self, row: Row | Exception | None, needs: Needs) -> None:
        """Nothing: CRM's rows have their custom fields from the start."""

    def lacks_currency(self, rows: Sequence[Row], needs: Needs) -> bool:
        """Whether a row was asked for its currency and has none, as where an organisation has a single one."""
        return CURRENCY_COLUMN in needs.columns and not all(row.get(CURRENCY_COLUMN) for row in rows)

    async def custom_fields(self, module: CrmModule, needs: Needs) -> list[Row]:
        """The metadata of the visible custom fields among those that are needed, cached for the caller."""
        if needs.custom is None:
            return []
        fields = await self._custom_fields_of(module.api_name)
        return [field for field in fields if not needs.custom or str(field["api_name"]) in needs.custom]

    async def _users_page(self, query: ListQuery) -> RowPage:
        offset = offset_of(query.after)
        rows: list[Row | Exception] = []
        more = False
        for page, size, start, end in windows(offset, query.first, 200):
            params = (("type", query.view or "AllUsers"), ("page", str(page)), ("per_page", str(size)))
            users: CrmPage = await self._crm.users(params)
            rows += users.rows[start:end]
            more = users.more or len(users.rows) > end
            if not more:
                break
        return RowPage(rows, [(offset + index,) for index in range(len(rows))], more)

    def _with_custom_fields(self, module: Module, row: Row | Exception, needs: Needs, custom: list[Row]) -> Any:
        if isinstance(row, dict) and needs.custom is not None:
            # Hidden values are not asked for; the fields stand there without them.
            hidden = {str(each["api_name"]): None for each in custom if self._is_hidden(module, each)}
            row[CUSTOM] = crm_custom_values(custom, {**row, **hidden})
        return row

    def _fields(self, module: Module, needs: Needs, custom: list[Row]) -> frozenset[str]:
        shown = {str(each["api_name"]) for each in custom if not self._is_hidden(module, each)}
        return needs.columns | shown

    def _is_hidden(self, module: Module, custom: Row) -> bool:
        return self._hides_custom(module, kind_of(custom.get("data_type")))
