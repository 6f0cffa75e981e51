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


@strawberry.enum(description="Direction in which a list is ordered.")
class OrderDirection(Enum):
    """Ascending or descending."""

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
        arguments = [
            _argument("first", int | None, f"Number of records, 1 to {LARGEST_PAGE}.", DEFAULT_PAGE),
            _argument("after", str | None, "The `endCursor` of the previous page."),
        ]
        if self.filter is not None:
            arguments.append(
                _argument("filter", cast("Any", self.filter) | None, "Only records that match this filter.")
            )
        if self.order is not None:
            arguments.append(
                _argument(
                    "order_by", cast("Any", order_input(self.type_name, self.order)) | None, "Order of the records."
                )
            )
        if self.search and plain:
            arguments.append(_argument("search", str | None, "Only records that the product finds for these words."))
        if self.view is not None:
            arguments.append(
                _argument("view", cast("Any", self.view) | None, "Only records in this predefined view of the product.")
            )
        if self.saved_views and plain:
            arguments.append(
                _argument("view", strawberry.ID | None, "Only records in this saved view; `crmViews` lists the views.")
            )
        return arguments

    def query(self, arguments: Mapping[str, Any], ids: Any) -> ListQuery:
        """The query behind a field's arguments, without position and parent. Raises BadUserInput."""
        arguments = {name: value for name, value in arguments.items() if value is not UNSET}
        return ListQuery(
            first=page_size(arguments.get("first", DEFAULT_PAGE)),
            conditions=conditions_of(arguments.get("filter"), ids),
            search=_search(arguments.get("search")),
            view=_view(arguments.get("view")),
            order=_order(arguments.get("order_by")),
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
            "__doc__": f"Order of a list of {type_name}: field and direction.",
            "field": strawberry.field(description="The field to order by."),
            "direction": strawberry.field(default=OrderDirection.DESC, description="The direction."),
        }
        input_class = type(name, (), body)
        _ORDERS[type_name] = strawberry.input(input_class, description=input_class.__doc__)
    return _ORDERS[type_name]


def _order(value: Any) -> Order | None:
    if value is None:
        return None
    return Order(str(value.field.value), descending=value.direction is OrderDirection.DESC)


def _search(value: Any) -> str | None:
    if value is None:
        return None
    words = str(value).strip()
    if not 2 <= len(words) <= LONGEST_SEARCH or any(ord(letter) < 32 for letter in words):
        raise BadUserInput(f"`search` must have 2 to {LONGEST_SEARCH} characters, none of them a control character.")
    return words


def _view(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Enum):
        return str(value.value)
    if RECORD_ID.fullmatch(str(value)) is None:
        raise BadUserInput("`view` must be the id of a saved view; `crmViews` lists them.")
    return str(value)
