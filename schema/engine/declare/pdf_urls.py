"""What a record has on paper: the address of its PDF, and parts that may have to be asked for."""

from collections.abc import Mapping
from typing import Any, Literal

from strawberry.types.info import Info

from domain.queries import Row
from domain.sources import Module, Source
from resolvers.catalogue import key_of
from schema.engine.declare import registry
from schema.engine.declare.fields import SourcedField
from schema.engine.declare.ids import global_id
from schema.engine.declare.operation import OperationContext


class PdfUrlField(SourcedField):
    """Where the gateway serves the PDF; null where anything is hidden from the caller, since it shows everything."""

    module: Module

    def __init__(self) -> None:
        text = "Where its PDF is, relative to the gateway; null where fields of it are hidden from you."
        super().__init__(Source(), text, str | None)

    def belong_to(self, module: Module) -> None:
        """Be the field of a record of this module. Raises ValueError for one that has no PDF."""
        if not module.has_pdf:
            raise ValueError(f"{module} declares no `has_pdf`: its address would lead nowhere.")
        self.module = module

    @property
    def is_basic_field(self) -> bool:
        """It looks at the operation beside its row."""
        return False

    def answer(self, row: Row, info: Info[OperationContext, None], given: dict[str, Any]) -> str | None:
        """The address."""
        return self.of(row, info.context)

    def of(self, row: Row, operation: OperationContext) -> str | None:
        """The same within an operation."""
        view = operation.loader.permissions.known(self.module)
        if view is None or view.dropped or view.hidden:
            return None
        return f"/files/{global_id(registry.type_of(self.module), str(row[key_of(self.module)]))}/pdf"


class PartsField(SourcedField):
    """Parts of a record that do not lie in its row as they are, and may take a call: `found` brings them."""

    @property
    def is_basic_field(self) -> bool:
        """It may ask."""
        return False

    async def answer(self, row: Row, info: Info[OperationContext, None], given: dict[str, Any]) -> list[Row] | None:
        """The parts."""
        return await self.found(row, info.context, None, given)

    async def found(
        self, row: Row, operation: OperationContext, _spot: object, _given: Mapping[str, Any]
    ) -> list[Row] | None:
        """The same within an operation; None where they are hidden."""
        raise NotImplementedError


def pdf_url(*, init: Literal[False] = False) -> Any:
    """The address of a document's PDF."""
    return PdfUrlField()
