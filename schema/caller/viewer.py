"""The caller: who they are, where they work and what answers them."""

import strawberry
from strawberry.types import Info

from domain.products import PRODUCTS
from domain.queries import Row
from domain.sources import PRODUCT
from resolvers.caller.identity import identity_of
from resolvers.caller.organizations import FinanceProduct
from resolvers.caller.viewer import product_availabilities
from schema.caller.permissions import ProductName, ViewerPermissions, permissions_of
from schema.caller.view_as import own_sdl
from schema.engine.declare.costs import Calls
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import REMEMBERED, own_field
from schema.engine.declare.records import part, upstream


@strawberry.type(description="Whether a product answers the caller.")
class ProductState:
    """Whether a product answers the caller."""

    product: ProductName = strawberry.field(description="The product.")
    answers: bool = strawberry.field(description="Whether it answers the caller.")
    reason: str | None = strawberry.field(description="The code of the error when it does not.")


@strawberry.type(description="The user behind the access token.")
class ViewerUser:
    """The user behind the access token."""

    name: str = strawberry.field(description="First and last name.")
    email: str = strawberry.field(description="The address that is the user's login.")
    zuid: str | None = strawberry.field(description="Zoho's id of the user across products.")


@part
class Organization:
    """An organisation of a finance product, or CRM's."""

    organization_id: str | None = upstream("organization_id", "Its id in the product.")
    name: str | None = upstream("name", "Its name.")
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its own currency.")
    time_zone: str | None = upstream("time_zone", "Its time zone, `Europe/Berlin`.")


async def _finance_organization(operation: OperationContext, product: FinanceProduct) -> Row | None:
    denial = await operation.loader.permissions.finance_denial()
    if denial is not None:
        operation.hidden[f"Viewer.{product}Organization"] = denial
        return None
    return {PRODUCT: product, **await operation.loader.organizations.of(product)}


@strawberry.type(description="The caller.")
class Viewer:
    """The caller. Each field asks a product of its own accord."""

    @own_field("The user behind the access token.", costs=REMEMBERED)
    async def user(self, info: Info[OperationContext, None]) -> ViewerUser | None:
        """Remembered from the start of the request."""
        loader = info.context.loader
        identity = await identity_of(loader.upstream, loader.caller_cache)
        return ViewerUser(name=identity.name, email=identity.email, zuid=identity.zuid)

    @own_field("The organisation of CRM. One call, remembered a while.", costs=REMEMBERED, answers=Organization | None)
    async def crm_organization(self, info: Info[OperationContext, None]) -> Row | None:
        """CRM's organisation in the finance products' words."""
        row = await info.context.loader.organizations.of_crm()
        if row is None:
            return None
        named = {"organization_id": "id", "name": "company_name", "currency_code": "iso_code", "time_zone": "time_zone"}
        return {PRODUCT: "crm", **{name: row.get(key) for name, key in named.items()}}

    @own_field(
        "The organisation of Books. One call, remembered a while.", costs=REMEMBERED, answers=Organization | None
    )
    async def books_organization(self, info: Info[OperationContext, None]) -> Row | None:
        """The picked, configured or default one; None where the caller's CRM profile forbids every finance module."""
        return await _finance_organization(info.context, "books")

    @own_field(
        "The organisation of Billing. One call, remembered a while.", costs=REMEMBERED, answers=Organization | None
    )
    async def billing_organization(self, info: Info[OperationContext, None]) -> Row | None:
        """The picked, configured or default one; None where the caller's CRM profile forbids every finance module."""
        return await _finance_organization(info.context, "billing")

    @own_field("Which products answer the caller now. One call each.", costs=dict.fromkeys(PRODUCTS, Calls(0, 1)))
    async def products(self, info: Info[OperationContext, None]) -> list[ProductState]:
        """Asked in this very moment."""
        loader = info.context.loader
        states = await product_availabilities(loader.crm, loader.organizations)
        return [
            ProductState(product=ProductName(state.product), answers=state.answers, reason=state.reason)
            for state in states
        ]

    @own_field("What the caller may do and see. What is not remembered takes one call a fact.", costs=REMEMBERED)
    async def permissions(self, info: Info[OperationContext, None]) -> ViewerPermissions | None:
        """Of every module."""
        return await permissions_of(info.context)

    @own_field("The graph as the caller sees it, in the schema definition language.", costs=REMEMBERED)
    async def sdl(self, info: Info[OperationContext, None]) -> str | None:
        """Without everything that is hidden."""
        return await own_sdl(info)
