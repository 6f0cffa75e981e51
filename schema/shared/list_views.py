"""Views of lists: what the argument `view` takes, saved by the organisation or predefined by the product."""

from collections.abc import Mapping
from typing import Any

import strawberry

from domain.modules.module import Module
from domain.queries import Row
from domain.system_views import SystemView
from resolvers.catalogue import CRM, FINANCE
from schema.engine.declare.listings import Listing, listing_of
from schema.shared.mutation_requests import OperationInfo
from schema.shared.record_types import RecordType


@strawberry.type(description="The calls to a product that one page of a view takes.")
class ViewCalls:
    """A request with its bounds."""

    request: str = strawberry.field(description="The request: method, path and the parameters of the view.")
    least: int = strawberry.field(description="The fewest calls for one page.")
    most: int = strawberry.field(description="The most calls for one page; its cursor leads on from where it ended.")


@strawberry.type(
    description="A view of a list: one that the organisation saved in CRM, or one of Books or Billing for everybody."
)
class ListView:
    """A view."""

    view_id: str | None = strawberry.field(description="Id of the view, for the argument `view` of the list.")
    name: str | None = strawberry.field(description="Name of the view.")
    description: str | None = strawberry.field(default=None, description="What the view shows.")
    category: str | None = strawberry.field(default=None, description="Category of a saved view, as CRM names it.")
    is_default: bool | None = strawberry.field(
        default=None, description="Whether it is the view that the list shows without `view`."
    )
    exact: bool = strawberry.field(
        default=False,
        description="Whether the product has no filter for it, so that the gateway compares each record of the list: "
        "nothing is left out, but a page may have fewer records than `first` although more follow.",
    )
    upstream_calls: ViewCalls | None = strawberry.field(
        default=None, description="The calls that one page of the list takes with this view."
    )


def view_calls(arguments: Mapping[str, Any]) -> int:
    """The calls for the views of a type: those of Books and Billing are known without one."""
    return int(listing_of(arguments["of"].value).saved_views)


async def views_of(info: OperationInfo, of: RecordType) -> list[ListView] | None:
    """Every view that the caller may ask for, None where they may not see the records: one call for saved views."""
    if not await info.context.shows("Query.views", of.module):
        return None
    listing = listing_of(of.value)
    if listing.saved_views:
        return [_saved_in_crm(of.module, view) for view in await info.context.loader.crm.views(CRM[of.module])]
    most, hidden = info.context.most_walked, (await info.context.loader.permissions.of(of.module)).columns
    return [
        _system_view(listing, name, view, most)
        for name, view in listing.system_views.items()
        # Where names are hidden too, so is what compares something hidden.
        if not info.context.strict or hidden.isdisjoint(view.compares or ())
    ]


def _saved_in_crm(module: Module, view: Row) -> ListView:
    view_id, is_default = view.get("id"), view.get("default")
    return ListView(
        view_id=None if view_id is None else str(view_id),
        name=view.get("display_value") or None,
        category=view.get("category") or None,
        is_default=is_default if isinstance(is_default, bool) else None,
        upstream_calls=ViewCalls(request=f"GET /{CRM[module].api_name}?cvid={view_id}", least=1, most=2),
    )


def _system_view(listing: Listing, name: str, view: SystemView, most_walked: int) -> ListView:
    known = FINANCE[listing.module]
    return ListView(
        view_id=name,
        name=view.name,
        description=view.description or None,
        is_default=view.filter_by == known.every and not view.tests,
        exact=bool(view.tests),
        upstream_calls=ViewCalls(
            request=f"GET /{known.path}?filter_by={view.filter_by}",
            least=1,
            most=most_walked if view.tests else listing.module.traits.pages_after,
        ),
    )
