"""Nobody but an administrator reads or changes anything of integration users; asking is refused with the reason."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from graphql import (
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

from sandbox.people import BY_NAME
from schema.graph import graph as complete_graph
from tests.graphs import Graph, graph_served

MARK = "For administrators."
OTHERS = ("sales", "restricted", "billing")
SCALARS = {"Int": "1", "Boolean": "true", "ID": '"x"', "String": '"x"', "DateTime": '"2030-01-01T00:00:00Z"'}
# What is looked at before the caller is: words of the graph, which are public.
NAMED = {"module": '"books.invoices"', "search": '"x"'}
# Those whom an administrator has added: their addresses are the console's, and the askers' own are not.
ROSTER = tuple(BY_NAME[name].email for name in ("legacy", "outsider"))


@pytest_asyncio.fixture(scope="module")
async def organization(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """A gateway whose organisation has a roster, a plan and a migration."""
    database = f"sqlite:///{tmp_path_factory.mktemp('administrators') / 'store.db'}"
    async with graph_served(database=database, job_keys=("a key for the tests alone, long enough",)) as graph:
        for document in (
            "mutation { setUpIntegration { version } }",
            f'mutation {{ addIntegrationUsers(emails: ["{ROSTER[0]}", "{ROSTER[1]}"]) {{ doneCount }} }}',
            "mutation { createMigration { id } }",
            f'mutation {{ planIntegrationChange(input: {{ users: {{ act: SUSPEND, emails: ["{ROSTER[0]}"] }} }}) '
            "{ id } }",
        ):
            assert not (await graph.ask("admin", document)).codes, document
        yield graph


def fields_for_administrators() -> dict[str, list[str]]:
    """The document of each root field that says whom it is for, by operation."""
    schema = complete_graph()  # as the visibility does
    documents: dict[str, list[str]] = {}
    for operation, root in (("query", schema.query_type), ("mutation", schema.mutation_type)):
        assert root is not None
        fields: dict[str, Any] = root.fields
        documents[operation] = [
            f"{operation} {{ {name}{arguments_of(field)}{selection_of(field)} }}"
            for name, field in fields.items()
            if field.description and MARK in field.description
        ]
    return documents


def arguments_of(field: Any) -> str:
    """The arguments that a field needs, in parentheses."""
    arguments: dict[str, Any] = field.args
    named = {name: each for name, each in arguments.items() if name in NAMED or is_required_argument(each)}
    words = [f"{name}: {value_of(each.type, name)}" for name, each in named.items()]
    return f"({', '.join(words)})" if words else ""


def value_of(type_: Any, name: str = "") -> str:
    """Some value of a type, for an argument or a field of this name."""
    if name in NAMED:
        return NAMED[name]
    inner = getattr(type_, "of_type", None)
    if inner is not None:
        return (
            f"[{value_of(inner)}]" if str(type_).startswith("[") and not str(type_).endswith("!") else value_of(inner)
        )
    if is_enum_type(type_):
        return next(iter(type_.values))
    if is_input_object_type(type_):
        fields: dict[str, Any] = type_.fields
        needed = {name: each.type for name, each in fields.items() if is_required_input_field(each)}
        if type_.is_one_of:
            needed = {name: each.type for name, each in [*fields.items()][:1]}
        return "{ " + ", ".join(f"{name}: {value_of(each, name)}" for name, each in needed.items()) + " }"
    return SCALARS[str(type_)]


def selection_of(field: Any) -> str:
    """Every leaf that an answer has, two levels deep."""
    return _selection(get_named_type(field.type), 3)


def _selection(type_: Any, depth: int) -> str:
    if is_leaf_type(type_):
        return ""
    fields: dict[str, Any] = type_.fields
    parts = [
        f"{name}{_selection(get_named_type(each.type), depth - 1)}"
        for name, each in fields.items()
        if not any(map(is_required_argument, each.args.values()))
        and (depth > 1 or is_leaf_type(get_named_type(each.type)))
    ]
    return f" {{ {' '.join(parts or ['__typename'])} }}"


async def test_each_field_for_administrators_is_refused_to_everybody_else_with_its_reason(organization: Graph) -> None:
    documents = fields_for_administrators()
    assert len(documents["query"]) > 14
    assert len(documents["mutation"]) > 30
    for persona in OTHERS:
        for document in (*documents["query"], *documents["mutation"]):
            answer = await organization.ask(persona, document)
            assert answer.codes == ["FORBIDDEN"], (persona, document, answer.body)
            assert set(answer.body["data"].values()) == {None}, document
            [error] = answer.body["errors"]
            assert "administrator" in error["message"], document
            assert not any(email in str(answer.body) for email in ROSTER), document
    called = {(call["path"], call["token_owner"]) for call in organization.calls()}
    assert not any(path.endswith("/users") and "type=AllUsers" in path for path, owner in called if owner in OTHERS)


async def test_whoever_loses_the_profile_of_an_administrator_loses_the_console(organization: Graph) -> None:
    # A query that mixes the console with data says nothing of the console, and answers the rest.
    document = "{ integration { members } integrationUsers { nodes { email } } accounts(first: 1) { nodes { name } } }"
    answer = await organization.ask("sales", document)
    assert answer.codes == ["FORBIDDEN", "FORBIDDEN"]
    assert (answer.body["data"]["integration"], answer.body["data"]["integrationUsers"]) == (None, None)
    assert answer.body["data"]["accounts"]["nodes"]
