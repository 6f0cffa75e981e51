"""Zoho Billing v1 as one caller reaches it in one organisation."""

from typing import Any, Literal

from adapters.answers import one_row, row_list
from adapters.exchange import Upstream
from adapters.finance_platform.envelope import (
    FinancePage,
    FinanceValues,
    encoded,
    finance_page,
    success_envelope,
    write_envelope,
)
from adapters.finance_platform.modules import FinanceModule
from adapters.messages import Request, Response
from domain.costs import CallParameters
from domain.errors import NotFound
from domain.queries import Row

# The header kept the product's former name. Source: Zoho Billing v1, organisation id.
ORGANIZATION = "X-com-zoho-subscriptions-organizationid"


def _success_envelope(response: Response) -> dict[str, Any]:
    return success_envelope("billing", response)


async def organizations(upstream: Upstream) -> list[Row]:
    """`GET /organizations`: the caller's organisations, one call."""
    body = await upstream.ask(Request("billing", ("organizations",)), _success_envelope)
    return row_list("billing", body, "organizations", "organization_id")


class Billing:
    """Billing's endpoints in one organisation, which every call names. Each method states its calls."""

    def __init__(self, upstream: Upstream, organization: str) -> None:
        self._upstream = upstream
        self._headers = ((ORGANIZATION, organization),)

    async def _read(self, *path: str, params: CallParameters = ()) -> dict[str, Any]:
        return await self._upstream.ask(Request("billing", path, params, headers=self._headers), _success_envelope)

    async def rows(
        self, module: FinanceModule, params: CallParameters, columns: frozenset[str] | None = None
    ) -> FinancePage:
        """`GET /{path}`: a page of at most 200 rows, with these columns only or whole for None; one call."""
        request = Request("billing", module.segments, (*module.fixed, *params), headers=self._headers)
        return await self._upstream.ask(
            request, lambda response: finance_page("billing", response, module, columns, params)
        )

    async def one(self, module: FinanceModule, id_: str) -> Row:
        """`GET /{path}/{id or code}`: the whole record, one call. Raises NotFound."""
        body = await self._read(*module.segments, id_)
        return one_row("billing", {module.row: body} if module.is_flat else body, module.row, module.id)

    async def create(self, module: FinanceModule, values: FinanceValues) -> Row:
        """`POST /{path}`: the new record, whole. Raises WriteRefused and OutcomeUnknown."""
        return await self._sent("POST", (module.path,), module, values)

    async def change(self, module: FinanceModule, id_: str, values: FinanceValues) -> Row:
        """`PUT /{path}/{id}`: the record after the change, whole. Raises WriteRefused and OutcomeUnknown."""
        return await self._sent("PUT", (module.path, id_), module, values)

    async def move(
        self,
        module: FinanceModule,
        id_: str,
        transition: str,
        params: CallParameters = (),
        values: FinanceValues | None = None,
    ) -> Row:
        """`POST /{path}/{id}/{transition}`: the record after it, whole. Raises WriteRefused and OutcomeUnknown."""
        return await self._sent("POST", (module.path, id_, transition), module, values, params)

    async def make(self, module: FinanceModule, *path: str, values: FinanceValues) -> Row:
        """`POST` to an endpoint that returns a new record of the module. Raises WriteRefused and OutcomeUnknown."""
        return await self._sent("POST", path, module, values)

    async def write(self, method: str, *path: str, values: FinanceValues | None = None) -> dict[str, Any]:
        """The envelope of a write whose answer has no record. Raises WriteRefused and OutcomeUnknown."""
        request = self._writing(method, path, values, ())
        return await self._upstream.ask(request, lambda response: write_envelope("billing", response))

    async def _sent(
        self,
        method: str,
        path: tuple[str, ...],
        module: FinanceModule,
        values: FinanceValues | None,
        params: CallParameters = (),
    ) -> Row:
        request = self._writing(method, path, values, params)
        return await self._upstream.ask(
            request, lambda response: one_row("billing", write_envelope("billing", response), module.row, module.id)
        )

    def _writing(
        self, method: str, path: tuple[str, ...], values: FinanceValues | None, params: CallParameters
    ) -> Request:
        body = None if values is None else encoded(values)
        return Request("billing", path, params, method, headers=self._headers, body=body, reads=False)

    async def scheduled(self, id_: str) -> Row | None:
        """`GET /subscriptions/{id}/scheduledchanges`: the record from its next term on, or None. One call."""
        try:
            body = await self._read("subscriptions", id_, "scheduledchanges")
        except NotFound:
            return None
        return one_row("billing", body, "subscription", "subscription_id")

    async def unbilled_charge(self, id_: str) -> Row:
        """`GET /unbilledcharges/{id}`: what will be billed with the next invoice, one call. Raises NotFound."""
        body = await self._read("unbilledcharges", id_)
        return one_row("billing", body, "unbilled_charge", "unbilled_charge_id")

    async def contact_persons(self, customer_id: str) -> list[Row]:
        """`GET /customers/{id}/contactpersons`: the first 200 contact persons of a customer, one call."""
        body = await self._read("customers", customer_id, "contactpersons")
        return row_list("billing", body, "contact_persons", "contactperson_id")

    async def activities(self, id_: str) -> list[Row]:
        """`GET /subscriptions/{id}/recentactivities`: its activities and their authors; one call."""
        body = await self._read("subscriptions", id_, "recentactivities")
        return row_list("billing", body, "activities", "activity_id")

    async def customer_of(self, kind: Literal["zcrm_account_id", "zcrm_contact_id"], crm_id: str) -> Row | None:
        """`GET /customers/reference/{id}`: the customer of a CRM account or contact, None for none. One call."""
        try:
            body = await self._read("customers", "reference", crm_id, params=(("reference_id_type", kind),))
        except NotFound:
            return None
        return one_row("billing", body, "customer", "customer_id")
