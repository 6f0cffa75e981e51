"""Variants of the graph: one for everybody from whom the same is hidden, with documents that fit it."""

from collections.abc import Callable
from typing import Generic, TypeVar

from cachetools import LRUCache
from graphql import GraphQLSchema

from schema.engine.visibility.printing import sdl_of
from schema.engine.visibility.pruning import pruned

MOST_VARIANTS = 32
# What each derived variant may keep of documents; the complete one keeps as many as its documents do by themselves.
MOST_BYTES = 4 * 1024 * 1024
Documents = TypeVar("Documents")


class SchemaVariant(Generic[Documents]):
    """A schema with the documents that were validated against it."""

    def __init__(self, schema: GraphQLSchema, documents: Documents) -> None:
        self.schema = schema
        self.documents = documents
        self._sdl: str | None = None

    @property
    def sdl(self) -> str:
        """The schema in the schema definition language, printed on first use."""
        if self._sdl is None:
            self._sdl = sdl_of(self.schema)
        return self._sdl


class SchemaVariants(Generic[Documents]):
    """The variants used last, by what they hide. `complete` is the one that hides nothing."""

    def __init__(
        self,
        schema: GraphQLSchema,
        documents_of: Callable[[GraphQLSchema, int | None], Documents],
        most: int = MOST_VARIANTS,
    ) -> None:
        """`documents_of` makes a variant's documents, given how many bytes they may keep."""
        self.complete = SchemaVariant(schema, documents_of(schema, None))
        self._documents_of = documents_of
        self._kept: LRUCache[frozenset[str], SchemaVariant[Documents]] = LRUCache(maxsize=most)

    def __len__(self) -> int:
        return len(self._kept)

    def variant(self, hidden: frozenset[str]) -> SchemaVariant[Documents]:
        """The variant without the hidden coordinates, the same one for the same set while it is kept."""
        if not hidden:
            return self.complete
        kept = self._kept.get(hidden)
        if kept is None:
            kept = self._kept[hidden] = self._derived(hidden)
        return kept

    def _derived(self, hidden: frozenset[str]) -> SchemaVariant[Documents]:
        schema = pruned(self.complete.schema, hidden)
        if schema is self.complete.schema:
            return self.complete
        return SchemaVariant(schema, self._documents_of(schema, MOST_BYTES))
