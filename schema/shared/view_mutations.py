"""Views that users save: created, changed, shared and deleted by whoever owns them."""

from dataclasses import replace
from typing import Any

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from domain.json_values import mapping
from domain.modules.module import Module
from domain.saved_views import LONGEST_NAME, MOST_COLUMNS, SavedView, ViewDefinition
from domain.writes import NotDone, ProblemCode, not_done
from resolvers.writing.saved_views import create_view, delete_view, own_view, replace_view
from schema.engine.declare import registry
from schema.engine.declare.listings import OrderDirection, listing_of
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, REMEMBERED, own_field
from schema.engine.declare.payloads import UserError, user_error
from schema.engine.declare.texts import text_at
from schema.engine.declare.view_definitions import check_size, documented, hidden_part, query_of
from schema.shared.list_views import ListView, shown_view
from schema.shared.mutation_requests import OperationInfo
from schema.shared.record_types import RecordType

NAME = f"Name of the view, up to {LONGEST_NAME} characters; yours for these records are all different."
FILTER = "The filter, as `filter` of the list takes it."
COLUMNS = f"Names of fields to show, in this order, up to {MOST_COLUMNS}."
VERSION = "The `version` that is changed: if another one was saved meanwhile, nothing is."


@strawberry.input(description="An order, as `orderBy` of the list takes it.")
class ViewOrderInput:
    """An order."""

    field: str = strawberry.field(description="Name of the field in `orderBy` of the list, as text.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="The direction.")


@strawberry.input(description="A new view.")
class CreateViewInput:
    """A new view."""

    of: RecordType = strawberry.field(description="The type of the list's records.")
    name: str = strawberry.field(description=NAME)
    filter: JSON | None = strawberry.field(default=None, description=FILTER)
    order_by: ViewOrderInput | None = strawberry.field(default=None, description="The order.")
    columns: list[str] | None = strawberry.field(default=None, description=COLUMNS)
    shared: bool = strawberry.field(
        default=False, description="Whether the whole organisation may use it, each with their own rights."
    )


@strawberry.input(description="Changes to a view of your own. Omitted fields keep their values; null clears them.")
class UpdateViewInput:
    """A changed view."""

    view_id: str = strawberry.field(description="The `viewId`.")
    version: int = strawberry.field(description=VERSION)
    name: str | None = strawberry.field(default=UNSET, description=NAME)
    filter: JSON | None = strawberry.field(default=UNSET, description=FILTER)
    order_by: ViewOrderInput | None = strawberry.field(default=UNSET, description="The order.")
    columns: list[str] | None = strawberry.field(default=UNSET, description=COLUMNS)


@strawberry.input(description="Who may use a view of your own.")
class ShareViewInput:
    """A view to share, or not any more."""

    view_id: str = strawberry.field(description="The `viewId`.")
    version: int = strawberry.field(description=VERSION)
    shared: bool = strawberry.field(
        default=True, description="Whether the whole organisation may use it, each with their own rights."
    )


@strawberry.input(description="A view to delete.")
class DeleteViewInput:
    """A view to delete."""

    view_id: str = strawberry.field(description="The `viewId`.")
    version: int = strawberry.field(description=VERSION)


@strawberry.type(description="Result of a mutation of a view.")
class ViewPayload:
    """A view, or why it was not saved."""

    view: ListView | None = strawberry.field(default=None, description="The view after the mutation.")
    user_errors: list[UserError] = strawberry.field(
        default_factory=list["UserError"], description="Why the mutation was not carried out; empty on success."
    )


@strawberry.type(description="Result of deleting a view.")
class DeleteViewPayload:
    """What was deleted, or why it was not."""

    deleted_view_id: str | None = strawberry.field(default=None, description="The `viewId` of the deleted view.")
    user_errors: list[UserError] = strawberry.field(
        default_factory=list["UserError"], description="Why the mutation was not carried out; empty on success."
    )


@strawberry.type
class ViewMutations:
    """Mutations of views."""

    @own_field("Save a view of a list.", costs=REMEMBERED, acts=NO_RECORDS)
    async def create_view(self, info: OperationInfo, input: CreateViewInput) -> ViewPayload | None:
        """A new view of the caller's."""
        module = input.of.module
        try:
            definition = ViewDefinition(_filter(input.filter), _order(input.order_by), tuple(input.columns or ()))
            await _check(info.context, module, definition)
            view = await create_view(
                info.context.loader, module, _name(input.name), definition, shared=bool(input.shared)
            )
        except NotDone as error:
            return _refused(error)
        return await _saved(info.context, view, module)

    @own_field("Change a view of your own.", costs=REMEMBERED, acts=NO_RECORDS)
    async def update_view(self, info: OperationInfo, input: UpdateViewInput) -> ViewPayload | None:
        """A changed view."""
        try:
            view, module = await own_view(info.context.loader, input.view_id)
            definition = _changed(view.definition, input)
            if definition != view.definition:
                await _check(info.context, module, definition)
            name = view.name if input.name is UNSET or input.name is None else _name(input.name)
            changed = replace(view, name=name, definition=definition)
            view = await replace_view(info.context.loader, "updateView", module, changed, input.version)
        except NotDone as error:
            return _refused(error)
        return await _saved(info.context, view, module)

    @own_field("Share a view of your own with the organisation, or stop that.", costs=REMEMBERED, acts=NO_RECORDS)
    async def share_view(self, info: OperationInfo, input: ShareViewInput) -> ViewPayload | None:
        """A shared view."""
        try:
            view, module = await own_view(info.context.loader, input.view_id)
            changed = replace(view, shared=bool(input.shared))
            view = await replace_view(info.context.loader, "shareView", module, changed, input.version)
        except NotDone as error:
            return _refused(error)
        return await _saved(info.context, view, module)

    @own_field(
        "Delete a view of your own; an administrator may delete any shared one.", costs=REMEMBERED, acts=NO_RECORDS
    )
    async def delete_view(self, info: OperationInfo, input: DeleteViewInput) -> DeleteViewPayload | None:
        """The id of the deleted view."""
        try:
            await delete_view(info.context.loader, input.view_id, input.version)
        except NotDone as error:
            return DeleteViewPayload(user_errors=[user_error(problem) for problem in error.problems])
        return DeleteViewPayload(deleted_view_id=input.view_id)


async def _check(operation: OperationContext, module: Module, definition: ViewDefinition) -> None:
    """Hold a definition against the graph and the caller's own rights. Raises NotDone."""
    denial = (await operation.loader.permissions.of(module)).denial("view")
    if denial is not None:
        raise not_done(ProblemCode.FORBIDDEN, denial.text, "of")
    listing = listing_of(registry.type_of(module))
    schema = await documented(operation)
    query = query_of(listing, definition, schema)
    check_size(definition)
    hidden = await hidden_part(operation, listing, definition, query, schema)
    if hidden is not None:
        text = f"The view {hidden.text}, which is hidden from you ({hidden.denial.reason.name})."
        raise not_done(ProblemCode.FORBIDDEN, text)


async def _saved(operation: OperationContext, view: SavedView, module: Module) -> ViewPayload:
    return ViewPayload(view=await shown_view(operation, view, module))


def _refused(error: NotDone) -> ViewPayload:
    return ViewPayload(user_errors=[user_error(problem) for problem in error.problems])


def _name(name: str) -> str:
    text = text_at(name.strip(), LONGEST_NAME, "name")
    if not text or any(ord(letter) < 32 for letter in text):
        raise not_done(ProblemCode.VALIDATION, "A view's name is one line and not empty.", "name")
    return text


def _filter(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise not_done(ProblemCode.VALIDATION, "A filter is an object, as the list takes it.", "filter")
    return mapping(value)


def _order(order: ViewOrderInput | None) -> tuple[str, str] | None:
    return None if order is None else (order.field, order.direction.name)


def _changed(definition: ViewDefinition, input_value: UpdateViewInput) -> ViewDefinition:
    if input_value.filter is not UNSET:
        definition = replace(definition, filter=_filter(input_value.filter))
    if input_value.order_by is not UNSET:
        definition = replace(definition, order=_order(input_value.order_by))
    if input_value.columns is not UNSET:
        definition = replace(definition, columns=tuple(input_value.columns or ()))
    return definition
