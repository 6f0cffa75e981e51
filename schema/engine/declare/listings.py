"""Listings: how a module can be listed, declared once for its connections everywhere in the graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

import strawberry
from strawberry import UNSET
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.utils.str_converters import to_camel_case

from domain.errors import BadUserInput
from domain.modules.module import Module
from domain.queries import DEFAULT_PAGE, LARGEST_PAGE, RECORD_ID, ListQuery, Order, page_size
from domain.system_views import SystemView
from schema.engine.declare import registry
from schema.engine.declare.connections import connection_of, lazy_type
from schema.engine.declare.enums import describe_values
from schema.engine.declare.filters import conditions_of

LONGEST_SEARCH = 100


@strawberry.enum(description="Direction in which a list is ordered.")
class OrderDirection(Enum):
    """Ascending or descending."""

    ASC = strawberry.enum_value("asc", description="The smallest, or the earliest, first.")
    DESC = strawberry.enum_value("desc", description="The largest, or the latest, first.")


@dataclass(frozen=True, slots=True)
class Listing:
    """A module's list: the class of its records, and what the product can do with it.

    `filter` is the filter input, `order` an enum whose values are upstream columns, `view` an enum whose values are the
    product's predefined views, or such views as data, by the names that the argument `view` takes; `saved_views` says
    that views are the organisation's own, named by id.
    """

    record: type
    filter: type | None = None
    order: type[Enum] | None = None
    view: type[Enum] | None = None
    saved_views: bool = False
    search: bool = False

    def __post_init__(self) -> None:
        _LISTINGS[self.type_name] = self
        if self.order is not None:
            describe_values(self.order, lambda each: f"By `{to_camel_case(each.name.lower())}`.")

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
        counted = self.module.traits.counts_records
        return cast("Any", connection_of(self.type_name, lazy_type(self.type_name, self.home), counted=counted)) | None

    def arguments(self, *, related: bool) -> list[StrawberryArgument]:
        """The arguments of a connection field. A related list of CRM knows neither words nor CRM's own views."""
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
        arguments.append(_argument("view", strawberry.ID | None, self._view_description(plain=plain)))
        return arguments

    def _view_description(self, *, plain: bool) -> str:
        text = "Only records in this view, by its id in `views`: one that was saved here"
        if self.view is not None:
            return f"{text}, or one of the product: {', '.join(f'`{each.name}`' for each in self.view)}."
        return f"{text}, or one that the organisation saved in CRM." if self.saved_views and plain else f"{text}."

    @property
    def system_views(self) -> Mapping[str, SystemView]:
        """The views that everybody has, by the names that the argument `view` takes."""
        return {each.name: _system_view(each) for each in self.view or ()}

    def system_view(self, value: Any) -> SystemView | None:
        """The view that everybody has by this name, None where it is none of them."""
        if self.view is None or value not in self.view.__members__:
            return None
        return _system_view(self.view[value])

    def query(self, arguments: Mapping[str, Any], ids: Any) -> ListQuery:
        """The query behind a field's arguments, without position and parent. Raises BadUserInput."""
        arguments = {name: value for name, value in arguments.items() if value is not UNSET}
        system_view = self.system_view(arguments.get("view"))
        return ListQuery(
            first=page_size(arguments.get("first", DEFAULT_PAGE)),
            conditions=conditions_of(arguments.get("filter"), ids),
            search=_search(arguments.get("search")),
            view=self._view(arguments.get("view")) if system_view is None else system_view.filter_by,
            order=_order(arguments.get("order_by")),
            tests=() if system_view is None else system_view.tests,
        )

    def _view(self, value: Any) -> str | None:
        """What the product calls a view. Raises BadUserInput for one that it does not have."""
        if value is None:
            return None
        if self.view is not None:
            raise BadUserInput(f"`view` must be one of {', '.join(self.view.__members__)}; `views` lists them.")
        if not self.saved_views or RECORD_ID.fullmatch(str(value)) is None:
            raise BadUserInput("`view` must be the id of a saved view; `views` lists them.")
        return str(value)


def _system_view(member: Enum) -> SystemView:
    if isinstance(member.value, SystemView):
        return member.value
    return SystemView(member.name.replace("_", " ").capitalize(), str(member.value))


_LISTINGS: dict[str, Listing] = {}


def listing_of(type_name: str) -> Listing:
    """How the records of a type are listed."""
    return _LISTINGS[type_name]


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
    if any(ord(letter) < 32 for letter in words):
        raise BadUserInput("`search` must have no control characters, such as tabs and line breaks.")
    if not 2 <= len(words) <= LONGEST_SEARCH:
        raise BadUserInput(f"`search` must have 2 to {LONGEST_SEARCH} characters.")
    return words
