"""Listings: how a module can be listed, declared once for its connections everywhere in the graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

import strawberry
from strawberry import UNSET
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from domain.errors import BadUserInput
from domain.modules.module import Module
from domain.queries import DEFAULT_PAGE, LARGEST_PAGE, RECORD_ID, ListQuery, Order, page_size
from schema.engine.declare import registry
from schema.engine.declare.connections import connection_of
from schema.engine.declare.filters import conditions_of

LONGEST_SEARCH = 100


@strawberry.enum(description="Which way a list is ordered.")
class OrderDirection(Enum):
    """Which way."""

    ASC = "asc"
    DESC = "desc"


@dataclass(frozen=True, slots=True)
class Listing:
    """A module's list: the class of its records, and what the product can do with it.

    `filter` is the filter input, `order` an enum whose values are upstream columns, `view` an enum whose values are the
    product's predefined views; `saved_views` says that views are the organisation's own, named by id.
    """

    record: type
    filter: type | None = None
    order: type[Enum] | None = None
    view: type[Enum] | None = None
    saved_views: bool = False
    search: bool = False

    @property
    def type_name(self) -> str:
        """The type of its records."""
        return self.record.__name__

    @property
    def home(self) -> str:
        """The module of Python that declares the type."""
        return self.record.__module__

    @property
    def module(self) -> Module:
        """The module of the product that it lists."""
        return registry.module_of(self.type_name)

    def annotation(self) -> Any:
        """The annotation of a field that answers this connection."""
        return cast("Any", connection_of(self.type_name, self.home)) | None

    def arguments(self, *, related: bool) -> list[StrawberryArgument]:
        """The arguments of a connection field. A related list of CRM knows neither words nor saved views."""
        plain = not related or self.module.traits.searches_related
        found = [
            _argument("first", int | None, f"How many, 1 to {LARGEST_PAGE}.", DEFAULT_PAGE),
            _argument("after", str | None, "The `endCursor` of the page before."),
        ]
        if self.filter is not None:
            found.append(_argument("filter", cast("Any", self.filter) | None, "Only what meets this."))
        if self.order is not None:
            found.append(
                _argument("order_by", cast("Any", order_input(self.type_name, self.order)) | None, "The order.")
            )
        if self.search and plain:
            found.append(_argument("search", str | None, "Only what the product finds for these words."))
        if self.view is not None:
            found.append(_argument("view", cast("Any", self.view) | None, "Only what this view of the product shows."))
        if self.saved_views and plain:
            found.append(_argument("view", strawberry.ID | None, "Only what this saved view shows; see `crmViews`."))
        return found

    def query(self, given: Mapping[str, Any], ids: Any) -> ListQuery:
        """The query behind a field's arguments, without position and parent. Raises BadUserInput."""
        given = {name: value for name, value in given.items() if value is not UNSET}
        return ListQuery(
            first=page_size(given.get("first", DEFAULT_PAGE)),
            conditions=conditions_of(given.get("filter"), ids),
            search=_search(given.get("search")),
            view=_view(given.get("view")),
            order=_order(given.get("order_by")),
        )


def _argument(name: str, annotation: Any, description: str, default: object = None) -> StrawberryArgument:
    return StrawberryArgument(name, None, StrawberryAnnotation(annotation), description=description, default=default)


_ORDERS: dict[str, type] = {}


def order_input(type_name: str, fields: type[Enum]) -> type:
    """The input `InvoiceOrder { field: InvoiceOrderField!, direction: OrderDirection! = DESC }`."""
    if type_name not in _ORDERS:
        name = f"{type_name}Order"
        body = {
            "__annotations__": {"field": fields, "direction": OrderDirection},
            "__doc__": f"By which field a list of {type_name} is ordered, and which way.",
            "field": strawberry.field(description="By this field."),
            "direction": strawberry.field(default=OrderDirection.DESC, description="This way."),
        }
        made = type(name, (), body)
        _ORDERS[type_name] = strawberry.input(made, description=made.__doc__)
    return _ORDERS[type_name]


def _order(given: Any) -> Order | None:
    if given is None:
        return None
    return Order(str(given.field.value), descending=given.direction is OrderDirection.DESC)


def _search(given: Any) -> str | None:
    if given is None:
        return None
    words = str(given).strip()
    if not 2 <= len(words) <= LONGEST_SEARCH or any(ord(letter) < 32 for letter in words):
        raise BadUserInput(f"`search` takes 2 to {LONGEST_SEARCH} characters, none of them a control character.")
    return words


def _view(given: Any) -> str | None:
    if given is None:
        return None
    if isinstance(given, Enum):
        return str(given.value)
    if RECORD_ID.fullmatch(str(given)) is None:
        raise BadUserInput("`view` takes the id of a saved view; `crmViews` lists them.")
    return str(given)
