"""Which organisation of Books and Billing a caller works in, and its currency."""

from typing import Literal

from adapters.billing import client as billing
from adapters.books import client as books
from adapters.crm.client import Crm
from adapters.exchange import NAMES, Upstream
from domain.errors import Forbidden
from domain.queries import RECORD_ID, Row
from resolvers.caller.caller_cache import CallerCache
from resolvers.gathering import Once

FinanceProduct = Literal["books", "billing"]
CRM_ORGANIZATION = "crm organization"
_CLIENTS = {"books": books, "billing": billing}


class Organizations:
    """The caller's organisations: the picked one, else the configured one, else their default. Remembered a while."""

    def __init__(self, upstream: Upstream, memory: CallerCache, configured: dict[str, str], once: Once) -> None:
        self._upstream = upstream
        self._memory = memory
        self._once = once
        self._chosen = {**configured, **dict(upstream.caller.organizations)}

    async def all_of(self, product: FinanceProduct) -> list[Row]:
        """Every organisation of the caller in that product. One call per caller."""
        name = f"{product} organizations"
        client = _CLIENTS[product]
        return await self._once(
            name,
            lambda: self._memory.recall(self._upstream.caller, name, lambda: client.organizations(self._upstream)),
        )

    async def of(self, product: FinanceProduct) -> Row:
        """The organisation's row. One call per caller and product; raises Forbidden for no member."""
        rows = await self.all_of(product)
        chosen = self._chosen.get(product)
        for row in rows:
            if str(row["organization_id"]) == chosen or (chosen is None and row.get("is_default_org")):
                return row
        if chosen is None and rows:
            return rows[0]
        raise Forbidden(f"The caller is no member of this organisation in {NAMES[product]}.", service=product)

    async def id_of(self, product: FinanceProduct) -> str:
        """The organisation's id, checked to be one."""
        id_ = str((await self.of(product))["organization_id"])
        if RECORD_ID.fullmatch(id_) is None:
            raise Forbidden(f"{NAMES[product]} names no usable organisation for the caller.", service=product)
        return id_

    async def currency_of(self, product: FinanceProduct) -> str | None:
        """The code of the organisation's own currency."""
        return (await self.of(product)).get("currency_code") or None

    async def currency_of_crm(self) -> str | None:
        """The code of the own currency of CRM's organisation."""
        organization = await self.of_crm()
        return None if organization is None else organization.get("iso_code") or None

    def known_of_crm(self) -> Row | None:
        """The same as far as it is remembered."""
        return self._memory.kept(self._upstream.caller, CRM_ORGANIZATION)

    async def of_crm(self) -> Row | None:
        """CRM's organisation. One call per caller."""
        name = CRM_ORGANIZATION
        return await self._once(
            name,
            lambda: self._memory.recall(self._upstream.caller, name, lambda: Crm(self._upstream).organization()),
        )
