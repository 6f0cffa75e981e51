"""The directives by which a client takes an answer in parts, as the draft of the specification has them."""

from graphql import (
    DirectiveLocation,
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLDirective,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLString,
)

_IF = GraphQLArgument(GraphQLNonNull(GraphQLBoolean), default_value=True, description="Whether it has any effect.")
_LABEL = GraphQLArgument(GraphQLString, description="A name, unique in the document, that comes with the part.")
INCREMENTAL_DIRECTIVES = (
    GraphQLDirective(
        "defer",
        (DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT),
        {"if": _IF, "label": _LABEL},
        description="Lets the fragment follow in a later part of the answer, for clients that take it in parts.",
    ),
    GraphQLDirective(
        "stream",
        (DirectiveLocation.FIELD,),
        {
            "if": _IF,
            "label": _LABEL,
            "initialCount": GraphQLArgument(
                GraphQLInt, default_value=0, description="How many items come before the others."
            ),
        },
        description="Lets the items of a list follow in a later part of the answer, for clients that take it in parts.",
    ),
)
