"""Running an operation and telling its errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from graphql import execute as _execute  # pyright: ignore[reportUnknownVariableType]  # partly untyped there
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as StrawberryExecutor

from domain.errors import BadUserInput, InternalError, SuitegraphError, ValidationFailed
from resolvers.desk import Desk
from schema.engine.cursors import Cursors
from schema.engine.documents import Document
from schema.engine.operation import Operation

MASKED = "Something went wrong in suitegraph; the request id leads to the log."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an operation came to. `data` is absent, not null, where nothing was executed.

    `causes` are the exceptions behind the errors, for the log alone: an undocumented one is a bug.
    """

    data: Mapping[str, Any] | None
    errors: list[dict[str, Any]]
    executed: bool
    causes: list[BaseException]

    def body(self) -> dict[str, Any]:
        """The answer's JSON object."""
        body: dict[str, Any] = {"data": self.data} if self.executed else {}
        if self.errors:
            body["errors"] = self.errors
        return body


def refused(error: SuitegraphError, request_id: str) -> Outcome:
    """An operation that was not executed."""
    return Outcome(None, [told(error, request_id)], executed=False, causes=[error])


def told(error: SuitegraphError, request_id: str) -> dict[str, Any]:
    """A documented error outside any field."""
    return {"message": error.message, "extensions": {**error.extensions(), "requestId": request_id}}


def invalid(document: Document, request_id: str) -> Outcome:
    """A document that does not fit the schema or a limit."""
    extensions = {"code": ValidationFailed.code, "requestId": request_id}
    errors = [{**_formatted(error), "extensions": extensions} for error in document.errors]
    return Outcome(None, errors, executed=False, causes=[])


def is_mutation(document: Document, name: str | None) -> bool:
    """Whether the operation to run is a mutation."""
    return document.operation(name).operation is OperationType.MUTATION


async def run(
    schema: GraphQLSchema,
    document: Document,
    name: str | None,
    variables: dict[str, Any],
    desk: Desk,
    cursors: Cursors,
    request_id: str,
) -> Outcome:
    """The outcome of one operation of a valid document."""
    operation = document.operation(name)
    context = Operation(desk, document.plan(schema, operation, variables), cursors)
    made = _execute(
        schema,
        document.ast,
        context_value=context,
        variable_values=variables,
        operation_name=name,
        executor_class=StrawberryExecutor,
    )
    result = made if isinstance(made, ExecutionResult) else await made
    errors = [_field_error(error, request_id) for error in result.errors or []]
    causes: list[BaseException] = [error.original_error or error for error in result.errors or []]
    # Without a path it is a variable's value that was wrong, and nothing was executed.
    executed = result.data is not None or any(error.path for error in result.errors or [])
    return Outcome(result.data, errors, executed, causes)


def _formatted(error: GraphQLError) -> dict[str, Any]:
    formatted: dict[str, Any] = {"message": error.message}
    if error.locations:
        formatted["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        formatted["path"] = error.path
    return formatted


def _field_error(error: GraphQLError, request_id: str) -> dict[str, Any]:
    original = error.original_error
    formatted = _formatted(error)
    if isinstance(original, SuitegraphError):
        known: SuitegraphError = original
        formatted["message"] = known.message
    elif original is None and not error.path:
        known = BadUserInput(error.message)
    else:
        known = InternalError(MASKED)
        formatted["message"] = MASKED
    formatted["extensions"] = {**known.extensions(), "requestId": request_id}
    return formatted
