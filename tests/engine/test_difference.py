"""The difference of two schemas, by coordinates."""

from graphql import GraphQLSchema, build_schema

from schema.engine.visibility.difference import coordinates, difference, lines

OLD = """
    enum Mood { GOOD BAD }
    input Wish { mood: Mood size: Int }
    interface Named { name: String }
    type Cat implements Named { name: String age(unit: String): Int }
    type Query { cat(wish: Wish): Cat gone(size: Int): Gone }
    type Gone { nothing: Int }
"""
NEW = """
    enum Mood { GOOD }
    input Wish { mood: Mood }
    interface Named { name: String nickname: String }
    type Cat implements Named { name: String nickname: String age: Float }
    type Query { cat(wish: Wish, first: Int): Cat dog: Dog }
    type Dog { name(first: Int): String }
"""


def both() -> tuple[GraphQLSchema, GraphQLSchema]:
    """The old schema and the new one."""
    return build_schema(OLD), build_schema(NEW)


def test_it_names_what_only_one_of_both_has() -> None:
    assert difference(*both()) == (
        {"Mood.BAD", "Wish.size", "Cat.age(unit:)", "Query.gone", "Query.gone(size:)", "Gone", "Gone.nothing"},
        {
            "Named.nickname",
            "Cat.nickname",
            "Query.cat(first:)",
            "Query.dog",
            "Dog",
            "Dog.name",
            "Dog.name(first:)",
            "Float",
        },
    )


def test_turned_around_it_is_the_other_way_round() -> None:
    old, new = both()
    assert difference(new, old) == difference(old, new)[::-1]


def test_a_schema_differs_in_nothing_from_itself() -> None:
    assert difference(both()[0], both()[0]) == (frozenset(), frozenset())
    assert lines(frozenset(), frozenset()) == []


def test_every_kind_of_name_has_a_coordinate_and_introspection_none() -> None:
    assert coordinates(build_schema("type Query { a(b: E): Int } enum E { F } input G { h: Int }")) == {
        "Query", "Query.a", "Query.a(b:)", "E", "E.F", "G", "G.h", "Int", "String", "Boolean",
    }  # fmt: skip


def test_its_lines_are_sorted_and_leave_out_what_lies_in_something_new_or_gone() -> None:
    assert lines(*difference(*both())) == [
        "- Cat.age(unit:)",
        "+ Cat.nickname",
        "+ Dog",
        "+ Float",
        "- Gone",
        "- Mood.BAD",
        "+ Named.nickname",
        "+ Query.cat(first:)",
        "+ Query.dog",
        "- Query.gone",
        "- Wish.size",
    ]
