"""Shapes of the graph: one for everybody from whom the same is hidden, with its own validated documents."""

from functools import cached_property

from cachetools import LRUCache
from graphql import GraphQLSchema, print_schema

from schema.engine.execute.documents import DocumentCache
from schema.engine.execute.limits import DocumentLimits
from schema.engine.visibility.pruning import pruned

MOST_VARIANTS = 32
# What each derived shape may keep of documents; the complete one keeps as many as `Documents` does by itself.
MOST_BYTES = 4 * 1024 * 1024


class SchemaVariant:
    """A schema with the documents that were validated against it."""

    def __init__(self, schema: GraphQLSchema, documents: DocumentCache) -> None:
        self.schema = schema
        self.documents = documents

    @cached_property
    def sdl(self) -> str:
        """The schema in the schema definition language, written when it is first asked for."""
        return print_schema(self.schema) + "\n"


class SchemaVariants:
    """The shapes asked for last, by what is hidden. `complete` is the one from which nothing is."""

    def __init__(self, schema: GraphQLSchema, limits: DocumentLimits, most: int = MOST_VARIANTS) -> None:
        self.complete = SchemaVariant(schema, DocumentCache(schema, limits))
        self._limits = limits
        self._kept: LRUCache[frozenset[str], SchemaVariant] = LRUCache(maxsize=most)

    def __len__(self) -> int:
        return len(self._kept)

    def shape(self, hidden: frozenset[str]) -> SchemaVariant:
        """The shape without the hidden coordinates, the same one for the same set while it is kept."""
        if not hidden:
            return self.complete
        kept = self._kept.get(hidden)
        if kept is None:
            kept = self._kept[hidden] = self._made(hidden)
        return kept

    def _made(self, hidden: frozenset[str]) -> SchemaVariant:
        schema = pruned(self.complete.schema, hidden)
        if schema is self.complete.schema:
            return self.complete
        return SchemaVariant(schema, DocumentCache(schema, self._limits, MOST_BYTES))
