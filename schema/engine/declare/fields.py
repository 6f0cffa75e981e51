"""The kinds of fields that a record declares, as Strawberry fields that know their source."""

from collections.abc import Awaitable, Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from domain.custom_fields import CustomValue
from domain.errors import BadUserInput
from domain.queries import Row, Within
from domain.sources import CURRENCY, CUSTOM, PRODUCT, TYPE, Module, Needs, Source, ZohoProduct
from resolvers.gathering import gathered
from resolvers.reading.batches import RowsById
from resolvers.reading.loader import RecordLoader
from schema.engine.declare import registry
from schema.engine.declare.connections import ConnectionValue, lazy_type
from schema.engine.declare.cursors import ListCursors
from schema.engine.declare.listings import Listing
from schema.engine.declare.operation import FieldLocation, OperationContext, RowRequest, response_path
from schema.engine.declare.values import Reader, ValueShape, is_blank, value_at

MOST_NODES = 100
# Keys of a field's metadata: what it does to records of which modules, and the most calls that it takes itself.
ACTS = "acts"
COSTS = "costs"

Hop = Callable[[RecordLoader, str], Awaitable[str | None]]
Hops = Callable[[RecordLoader, str], Awaitable[tuple[str, ...]]]


class SourcedField(StrawberryField):
    """A field with a declared source, which the plan and permissions read."""

    yields_rows: bool = False
    takes_names: bool = False

    def __init__(self, source: Source, description: str, annotation: Any = None) -> None:
        """`annotation` is the field's type where the class body cannot name it."""
        made = None if annotation is None else StrawberryAnnotation(annotation)
        super().__init__(description=description, type_annotation=made)  # pyright: ignore[reportUnknownMemberType]  # partly untyped there
        self.source = source

    def belong_to(self, module: Module) -> None:
        """Be the field of a record of this module. Most fields need to know nothing of it."""

    @property
    def is_basic_field(self) -> bool:
        """Whether the field only reads its row."""
        return not self.yields_rows and not self.takes_names

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:
        """The field's value."""
        if self.is_basic_field:
            return self.value(source)
        return self.answer(source, cast("Info[OperationContext, None]", info), kwargs)

    def value(self, row: Row) -> Any:
        """What a basic field reads from its row."""
        raise NotImplementedError

    def answer(self, row: Row, info: Info[OperationContext, None], given: dict[str, Any]) -> Any:
        """What any other field answers."""
        raise NotImplementedError


class UpstreamField(SourcedField):
    """A value that the product sends under a key. `shape` is that of its values, None where only `read` knows it."""

    read: Reader
    shape: ValueShape | None

    def value(self, row: Row) -> Any:
        """The converted value."""
        return self.read(row)


class CustomFieldsField(SourcedField):
    """The custom fields of a record, all or by name."""

    takes_names = True

    product: ZohoProduct

    def __init__(self, source: Source, annotation: Any, build: Callable[[CustomValue, Row], Any]) -> None:
        text = "Custom fields: all that the caller sees, or those named. A name that does not exist is left out."
        super().__init__(source, text, annotation)
        self._build = build
        names = "Their names in the product: `Region`, `cf_region`; Billing knows labels alone."
        self.arguments = [
            StrawberryArgument("names", None, StrawberryAnnotation(list[str] | None), description=names, default=None)
        ]

    def belong_to(self, module: Module) -> None:
        """Be the field of a record of this module: amounts are in the record's currency."""
        self.product = module.product
        self.source = replace(self.source, currency=module.currency_column)

    def answer(self, row: Row, info: Info[OperationContext, None], given: dict[str, Any]) -> list[Any]:
        """The values, in the product's order."""
        return self.chosen(row, given.get("names"))

    def chosen(self, row: Row, names: Container[str] | None) -> list[Any]:
        """The values of these names, of all for None."""
        values: list[CustomValue] = row.get(CUSTOM) or []
        record = {
            "currency": row.get(self.source.currency or ""),
            CURRENCY: row.get(CURRENCY),
            PRODUCT: self.product,
        }
        return [self._build(value, record) for value in values if names is None or value.name in names]


class RowsField(SourcedField):
    """A field that answers records of a module: where it stands in the document says what is needed of them."""

    yields_rows = True

    async def answer(self, row: Row, info: Info[OperationContext, None], given: dict[str, Any]) -> Any:
        """What the field leads to."""
        raw = info._raw_info  # noqa: SLF001  # pyright: ignore[reportPrivateUsage, reportUnknownMemberType, reportUnknownVariableType]  # not public
        spot = FieldLocation(response_path(info.path), f"{raw.parent_type.name}.{info.field_name}")
        return await self.found(row, info.context, spot, given)

    async def found(self, row: Row, operation: OperationContext, spot: FieldLocation, given: Mapping[str, Any]) -> Any:
        """The same for a known spot of the document."""
        raise NotImplementedError


class LinkField(RowsField):
    """One other record, found by a key of the row and, where a product lies between, a hop."""

    def __init__(
        self,
        target: str,
        home: str,
        description: str,
        *,
        path: tuple[str, ...],
        detail: bool,
        hop: Hop | None,
        inline: Mapping[str, str],
        inside: tuple[str, ...],
    ) -> None:
        super().__init__(Source((path[0],), detail=detail, inside=inside), description, lazy_type(target, home) | None)
        self.target = target
        self._path = path
        self.hop = hop
        self.inline = inline

    async def found(
        self, row: Row, operation: OperationContext, spot: FieldLocation, given: Mapping[str, Any]
    ) -> Row | None:
        """The other record, None where the key is blank or leads nowhere."""
        [other] = await self.of_all([row], operation, spot)
        if isinstance(other, Exception):
            raise other
        return other

    async def of_all(
        self, rows: Sequence[Row], operation: OperationContext, spot: FieldLocation
    ) -> list[Row | Exception | None]:
        """The other record of each row: those of one level are asked for together."""
        keys = [self._key(row) for row in rows]
        # Nobody asks for permissions where nothing is linked.
        asked = None
        if any(keys):
            asked = await operation.asked(spot, registry.module_of(self.target), self.target)
        if asked is None:
            return [None] * len(rows)
        if self.hop is None and self.carries(asked.needs):
            return [self._carried(row, asked) if key else None for row, key in zip(rows, keys, strict=True)]
        ids = await self._ids(operation.loader, dict.fromkeys(key for key in keys if key))
        wanted = dict.fromkeys(id_ for id_ in ids.values() if isinstance(id_, str) and id_)
        found = await operation.loader.many(registry.module_of(self.target), wanted, asked.needs)
        operation.answers(spot, asked, found.values())
        return [self._other(ids.get(key), found) if key else None for key in keys]

    def carries(self, needs: Needs) -> bool:
        """Whether the look-up itself carries what is asked for."""
        alone = needs.custom is None and not needs.detail
        return bool(self.inline) and alone and needs.columns <= self.inline.keys()

    def _key(self, row: Row) -> str | None:
        key = value_at(row, self._path) or value_at(row, self.source.inside)
        return None if is_blank(key) else str(key)

    def _carried(self, row: Row, asked: RowRequest) -> Row:
        lookup = row[self._path[0]]
        hidden = asked.view.columns
        return {name: lookup.get(key) for name, key in self.inline.items() if name not in hidden}

    async def _ids(self, loader: RecordLoader, keys: Iterable[str]) -> Mapping[str, str | Exception | None]:
        hop = self.hop
        if hop is None:
            return {key: key for key in keys}
        known = list(keys)
        return dict(zip(known, await gathered([hop(loader, key) for key in known]), strict=True))

    def _other(self, id_: str | Exception | None, found: RowsById) -> Row | Exception | None:
        return id_ if isinstance(id_, Exception) else found[id_] if id_ else None


class PagesField(RowsField):
    """A connection: a module's whole list, or the part of it that belongs to the row."""

    def __init__(
        self,
        listing: Listing,
        description: str,
        *,
        key: str | None = None,
        within: Within | None = None,
        hops: Hops | None = None,
    ) -> None:
        super().__init__(Source((key,) if key else ()), description, listing.annotation())
        self.arguments = listing.arguments(related=key is not None)
        self.listing = listing
        self._key = key
        self.within = within
        self.hops = hops

    async def found(
        self, row: Row, operation: OperationContext, spot: FieldLocation, given: Mapping[str, Any]
    ) -> ConnectionValue | None:
        """One page, None where the caller may not see the module."""
        asked = await operation.asked(spot, self.listing.module, self.listing.type_name)
        if asked is None:
            return None
        query = self.listing.query(given, registry.record_id)
        await operation.loader.permissions.check(asked.view, query)
        if self.within is not None:
            denial = operation.loader.permissions.unrelated(asked.view, self.within)
            if denial is not None:
                operation.hidden[spot.coordinate] = denial
                return None
            query = replace(query, within=replace(self.within, values=await self._values(operation.loader, row)))
        cursors = ListCursors(operation.cursors, self.listing.module, query)
        after: str | None = given.get("after")
        if after is not None:
            query = replace(query, after=cursors.open(after))
        page = await operation.loader.page(self.listing.module, query, asked.needs)
        operation.answers(spot, asked, page.rows)
        return ConnectionValue(page, cursors, continued=after is not None)

    async def _values(self, loader: RecordLoader, row: Row) -> tuple[str, ...]:
        key = row.get(self._key or "")
        if is_blank(key):
            return ()
        return (str(key),) if self.hops is None else await self.hops(loader, str(key))


class RecordField(RowsField):
    """One record by id."""

    def __init__(self, target: str, home: str, module: Module, description: str) -> None:
        super().__init__(Source(), description, lazy_type(target, home) | None)
        self.target = target
        self._module = module
        text = "The record's `id`, or its own id in the product."
        self.arguments = [StrawberryArgument("id", None, StrawberryAnnotation(registry.ID), description=text)]

    async def found(
        self, row: Row, operation: OperationContext, spot: FieldLocation, given: Mapping[str, Any]
    ) -> Row | None:
        """The record. Raises NotFound."""
        record_id = registry.record_id(str(given["id"]), self.target)
        asked = await operation.asked(spot, self._module, self.target)
        if asked is None:
            return None
        found = await operation.loader.one(self._module, record_id, asked.needs)
        operation.answers(spot, asked, [found])
        return registry.present_row(found)


class NodeField(RowsField):
    """Any record by its opaque id, or several."""

    def __init__(self, annotation: Any, description: str, *, many: bool) -> None:
        super().__init__(Source(), description, annotation)
        self._many = many
        name, kind = ("ids", list[registry.ID]) if many else ("id", registry.ID)
        text = f"{f'At most {MOST_NODES} ids' if many else 'The id'} of the graph."
        self.arguments = [StrawberryArgument(name, None, StrawberryAnnotation(kind), description=text)]

    async def found(self, row: Row, operation: OperationContext, spot: FieldLocation, given: Mapping[str, Any]) -> Any:
        """The record or records; one that failed is its error. Raises BadUserInput and NotFound for a single one."""
        if not self._many:
            return await self._one(operation, spot, str(given["id"]))
        ids: list[str] = given["ids"]
        if len(ids) > MOST_NODES:
            raise BadUserInput(f"`ids` takes at most {MOST_NODES} ids, not {len(ids)}.")
        return await gathered([self._one(operation, spot, str(value)) for value in ids])

    async def _one(self, operation: OperationContext, spot: FieldLocation, value: str) -> Row | None:
        type_name, record_id = registry.type_and_id_of(value)
        module = registry.module_of(type_name)
        asked = await operation.asked(spot, module, type_name)
        if asked is None:
            return None
        row = await operation.loader.one(module, record_id, asked.needs)
        operation.answers(spot, asked, [row])
        return {**registry.present_row(row), TYPE: type_name}
