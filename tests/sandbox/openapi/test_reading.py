"""Small made-up documents: how they are read, and how answers differ from them."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from referencing import Registry

from tests.sandbox.openapi.documents import Documents, documents_in
from tests.sandbox.openapi.findings import Comparison, Finding
from tests.sandbox.openapi.strictness import strict

TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "number"}
BOAT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": TEXT,
        "length": NUMBER,
        "crew": {"type": "array", "items": {"$ref": "crew.json#/components/schemas/Sailor"}},
    },
    "required": ["name"],
}
PAGE = {"name": "page", "in": "query", "description": "Variants: <code>page_start</code>"}
BOATS: dict[str, Any] = {
    "paths": {
        "/crm/v8/boats": {
            "parameters": [{"$ref": "#/components/parameters/page"}],
            "get": {
                "description": "Of one harbour with <code>harbour=1</code>",
                "parameters": [{"name": "X-Tide", "in": "header"}],
                "responses": {"200": {"$ref": "#/components/responses/Boats"}},
            },
        },
        "/crm/v8/boats/{id}": {"get": {"responses": {"200": {"content": {"application/json": {"schema": BOAT}}}}}},
        "/crm/v8/boats/newest": {"get": {"responses": {"204": {}}}},
        "/elsewhere": {"get": {"responses": {}}},
    },
    "components": {
        "parameters": {"page": PAGE},
        "responses": {
            "Boats": {
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "properties": {"boats": {"type": "array", "items": {"$ref": "#/components/schemas/Boat"}}},
                        }
                    }
                }
            }
        },
        "schemas": {"Boat": BOAT, "Anchor": {"$ref": "anchors.json#/components/schemas/Anchor"}},
    },
}
CREW: dict[str, Any] = {
    "paths": {},
    "components": {"schemas": {"Sailor": {"type": "object", "properties": {"rank": TEXT}}}},
}
LIST: dict[str, Any] = {"paths": {"/sails": {"get": {"responses": {"200": {}}}}}}


NOTHING = set[tuple[str, str]]()


@pytest.fixture
def harbour(tmp_path: Path) -> Documents:
    """CRM in two files that refer to each other, Books and Billing in one each."""
    for folder, name, text in (
        ("crm", "boats.json", json.dumps(BOATS)),
        ("crm", "crew.json", json.dumps(CREW)),
        ("books", "sails.yml", yaml.safe_dump(LIST)),
        ("billing", "sails.yml", yaml.safe_dump(LIST)),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text)
    return documents_in(tmp_path)


def found(schema: Any, body: Any) -> set[tuple[str, str]]:
    read = strict(schema, lambda _: None)
    return {(each.at, each.what) for each in Comparison(Registry()).findings([read], body)}


def test_a_folder_without_a_products_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no OpenAPI documents at"):
        documents_in(tmp_path)


def test_the_most_literal_description_of_a_path_counts(harbour: Documents) -> None:
    assert [each.path for each in harbour.describing("crm", "GET", "/boats/7")] == ["/boats/{id}"]
    assert [each.path for each in harbour.describing("crm", "GET", "/boats/newest")] == ["/boats/newest"]
    assert harbour.describing("crm", "POST", "/boats") == []
    assert harbour.describing("crm", "GET", "/boats/7/sails") == []
    assert harbour.describing("crm", "GET", "/elsewhere") == []
    assert [each.path for each in harbour.describing("books", "GET", "/sails")] == ["/sails"]


def test_parameters_are_those_of_the_query_and_what_prose_names(harbour: Documents) -> None:
    (boats,) = harbour.describing("crm", "GET", "/boats")
    assert boats.parameters == {"page"}
    assert boats.variants == {"page_start", "harbour"}


def test_references_lead_into_other_files_and_absent_ones_allow_anything(harbour: Documents) -> None:
    (boats,) = harbour.describing("crm", "GET", "/boats")
    crew = {"boats": [{"name": "Ran", "crew": [{"rank": 1, "age": 40}]}]}
    assert Comparison(harbour.registry).findings([boats.schemas["200"]], crew) == {
        Finding("boats[].crew[].rank", "integer instead of string"),
        Finding("boats[].crew[].age", "undocumented"),
    }
    assert harbour.absent == {"crm/anchors.json#/components/schemas/Anchor"}


@pytest.mark.parametrize(
    ("schema", "body", "expected"),
    [
        ({"type": "object", "properties": {"a": TEXT}}, {"a": "x"}, NOTHING),
        ({"type": "object", "properties": {"a": TEXT}}, {"a": "x", "b": 1}, {("b", "undocumented")}),
        ({"type": "object"}, {"anything": 1}, NOTHING),
        ({"type": "object", "properties": {"a": TEXT}, "additionalProperties": True}, {"b": 1}, NOTHING),
        (BOAT, {"length": 9}, {("name", "missing")}),
        (BOAT, {"name": "Ran", "length": "9"}, {("length", "string instead of number")}),
        (BOAT, {"name": ""}, NOTHING),
        ({"properties": {"a": NUMBER}}, {"a": ""}, {("a", "empty string instead of number")}),
        ({"properties": {"a": TEXT}}, {"a": None}, {("a", "null instead of string")}),
        ({"properties": {"a": {**TEXT, "nullable": True}}}, {"a": None}, NOTHING),
        ({"properties": {"a": {"type": ["string", "null"]}}}, {"a": None}, NOTHING),
        ({"enum": ["red"]}, "blue", {("", "another value than the documented ones")}),
        ({**TEXT, "pattern": "^[0-9]+$"}, "blue", {("", "against its pattern")}),
        ({**TEXT, "maxLength": 3}, "blue", {("", "against its maxLength")}),
    ],
)
def test_an_answer_differs_by_what_its_schema_does_not_say(schema: Any, body: Any, expected: Any) -> None:
    assert found(schema, body) == expected


def test_an_object_in_place_of_a_list_of_such_objects_is_looked_into_and_the_reverse() -> None:
    listed = {"properties": {"a": {"type": "array", "items": BOAT}}}
    assert found(listed, {"a": {"name": 1}}) == {
        ("a", "object instead of array"),
        ("a.name", "integer instead of string"),
    }
    one = {"properties": {"a": BOAT}}
    assert found(one, {"a": [{"name": 1}]}) == {
        ("a", "array instead of object"),
        ("a[].name", "integer instead of string"),
    }


def test_of_alternatives_the_one_counts_that_the_answer_was_meant_for() -> None:
    failed = {"type": "object", "properties": {"code": {"enum": ["ERROR"]}, "why": TEXT}, "required": ["code", "why"]}
    either = {"oneOf": [{"type": "object", "properties": {"boat": BOAT}}, failed]}
    assert found(either, {"boat": {"name": "Ran"}}) == set()
    assert found(either, {"boat": {"name": "Ran", "age": 3}}) == {("boat.age", "undocumented")}
    assert found(either, {"code": "ERROR", "why": 1}) == {("why", "integer instead of string")}


def test_a_combination_of_schemas_that_is_not_read_is_refused() -> None:
    with pytest.raises(ValueError, match="allOf"):
        strict({"allOf": [TEXT]}, lambda _: None)
