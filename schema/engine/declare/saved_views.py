"""Saved views at their use: every time, all that they name is held against their reader's own rights."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.errors import BadUserInput, Forbidden, NotFound, SuitegraphError
from domain.queries import ListQuery
from domain.saved_views import VIEW_ID, SavedView
from domain.writes import NotDone
from resolvers.reading.saved_views import NO_VIEW, reader_of, saved_view
from schema.engine.declare.listings import Listing
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.view_definitions import documented, hidden_part, query_of


@dataclass(frozen=True, slots=True)
class AssessedView:
    """A saved view as its reader may use it: what it lists, or the error that stands in the way."""

    view: SavedView
    is_own: bool
    query: ListQuery | None
    refusal: SuitegraphError | None

    @property
    def shows_definition(self) -> bool:
        """Whether the reader may see what it compares: whoever wrote it, and whoever may see all of it."""
        return self.is_own or self.refusal is None


async def assessed(operation: OperationContext, listing: Listing, view: SavedView) -> AssessedView | None:
    """The view for its reader, who may view the records. None where they may not know of it.

    In a strict session that is so for somebody else's view that names something hidden, or something that has gone,
    which such a reader could not tell apart.
    """
    is_own = view.owner == await reader_of(operation.loader)
    try:
        query = await _usable(operation, listing, view, is_own=is_own)
    except SuitegraphError as error:
        if operation.strict and not is_own:
            return None
        return AssessedView(view, is_own, None, error)
    return AssessedView(view, is_own, query, None)


async def _usable(operation: OperationContext, listing: Listing, view: SavedView, *, is_own: bool) -> ListQuery:
    schema = await documented(operation)
    try:
        query = query_of(listing, view.definition, schema)
    except NotDone as error:
        reason = error.problems[0].message if is_own else "its owner can change it."
        raise BadUserInput(f"This view does not fit the graph any more: {reason}") from None
    hidden = await hidden_part(operation, listing, view.definition, query, schema)
    if hidden is not None:
        named = "names something that" if operation.strict else f"{hidden.text}, which"
        raise Forbidden(f"This view {named} is hidden from the caller ({hidden.denial.reason.name}).")
    return query


def saved_view_id(arguments: Mapping[str, Any]) -> str | None:
    """The id of the saved view that a list is asked for, None for any other view."""
    value = arguments.get("view")
    return str(value) if isinstance(value, str) and VIEW_ID.fullmatch(value) else None


async def merged_with_view(operation: OperationContext, listing: Listing, view_id: str, asked: ListQuery) -> ListQuery:
    """What a list is asked for in a saved view: every condition of both, and the order asked for, else the view's.

    Raises NotFound, Forbidden and BadUserInput. It is decided once in an operation, whatever the rows above.
    """
    saved = await operation.loader.once(
        f"{view_id} of {listing.type_name}", lambda: _query(operation, listing, view_id)
    )
    conditions = tuple(dict.fromkeys((*saved.conditions, *asked.conditions)))
    return replace(asked, conditions=conditions, order=asked.order or saved.order)


async def _query(operation: OperationContext, listing: Listing, view_id: str) -> ListQuery:
    view, module = await saved_view(operation.loader, view_id)
    if module != listing.module:
        raise NotFound(NO_VIEW)
    assessment = await assessed(operation, listing, view)
    if assessment is None or assessment.query is None:
        raise NotFound(NO_VIEW) if assessment is None or assessment.refusal is None else assessment.refusal
    return assessment.query
