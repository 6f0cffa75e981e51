"""Schemas as text."""

from graphql import GraphQLInputObjectType, GraphQLSchema, print_schema

# Built in since the specification of September 2025, so that printers leave it out; older readers do not know it.
ONE_OF = '''"""Exactly one field of the input must be set, and must not be null."""
directive @oneOf on INPUT_OBJECT

'''


def sdl_of(schema: GraphQLSchema) -> str:
    """The schema in the schema definition language, for readers of any edition since 2018."""
    inputs = (kind for kind in schema.type_map.values() if isinstance(kind, GraphQLInputObjectType))
    return (ONE_OF if any(kind.is_one_of for kind in inputs) else "") + print_schema(schema) + "\n"
