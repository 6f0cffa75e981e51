"""Links: one other record, found by a key of the row and, where a product lies between, a hop."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, cast

from strawberry.utils.str_converters import to_camel_case

from domain.errors import UpstreamUnavailable
from domain.json_values import mapping
from domain.modules.module import Module
from domain.queries import RECORD_ID, Row, reference_in
from domain.sources import NO_NEEDS, Needs, Source
from resolvers.catalogue import key_of
from resolvers.gathering import gathered
from resolvers.reading.batches import RowsById
from resolvers.reading.loader import RecordLoader
from schema.engine.declare import registry
from schema.engine.declare.connections import lazy_type
from schema.engine.declare.costs import Calls
from schema.engine.declare.ids import form_of
from schema.engine.declare.kinds import RowsField, SourcedField
from schema.engine.declare.lookups import target_projection
from schema.engine.declare.operation import OperationContext, RowRequest, shows_every_record
from schema.engine.declare.projected import LinkProjection, Projector
from schema.engine.declare.selections import FieldLocation, ResponsePath, SelectedField
from schema.engine.declare.values import Reader, guarded, is_blank, value_at
from schema.engine.declare.walk import CostWalk

_ABSENT = object()
Hop = Callable[[RecordLoader, str], Awaitable[str | None]]


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
        named: Mapping[str, str] | None = None,
        is_text: bool = False,
    ) -> None:
        super().__init__(Source((path[0],), detail=detail, inside=inside), description, lazy_type(target, home) | None)
        self.target_type = target
        self._path = path
        self.hop = hop
        self.inline = inline
        self.is_lasting = named is not None
        self.named = named or {}
        self._is_text = is_text
        self._reference: Reader

    def belong_to(self, owner: type, name: str, annotation: object, module: Module | None) -> None:
        """Be the field of a type. Raises TypeError for a hop from a part: which record it starts from is not known."""
        if module is None and self.hop is not None:
            raise TypeError(
                f"{owner.__name__}.{name} has a `hop`, which starts from a record, and {owner.__name__} is a part: "
                "link to the record whose own link has the hop."
            )
        product = None if module is None else module.product
        self._reference = guarded(self._reference_in, product, f"{owner.__name__}.{to_camel_case(name)}")

    async def target(
        self, row: Row, operation: OperationContext, location: FieldLocation, arguments: Mapping[str, Any]
    ) -> Row | None:
        """The other record, None where the key is blank or leads nowhere."""
        [other] = await self._of_all([row], operation, location)
        if isinstance(other, Exception):
            raise other
        return other

    async def followed(self, rows: Sequence[Row], context: Any, link: LinkProjection) -> Sequence[Any]:
        """The other record of each row: those of one level are read together."""
        return await self._of_all(rows, context.operation, link.location)

    async def _of_all(
        self, rows: Sequence[Row], operation: OperationContext, location: FieldLocation
    ) -> list[Row | Exception | None]:
        keys = [self._key(row) for row in rows]
        module = registry.module_of(self.target_type)
        # Without any linked record, permissions are not needed.
        request = await operation.row_request(location, module, self.target_type) if any(keys) else None
        if request is None:
            return [None] * len(rows)
        if self.carries(request.needs, module, operation):
            carried = [
                self._carried(row, key, request) if isinstance(key, str) else key
                for row, key in zip(rows, keys, strict=True)
            ]
            if all(other is not None or not key for other, key in zip(carried, keys, strict=True)):
                of_keys = [{key_of(module): key} for key in keys if isinstance(key, str)]
                operation.note_amounts(location, request, of_keys)
                return [*carried]
        ids = await self._ids(operation.loader, dict.fromkeys(key for key in keys if isinstance(key, str)))
        wanted = dict.fromkeys(id_ for id_ in ids.values() if isinstance(id_, str) and id_)
        others = await operation.loader.many(module, wanted, request.needs)
        operation.note_amounts(location, request, others.values())
        return [self._other(ids.get(key), others) if isinstance(key, str) else key for key in keys]

    def carries(self, needs: Needs, module: Module, operation: OperationContext) -> bool:
        """Whether the row itself carries all that is needed of the other record.

        A look-up does. Otherwise it is what identifies a record that is there for certain, and that the product would
        not refuse: what it decides itself, and what is assigned to its users, it has to be asked for.
        """
        if self.hop is not None or needs.custom is not None or needs.detail or needs.listed:
            return False
        if self.inline:
            return needs.columns <= self.inline.keys()
        permissions = operation.loader.permissions
        view, by_document = permissions.known(module), permissions.rules.names_by_document
        named = self.named.keys() if by_document else ()
        is_certain = self.is_lasting and view is not None and shows_every_record(view, as_documents_do=by_document)
        return is_certain and needs.columns <= {key_of(module), *named}

    def needs(self, selected: SelectedField) -> Needs:
        """The key, and beside it what the row may carry of the other record where that is all that is selected."""
        needs = super().needs(selected)
        if not self.named:
            return needs
        below = self._needed_below(selected)
        if below.detail or not below.columns <= {key_of(registry.module_of(self.target_type)), *self.named}:
            return needs
        return replace(needs, columns=needs.columns | {self.named[name] for name in below.columns & self.named.keys()})

    def _needed_below(self, selected: SelectedField) -> Needs:
        below = selected.below.get(self.target_type, ())
        needs = NO_NEEDS
        for each in below:
            if isinstance(each.declared, SourcedField):
                needs |= each.declared.needs(each)
        return needs

    def _key(self, row: Row) -> str | Exception | None:
        try:
            return self._reference(row)
        except UpstreamUnavailable as error:
            return error

    def _reference_in(self, row: Row) -> str | None:
        """Where the row leads. Raises TypeError and ValueError for what refers to nothing that could be asked for."""
        value = _at(row, self._path)
        value = _at(row, self.source.inside) if is_blank(value) else value
        if self._is_text and isinstance(value, str) and RECORD_ID.fullmatch(value) is None:
            return None
        return reference_in(value, RECORD_ID if self.hop is not None else form_of(registry.module_of(self.target_type)))

    def _carried(self, row: Row, key: str, request: RowRequest) -> Row | None:
        """The part of the other record that the row carries, None where it lacks something that is needed."""
        if not self.inline:
            needed = request.needs.columns & self.named.keys()
            values = {name: self._named_value(row, name) for name in needed}
            if _ABSENT in values.values():
                return None
            return {key_of(request.view.module): key} | values
        lookup = row[self._path[0]]
        carried = {name: lookup.get(key) for name, key in self.inline.items()}
        if request.view.dropped or request.view.withheld:
            # The look-up may be the row of another place as well.
            carried = deepcopy(carried)
            request.view.strip([carried])
        return carried

    def _named_value(self, row: Row, name: str) -> Any:
        """The value of a column of the other record that the row carries under a name of its own.

        Where the single answer keeps the other record as an object, it stands there instead. A column that is hidden
        in the row is not there.
        """
        if (own := self.named[name]) in row:
            return row[own]
        inside = mapping(value_at(row, self.source.inside[:-1])) if self.source.inside else {}
        return inside.get(name, _ABSENT)

    async def _ids(self, loader: RecordLoader, keys: Iterable[str]) -> Mapping[str, str | Exception | None]:
        hop, known = self.hop, list(keys)
        if hop is None:
            return {key: key for key in known}
        return dict(zip(known, await gathered([hop(loader, key) for key in known]), strict=True))

    def _other(self, id_: str | Exception | None, others: RowsById) -> Row | Exception | None:
        return id_ if isinstance(id_, Exception) else others[id_] if id_ else None

    def projected(self, selected: SelectedField, place: ResponsePath, project: Projector) -> LinkProjection:
        """The other record's projection."""
        return target_projection(self, selected, place, project)

    def asked_modules(self, selected: SelectedField) -> Iterable[Module]:
        """The other record's."""
        return (registry.module_of(self.target_type),)

    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """The records of a level together, and what the hop reads."""
        module, level = registry.module_of(self.target_type), walk.level
        if walk.is_hidden(selected, module):
            return
        needs = walk.needs(place, module, self.target_type)
        if self.hop is not None:
            # One reading of the record shows all that it is linked to.
            if walk.is_first((place[:-1], "hop")):
                walk.add((*place, "(link)"), registry.module_of(selected.parent).product, Calls(0, level.rows))
        elif self.carries(needs, module, walk.operation) and self._is_in_row(selected, needs, walk):
            walk.add(place, module.product, Calls(0, 0), way="carried")
            walk.visit_below(selected, place, level)
            return
        groups = level.groups if walk.compiled else level.rows
        walk.add_records(place, module, needs, groups, level.rows, least=False)
        walk.visit_below(selected, place, level._replace(groups=groups))

    def _is_in_row(self, selected: SelectedField, needs: Needs, walk: CostWalk) -> bool:
        """Whether no column that the row may carry of the other record is hidden in the row."""
        needed = [self.named[name] for name in needs.columns & self.named.keys()]
        return not needed or walk.shows_columns(registry.module_of(selected.parent), needed)


def _at(row: Row, path: tuple[str, ...]) -> Any:
    """The id at a path of keys, None where an object on the way is blank. Raises TypeError for what is no object."""
    value: Any = row if path else None
    holder = row
    for step in path:
        if is_blank(value):
            return None
        if not isinstance(value, dict):
            raise TypeError("not an object")
        holder = cast("Row", value)
        value = holder.get(step)
    if len(path) > 1 and value is None and not all(map(is_blank, holder.values())):
        raise TypeError("an object without its id")
    return value
