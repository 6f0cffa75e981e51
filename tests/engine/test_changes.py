"""Changes of a schema, by what they do to clients."""

import pytest

from schema.engine.visibility.changes import SchemaError, Severity, changes_between, schema_of

OLD = """
    enum Mood { GOOD BAD }
    input Wish { mood: Mood }
    input Choice { cat: ID dog: ID }
    type Cat { name: String weight: Int }
    type Query { cat(wish: Wish, choice: Choice): Cat }
"""
BREAKING = [
    ("{ GOOD BAD }", "{ GOOD }", "Enum value Mood.BAD was removed."),
    ("name: String ", "", "Field Cat.name was removed."),
    ("name: String", "name: Int", "Field Cat.name changed type from String to Int."),
    ("{ mood: Mood }", "{ mood: Mood! }", "Field Wish.mood changed type from Mood to Mood!."),
    ("{ mood: Mood }", "{ mood: Mood size: Int! }", "A required field Wish.size was added."),
    ("choice: Choice", "choice: Choice!", "Argument Query.cat(choice:) has changed type from Choice to Choice!."),
    ("input Choice", "input Choice @oneOf", "Input Choice became @oneOf."),
]
DANGEROUS = [
    ("{ GOOD BAD }", "{ GOOD BAD BUSY }", "Enum value Mood.BUSY was added."),
    ("{ mood: Mood }", "{ mood: Mood size: Int }", "An optional field Wish.size was added."),
]
SAFE = [
    ("name: String", "name: String age: Int", "Field Cat.age was added."),
    ("name: String", "name: String!", "Field Cat.name changed type from String to String!."),
]


@pytest.mark.parametrize(
    ("severity", "before", "after", "text"),
    [
        *((Severity.BREAKING, *change) for change in BREAKING),
        *((Severity.DANGEROUS, *change) for change in DANGEROUS),
        *((Severity.SAFE, *change) for change in SAFE),
    ],
)
def test_a_change_is_named_with_what_it_does_to_clients(severity: Severity, before: str, after: str, text: str) -> None:
    (change,) = changes_between(schema_of(OLD), schema_of(OLD.replace(before, after)))
    assert (change.severity, change.text) == (severity, text)


def test_breaking_changes_come_first_and_descriptions_are_none() -> None:
    new = OLD.replace("{ GOOD BAD }", "{ GOOD BUSY }").replace("name: String", '"A name." name: String age: Int')
    changes = changes_between(schema_of(OLD), schema_of(new))
    assert [change.severity for change in changes] == [Severity.BREAKING, Severity.DANGEROUS, Severity.SAFE]
    assert changes_between(schema_of(OLD), schema_of(OLD.replace("type Cat", '"An animal." type Cat'))) == []


@pytest.mark.parametrize("text", ["", "type {", "type Query { cat: Cat }"])
def test_what_is_no_schema_is_refused(text: str) -> None:
    with pytest.raises(SchemaError):
        schema_of(text)
