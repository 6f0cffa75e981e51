"""Shapes: one for everybody from whom the same is hidden."""

from functools import partial

from schema.engine.execute.documents import DocumentCache, documents_over
from schema.engine.execute.limits import DocumentLimits
from schema.engine.visibility.printing import sdl_of
from schema.engine.visibility.variants import MOST_VARIANTS, SchemaVariants
from schema.graph import graph as complete
from schema.graph import sdl

FIELDS = [f"Account.{name}" for name in ("name", "phone", "website", "industry")]


def shapes(most: int = MOST_VARIANTS) -> SchemaVariants[DocumentCache]:
    """Shapes of the graph, none made yet."""
    return SchemaVariants(complete(), partial(documents_over, limits=DocumentLimits()), most)


def test_the_same_hidden_is_the_same_shape() -> None:
    kept = shapes()
    shape = kept.variant(frozenset(FIELDS))
    assert kept.variant(frozenset(reversed(FIELDS))) is shape
    assert kept.variant(frozenset(FIELDS[:1])) is not shape
    assert len(kept) == 2


def test_from_whom_nothing_is_hidden_has_the_complete_shape() -> None:
    kept = shapes()
    assert kept.variant(frozenset()) is kept.complete
    assert len(kept) == 0
    assert kept.variant(frozenset({"Account.nothing"})) is kept.complete
    assert kept.complete.schema is complete()
    assert kept.complete.sdl == sdl()


def test_the_shape_that_was_asked_for_longest_ago_is_forgotten_first() -> None:
    kept = shapes(most=2)
    first, second = kept.variant(frozenset(FIELDS[:1])), kept.variant(frozenset(FIELDS[:2]))
    assert kept.variant(frozenset(FIELDS[:1])) is first
    kept.variant(frozenset(FIELDS[:3]))
    assert len(kept) == 2
    assert kept.variant(frozenset(FIELDS[:1])) is first
    assert kept.variant(frozenset(FIELDS[:2])) is not second


def test_each_shape_validates_documents_of_its_own() -> None:
    kept = shapes()
    shape, query = kept.variant(frozenset({"Account.name"})), "{ accounts { nodes { name } } }"
    assert kept.complete.documents.document(query).errors == []
    assert [error.message for error in shape.documents.document(query).errors] == [
        "Cannot query field 'name' on type 'Account'."
    ]
    assert shape.documents.document(query) is shape.documents.document(query)


def test_the_text_of_a_shape_is_written_once() -> None:
    shape = shapes().variant(frozenset({"Account.name"}))
    assert shape.sdl == sdl_of(shape.schema)
    assert shape.sdl is shape.sdl
