"""Shapes: one for everybody from whom the same is hidden."""

from graphql import print_schema

from schema.engine.execute.limits import DocumentLimits
from schema.engine.visibility.variants import MOST_VARIANTS, SchemaVariants
from schema.graph import graph as complete
from schema.graph import sdl

FIELDS = [f"Account.{name}" for name in ("name", "phone", "website", "industry")]


def shapes(most: int = MOST_VARIANTS) -> SchemaVariants:
    """Shapes of the graph, none made yet."""
    return SchemaVariants(complete(), DocumentLimits(), most)


def test_the_same_hidden_is_the_same_shape() -> None:
    kept = shapes()
    shape = kept.shape(frozenset(FIELDS))
    assert kept.shape(frozenset(reversed(FIELDS))) is shape
    assert kept.shape(frozenset(FIELDS[:1])) is not shape
    assert len(kept) == 2


def test_from_whom_nothing_is_hidden_has_the_complete_shape() -> None:
    kept = shapes()
    assert kept.shape(frozenset()) is kept.complete
    assert len(kept) == 0
    assert kept.shape(frozenset({"Account.nothing"})) is kept.complete
    assert kept.complete.schema is complete()
    assert kept.complete.sdl == sdl()


def test_the_shape_that_was_asked_for_longest_ago_is_forgotten_first() -> None:
    kept = shapes(most=2)
    first, second = kept.shape(frozenset(FIELDS[:1])), kept.shape(frozenset(FIELDS[:2]))
    assert kept.shape(frozenset(FIELDS[:1])) is first
    kept.shape(frozenset(FIELDS[:3]))
    assert len(kept) == 2
    assert kept.shape(frozenset(FIELDS[:1])) is first
    assert kept.shape(frozenset(FIELDS[:2])) is not second


def test_each_shape_validates_documents_of_its_own() -> None:
    kept = shapes()
    shape, query = kept.shape(frozenset({"Account.name"})), "{ accounts { nodes { name } } }"
    assert kept.complete.documents.document(query).errors == []
    assert [error.message for error in shape.documents.document(query).errors] == [
        "Cannot query field 'name' on type 'Account'."
    ]
    assert shape.documents.document(query) is shape.documents.document(query)


def test_the_text_of_a_shape_is_written_once() -> None:
    shape = shapes().shape(frozenset({"Account.name"}))
    assert shape.sdl == print_schema(shape.schema) + "\n"
    assert shape.sdl is shape.sdl
