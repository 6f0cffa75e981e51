"""Shapes of the graph: one for everybody from whom the same is hidden, with its own validated documents."""

from functools import cached_property

from cachetools import LRUCache
from graphql import GraphQLSchema, print_schema

from schema.engine.documents import Documents
from schema.engine.limits import DocumentLimits
from schema.engine.pruning import pruned

MOST_SHAPES = 32
# What each derived shape may keep of documents; the complete one keeps as many as `Documents` does by itself.
MOST_BYTES = 4 * 1024 * 1024


class Shape:
    """A schema with the documents that were validated against it."""

    def __init__(self, schema: GraphQLSchema, documents: Documents) -> None:
        self.schema = schema
        self.documents = documents

    @cached_property
    def sdl(self) -> str:
        """The schema in the schema definition language, written when it is first asked for."""
        return print_schema(self.schema) + "\n"


class Shapes:
    """The shapes asked for last, by what is hidden. `complete` is the one from which nothing is."""

    def __init__(self, schema: GraphQLSchema, limits: DocumentLimits, most: int = MOST_SHAPES) -> None:
        self.complete = Shape(schema, Documents(schema, limits))
        self._limits = limits
        self._kept: LRUCache[frozenset[str], Shape] = LRUCache(maxsize=most)

    def __len__(self) -> int:
        return len(self._kept)

    def shape(self, hidden: frozenset[str]) -> Shape:
        """The shape without the hidden coordinates, the same one for the same set while it is kept."""
        if not hidden:
            return self.complete
        kept = self._kept.get(hidden)
        if kept is None:
            kept = self._kept[hidden] = self._made(hidden)
        return kept

    def _made(self, hidden: frozenset[str]) -> Shape:
        schema = pruned(self.complete.schema, hidden)
        if schema is self.complete.schema:
            return self.complete
        return Shape(schema, Documents(schema, self._limits, MOST_BYTES))
