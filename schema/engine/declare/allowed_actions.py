"""What may be done with a record, as the graph names it."""

from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import Any

import strawberry
from strawberry.types.info import Info

from domain import actions
from domain.modules.module import Module
from domain.queries import Row
from domain.sources import NO_NEEDS, Needs, Source
from schema.engine.declare.columns import ColumnValues
from schema.engine.declare.enums import describe_values
from schema.engine.declare.kinds import RecordedText, SourcedField
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.projected import MemberProjection, OpenRows, ProjectionContext, Projector
from schema.engine.declare.selections import ResponsePath, SelectedField
from schema.engine.declare.walk import CostWalk


@strawberry.enum(name="Action", description="An action on the records of a module.")
class AllowedAction(Enum):
    """The actions that permissions distinguish, and the steps that records of some modules take by their status."""

    VIEW = "view"
    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"
    SEND = "send"
    APPROVE = "approve"
    CONVERT = "convert"
    EXPORT = "export"
    CANCEL = "cancel"
    CANCEL_AT_TERM_END = "cancel_at_term_end"
    REACTIVATE = "reactivate"
    PAUSE = "pause"
    RESUME = "resume"
    POSTPONE = "postpone"
    CHARGE = "charge"
    BUY_ADDON = "buy_addon"


MEANINGS = {
    "VIEW": "Read records.",
    "CREATE": "Create records.",
    "EDIT": "Change records.",
    "DELETE": "Delete records.",
    "SEND": "Send records by e-mail.",
    "APPROVE": "Approve and reject records.",
    "CONVERT": "Convert records into others.",
    "EXPORT": "Download records as files.",
    "CANCEL": "Cancel a record at once.",
    "CANCEL_AT_TERM_END": "Cancel a record at the end of its term.",
    "REACTIVATE": "Revoke the scheduled cancellation of a record.",
    "PAUSE": "Pause a record.",
    "RESUME": "Resume a paused record.",
    "POSTPONE": "Postpone the next billing of a record.",
    "CHARGE": "Charge a one-time amount.",
    "BUY_ADDON": "Buy one-time addons.",
}
describe_values(AllowedAction, lambda each: MEANINGS[each.name])


@cache
def ordered_actions(allowed: frozenset[actions.ActionName]) -> tuple[AllowedAction, ...]:
    """Actions in the order of their enum."""
    return tuple(action for action in AllowedAction if action.value in allowed)


@cache
def possible_actions(
    module: Module, allowed: frozenset[actions.ActionName], status: str | None
) -> tuple[AllowedAction, ...]:
    """Actions on a record of that status, in the order of their enum: steps are taken by whoever may edit.

    What is impossible from the status is left out. Without a status nothing is known to be impossible.
    """
    lifecycle = module.lifecycle
    if lifecycle is None:
        return ordered_actions(allowed)
    steps = lifecycle.steps if "edit" in allowed else ()
    names = {*allowed, *steps} - {*lifecycle.impossible(status)}
    return tuple(action for action in AllowedAction if action.value in names)


class AllowedActionsField(SourcedField):
    """What the caller may do with a record: what the permissions of its module allow, and its status if it has steps.

    Where the status is hidden from the caller, every step is offered: what is left out would reveal it.
    """

    reads_row = False
    guards_itself = True

    def __init__(self, module: Module) -> None:
        """`module` is the record's own."""
        by_status = ", without steps that are impossible in its status" if module.lifecycle else ""
        super().__init__(Source(), f"Actions that your permissions allow on it{by_status}.")
        self.module = module

    def needs(self, selected: SelectedField) -> Needs:
        """The status, where steps go by it; it is not asked for where it is hidden."""
        lifecycle = self.module.lifecycle
        return NO_NEEDS if lifecycle is None else Needs(frozenset({lifecycle.column}))

    def answer(
        self, row: Row, info: Info[OperationContext, None], arguments: dict[str, Any]
    ) -> tuple[AllowedAction, ...]:
        """The actions, decided when the row was requested."""
        return self._allowed(row, info.context)

    def _allowed(self, row: Row, operation: OperationContext) -> tuple[AllowedAction, ...]:
        view, lifecycle = operation.loader.permissions.known(self.module), self.module.lifecycle
        status = None if lifecycle is None else row.get(lifecycle.column)
        # What is remembered by status stays small, whatever a product sends.
        known = status if lifecycle is not None and status in lifecycle.statuses else None
        return () if view is None else possible_actions(self.module, view.actions - {"create"}, known)

    def amounts(self, selected: SelectedField) -> frozenset[str]:
        """It shows no amounts."""
        return frozenset()

    def projected(self, selected: SelectedField, place: ResponsePath, project: Projector) -> MemberProjection:
        """The same for every row of a status."""

        def allowed(rows: Sequence[Row], context: ProjectionContext, _open: list[OpenRows]) -> ColumnValues:
            if self.module.lifecycle is None:
                return [[action.name for action in self._allowed({}, context.operation)]] * len(rows)
            return [[action.name for action in self._allowed(row, context.operation)] for row in rows]

        return allowed

    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """It takes no calls: permissions are known when the row is there."""

    def is_recorded(self) -> bool:
        """It is not a value of the record."""
        return False

    def recorded_text(self, row: Row, module: Module) -> RecordedText:
        """None: history does not show it."""
        return None
