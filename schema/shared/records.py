"""The decorators that declare a record of the graph."""

from collections.abc import Callable
from typing import TypeVar

from typing_extensions import dataclass_transform

from domain.modules.module import Module
from domain.queries import Row
from schema.engine.declare.allowed_actions import AllowedAction, AllowedActionsField
from schema.engine.declare.records import declared_record, link, related, sub_resource, upstream
from schema.shared.custom_fields import custom_fields
from schema.shared.history import history_field

DeclaredClass = TypeVar("DeclaredClass", bound=type)


@dataclass_transform(field_specifiers=(upstream, link, related, sub_resource, custom_fields))
def record(module: Module, *, former_name: str | None = None) -> Callable[[DeclaredClass], DeclaredClass]:
    """A record of a module as a type of the graph, with its ids, what may be done with it, and its history.

    `former_name` is what older ids call the type.
    """

    def declared(cls: DeclaredClass) -> DeclaredClass:
        return declared_record(
            cls,
            module,
            {
                "allowed_actions": (list[AllowedAction] | None, AllowedActionsField(module)),
                "history": (Row | None, history_field(module)),
            },
            former_name,
        )

    return declared


@dataclass_transform(field_specifiers=(upstream, link, related, sub_resource, custom_fields))
def look_up(module: Module) -> Callable[[DeclaredClass], DeclaredClass]:
    """What an organisation has set up for forms to choose from, as a type of the graph with its ids.

    It is set up in the product, so that nothing is done with it here, and it has no history.
    """
    return lambda cls: declared_record(cls, module, {})
