"""The address of a document's PDF."""

from collections.abc import Sequence
from typing import Any, Literal

from strawberry.types.info import Info

from domain.modules.module import Module
from domain.queries import Row
from domain.sources import Source
from resolvers.catalogue import key_of
from schema.engine.declare import registry
from schema.engine.declare.columns import ColumnValues
from schema.engine.declare.ids import global_id
from schema.engine.declare.kinds import RecordedText, SourcedField
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.projected import MemberProjection, OpenRows, ProjectionContext, Projector
from schema.engine.declare.selections import ResponsePath, SelectedField
from schema.engine.declare.walk import CostWalk


class PdfUrlField(SourcedField):
    """Where the gateway serves the PDF; null where anything is hidden from the caller, since it shows everything."""

    reads_row = False
    guards_itself = True

    module: Module

    def __init__(self) -> None:
        text = "URL of its PDF, relative to the gateway; null if any of its fields is hidden from you."
        super().__init__(Source(), text, str | None)

    def belong_to(self, owner: type, name: str, annotation: object, module: Module | None) -> None:
        """Be the field of a record of this module. Raises ValueError for one that has no PDF."""
        if module is None or not module.has_pdf:
            raise ValueError(f"{module or owner.__name__} declares no `has_pdf`: its address would lead nowhere.")
        self.module = module

    def answer(self, row: Row, info: Info[OperationContext, None], arguments: dict[str, Any]) -> str | None:
        """The address."""
        return self._address(row, info.context)

    def _address(self, row: Row, operation: OperationContext) -> str | None:
        view = operation.loader.permissions.known(self.module)
        if view is None or not view.shows_all:
            return None
        return f"/files/{global_id(registry.type_of(self.module), str(row[key_of(self.module)]))}/pdf"

    def amounts(self, selected: SelectedField) -> frozenset[str]:
        """An address shows none."""
        return frozenset()

    def projected(self, selected: SelectedField, place: ResponsePath, project: Projector) -> MemberProjection:
        """Each row's address."""

        def addresses(rows: Sequence[Row], context: ProjectionContext, _open: list[OpenRows]) -> ColumnValues:
            return [self._address(row, context.operation) for row in rows]

        return addresses

    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """An address costs nothing."""

    def is_recorded(self) -> bool:
        """It is not a value of the record."""
        return False

    def recorded_text(self, row: Row, module: Module) -> RecordedText:
        """None: history does not show it."""
        return None


def pdf_url(*, init: Literal[False] = False) -> Any:
    """The address of a document's PDF."""
    return PdfUrlField()
