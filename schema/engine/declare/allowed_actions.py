"""What may be done with a record, as the graph names it."""

from enum import Enum
from functools import cache
from typing import Any

import strawberry
from strawberry.types.info import Info

from domain import actions
from domain.queries import Row
from domain.sources import Module, Source
from schema.engine.declare.fields import SourcedField
from schema.engine.declare.operation import OperationContext


@strawberry.enum(name="Action", description="Something that can be done in a module.")
class AllowedAction(Enum):
    """The actions that permissions speak of."""

    VIEW = "view"
    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"
    SEND = "send"
    APPROVE = "approve"
    CONVERT = "convert"
    EXPORT = "export"


@cache
def ordered_actions(allowed: frozenset[actions.ActionName]) -> tuple[AllowedAction, ...]:
    """Actions in the order of their enum."""
    return tuple(action for action in AllowedAction if action.value in allowed)


class AllowedActionsField(SourcedField):
    """What the caller may do with a record: what the permissions of its module allow."""

    def __init__(self, module: Module) -> None:
        """`module` is the record's own."""
        super().__init__(Source(), "What the caller may do with it, as permissions go.")
        self.module = module

    @property
    def is_basic_field(self) -> bool:
        """It looks at the operation, not at its row."""
        return False

    def answer(self, row: Row, info: Info[OperationContext, None], given: dict[str, Any]) -> tuple[AllowedAction, ...]:
        """Decided already when the row was asked for."""
        view = info.context.loader.permissions.known(self.module)
        return () if view is None else ordered_actions(view.actions - {"create"})
