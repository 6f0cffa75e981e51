"""Views of lists: what the argument `view` takes, saved by the organisation or predefined by the product."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

import strawberry
from strawberry.scalars import JSON

from domain.errors import BadUserInput, Forbidden, NotFound
from domain.modules.module import Module
from domain.queries import Row
from domain.saved_views import VIEW_ID, SavedView
from domain.system_views import SystemView
from resolvers.catalogue import CRM, FINANCE
from resolvers.reading.saved_views import NO_VIEW, reader_of, saved_view, views_of_module
from schema.engine.declare import registry
from schema.engine.declare.listings import Listing, OrderDirection, listing_of
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.saved_views import AssessedView, assessed
from schema.shared.mutation_requests import OperationInfo
from schema.shared.record_types import RecordType
from schema.shared.scalar_texts import instant_text


@strawberry.type(description="The calls to a product that one page of a view takes.")
class ViewCalls:
    """A request with its bounds."""

    request: str = strawberry.field(description="The request: method, path and the parameters of the view.")
    least: int = strawberry.field(description="The fewest calls for one page.")
    most: int = strawberry.field(description="The most calls for one page; its cursor leads on from where it ended.")


@strawberry.enum(description="Whose view it is.")
class ViewKind(Enum):
    """Where a view comes from."""

    SYSTEM = strawberry.enum_value("system", description="The product's, for everybody.")
    CRM = strawberry.enum_value("crm", description="Saved in CRM by the organisation.")
    PERSONAL = strawberry.enum_value("personal", description="Saved here by you, and shown to nobody else.")
    SHARED = strawberry.enum_value("shared", description="Saved here by a user for the whole organisation.")


@strawberry.type(description="The order of a saved view.")
class ViewOrder:
    """An order."""

    field: str = strawberry.field(description="Name of the field in `orderBy` of the list, as text.")
    direction: OrderDirection = strawberry.field(description="The direction.")


@strawberry.type(description="Why a saved view cannot be used.")
class ViewRefusal:
    """A refusal."""

    code: str = strawberry.field(description="The code of the error that a list returns for this view.")
    message: str = strawberry.field(description="What is hidden from you, or does not exist any more.")


@strawberry.type(description="A view of a list: of the product, of the organisation in CRM, or saved here by a user.")
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
    kind: ViewKind = strawberry.field(default=ViewKind.SYSTEM, description="Whose view it is.")
    is_own: bool = strawberry.field(default=False, description="Whether you saved it here, so that you may change it.")
    version: int | None = strawberry.field(
        default=None, description="Version of a view that was saved here; each change names the one that it changes."
    )
    filter: JSON | None = strawberry.field(
        default=None, description="The filter of a view that was saved here; null if you cannot use the view."
    )
    order_by: ViewOrder | None = strawberry.field(
        default=None, description="The order of a view that was saved here; null if you cannot use the view."
    )
    columns: list[str] | None = strawberry.field(
        default=None, description="The fields to show of a view that was saved here; null if you cannot use the view."
    )
    refusal: ViewRefusal | None = strawberry.field(
        default=None, description="Why you cannot use a view that was saved here; null if you can."
    )
    updated_at: datetime | None = strawberry.field(
        default=None, description="When a view that was saved here was last changed."
    )


def view_calls(arguments: Mapping[str, Any]) -> int:
    """The calls for the views of a type: those of Books and Billing are known without one."""
    of = arguments.get("of")
    return 0 if of is None else int(listing_of(of.value).saved_views)


async def views_of(info: OperationInfo, of: RecordType) -> list[ListView] | None:
    """Every view that the caller may ask for, None where they may not see the records: one call for those of CRM."""
    if not await info.context.shows("Query.views", of.module):
        return None
    return [*await _predefined(info.context, listing_of(of.value)), *await _saved_here(info.context, of)]


async def view_of(info: OperationInfo, view_id: str, of: RecordType | None) -> ListView | None:
    """One view; None where the caller may not see the records. Raises NotFound and BadUserInput."""
    if VIEW_ID.fullmatch(view_id) is None:
        if of is None:
            raise BadUserInput(
                "Name the type of the records with `of`: only the id of a view that was saved here does alone."
            )
        views = await views_of(info, of)
        chosen = next((view for view in views or () if view.view_id == view_id), None)
        if chosen is None and views is not None:
            raise NotFound(NO_VIEW)
        return chosen
    view, module = await saved_view(info.context.loader, view_id)
    shown = await shown_view(info.context, view, module) if of is None or of.module == module else None
    if shown is None:
        raise NotFound(NO_VIEW)
    return shown


async def shown_view(operation: OperationContext, view: SavedView, module: Module) -> ListView | None:
    """A saved view as its reader may see it, None where they may not know of it."""
    denial = (await operation.loader.permissions.of(module)).denial("view")
    if denial is None:
        assessment = await assessed(operation, listing_of(registry.type_of(module)), view)
        return None if assessment is None else _saved_view(assessment)
    is_own = view.owner == await reader_of(operation.loader)
    return _saved_view(AssessedView(view, is_own, None, Forbidden(denial.text))) if is_own else None


async def _predefined(operation: OperationContext, listing: Listing) -> list[ListView]:
    """The views that everybody has, and those of CRM."""
    if listing.saved_views:
        return [_saved_in_crm(listing.module, view) for view in await operation.loader.crm.views(CRM[listing.module])]
    most, hidden = operation.most_walked, (await operation.loader.permissions.of(listing.module)).columns
    return [
        _system_view(listing, name, view, most)
        for name, view in listing.system_views.items()
        # Where names are hidden too, so is what compares something hidden.
        if not operation.strict or hidden.isdisjoint(view.compares or ())
    ]


async def _saved_here(operation: OperationContext, of: RecordType) -> list[ListView]:
    """The caller's own views and the shared ones; none for whoever has no organisation in CRM."""
    try:
        views = await views_of_module(operation.loader, of.module)
    except Forbidden:
        return []
    listing = listing_of(of.value)
    assessments = [await assessed(operation, listing, view) for view in views]
    return [_saved_view(each) for each in assessments if each is not None]


def _saved_view(assessment: AssessedView) -> ListView:
    view, shown, refusal = assessment.view, assessment.shows_definition, assessment.refusal
    definition = view.definition
    order = definition.order if shown else None
    return ListView(
        view_id=view.view_id,
        name=view.name,
        kind=ViewKind.SHARED if view.shared else ViewKind.PERSONAL,
        is_own=assessment.is_own,
        version=view.version,
        filter=None if definition.filter is None or not shown else JSON(dict(definition.filter)),
        order_by=None if order is None else ViewOrder(field=order[0], direction=OrderDirection[order[1]]),
        columns=[*definition.columns] if shown else None,
        refusal=None if refusal is None else ViewRefusal(code=refusal.code, message=refusal.message),
        updated_at=instant_text(view.updated_at),
    )


def _saved_in_crm(module: Module, view: Row) -> ListView:
    view_id, is_default = view.get("id"), view.get("default")
    return ListView(
        view_id=None if view_id is None else str(view_id),
        name=view.get("display_value") or None,
        category=view.get("category") or None,
        kind=ViewKind.CRM,
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
