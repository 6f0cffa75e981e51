"""Running an operation and telling its errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationDefinitionNode
from graphql import execute as _execute  # pyright: ignore[reportUnknownVariableType]  # partly untyped there
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as StrawberryExecutor

from domain.costs import UNLIMITED_COST, CostBudget
from domain.errors import BadUserInput, CostTooHigh, InternalError, SuitegraphError, ValidationFailed
from domain.permissions import Denial
from resolvers.reading.loader import RecordLoader
from schema.engine.declare.cursors import Cursors
from schema.engine.declare.operation import OperationContext
from schema.engine.execute.budget import check_budget
from schema.engine.execute.compiled import WrongVariables, arguments_of
from schema.engine.execute.documents import MOST_ERRORS, Document
from schema.engine.execute.estimate import estimate_of
from schema.engine.visibility.callers import CallerVisibility

# What converting a client's values may end with.
UNANSWERABLE = (WrongVariables, GraphQLError, SuitegraphError)
MASKED = "Something went wrong in suitegraph; the request id leads to the log."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an operation came to. `data` is absent, not null, where nothing was executed.

    `causes` are the exceptions behind the errors, for the log alone: an undocumented one is a bug. `hidden` are the
    coordinates that the caller asked for and may not see. `compiled` says which way it was answered.
    """

    data: Mapping[str, Any] | None
    errors: list[dict[str, Any]]
    executed: bool
    causes: list[BaseException]
    hidden: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    cost: Mapping[str, Any] | None = None
    compiled: bool = False

    def body(self) -> dict[str, Any]:
        """The answer's JSON object."""
        body: dict[str, Any] = {"data": self.data} if self.executed else {}
        if self.errors:
            body["errors"] = self.errors
        extensions: dict[str, Any] = {"hiddenFields": self.hidden} if self.hidden else {}
        if self.cost is not None:
            extensions["cost"] = self.cost
        if extensions:
            body["extensions"] = extensions
        return body


def refused(error: SuitegraphError, request_id: str) -> Outcome:
    """An operation that was not executed."""
    return Outcome(None, [error_entry(error, request_id)], executed=False, causes=[error])


def error_entry(error: SuitegraphError, request_id: str) -> dict[str, Any]:
    """A documented error outside any field, with its place in the document where it has one."""
    cause = error.__cause__
    return _error_entry(error, cause if isinstance(cause, GraphQLError) else None, request_id)


def _error_entry(error: SuitegraphError, place: GraphQLError | None, request_id: str) -> dict[str, Any]:
    found = {} if place is None else _formatted(place)
    return {**found, "message": error.message, "extensions": {**error.extensions(), "requestId": request_id}}


def invalid(document: Document, request_id: str) -> Outcome:
    """A document that does not fit the schema or a limit."""
    extensions = {"code": ValidationFailed.code, "requestId": request_id}
    errors = [{**_formatted(error), "extensions": extensions} for error in document.errors]
    return Outcome(None, errors, executed=False, causes=[])


async def run_operation(
    schema: GraphQLSchema,
    document: Document,
    name: str | None,
    variables: dict[str, Any],
    loader: RecordLoader,
    cursors: Cursors,
    visibility: CallerVisibility,
    request_id: str,
    *,
    strict: bool = False,
    compiles: bool = True,
    budget: CostBudget = UNLIMITED_COST,
) -> Outcome:
    """The outcome of one operation of a valid document. Raises BadUserInput where `name` chooses none.

    `compiles` says whether the compiled way may be taken. Where that stumbles, the standard executor reads the same
    rows again without asking anybody; if it finds nothing wrong, what was stumbled over is told as a bug. What may cost
    more than the budget is not executed.
    """
    operation = document.operation(name)
    planned = document.planned(schema, operation, variables)
    if budget.is_set:
        try:
            context = OperationContext(loader, planned.plan, cursors, visibility, strict)
            given = arguments_of(schema, operation, variables)
            await check_budget(context, given, budget, compiled=compiles and planned.compiled is not None)
        except CostTooHigh as error:
            return refused(error, request_id)
        except UNANSWERABLE:
            # Told where the values are looked at.
            pass
    stumbled: Exception | None = None
    if planned.compiled is not None and compiles:
        context = OperationContext(loader, planned.plan, cursors, visibility, strict)
        try:
            data = await planned.compiled.data(context, variables)
        except Exception as error:  # noqa: BLE001  # whatever it is, the standard executor finds it and tells where
            stumbled = error
        else:
            loader.permissions.conclude()
            cost = _cost(context, schema, operation, variables)
            return Outcome(data, [], executed=True, causes=[], hidden=_hidden(context.hidden), cost=cost, compiled=True)
    context = OperationContext(loader, planned.plan, cursors, visibility, strict)
    made = _execute(
        schema,
        document.ast,
        context_value=context,
        variable_values=variables,
        operation_name=name,
        max_coercion_errors=MOST_ERRORS,
        executor_class=StrawberryExecutor,
    )
    result = made if isinstance(made, ExecutionResult) else await made
    loader.permissions.conclude()
    # By place: graphql-core tells them in the order in which products happened to answer.
    found = sorted(result.errors or [], key=_place)
    executed = result.data is not None or any(error.path for error in found)
    if not executed:
        found = found[:MOST_ERRORS]
    causes = [_cause(error) for error in found]
    unexplained = [stumbled] if stumbled is not None and not found else []
    errors = [_field_error(error, cause, request_id) for error, cause in zip(found, causes, strict=True)]
    cost = _cost(context, schema, operation, variables) if executed else None
    return Outcome(result.data, errors, executed, [*causes, *unexplained], _hidden(context.hidden), cost)


def _cost(
    context: OperationContext, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: dict[str, Any]
) -> dict[str, Any]:
    """The bill, beside what was to be expected where the values of the client allow to tell."""
    cost = context.loader.upstream.costs.as_json()
    try:
        # The compiled way has converted them.
        given = context.given or arguments_of(schema, operation, variables)
        cost["estimated"] = estimate_of(context, given, compiled=context.given is not None).told()
    except UNANSWERABLE:
        pass
    return cost


def _hidden(denials: Mapping[str, Denial]) -> list[dict[str, Any]]:
    return [
        {"coordinate": coordinate, "reason": denial.reason.name, "product": denial.product and denial.product.upper()}
        for coordinate, denial in sorted(denials.items())
    ]


def _place(error: GraphQLError) -> list[tuple[bool, int | str]]:
    return [(isinstance(step, str), step) for step in error.path or ()]


def _formatted(error: GraphQLError) -> dict[str, Any]:
    formatted: dict[str, Any] = {"message": error.message}
    if error.locations:
        formatted["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        formatted["path"] = error.path
    return formatted


def _cause(error: GraphQLError) -> BaseException:
    """What raised the error, which graphql-core may have wrapped twice."""
    original: BaseException = error
    while isinstance(original, GraphQLError) and original.original_error is not None:
        original = original.original_error
    return BadUserInput(error.message) if _is_wrong_value(error, original) else original


def _is_wrong_value(error: GraphQLError, original: BaseException) -> bool:
    """Whether graphql-core found a value of the client wrong. Before execution that is a variable's."""
    if not error.path:
        return isinstance(original, GraphQLError | SuitegraphError)
    # Validation has seen all literals: here it is a null, by a nullable variable that has a default.
    return isinstance(original, GraphQLError) and original.message.startswith("Argument ")


def _field_error(error: GraphQLError, cause: BaseException, request_id: str) -> dict[str, Any]:
    return _error_entry(cause if isinstance(cause, SuitegraphError) else InternalError(MASKED), error, request_id)
