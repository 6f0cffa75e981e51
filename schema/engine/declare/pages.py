"""Connections: a module's whole list, or the part of it that belongs to a row."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from graphql import GraphQLEnumType, GraphQLField, GraphQLInputObjectType, GraphQLNamedType, get_named_type
from strawberry.utils.str_converters import to_camel_case

from domain.costs import SAVED_VIEW
from domain.errors import BadUserInput
from domain.modules.module import Module
from domain.queries import DEFAULT_PAGE, EMPTY_PAGE, ListQuery, Row, Within, reference_in
from domain.sources import Source
from resolvers.caller.query_rights import check_query, relation_denial
from resolvers.gathering import gathered
from resolvers.reading.loader import RecordLoader
from schema.engine.declare import registry
from schema.engine.declare.awaiting import all_of
from schema.engine.declare.connection_projections import connection_link
from schema.engine.declare.connections import TOTAL_COUNT, ConnectionValue
from schema.engine.declare.costs import Calls, RowCount
from schema.engine.declare.cursors import ListCursors
from schema.engine.declare.kinds import RowsField
from schema.engine.declare.listings import Listing
from schema.engine.declare.operation import OperationContext, RowRequest
from schema.engine.declare.projected import (
    LinkProjection,
    Projector,
)
from schema.engine.declare.saved_views import merged_with_view, saved_view_id
from schema.engine.declare.selections import FieldLocation, ResponsePath, SelectedField
from schema.engine.declare.values import Reader, guarded
from schema.engine.declare.walk import CostWalk

Hops = Callable[[RecordLoader, str], Awaitable[tuple[str, ...]]]


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
        self._reference: Reader

    def belong_to(self, owner: type, name: str, annotation: object, module: Module | None) -> None:
        """Know how to read the id of the row around it."""
        product, key = None if module is None else module.product, self._key or ""
        self._reference = guarded(
            lambda row: reference_in(row.get(key)), product, f"{owner.__name__}.{to_camel_case(name)}"
        )

    async def target(
        self, row: Row, operation: OperationContext, location: FieldLocation, arguments: Mapping[str, Any]
    ) -> ConnectionValue | None:
        """One page, None where the caller may not see the module."""
        request = await operation.row_request(location, self.listing.module, self.listing.type_name)
        if request is None:
            return None
        query = await self._query(operation, arguments)
        system_view = self.listing.system_view(arguments.get("view"))
        compared = None if system_view is None else system_view.compares
        await check_query(operation.loader.permissions, request.view, query, compared, names=not operation.strict)
        if self.within is not None:
            denial = relation_denial(request.view, self.within)
            if denial is not None:
                operation.hidden[location.coordinate] = denial
                return None
            query = replace(query, within=replace(self.within, values=await self._values(operation.loader, row)))
        # Clients that keep the last cursor in a text begin with an empty one.
        return await self._connection(operation, location, request, query, arguments.get("after") or None)

    async def _query(self, operation: OperationContext, arguments: Mapping[str, Any]) -> ListQuery:
        """What the arguments ask for, with what a saved view asks for. Raises BadUserInput, NotFound and Forbidden."""
        view_id = saved_view_id(arguments)
        plain = arguments if view_id is None else {**arguments, "view": None}
        query = replace(self.listing.query(plain, registry.record_id), most_walked=operation.most_walked)
        if view_id is not None:
            return await merged_with_view(operation, self.listing, view_id, query)
        if self.within is not None and query.view is not None and not self.listing.module.traits.searches_related:
            raise BadUserInput("A related list of CRM takes views that were saved here, not CRM's own.")
        return query

    async def _connection(
        self,
        operation: OperationContext,
        location: FieldLocation,
        request: RowRequest,
        query: ListQuery,
        after: str | None,
    ) -> ConnectionValue:
        """The page after a cursor, beside the number of all records where it is asked for."""
        module, cursors = self.listing.module, ListCursors(operation.cursors, self.listing.module, query)
        if after is not None:
            query = replace(query, after=cursors.open(after))
        only_counted = operation.plan.counted.get(location.place)
        if only_counted is None:
            page = await operation.loader.page(module, query, request.needs)
            operation.note_amounts(location, request, page.rows)
            return ConnectionValue(page, cursors)
        total = gathered([operation.loader.count(module, query)])
        if only_counted:
            return ConnectionValue(EMPTY_PAGE, cursors, (await total)[0])
        page, [counted] = await all_of([operation.loader.page(module, query, request.needs), total])
        operation.note_amounts(location, request, page.rows)
        return ConnectionValue(page, cursors, counted)

    async def _values(self, loader: RecordLoader, row: Row) -> tuple[str, ...]:
        key: str | None = self._reference(row)
        if key is None:
            return ()
        return (key,) if self.hops is None else await self.hops(loader, key)

    def projected(self, selected: SelectedField, place: ResponsePath, project: Projector) -> LinkProjection:
        """The connection's projection."""
        return connection_link(self, selected, place, project)

    def asked_modules(self, selected: SelectedField) -> Iterable[Module]:
        """The module's."""
        return (self.listing.module,)

    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """Its pages, its details where lists lack what is selected, and the way to the parents."""
        module, level = self.listing.module, walk.level
        if walk.is_hidden(selected, module):
            return
        needs = walk.needs(place, module, self.listing.type_name)
        arguments = walk.arguments(selected)
        first, continued = int(arguments.get("first") or DEFAULT_PAGE), bool(arguments.get("after"))
        lists = 1
        if self.hops is not None:
            if walk.is_first((place[:-1], self.hops)):
                walk.add((*place, "(link)"), module.product, Calls(0, level.rows))
            lists = module.traits.most_linked
        system_view = self.listing.system_view(arguments.get("view"))
        pages, credits_of_each = (module.traits.pages_after if continued else 1) + lists - 1, 1
        if not module.lists_carry_all:
            # Beyond the first fifty fields, records of a page by token are read a hundred ids at a time.
            pages *= 1 + (walk.field_parts(module, needs) - 1) * (2 if continued else 1)
            if arguments.get("view") is not None and self.listing.saved_views and saved_view_id(arguments) is None:
                credits_of_each = SAVED_VIEW
                walk.add((*place, "(view)"), module.product, Calls(0, 1))
        if system_view is not None and system_view.tests:
            pages = lists * walk.operation.most_walked
        details = first if needs.detail and module.lists_carry_all else 0
        if walk.asks_for_currencies(module, needs):
            walk.add((*place, "(currency)"), module.product, Calls(0, level.rows * first))
        key = walk.list_key(module, (selected.coordinate, repr(sorted(arguments.items(), key=str))))
        certain = int(self.within is None and walk.is_first(key))
        counted = walk.operation.plan.counted.get(place)
        if counted is not None:
            walk.add((*place, TOTAL_COUNT), module.product, Calls(certain, level.rows), credits_of_each)
        if not counted:
            walk.add(place, module.product, Calls(certain, level.rows * (pages + details)), credits_of_each, way="list")
        walk.visit_below(selected, place, RowCount(level.rows, level.rows * first))

    def leads_to(self, type_name: str, modules: Mapping[str, Module]) -> Module | None:
        """The listing's."""
        return self.listing.module

    def compared(self, field: GraphQLField) -> Iterator[tuple[str, Module, str, str | None]]:
        """What its filter and order compare: coordinate, module, column and the type whose ids it takes."""
        inputs = (_named(field.args[name]) for name in ("filter", "orderBy") if name in field.args)
        for kind in inputs:
            for name, compared in kind.fields.items() if isinstance(kind, GraphQLInputObjectType) else ():
                metadata = cast("Mapping[str, Any]", compared.extensions["strawberry-definition"].metadata)
                values = _named(compared)
                if "column" in metadata:
                    yield f"{kind.name}.{name}", self.listing.module, metadata["column"], metadata["refers_to"]
                elif name == "field" and isinstance(values, GraphQLEnumType):
                    for value, member in values.values.items():
                        yield f"{values.name}.{value}", self.listing.module, str(member.value), None


def _named(member: Any) -> GraphQLNamedType:
    return cast("GraphQLNamedType", get_named_type(member.type))
