"""The words that a record is declared with: one line a field, everything else is derived from it."""

import inspect
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import strawberry
from strawberry.utils.str_converters import to_camel_case

from domain.modules.module import Module
from domain.queries import Within
from domain.sources import Source
from resolvers.catalogue import key_of
from schema.engine.declare import registry
from schema.engine.declare.costs import OwnCosts
from schema.engine.declare.fields import UpstreamField
from schema.engine.declare.ids import global_id
from schema.engine.declare.inheritance import inherit_fields
from schema.engine.declare.kinds import SourcedField
from schema.engine.declare.links import Hop, LinkField
from schema.engine.declare.listings import Listing
from schema.engine.declare.lookups import NodeField, RecordField
from schema.engine.declare.nodes import Node
from schema.engine.declare.pages import Hops, PagesField
from schema.engine.declare.parts import bind, path_of
from schema.engine.declare.parts import part as part
from schema.engine.declare.parts import upstream as upstream
from schema.engine.declare.sub_resources import SubResourceField, SubResourceReader

RecordClass = TypeVar("RecordClass", bound=type)


def link(
    target: str,
    description: str,
    *,
    key: str,
    hop: Hop | None = None,
    inline: Mapping[str, str] | None = None,
    named: Mapping[str, str] | None = None,
    detail: bool = False,
    inside: str | None = None,
    is_text: bool = False,
    init: Literal[False] = False,
) -> Any:
    """A field that answers another record, `link("crm.accounts.Account", "…", key="Account_Name.id")`.

    `key` leads to its id, through a look-up where there is a dot; `hop` leads on from there across products.
    `inline` says which of the target's columns the look-up itself carries, and under which names. `named` says that the
    product deletes no record to which such a link leads, so that its id alone costs no call, and which columns of the
    target the row has too, under which names; an operator says whether they are the same. `inside` is where the single
    answer keeps the id instead, beside the target's own columns. `is_text` says that people write the key themselves:
    what has not the form of an id leads nowhere.
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
        named=named,
        inside=path_of(inside),
        is_text=is_text,
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
    reads: SubResourceReader,
    costs: OwnCosts,
    tells_amounts: bool,
    init: Literal[False] = False,
) -> Any:
    """A list of parts of the record that take calls of their own: at most `costs` calls for each record.

    `tells_amounts` says whether they may name amounts of the record, for the log of reads.
    """
    return SubResourceField(kind, description, reads, costs, tells_amounts=tells_amounts)


def node(*, init: Literal[False] = False) -> Any:
    """A record by its global id."""
    return NodeField(Node | None, "A record by its global id.", many=False)


def nodes(*, init: Literal[False] = False) -> Any:
    """Several records by their ids across the graph, in order; one that cannot be read is null, with an error."""
    return NodeField(list[Node | None], "Records by their global ids, in the order of `ids`.", many=True)


def _target(target: str) -> tuple[str, str]:
    noun, _, type_name = target.rpartition(".")
    return f"schema.{noun}", type_name


def declared_record(
    cls: RecordClass, module: Module, own: Mapping[str, tuple[Any, SourcedField]], former_name: str | None = None
) -> RecordClass:
    """A record of a module as a type of the graph, with its ids and what every record has of its `own` beside them.

    `own` are annotations and fields by name; `former_name` is what older ids call the type.
    """
    inherit_fields(cls)
    key, name = key_of(module), cls.__name__
    record_id = UpstreamField(Source((key,)), "The record's id, or code, in its product.")
    node_id = UpstreamField(Source((key,)), "Global id of the record, opaque and unique across the graph.")
    every = {"id": (strawberry.ID, node_id), "record_id": (str, record_id), **own}
    for field_name, (annotation, field) in every.items():
        cls.__annotations__[field_name] = annotation
        setattr(cls, field_name, field)
    bind(cls, module)
    node_id.read, node_id.shape = (lambda row: global_id(name, str(row[key]))), None
    declared = strawberry.type(cls, description=inspect.getdoc(cls))
    registry.register(name, module, declared, frozenset(map(to_camel_case, cls.__annotations__)), former_name)
    return declared
