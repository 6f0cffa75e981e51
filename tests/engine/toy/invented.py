"""Toy modules of Books whose records a test invents, alone in the registries while it does."""

import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema

from adapters.cache.ttls import CACHE_TTLS
from adapters.finance_platform.modules import FINANCE_MODULES, FinanceModule, finance_module
from domain.modules.module import Module
from domain.modules.registry import DECLARED, declare
from domain.permissions import GuardedField
from domain.queries import Row
from schema.engine.declare import connections, listings, registry
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.parts import part
from schema.engine.declare.records import by_id, pages
from schema.engine.visibility.closed import NotClosedError
from schema.engine.visibility.guarded_fields import guarded_fields
from schema.graph import graph, schema_of
from schema.shared.records import record

MIRROR = "CustomModule9001"
HOME = __name__
NAMELESS = 'Name its twin there, `crm="Grand_Total"`, or say why everybody who sees the record may see it'
# Annotations and fields by their names.
Fields = Mapping[str, tuple[Any, Any]]
_NAMES = ("_MODULES", "_NAMES", "_TYPES", "_FIELDS", "_FORMER_NAMES")
REGISTRIES: tuple[dict[Any, Any], ...] = (
    DECLARED,
    FINANCE_MODULES,
    CACHE_TTLS,
    *(vars(registry)[name] for name in _NAMES),
    vars(connections)["_CONNECTIONS"],
    vars(listings)["_ORDERS"],
    vars(listings)["_LISTINGS"],
)


@contextmanager
def only_toys() -> Generator[None]:
    """Nothing is declared at first; afterwards all that was declared before, and no toy."""
    graph()
    before = [dict(each) for each in REGISTRIES]
    for each in REGISTRIES:
        each.clear()
    try:
        yield
    finally:
        for each, kept in zip(REGISTRIES, before, strict=True):
            each.clear()
            each.update(kept)


def toy_module(name: str, mirror: str | None = MIRROR) -> Module:
    """A module of Books, mirrored in CRM unless `mirror` is None."""
    module = declare(Module("books", name, entity=name, mirror=mirror))
    finance_module(module, FinanceModule(name, name, name.removesuffix("s"), "toy_id", every="Status.All"))
    return module


def _class_of(name: str, fields: Fields, bases: tuple[type, ...] = ()) -> type:
    body: dict[str, Any] = {"__doc__": f"{name}.", "__module__": __name__}
    body["__annotations__"] = {each: annotation for each, (annotation, _) in fields.items()}
    made = type(name, bases, {**body, **{each: field for each, (_, field) in fields.items()}})
    # Types that refer to each other look each other up here.
    setattr(sys.modules[__name__], name, made)
    return made


def toy_part(name: str, fields: Fields) -> type:
    """A part of a record."""
    return part(_class_of(name, fields))


def toy_record(name: str, module: Module, fields: Fields) -> type:
    """A record of a module."""
    made = record(module)(_class_of(name, fields, (Node,)))
    setattr(sys.modules[__name__], name, made)
    return made


def toy_graph(*toys: Listing, **more: tuple[Any, Any]) -> GraphQLSchema:
    """The graph of records and lists of toys: `bear(id:)` and `bears`. Raises NotClosedError.

    `more` are further root fields.
    """
    fields: dict[str, tuple[Any, Any]] = dict(more)
    for toy in toys:
        fields[toy.type_name.lower()] = (Row | None, by_id(toy, "One."))
        fields[toy.module.name] = (Row | None, pages(toy, "All."))
    return schema_of(strawberry.type(_class_of("ToyRoot", fields), name="Query", description="Toys."))


def bears(fields: Fields, mirror: str | None = MIRROR, **listing: Any) -> GraphQLSchema:
    """The graph of one module with these fields."""
    return toy_graph(Listing(toy_record("Bear", toy_module("bears", mirror), fields), **listing))


def refusal(fields: Fields, **listing: Any) -> str:
    """The sentences with which the fields are refused."""
    with pytest.raises(NotClosedError) as refused:
        bears(fields, **listing)
    return str(refused.value)


def guarded(schema: GraphQLSchema) -> dict[str, GuardedField]:
    """What permissions may hide of bears, by coordinate."""
    [module] = registry.modules().values()
    return {each.coordinate: each for each in guarded_fields(schema, registry.modules())[module]}
