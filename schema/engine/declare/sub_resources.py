"""What hangs on a record and is asked for apart, once for each record: comments, notes, history."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from domain.errors import BadUserInput
from domain.queries import Row
from domain.sources import PRODUCT, Module, Source, ZohoProduct
from resolvers.catalogue import key_of
from resolvers.reading.loader import RecordLoader
from schema.engine.declare.fields import COSTS, RowsField
from schema.engine.declare.operation import FieldLocation, OperationContext

MOST_SUB_RESOURCES = 200

# At most so many of a record of a module, the newest first.
SubResourceReader = Callable[[RecordLoader, Module, str, int], Awaitable[Sequence[Row]]]


class SubResourceField(RowsField):
    """A list of parts that belong to a record. They are seen with it, unless the policy hides them."""

    module: Module

    def __init__(self, kind: Any, description: str, asks: SubResourceReader, costs: Mapping[ZohoProduct, int]) -> None:
        """`kind` is their type, `costs` are the most calls for one record."""
        super().__init__(Source(), description, list[kind] | None)
        self.metadata = MappingProxyType({COSTS: costs})
        self._asks = asks
        text = f"How many at most, up to {MOST_SUB_RESOURCES}."
        self.arguments = [StrawberryArgument("first", None, StrawberryAnnotation(int), description=text, default=50)]

    def belong_to(self, module: Module) -> None:
        """Be the field of a record of this module. What a look-up of CRM carries of a record does not do for it."""
        self.module = module
        self.source = Source(detail=module.traits.carries_look_ups)

    async def found(
        self, row: Row, operation: OperationContext, spot: FieldLocation, given: Mapping[str, Any]
    ) -> Sequence[Row] | None:
        """The newest of them, None where they are hidden. Raises BadUserInput."""
        first = int(given["first"])
        if not 1 <= first <= MOST_SUB_RESOURCES:
            raise BadUserInput(f"`first` is 1 to {MOST_SUB_RESOURCES}.")
        view = await operation.loader.permissions.of(self.module)
        if spot.coordinate in view.hidden:
            return None
        rows = await self._asks(operation.loader, self.module, str(row[key_of(self.module)]), first)
        return [{PRODUCT: self.module.product, **each} for each in rows]
