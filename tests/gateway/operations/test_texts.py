"""Texts: what can be read can be written back, and what office programs paste is no reason to call a text too long."""

import re
from typing import Any, cast

import pytest
from graphql import GraphQLInputObjectType

from domain.errors import BadUserInput
from schema.engine.declare.texts import LONGEST_TEXT, checked_text
from schema.graph import graph as complete
from tests.graphs import Graph

LIMIT = re.compile(r"[Uu]p to ([0-9,]+) characters")


async def changed(graph: Graph, mutation: str, kind: str, **values: Any) -> dict[str, Any]:
    """The answer to a mutation of an account or a document."""
    query = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ userErrors {{ code message field }} }} }}"
    return (await graph.ask("admin", query, {"input": values})).data[mutation]


@pytest.fixture
def account(graph: Graph) -> str:
    """The id of an account, in a sandbox as new."""
    graph.renew()
    return graph.sandbox.company.accounts[0].crm_id


async def test_a_description_as_long_as_crm_keeps_is_written_and_read_and_written_back(
    graph: Graph, account: str
) -> None:
    longest = "ü" * 31_999 + "\n"
    assert (await changed(graph, "updateAccount", "UpdateAccountInput", id=account, description=longest))[
        "userErrors"
    ] == []
    read = await graph.ask("admin", "query ($id: ID!) { account(id: $id) { description } }", {"id": account})
    text = read.data["account"]["description"]
    assert len(text) == 32_000
    assert (await changed(graph, "updateAccount", "UpdateAccountInput", id=account, description=text))[
        "userErrors"
    ] == []


async def test_one_that_is_longer_is_refused_at_its_place_before_crm_is_asked(graph: Graph, account: str) -> None:
    await graph.meet("admin")
    answer = await changed(graph, "updateAccount", "UpdateAccountInput", id=account, description="x" * 32_001)
    assert answer["userErrors"] == [
        {
            "code": "VALIDATION",
            "message": "A text must have at most 32,000 characters here; this one has 32,001.",
            "field": ["description"],
        }
    ]
    assert graph.calls() == []


async def test_what_office_programs_paste_becomes_what_it_looks_like(graph: Graph, account: str) -> None:
    pasted = "One\x0bTwo\x0cThree\r\nnon\x1ebreaking hy\x1fphen\ttab"
    assert (await changed(graph, "updateAccount", "UpdateAccountInput", id=account, description=pasted))[
        "userErrors"
    ] == []
    read = await graph.ask("admin", "query ($id: ID!) { account(id: $id) { description } }", {"id": account})
    assert read.data["account"]["description"] == "One\nTwo\nThree\r\nnon-breaking hyphen\ttab"


NOTES = ("addNote", "AddNoteInput", {"type": "ACCOUNT", "title": "a", "text": "{}"}, ["text"])
FIELDS = ("updateAccount", "UpdateAccountInput", {"description": "{}"}, ["description"])
CUSTOM = (
    "updateAccount",
    "UpdateAccountInput",
    {"customFields": [{"name": "Region", "value": {"text": "{}"}}]},
    ["customFields", "0", "value"],
)
MAIL = (
    "sendMail",
    "SendMailInput",
    {"type": "ACCOUNT", "to": ["a@b.example"], "subject": "a", "body": "{}"},
    ["body"],
)


def with_text(values: object, text: str) -> Any:
    """The values with the text where they have a place for it."""
    if isinstance(values, dict):
        return {name: with_text(value, text) for name, value in cast("dict[str, object]", values).items()}
    if isinstance(values, list):
        return [with_text(value, text) for value in cast("list[object]", values)]
    return text if values == "{}" else values


@pytest.mark.parametrize(("mutation", "kind", "values", "place"), [NOTES, FIELDS, CUSTOM, MAIL])
async def test_another_control_character_is_named_with_its_place_and_not_as_a_matter_of_length(
    graph: Graph, account: str, mutation: str, kind: str, values: dict[str, Any], place: list[str]
) -> None:
    answer = await changed(graph, mutation, kind, id=account, **with_text(values, "a\x00b" + "x" * 70_000))
    assert answer["userErrors"] == [
        {
            "code": "VALIDATION",
            "message": "A text must have no control characters but tabs and line breaks: it has U+0000 as its "
            "character 2.",
            "field": place,
        }
    ]


async def test_texts_that_are_no_fields_are_cleaned_too(graph: Graph, account: str) -> None:
    for mutation, kind, values, _ in (NOTES, MAIL):
        answer = await changed(graph, mutation, kind, id=account, **with_text(values, "left\x0bright"))
        assert answer["userErrors"] == []
    assert "left\nright" in [note["Note_Content"] for note in graph.sandbox.store.bodies("crm", "Notes")]
    assert "left\nright" in graph.sandbox.outbox.all()[-1]["body"]


@pytest.mark.parametrize(("argument", "said"), [('search: "a\\tb"', "control"), ('search: "a"', "2 to 100 characters")])
async def test_words_that_are_searched_have_a_sentence_for_each_fault(graph: Graph, argument: str, said: str) -> None:
    answer = await graph.ask("admin", f"{{ accounts({argument}) {{ nodes {{ id }} }} }}")
    [error] = answer.body["errors"]
    assert said in error["message"]
    assert ("control" in error["message"]) == (said == "control")


def test_a_limit_that_holds_stands_in_the_description() -> None:
    limits: dict[str, int | None] = {}
    for kind in complete().type_map.values():
        if not isinstance(kind, GraphQLInputObjectType):
            continue
        for field in kind.extensions["strawberry-definition"].fields:
            longest = field.metadata.get("longest")
            told = LIMIT.search(field.description or "")
            assert longest is None or (told is not None and int(told[1].replace(",", "")) == longest), field.python_name
            limits[f"{kind.name}.{field.python_name}"] = longest
    described = ("CreateDealInput", "UpdateDealInput", "CreateAccountInput", "UpdateContactInput")
    assert {limits[f"{name}.description"] for name in described} == {32_000}
    assert (limits["LineItemInput.name"], limits["AddressInput.city"]) == (100, 100)


def test_a_text_without_a_limit_of_its_own_has_the_common_one() -> None:
    assert checked_text("x" * LONGEST_TEXT)
    with pytest.raises(BadUserInput, match="at most 65,535 characters"):
        checked_text("x" * (LONGEST_TEXT + 1))
