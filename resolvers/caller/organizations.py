"""The organisations of Books and Billing that a caller works in, and their currencies."""

from contextlib import suppress
from typing import Literal
from zoneinfo import ZoneInfo

from adapters.billing import client as billing
from adapters.books import client as books
from adapters.crm.client import Crm
from adapters.exchange import Upstream
from adapters.messages import NAMES
from adapters.refusals import NotMember
from domain.errors import (
    BadUserInput,
    Forbidden,
    NotFound,
    SuitegraphError,
    Unauthenticated,
    UpstreamRejected,
    UpstreamUnavailable,
)
from domain.instants import zone_named
from domain.queries import RECORD_ID, Row
from domain.tenants import tenant_of
from resolvers.caller.caller_cache import CallerCache
from resolvers.gathering import Once

FinanceProduct = Literal["books", "billing"]
CRM_ORGANIZATION = "crm organization"
_CLIENTS = {"books": books, "billing": billing}


def listed_name(product: FinanceProduct) -> str:
    """The name in the caller cache of the organisations that a product lists."""
    return f"{product} organizations"


class Organizations:
    """The caller's organisations, cached: the one that the request names, else the configured one, else the default."""

    def __init__(self, upstream: Upstream, caller_cache: CallerCache, configured: dict[str, str], once: Once) -> None:
        self._upstream = upstream
        self._caller_cache = caller_cache
        self._once = once
        self._wanted = {**configured, **dict(upstream.caller.organizations)}

    async def all_of(self, product: FinanceProduct) -> list[Row]:
        """Every organisation of the caller in a product: one call per caller."""
        name = listed_name(product)
        client = _CLIENTS[product]
        return await self._once(
            name,
            lambda: self._caller_cache.load(self._upstream.caller, name, lambda: client.organizations(self._upstream)),
        )

    async def of(self, product: FinanceProduct) -> Row:
        """The organisation's row: one call per caller and product. Raises NotMember for a caller who is no member.

        Where the list cannot be had, the row has the id alone of the organisation that is named or configured: whether
        the caller is a member is the product's to say.
        """
        wanted, rows = self._wanted.get(product), await self._listed(product)
        if rows is None:
            return {"organization_id": wanted}
        for row in rows:
            if str(row["organization_id"]) == wanted or (wanted is None and row.get("is_default_org") is True):
                return row
        if wanted is None and len(rows) > 1:
            raise BadUserInput(
                f"{NAMES[product]} names no default among the caller's organisations: name one in the header "
                "Suitegraph-Organization.",
                service=product,
            )
        if wanted is None and rows:
            return rows[0]
        raise NotMember(product)

    async def is_member(self, product: FinanceProduct) -> bool | None:
        """Whether the caller is a member of the organisation, None where the product does not list it: one call."""
        try:
            row = await self.of(product)
        except NotMember:
            return False
        return True if len(row) > 1 else None

    async def _listed(self, product: FinanceProduct) -> list[Row] | None:
        """The caller's organisations, None where they cannot be had and another source names the organisation."""
        name = f"{product} organizations unlisted"
        if self._wanted.get(product) is None:
            return await self.all_of(product)
        if self._caller_cache.lookup(self._upstream.caller, name) is not None:
            return None
        try:
            return await self.all_of(product)
        except (Unauthenticated, NotMember):
            raise
        except SuitegraphError as error:
            if isinstance(error, Forbidden | NotFound | UpstreamRejected):
                # It will be refused again.
                self._caller_cache.store(self._upstream.caller, name, value=True)
            return None

    async def id_of(self, product: FinanceProduct) -> str:
        """The organisation's id. Raises NotMember, and UpstreamUnavailable where the id is malformed."""
        id_ = str((await self.of(product))["organization_id"])
        if RECORD_ID.fullmatch(id_) is None:
            raise UpstreamUnavailable(f"{NAMES[product]} names no usable organisation for the caller.", service=product)
        return id_

    async def currency_of(self, product: FinanceProduct) -> str | None:
        """The code of the organisation's own currency, None where it is unknown."""
        return (await self.of(product)).get("currency_code") or None

    async def zone_of(self, product: FinanceProduct) -> ZoneInfo:
        """The organisation's time zone, UTC where it names no known one."""
        return zone_named((await self.of(product)).get("time_zone"))

    async def currency_of_crm(self) -> str | None:
        """The code of the own currency of CRM's organisation."""
        organization = await self.of_crm()
        return None if organization is None else organization.get("iso_code") or None

    def cached_of_crm(self) -> Row | None:
        """CRM's organisation where it is cached, else None: no call."""
        return self._caller_cache.lookup(self._upstream.caller, CRM_ORGANIZATION)

    async def of_crm(self) -> Row | None:
        """CRM's organisation, None where CRM returns none: one call per caller."""
        name = CRM_ORGANIZATION
        return await self._once(
            name,
            lambda: self._caller_cache.load(self._upstream.caller, name, lambda: Crm(self._upstream).organization()),
        )

    async def place(self) -> None:
        """Let the caller's calls of CRM count for their organisation: one call per token, whose organisation is one.

        Where CRM does not say which it is, they go on counting for the caller alone.
        """
        if not self._upstream.exchange.limiters.knows_home(self._upstream.caller):
            with suppress(SuitegraphError):
                await self.of_crm()

    async def tenant(self) -> str:
        """The data centre and CRM organisation that the caller acts in: one call per caller."""
        return self._tenant(await self.of_crm())

    def cached_tenant(self) -> str:
        """The same without a call; the organisation is left out where it is not cached."""
        return self._tenant(self.cached_of_crm())

    def _tenant(self, organization: Row | None) -> str:
        return tenant_of(self._upstream.caller.data_centre, str((organization or {}).get("id", "")))
