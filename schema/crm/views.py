"""Saved views of CRM modules: what `view` of a CRM list takes."""

from enum import Enum

import strawberry
from strawberry.types import Info

from domain.modules.registry import module_named
from domain.queries import Row
from domain.sources import PRODUCT
from resolvers.catalogue import CRM
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.records import part, upstream


@strawberry.enum(description="A module of CRM.")
class CrmModuleName(Enum):
    """CRM's modules in the graph."""

    ACCOUNTS = "accounts"
    CONTACTS = "contacts"
    DEALS = "deals"
    VENDORS = "vendors"
    PRODUCTS = "products"


@part
class SavedView:
    """A view that the organisation saved in CRM."""

    view_id: str | None = upstream("id", "Id of the view, for the argument `view`.")
    name: str | None = upstream("display_value", "Name of the view.")
    category: str | None = upstream("category", "Category of the view, as CRM names it.")
    is_default: bool | None = upstream("default", "Whether it is the caller's default view of the module.")


async def views_of(info: Info[OperationContext, None], name: CrmModuleName) -> list[Row] | None:
    """Every saved view that the caller sees, None where they may not see the module: one call."""
    module = NAMING[f"CrmModuleName.{name.name}"]
    if not await info.context.shows("Query.crmViews", module):
        return None
    views = await info.context.loader.crm.views(CRM[module])
    return [{PRODUCT: module.product, **view} for view in views]


# The values of the enum also name modules.
NAMING = {f"CrmModuleName.{name.name}": module_named(f"crm.{name.value}") for name in CrmModuleName}
