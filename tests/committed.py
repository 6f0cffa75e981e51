"""The schema as it is committed, read once."""

from functools import cache
from pathlib import Path

from graphql import GraphQLSchema, build_schema

SDL = Path(__file__).parents[1] / "schema" / "schema.graphql"


@cache
def committed_schema() -> GraphQLSchema:
    """The schema of `schema/schema.graphql`."""
    return build_schema(SDL.read_text("utf-8"))
