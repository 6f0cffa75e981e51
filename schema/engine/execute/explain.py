"""The estimate of a document that is not executed."""

from typing import Any

import msgspec
from graphql import GraphQLError

from domain.errors import BadUserInput, ValidationFailed
from schema.engine.declare.costs import CostEstimate
from schema.engine.declare.operation import OperationContext
from schema.engine.execute.budget import estimate_with_permissions
from schema.engine.execute.compiled import WrongVariables, arguments_of
from schema.engine.execute.documents import DocumentCache
from schema.engine.visibility.variants import SchemaVariant

_OBJECT = msgspec.json.Decoder(dict[str, Any] | None)


async def explained(
    caller_context: OperationContext,
    variant: SchemaVariant[DocumentCache],
    text: str,
    variables: str | None,
    name: str | None,
) -> CostEstimate:
    """The bounds of one operation of a document, for the caller of the operation that asks.

    Raises ParseFailed, ValidationFailed and BadUserInput.
    """
    document = variant.documents.document(text)
    if document.errors:
        raise ValidationFailed(document.errors[0].message)
    operation, values = document.operation(name or None), _decoded(variables)
    planned = document.planned(variant.schema, operation, values)
    context = OperationContext(
        caller_context.loader,
        planned.plan,
        caller_context.cursors,
        caller_context.graph,
        caller_context.strict,
        caller_context.most_walked,
    )
    try:
        arguments = arguments_of(variant.schema, operation, values)
        return await estimate_with_permissions(context, arguments, compiled=planned.compiled is not None)
    except (WrongVariables, GraphQLError) as error:
        raise BadUserInput("The variables do not fit the operation.") from error


def _decoded(variables: str | None) -> dict[str, Any]:
    try:
        return (_OBJECT.decode(variables) if variables else None) or {}
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadUserInput("`variables` must be a JSON object.") from error
