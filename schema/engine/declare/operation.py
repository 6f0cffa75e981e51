"""The context that one operation carries through its resolvers."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeVar

from graphql import GraphQLSchema

from domain.errors import BadUserInput, Forbidden, NotFound
from domain.modules.module import Module
from domain.permissions import Denial, ModuleView
from domain.queries import Row
from domain.sources import Needs
from domain.system_views import MOST_WALKED
from resolvers.reading.loader import RecordLoader
from schema.engine.declare import registry
from schema.engine.declare.costs import CostEstimate
from schema.engine.declare.cursors import Cursors
from schema.engine.declare.ids import NO_GLOBAL_ID
from schema.engine.declare.plan import OperationPlan
from schema.engine.declare.selections import ArgumentLookup, FieldLocation, ResponsePath

_LookedUp = TypeVar("_LookedUp")


class VisibleGraph(Protocol):
    """A graph as a user sees it."""

    @property
    def schema(self) -> GraphQLSchema:
        """The graph as graphql-core has it."""
        ...

    @property
    def sdl(self) -> str:
        """The same in the schema definition language."""
        ...


class ImaginedGraphs(Protocol):
    """What somebody would see whose permissions are imagined."""

    def hidden_from(self, views: Iterable[ModuleView], more: frozenset[str]) -> frozenset[str]:
        """Every coordinate that somebody with these views does not see, with `more` fields hidden beside them."""
        ...

    def without(self, hidden: frozenset[str]) -> VisibleGraph:
        """The graph without these coordinates."""
        ...


class GraphService(Protocol):
    """What the caller's own fields ask of the service that runs their operation."""

    async def visible(self, loader: RecordLoader, *, strict: bool = False) -> VisibleGraph:
        """The graph as the caller sees it. A `strict` one lacks the names of what may be hidden as well."""
        ...

    async def documented(self, loader: RecordLoader, *, strict: bool) -> GraphQLSchema:
        """The graph that documents of a session are held against: complete, or in a `strict` one the caller's own."""
        ...

    @property
    def visibility(self) -> ImaginedGraphs:
        """The graphs of people who have not asked for theirs."""
        ...

    async def learned(self, loader: RecordLoader, email: str) -> tuple[VisibleGraph, datetime]:
        """The graph as another user sees it, and when that was learned. Raises NotKnownYet."""
        ...

    async def estimate(
        self, loader: RecordLoader, document: str, variables: str | None, name: str | None, *, strict: bool = False
    ) -> CostEstimate:
        """The bounds of an operation that is not executed. Raises what is wrong with its document or variables."""
        ...


@dataclass(frozen=True, slots=True)
class RowRequest:
    """What to ask of the rows of one place, and what the caller may see of their module."""

    needs: Needs
    view: ModuleView


def shows_every_record(view: ModuleView, *, as_documents_do: bool = False) -> bool:
    """Whether a product is sure to refuse none: it neither decides by itself nor assigns records to its users.

    Of members all that is known is that they are members: `as_documents_do` says that whoever is shown a document is
    shown the records that it names.
    """
    left = view.unknown if as_documents_do else view.decided_by_product
    return view.viewable and not view.assigned_only and "view" not in left


@dataclass(slots=True)
class OperationContext:
    """The context of one executed operation: never shared between requests.

    `strict` says that not even the names of what is hidden are shown. `hidden` are the coordinates that were asked for
    and stay null, with the reason of each. `most_walked` is how many pages one page of an exact view is looked for in.
    `arguments` returns the converted arguments of a field, once they are known. `most_items` is how many items of a
    list are asked for, where that is fewer than there are.
    """

    loader: RecordLoader
    plan: OperationPlan
    cursors: Cursors
    graph: GraphService
    strict: bool = False
    most_walked: int = MOST_WALKED
    arguments: ArgumentLookup | None = None
    most_items: Mapping[ResponsePath, int] = field(default_factory=dict[ResponsePath, int])
    hidden: dict[str, Denial] = field(default_factory=dict[str, Denial])
    _requests: dict[tuple[ResponsePath, str], RowRequest | None] = field(
        default_factory=dict[tuple[ResponsePath, str], RowRequest | None]
    )

    async def row_request(self, location: FieldLocation, module: Module, type_name: str) -> RowRequest | None:
        """What to ask at a field that answers rows of a type, None where the caller may not see them.

        It is decided once for a place of the document, however many rows are above it.
        """
        key = (location.place, type_name)
        if key not in self._requests:
            self._requests[key] = await self._decided(location, module, type_name)
        return self._requests[key]

    def note_amounts(
        self, location: FieldLocation, request: RowRequest, rows: Iterable[Row | Exception | None]
    ) -> None:
        """Note whose amounts are answered at a location, where reads of amounts are logged."""
        log, amounts = self.loader.amounts_read, self.plan.amounts.get(location.place)
        if log is not None and amounts:
            log.add(request.view.module, amounts - request.view.hidden_names, rows)

    async def shows(self, coordinate: str, module: Module) -> bool:
        """Whether the caller may see a module; where not, the field that asks is noted as hidden.

        Raises the error of a source that could not be asked: coming back later may help.
        """
        denial = (await self.loader.permissions.of(module)).denial("view") or self.loader.permissions.hidden(coordinate)
        if denial is not None:
            self.hidden[coordinate] = denial
            if denial.failure is not None:
                raise denial.failure
        return denial is None

    async def looked_up(
        self, coordinate: str, module: Module, load: Callable[[], Awaitable[_LookedUp]]
    ) -> _LookedUp | None:
        """What a look-up of a product returns, None where it is noted as hidden.

        A refusal of the product is raised once, and hides the look-up until permissions are asked anew.
        """
        permissions, name = self.loader.permissions, f"{coordinate} of {module}"
        denial = permissions.look_up_denial(name, module.product)
        if denial is not None:
            self.hidden[coordinate] = denial
            return None
        try:
            return await load()
        except (Forbidden, NotFound) as error:
            if error.service == module.product:
                permissions.refused_look_up(name)
            raise

    async def check_named(self, id_: str) -> None:
        """Raise BadUserInput in a strict session for an id of a type that may not be viewed, as for one of no type."""
        type_name = registry.type_named_by(id_) if self.strict else None
        if type_name is not None and not (await self.loader.permissions.of(registry.module_of(type_name))).viewable:
            raise BadUserInput(NO_GLOBAL_ID)

    async def _decided(self, location: FieldLocation, module: Module, type_name: str) -> RowRequest | None:
        place = location.place
        if not await self.shows(location.coordinate, module):
            return None
        view = await self.loader.permissions.of(module)
        needs = self.plan.requested(place, type_name, module, view.hidden_names)
        if view.hidden:
            # Of custom fields that are opened by their names nothing is hidden, whatever is of others.
            shown = view.opened_at if needs.custom and needs.custom <= view.opened.keys() else frozenset[str]()
            hidden = view.hidden.keys() - shown
            self.hidden |= {each: view.hidden[each] for each in self.plan.coordinates(place) if each in hidden}
        if view.columns:
            needs = replace(needs, columns=needs.columns - view.columns)
        return RowRequest(needs, view)
