"""Made-up exchanges: in what they differ from documents, and which differences are listed."""

from typing import Any

import pytest
from referencing import Registry

from tests.sandbox.conftest import Zoho
from tests.sandbox.openapi.differences import Difference, differences, parameter_differences
from tests.sandbox.openapi.documents import Described, Documents
from tests.sandbox.openapi.findings import Finding
from tests.sandbox.openapi.listed import Deviation, meets, outdated, unlisted
from tests.sandbox.openapi.steps import Conversation, Exchange, Step, operation_at
from tests.sandbox.openapi.strictness import strict

ITEMS = strict({"type": "object", "properties": {"items": {"type": "array"}}}, lambda _: None)
LIST = Described("GET", "/items", frozenset({"page", "colour"}), frozenset({"page_start"}), {"200": ITEMS})
DOCUMENTS = Documents({"books": [LIST], "billing": [], "crm": []}, Registry(), set())


NOTHING = set[Difference]()


def exchange(path: str = "/items", parameters: tuple[str, ...] = (), status: int = 200, body: Any = None) -> Exchange:
    return Exchange("books", f"GET {path}", "GET", path, parameters, status, status, body)


def difference(at: str, what: str, operation: str = "GET /items") -> Difference:
    return Difference("books", operation, Finding(at, what))


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (exchange(body={"items": []}), NOTHING),
        (exchange(body={"items": [], "hue": 1}), {difference("hue", "undocumented")}),
        (exchange(parameters=("page", "page_start", "organization_id")), NOTHING),
        (exchange(parameters=("hue",)), {difference("hue", "parameter not documented")}),
        (exchange(parameters=("hue",), status=400), NOTHING),
        (exchange(status=201), {difference("201", "status not documented")}),
        (exchange(status=400, body={"code": 2, "message": "no"}), NOTHING),
        (exchange(status=400, body={"code": "2", "message": "no"}), {difference("code", "string instead of integer")}),
        (exchange("/users"), {difference("*", "operation not documented", "GET /users")}),
        (exchange("/nothing", status=404, body={"code": 5, "message": "no"}), NOTHING),
    ],
)
def test_an_exchange_differs_by_what_its_operation_does_not_say(made: Exchange, expected: set[Difference]) -> None:
    assert differences(DOCUMENTS, [made]) == expected


def test_a_list_differs_by_documented_parameters_that_are_not_built_and_by_its_own() -> None:
    acted_on = {"GET /items": frozenset({"page", "page_start", "hue"}), "GET /users": frozenset({"page"})}
    assert parameter_differences(DOCUMENTS, {"books": acted_on}) == {
        difference("colour", "parameter not built"),
        difference("hue", "parameter not documented"),
    }


FOUND = {
    difference("item.tax", "number instead of string"),
    difference("item.price", "number instead of string", "PUT /items/{id}"),
}


def listed(**changes: Any) -> Deviation:
    told: dict[str, Any] = {
        "product": "books",
        "reason": "Seen so.",
        "what": "number instead of string",
        "operations": ("GET /items", "PUT /items/{id}"),
        "at": {"item": "tax price"},
    }
    return Deviation(**told | changes)


def test_a_difference_that_no_deviation_lists_is_told() -> None:
    assert unlisted(FOUND, [listed()]) == []
    assert unlisted(FOUND, []) == [
        "books GET /items: item.tax: number instead of string",
        "books PUT /items/{id}: item.price: number instead of string",
    ]
    for other in (
        listed(product="billing"), listed(what="integer instead of string"), listed(operations=("PUT /items/{id}",)),
        listed(at={"item": "price"}), listed(at={"": "tax price"}),
    ):  # fmt: skip
        assert "books GET /items: item.tax: number instead of string" in unlisted(FOUND, [other])


def test_a_part_of_a_deviation_that_does_not_occur_is_told() -> None:
    assert outdated(FOUND, [listed()]) == []
    wide = listed(operations=("GET /items", "PUT /items/{id}", "POST /items"), at={"item": "tax price name"})
    assert outdated(FOUND, [wide]) == [
        "books POST /items: number instead of string (Seen so.)",
        "books item.name: number instead of string (Seen so.)",
    ]


def test_of_recorded_keys_the_document_may_know_some() -> None:
    wide = listed(at={"item": "tax price name"}, recorded=True)
    assert outdated(FOUND, [wide]) == []
    assert outdated(set(), [wide]) != []


def test_a_star_stands_for_any_text() -> None:
    assert meets("GET /items*", "GET /items/{id}")
    assert meets("*_address", "item.billing_address")
    assert not meets("GET /items", "GET /items/{id}")
    assert not meets("item.a", "item_a")
    assert unlisted(FOUND, [listed(operations=("* /items*",), at={"*": "*"}, what="* instead of string")]) == []


def test_a_request_is_filed_under_the_operation_that_answers_it() -> None:
    assert operation_at("books", "GET", "/users/me") == "GET /users/me"
    assert operation_at("books", "GET", "/users/7") == "GET /users/{id}"
    assert operation_at("books", "GET", "/nothing") == "GET /nothing"


async def test_a_step_is_asked_as_its_persona_and_what_it_keeps_fills_later_ones(zoho: Zoho) -> None:
    conversation = Conversation(zoho, "books")
    steps = (
        Step("GET /items?per_page=1", keep="item=items[0].item_id"),
        Step("GET /items/{item}"),
        Step("PUT /items/{item}", {"name": "Prism {item}"}),
        Step("GET /items", persona=None, status=401),
    )
    first, one, changed, refused = await conversation.exchanges(steps)
    id_ = first.body["items"][0]["item_id"]
    assert (first.parameters, first.operation) == (("per_page",), "GET /items")
    assert (one.path, one.operation, one.body["item"]["item_id"]) == (f"/items/{id_}", "GET /items/{id}", id_)
    assert changed.body["item"]["name"] == f"Prism {id_}"
    assert (refused.status, refused.wanted) == (401, 401)
