"""Views of lists: what the argument `view` takes, saved by the organisation or predefined by the product."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from domain.queries import Row
from domain.sources import PRODUCT
from resolvers.catalogue import CRM, FINANCE
from schema.engine.declare.listings import listing_of
from schema.engine.declare.records import part, upstream
from schema.shared.mutation_requests import OperationInfo
from schema.shared.record_types import RecordType


@part
class ListView:
    """A view of a list: one that the organisation saved in CRM, or one that Books or Billing has for everybody."""

    view_id: str | None = upstream("id", "Id of the view, for the argument `view` of the list.")
    name: str | None = upstream("display_value", "Name of the view.")
    category: str | None = upstream("category", "Category of a saved view, as CRM names it.")
    is_default: bool | None = upstream("default", "Whether it is the view that the list shows without `view`.")


def view_calls(arguments: Mapping[str, Any]) -> int:
    """The calls for the views of a type: those of Books and Billing are known without one."""
    return int(listing_of(arguments["of"].value).saved_views)


async def views_of(info: OperationInfo, of: RecordType) -> list[Row] | None:
    """Every view that the caller may ask for, None where they may not see the records: one call for saved views."""
    if not await info.context.shows("Query.views", of.module):
        return None
    listing = listing_of(of.value)
    if listing.saved_views:
        views = await info.context.loader.crm.views(CRM[of.module])
        return [{PRODUCT: of.module.product, **view} for view in views]
    return [_predefined(of, view) for view in listing.view or ()]


def _predefined(of: RecordType, view: Enum) -> Row:
    return {
        PRODUCT: of.module.product,
        "id": view.name,
        "display_value": view.name.replace("_", " ").capitalize(),
        "default": view.value == FINANCE[of.module].every,
    }
