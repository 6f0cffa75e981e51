"""The caller: their user, organisations, permissions and available products."""

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


@strawberry.type(description="Whether a product is available to the caller.")
class ProductState:
    """Whether a product is available to the caller."""

    product: ProductName = strawberry.field(description="The product.")
    answers: bool = strawberry.field(description="Whether it answers the caller's requests.")
    reason: str | None = strawberry.field(description="Code of the error if it does not.")


@strawberry.type(description="The user behind the access token.")
class ViewerUser:
    """The user behind the access token."""

    name: str = strawberry.field(description="First and last name.")
    email: str = strawberry.field(description="E-mail address that the user signs in with.")
    zuid: str | None = strawberry.field(description="The user's Zoho id (ZUID), the same in every product.")


@part
class Organization:
    """An organisation of a finance product, or CRM's."""

    organization_id: str | None = upstream("organization_id", "Id of the organisation in the product.")
    name: str | None = upstream("name", "Its name.")
    currency: str | None = upstream("currency_code", "ISO 4217 code of its base currency.", is_currency=True)
    time_zone: str | None = upstream("time_zone", "Its time zone, `Europe/Berlin`.")


async def _finance_organization(operation: OperationContext, product: FinanceProduct) -> Row | None:
    denial = await operation.loader.permissions.finance_denial()
    if denial is not None:
        operation.hidden[f"Viewer.{product}Organization"] = denial
        return None
    return {PRODUCT: product, **await operation.loader.organizations.of(product)}


@strawberry.type(description="The caller.")
class Viewer:
    """The caller. Each field calls a product independently."""

    @own_field("The user behind the access token.", costs=REMEMBERED)
    async def user(self, info: Info[OperationContext, None]) -> ViewerUser | None:
        """Cached since the start of the request."""
        loader = info.context.loader
        identity = await identity_of(loader.upstream, loader.caller_cache)
        return ViewerUser(name=identity.name, email=identity.email, zuid=identity.zuid)

    @own_field(
        "The organisation in CRM. Takes one call, whose result is cached.",
        costs=REMEMBERED,
        answers=Organization | None,
    )
    async def crm_organization(self, info: Info[OperationContext, None]) -> Row | None:
        """CRM's organisation in the finance products' words."""
        row = await info.context.loader.organizations.of_crm()
        if row is None:
            return None
        named = {"organization_id": "id", "name": "company_name", "currency_code": "iso_code", "time_zone": "time_zone"}
        return {PRODUCT: "crm", **{name: row.get(key) for name, key in named.items()}}

    @own_field(
        "The organisation in Books. Takes one call, whose result is cached.",
        costs=REMEMBERED,
        answers=Organization | None,
    )
    async def books_organization(self, info: Info[OperationContext, None]) -> Row | None:
        """The picked, configured or default one; None where the caller's CRM profile forbids every finance module."""
        return await _finance_organization(info.context, "books")

    @own_field(
        "The organisation in Billing. Takes one call, whose result is cached.",
        costs=REMEMBERED,
        answers=Organization | None,
    )
    async def billing_organization(self, info: Info[OperationContext, None]) -> Row | None:
        """The picked, configured or default one; None where the caller's CRM profile forbids every finance module."""
        return await _finance_organization(info.context, "billing")

    @own_field(
        "Which products are available to the caller now. Takes one call per product.",
        costs=dict.fromkeys(PRODUCTS, Calls(0, 1)),
    )
    async def products(self, info: Info[OperationContext, None]) -> list[ProductState]:
        """Fetched at the time of the query."""
        loader = info.context.loader
        states = await product_availabilities(loader.crm, loader.organizations)
        return [
            ProductState(product=ProductName(state.product), answers=state.answers, reason=state.reason)
            for state in states
        ]

    @own_field("The caller's permissions. Each source that is not cached takes one call.", costs=REMEMBERED)
    async def permissions(self, info: Info[OperationContext, None]) -> ViewerPermissions | None:
        """The permissions in every module."""
        return await permissions_of(info.context)

    @own_field("The schema as the caller sees it, in the schema definition language (SDL).", costs=REMEMBERED)
    async def sdl(self, info: Info[OperationContext, None]) -> str | None:
        """Without everything that is hidden."""
        return await own_sdl(info)
