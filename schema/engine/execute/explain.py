"""The estimate of a document that is not executed."""

from typing import Any

import msgspec
from graphql import GraphQLError

from domain.errors import BadUserInput, ValidationFailed
from schema.engine.declare.operation import OperationContext
from schema.engine.execute.budget import estimate_with_permissions
from schema.engine.execute.compiled import WrongVariables, arguments_of
from schema.engine.execute.estimate import CostEstimate

_OBJECT = msgspec.json.Decoder(dict[str, Any] | None)


async def explained(asking: OperationContext, text: str, variables: str | None, name: str | None) -> CostEstimate:
    """The bounds of one operation of a document, for the caller of the operation that asks.

    Raises ParseFailed, ValidationFailed and BadUserInput.
    """
    visibility = asking.visibility
    shape = await visibility.of(asking.loader) if asking.strict else visibility.complete
    document = shape.documents.document(text)
    if document.errors:
        raise ValidationFailed(document.errors[0].message)
    operation, values = document.operation(name), _decoded(variables)
    planned = document.planned(shape.schema, operation, values)
    context = OperationContext(asking.loader, planned.plan, asking.cursors, visibility, asking.strict)
    try:
        given = arguments_of(shape.schema, operation, values)
        return await estimate_with_permissions(context, given, compiled=planned.compiled is not None)
    except (WrongVariables, GraphQLError) as error:
        raise BadUserInput("The variables do not fit the operation.") from error


def _decoded(variables: str | None) -> dict[str, Any]:
    try:
        return (_OBJECT.decode(variables) if variables else None) or {}
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadUserInput("`variables` must be a JSON object.") from error
