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
from domain.sources import Source
from schema.engine.declare.columns import ColumnValues
from schema.engine.declare.enums import describe_values
from schema.engine.declare.kinds import RecordedText, SourcedField
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.projected import MemberProjection, OpenRows, ProjectionContext, Projector
from schema.engine.declare.selections import ResponsePath, SelectedField
from schema.engine.declare.walk import CostWalk


@strawberry.enum(name="Action", description="An action on the records of a module.")
class AllowedAction(Enum):
    """The actions that permissions distinguish."""

    VIEW = "view"
    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"
    SEND = "send"
    APPROVE = "approve"
    CONVERT = "convert"
    EXPORT = "export"


MEANINGS = {
    "VIEW": "Read records.",
    "CREATE": "Create records.",
    "EDIT": "Change records.",
    "DELETE": "Delete records.",
    "SEND": "Send records by e-mail.",
    "APPROVE": "Approve and reject records.",
    "CONVERT": "Convert records into others.",
    "EXPORT": "Download records as files.",
}
describe_values(AllowedAction, lambda each: MEANINGS[each.name])


@cache
def ordered_actions(allowed: frozenset[actions.ActionName]) -> tuple[AllowedAction, ...]:
    """Actions in the order of their enum."""
    return tuple(action for action in AllowedAction if action.value in allowed)


class AllowedActionsField(SourcedField):
    """What the caller may do with a record: what the permissions of its module allow."""

    reads_row = False
    guards_itself = True

    def __init__(self, module: Module) -> None:
        """`module` is the record's own."""
        super().__init__(Source(), "Actions that your permissions allow on it.")
        self.module = module

    def answer(
        self, row: Row, info: Info[OperationContext, None], arguments: dict[str, Any]
    ) -> tuple[AllowedAction, ...]:
        """The actions, decided when the row was requested."""
        return self._allowed(info.context)

    def _allowed(self, operation: OperationContext) -> tuple[AllowedAction, ...]:
        view = operation.loader.permissions.known(self.module)
        return () if view is None else ordered_actions(view.actions - {"create"})

    def amounts(self, selected: SelectedField) -> frozenset[str]:
        """It shows no amounts."""
        return frozenset()

    def projected(self, selected: SelectedField, place: ResponsePath, project: Projector) -> MemberProjection:
        """The same for every row."""

        def allowed(rows: Sequence[Row], context: ProjectionContext, _open: list[OpenRows]) -> ColumnValues:
            return [[action.name for action in self._allowed(context.operation)]] * len(rows)

        return allowed

    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """It takes no calls: permissions are known when the row is there."""

    def is_recorded(self) -> bool:
        """It is not a value of the record."""
        return False

    def recorded_text(self, row: Row, module: Module) -> RecordedText:
        """None: history does not show it."""
        return None
