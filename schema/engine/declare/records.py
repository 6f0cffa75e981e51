"""The words that a record is declared with: one line a field, everything else is derived from it."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

import strawberry
from strawberry.utils.str_converters import to_camel_case
from typing_extensions import dataclass_transform

from domain.queries import Row, Within
from domain.sources import TYPE, Module, Source, ZohoProduct
from resolvers.catalogue import key_of
from schema.engine.declare import registry
from schema.engine.declare.allowed_actions import AllowedAction, AllowedActionsField
from schema.engine.declare.custom_fields import CustomField, custom_field_of
from schema.engine.declare.fields import (
    CustomFieldsField,
    Hop,
    Hops,
    LinkField,
    NodeField,
    PagesField,
    RecordField,
    UpstreamField,
)
from schema.engine.declare.ids import global_id
from schema.engine.declare.inheritance import inherit_fields
from schema.engine.declare.listings import Listing
from schema.engine.declare.parts import bind, path_of
from schema.engine.declare.parts import part as part
from schema.engine.declare.parts import upstream as upstream
from schema.engine.declare.sub_resources import SubResourceField, SubResourceReader
from schema.shared.history import HistoryEntry, history_field

RecordClass = TypeVar("RecordClass", bound=type)


def link(
    target: str,
    description: str,
    *,
    key: str,
    hop: Hop | None = None,
    inline: Mapping[str, str] | None = None,
    detail: bool = False,
    inside: str | None = None,
    init: Literal[False] = False,
) -> Any:
    """A field that answers another record, `link("crm.accounts.Account", "…", key="Account_Name.id")`.

    `key` leads to its id, through a look-up where there is a dot; `hop` leads on from there across products.
    `inline` says which of the target's columns the look-up itself carries, and under which names. `inside` is where the
    single answer keeps the id instead.
    """
    home, type_name = _target(target)
    return LinkField(
        type_name,
        home,
        description,
        path=path_of(key),
        detail=detail,
        hop=hop,
        inline=inline or {},
        inside=path_of(inside),
    )


def related(
    listing: Listing,
    description: str,
    *,
    key: str,
    by: str,
    hops: Hops | None = None,
    relation: tuple[str, str] | None = None,
    exactly: str | None = None,
    init: Literal[False] = False,
) -> Any:
    """A connection of records that belong to this one: those whose `by` is the row's `key`, or where `hops` lead.

    `relation` names the product's own related list; `exactly` the key that must equal where `by` only contains.
    """
    return PagesField(listing, description, key=key, within=Within(by, (), relation, exactly), hops=hops)


def pages(listing: Listing, description: str, *, init: Literal[False] = False) -> Any:
    """A connection of all records of a module."""
    return PagesField(listing, description)


def by_id(listing: Listing, description: str, *, init: Literal[False] = False) -> Any:
    """One record of a module by its id."""
    return RecordField(listing.type_name, listing.home, listing.module, description)


def sub_resource(
    kind: type,
    description: str,
    *,
    asks: SubResourceReader,
    costs: Mapping[ZohoProduct, int],
    init: Literal[False] = False,
) -> Any:
    """A list of parts that hang on the record and are asked for apart: at most `costs` calls for each record."""
    return SubResourceField(kind, description, asks, costs)


def custom_fields(*, detail: bool = False, init: Literal[False] = False) -> Any:
    """The record's custom fields; `detail` where only the single answer has them."""
    return CustomFieldsField(Source(detail=detail, custom=True), list[CustomField] | None, custom_field_of)


def node(*, init: Literal[False] = False) -> Any:
    """Any record by its id across the graph."""
    return NodeField(Node | None, "Any record by its id across the graph.", many=False)


def nodes(*, init: Literal[False] = False) -> Any:
    """Several records by their ids across the graph, in order; one that cannot be read is null, with an error."""
    return NodeField(list[Node | None], "Records by their ids across the graph, in order.", many=True)


def _target(target: str) -> tuple[str, str]:
    noun, _, type_name = target.rpartition(".")
    return f"schema.{noun}", type_name


@strawberry.interface(description="A record that has an id across the whole graph.")
class Node:
    """Relay's interface of everything that `node` finds."""

    id: strawberry.ID = strawberry.field(description="The record's id, opaque and unique across the graph.")

    @classmethod
    def is_type_of(cls, _value: object, _info: object) -> bool:
        """Rows are no instances; each field knows statically what it answers."""
        return True

    @classmethod
    def resolve_type(cls, value: Row, _info: object, _kind: object) -> str:
        """The type that the root field wrote on the row."""
        return str(value[TYPE])


@dataclass_transform(field_specifiers=(upstream, link, related, sub_resource, custom_fields))
def record(module: Module) -> Callable[[RecordClass], RecordClass]:
    """A record of a module as a type of the graph, with its ids."""

    def declared(cls: RecordClass) -> RecordClass:
        inherit_fields(cls)
        key = key_of(module)
        name = cls.__name__
        own = UpstreamField(Source((key,)), "The record's own id (or code) in its product.")
        node = UpstreamField(Source((key,)), "The record's id, opaque and unique across the graph.")
        cls.__annotations__ |= {"id": strawberry.ID, "record_id": str, "allowed_actions": list[AllowedAction] | None}
        cls.id, cls.record_id = node, own  # pyright: ignore[reportAttributeAccessIssue]  # what each record gets
        cls.allowed_actions = AllowedActionsField(module)  # pyright: ignore[reportAttributeAccessIssue]  # as above
        cls.history = history_field(module)  # pyright: ignore[reportAttributeAccessIssue]  # as above
        cls.__annotations__["history"] = list[HistoryEntry] | None
        bind(cls, module)
        node.read, node.shape = (lambda row: global_id(name, str(row[key]))), None
        made = strawberry.type(cls, description=inspect.getdoc(cls))
        registry.register(name, module, made, frozenset(map(to_camel_case, cls.__annotations__)))
        return made

    return declared
