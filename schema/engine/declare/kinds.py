"""Kinds of fields: each kind answers every question about itself, so that the walkers only walk.

A kind that leaves one of these questions open is an error when the schema is built (`closed.py`).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

from graphql import GraphQLField
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from domain.modules.module import Module
from domain.permissions import ColumnPath, GuardedField
from domain.queries import Row
from domain.sources import NO_NEEDS, Needs, Source, needs_of
from resolvers.catalogue import key_of
from schema.engine.declare.awaiting import all_of
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.projected import LinkProjection, MemberProjection, Projector
from schema.engine.declare.selections import FieldLocation, ResponsePath, SelectedField, response_path
from schema.engine.declare.walk import CostWalk

# The key of a field's metadata: what it does to records of which modules, None for nothing.
ACTS = "acts"
# A change that history shows: the text before and since.
RecordedText = str | None


class SourcedField(StrawberryField, ABC):
    """A field with a declared source.

    `yields_rows` says that it returns records or parts that are requested; `reads_row` that its value is read from its
    row alone. `guards_itself` says that what it shows is decided by the permissions of what it leads to, or by its own
    look at the view, so that it needs neither a twin in the CRM mirror nor a reason to be public.
    """

    yields_rows: ClassVar[bool] = False
    reads_row: ClassVar[bool] = True
    guards_itself: ClassVar[bool] = False

    def __init__(self, source: Source, description: str, annotation: Any = None) -> None:
        """`annotation` is the field's type where the class body cannot name it."""
        declared = None if annotation is None else StrawberryAnnotation(annotation)
        super().__init__(description=description, type_annotation=declared)  # pyright: ignore[reportUnknownMemberType]  # partly untyped there
        self.source = source

    def belong_to(self, owner: type, name: str, annotation: object, module: Module | None) -> None:
        """Be the field of a type; `module` is that of a record, None for a part."""

    @property
    def is_basic_field(self) -> bool:
        """Whether Strawberry need not await or pass anything: the field only reads its row."""
        return self.reads_row

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:
        """The field's value, for the standard executor."""
        if self.reads_row:
            return self.value(source)
        return self.answer(source, cast("Info[OperationContext, None]", info), kwargs)

    def value(self, row: Row) -> Any:
        """The value of a field that only reads its row."""
        raise NotImplementedError

    def answer(self, row: Row, info: Info[OperationContext, None], arguments: dict[str, Any]) -> Any:
        """The value of any other field."""
        raise NotImplementedError

    # For the plan.

    def needs(self, selected: SelectedField) -> Needs:
        """What it needs of its row."""
        return needs_of(self.source)

    def needs_around(self, selected: SelectedField) -> Needs:
        """What it needs of the record around it, as a field of a part."""
        return NO_NEEDS

    def needs_by_coordinate(self, selected: SelectedField) -> Iterator[tuple[str, Needs]]:
        """The needs under the coordinate whose permission decides whether it is requested."""
        yield selected.coordinate, self.needs(selected)

    @abstractmethod
    def amounts(self, selected: SelectedField) -> frozenset[str]:
        """The coordinates at which it shows amounts of its record itself, for the log of reads."""

    # For compiled operations.

    @abstractmethod
    def projected(
        self, selected: SelectedField, place: ResponsePath, project: Projector
    ) -> MemberProjection | LinkProjection:
        """How rows become the answer's column. Raises NotCompilable where the standard executor answers it."""

    # For the cost estimate.

    @abstractmethod
    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """Add what it costs, itself and below."""

    def asked_modules(self, selected: SelectedField) -> Iterable[Module]:
        """The modules whose records it asks for."""
        return ()

    # For permissions.

    def may_tell_amounts(self, keys: Iterable[str]) -> bool:
        """Whether amounts may be read from its values, which lie under these keys: of an unknown kind, they may."""
        return True

    def columns(self) -> tuple[str, ...]:
        """The columns of the row that it shows."""
        return self.source.columns or tuple(column for _, column in self.source.parts)

    def guards(self, coordinate: str, module: Module) -> Iterator[GuardedField]:
        """What permissions may hide of it in a record of a module: where its values are, and the CRM fields that do."""
        paths: list[ColumnPath] = [(column,) for column in self.source.columns]
        if self.source.inside:
            paths.append(self.source.inside)
        if not self.source.columns:
            paths += [(column,) for _, column in self.source.parts]
        hiding, is_one_value = self.hiding_fields(module), bool(self.source.inside)
        yield GuardedField(coordinate, tuple(paths), hiding, rests_on=self.rests_on(), is_one_value=is_one_value)

    def rests_on(self) -> tuple[ColumnPath, ...]:
        """Where the further values of a record lie that would follow from it: it is hidden with any of them."""
        return ()

    def hiding_fields(self, module: Module) -> tuple[str, ...]:
        """The CRM fields that hide it: its twin in the mirror of a finance module, itself in CRM."""
        if module.mirrors_self:
            return self.columns()
        return () if self.source.crm is None else (self.source.crm,)

    def held_types(self, type_name: str) -> tuple[str, ...]:
        """The types of parts that lie in its records; `type_name` is the type that it answers."""
        return () if self.yields_rows else (type_name,)

    def identifies(self, module: Module) -> bool:
        """Whether it is the record's id: without it a record could not be identified."""
        return self.source.columns == (key_of(module),)

    def leads_to(self, type_name: str, modules: Mapping[str, Module]) -> Module | None:
        """The module whose records it leads to; `type_name` is the type that it answers."""
        return None

    def compared(self, field: GraphQLField) -> Iterator[tuple[str, Module, str, str | None]]:
        """What its filter and order compare: coordinate, module, column, and the type whose ids it takes."""
        yield from ()

    # For history.

    @abstractmethod
    def recorded_text(self, row: Row, module: Module) -> RecordedText:
        """Its value in a recorded state of a record, as history shows it; None for nothing."""

    @abstractmethod
    def is_recorded(self) -> bool:
        """Whether history shows its changes."""


class RowsField(SourcedField):
    """A field that answers records of a module: where it stands in the document says what is needed of them."""

    yields_rows = True
    reads_row = False
    guards_itself = True

    def leads_to(self, type_name: str, modules: Mapping[str, Module]) -> Module | None:
        """That of the records that it answers."""
        return modules.get(type_name)

    async def answer(self, row: Row, info: Info[OperationContext, None], arguments: dict[str, Any]) -> Any:
        """What the field leads to."""
        raw = info._raw_info  # noqa: SLF001  # pyright: ignore[reportPrivateUsage, reportUnknownMemberType, reportUnknownVariableType]  # not public
        location = FieldLocation(response_path(info.path), f"{raw.parent_type.name}.{info.field_name}")
        return await self.target(row, info.context, location, arguments)

    async def target(
        self, row: Row, operation: OperationContext, location: FieldLocation, arguments: Mapping[str, Any]
    ) -> Any:
        """What a row leads to, for a known location in the document."""
        raise NotImplementedError

    async def followed(self, rows: Sequence[Row], context: Any, link: LinkProjection) -> Sequence[Any]:
        """What each row leads to, each read by itself."""
        arguments = context.arguments(link.selected)
        return await all_of([self.target(row, context.operation, link.location, arguments) for row in rows])

    def amounts(self, selected: SelectedField) -> frozenset[str]:
        """None: the fields of its target show their own amounts."""
        return frozenset()

    def recorded_text(self, row: Row, module: Module) -> RecordedText:
        """Nothing: what it leads to may be hidden, and has a history of its own."""
        return None

    def is_recorded(self) -> bool:
        """History does not show it."""
        return False


def declaration(field: GraphQLField) -> SourcedField | None:
    """The declaration behind a field, None for one without a source."""
    declared = field.extensions.get("strawberry-definition")
    return declared if isinstance(declared, SourcedField) else None
