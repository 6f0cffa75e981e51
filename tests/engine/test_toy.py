"""A read-only module takes its declaration, its wire, its record and two fields: everything else reads them."""

import asyncio
import importlib
from collections.abc import Generator
from typing import Any, cast

import msgspec
import pytest
from graphql import GraphQLSchema

from adapters.cache.ttls import CACHE_TTLS, cache_ttl_of
from adapters.finance_platform.modules import FINANCE_MODULES
from adapters.messages import Request
from domain.grants import Grants, grant_sets, grantable_modules
from domain.modules.module import RECORDS, Module
from domain.modules.registry import DECLARED, declare, module_named
from schema.engine.declare import registry
from schema.graph import graph, schema_of
from tests.engine.toy.world import EMAIL, ToyWorld

REGISTRIES: tuple[dict[Any, Any], ...] = (
    DECLARED,
    FINANCE_MODULES,
    CACHE_TTLS,
    *(vars(registry)[name] for name in ("_MODULES", "_NAMES", "_TYPES", "_FIELDS")),
)
LIST = "{ toys(first: 1) { nodes { recordId number price { amount currency } allowedActions } } }"
TOY = {"recordId": "70", "number": "TOY-1", "price": {"amount": "9.50", "currency": "EUR"}}
PERMISSIONS = "{ viewer { permissions { modules { module type allowedActions deniedActions { action reason } } } } }"


@pytest.fixture(scope="module")
def schema() -> Generator[GraphQLSchema]:
    """The graph with toys; afterwards nobody has heard of them."""
    graph()
    before = [dict(each) for each in REGISTRIES]
    try:
        yield schema_of(importlib.import_module("tests.engine.toy.declared").ToyQuery)
    finally:
        for each, kept in zip(REGISTRIES, before, strict=True):
            each.clear()
            each.update(kept)


async def answer(world: ToyWorld, text: str, *, compiles: bool = True) -> dict[str, Any]:
    """The whole answer, without an error."""
    outcome = await world.ask(text, asyncio.get_running_loop().time() + 60, compiles=compiles)
    assert (outcome.errors, outcome.causes) == ([], [])
    return cast("dict[str, Any]", msgspec.json.decode(msgspec.json.encode(outcome.body())))


@pytest.mark.parametrize("compiles", [True, False])
async def test_toys_are_listed_in_one_call_and_can_only_be_looked_at(schema: GraphQLSchema, compiles: bool) -> None:
    world = ToyWorld(schema)
    found = await answer(world, LIST, compiles=compiles)
    assert found["data"]["toys"]["nodes"] == [{**TOY, "allowedActions": ["VIEW", "EXPORT"]}]
    assert world.products.records_asked() == ["toys"]


async def test_a_toy_is_read_by_its_id_and_by_that_of_the_graph(schema: GraphQLSchema) -> None:
    found = (await answer(ToyWorld(schema), '{ toy(id: "70") { id number weight } }'))["data"]["toy"]
    assert (found["number"], found["weight"]) == ("TOY-1", "0.25")
    again = await answer(ToyWorld(schema), f'{{ node(id: "{found["id"]}") {{ ... on Toy {{ number }} }} }}')
    assert again["data"]["node"] == {"number": "TOY-1"}


async def test_a_role_without_toys_hides_them_without_a_call(schema: GraphQLSchema) -> None:
    world = ToyWorld(schema, rights=())
    found = await answer(world, LIST)
    assert found["data"] == {"toys": None}
    assert [(each["coordinate"], each["reason"]) for each in found["extensions"]["hiddenFields"]] == [
        ("Query.toys", "BOOKS_ROLE")
    ]
    assert world.products.records_asked() == []


async def test_toys_can_be_granted_and_are_in_no_set(schema: GraphQLSchema) -> None:
    toys = module_named("books.toys")
    assert toys in grantable_modules()
    granted = Grants(EMAIL, {toys: frozenset({"view"})})
    found = await answer(ToyWorld(schema, rights=(), grants=granted), LIST)
    assert found["data"]["toys"]["nodes"] == [{**TOY, "allowedActions": ["VIEW"]}]
    default = Grants(EMAIL, grant_sets()["default"])
    hidden = await answer(ToyWorld(schema, grants=default), LIST)
    assert hidden["extensions"]["hiddenFields"][0]["reason"] == "INTEGRATION_GRANT"


async def test_the_cost_of_toys_is_estimated(schema: GraphQLSchema) -> None:
    text = '{ toys(first: 3) { nodes { number weight history { nodes { act } } } } toy(id: "70") { number } }'
    found = (await answer(ToyWorld(schema), text))["extensions"]["cost"]
    # A list, three details, the comments of each; and one record.
    assert found["estimated"]["calls"] == {"books": [2, 8]}


async def test_the_graph_of_who_may_not_see_toys_has_none(schema: GraphQLSchema) -> None:
    seen = await answer(ToyWorld(schema), "{ viewer { sdl } }")
    assert "type Toy implements Node" in seen["data"]["viewer"]["sdl"]
    unseen = (await answer(ToyWorld(schema, rights=()), "{ viewer { sdl } }"))["data"]["viewer"]["sdl"]
    assert "Toy" not in unseen
    assert "toys" not in unseen


async def test_the_history_of_a_toy_has_what_books_noted(schema: GraphQLSchema) -> None:
    text = '{ toy(id: "70") { history { nodes { source act } } comments { nodes { text } } } }'
    world = ToyWorld(schema)
    found = (await answer(world, text))["data"]["toy"]
    assert found["history"] == {"nodes": [{"source": "BOOKS", "act": "A word."}]}
    assert found["comments"] == {"nodes": [{"text": "A word."}]}


@pytest.mark.usefixtures("schema")
def test_answers_about_toys_are_kept_as_long_as_their_module_says() -> None:
    assert cache_ttl_of(Request("books", ("toys",))) == RECORDS.listed
    assert cache_ttl_of(Request("books", ("toys", "70"))) == RECORDS.single


async def test_the_matrix_of_the_documentation_has_a_row_of_toys(schema: GraphQLSchema) -> None:
    found = (await answer(ToyWorld(schema), PERMISSIONS))["data"]["viewer"]["permissions"]["modules"]
    [row] = [each for each in found if each["module"] == "books.toys"]
    assert row == {
        "module": "books.toys", "type": "Toy", "allowedActions": ["VIEW", "EXPORT"], "deniedActions": [],
    }  # fmt: skip
    places = [each["module"] for each in found]
    assert places[places.index("books.toys") - 1].startswith("books.")


@pytest.mark.usefixtures("schema")
def test_two_modules_of_one_name_are_an_error() -> None:
    with pytest.raises(ValueError, match=r"books\.toys is declared twice"):
        declare(Module("books", "toys", entity="toy"))
