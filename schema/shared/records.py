"""What a record of the graph is declared with."""

from collections.abc import Callable
from typing import TypeVar

from typing_extensions import dataclass_transform

from domain.sources import Module, ZohoProduct
from schema.engine.declare.allowed_actions import AllowedAction, AllowedActionsField
from schema.engine.declare.records import declared_record, link, related, sub_resource, upstream
from schema.shared.custom_fields import custom_fields
from schema.shared.history import HistoryEntry, history_field

DeclaredClass = TypeVar("DeclaredClass", bound=type)


@dataclass_transform(field_specifiers=(upstream, link, related, sub_resource, custom_fields))
def record(
    *, product: ZohoProduct, module: str, former_name: str | None = None
) -> Callable[[DeclaredClass], DeclaredClass]:
    """A record of a module as a type of the graph, with its ids, what may be done with it, and its history.

    `former_name` is what older ids call the type.
    """
    known = Module(product, module)

    def declared(cls: DeclaredClass) -> DeclaredClass:
        return declared_record(
            cls,
            known,
            {
                "allowed_actions": (list[AllowedAction] | None, AllowedActionsField(known)),
                "history": (list[HistoryEntry] | None, history_field(known)),
            },
            former_name,
        )

    return declared
