"""An operation that is being answered, whole or part by part: by the compiled way or by the standard executor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, cast

from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationDefinitionNode
from graphql import experimental_execute_incrementally as _execute  # pyright: ignore[reportUnknownVariableType]  # partly untyped there
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as StrawberryExecutor

from domain.costs import CostBudget
from domain.errors import CostTooHigh, SuitegraphError
from domain.permissions import Denial
from resolvers.reading.loader import RecordLoader
from schema.engine.declare.cursors import Cursors
from schema.engine.declare.operation import GraphService, OperationContext
from schema.engine.declare.selections import ResponsePath
from schema.engine.execute.budget import check_budget, most_walked
from schema.engine.execute.compiled import WrongVariables, arguments_of
from schema.engine.execute.documents import MOST_ERRORS, PlannedOperation
from schema.engine.execute.payloads import (
    Payload,
    hidden_entries,
    ordered_errors,
    refused,
    unread_entries,
    with_errors,
)

# What converting a client's values may end with.
UNANSWERABLE = (WrongVariables, GraphQLError, SuitegraphError)


@dataclass(frozen=True, slots=True)
class ExecutionSettings:
    """What a runner executes with; `compiles` says whether the compiled way may be taken."""

    graph: GraphService
    cursors: Cursors
    budget: CostBudget
    compiles: bool


@dataclass(frozen=True, slots=True)
class OperationRun:
    """An operation of a valid document with the client's values, for one session. `planned` is the plan of all of it.

    `hidden` are the denials that its parts have met so far.
    """

    settings: ExecutionSettings
    loader: RecordLoader
    request_id: str
    strict: bool
    schema: GraphQLSchema
    operation: OperationDefinitionNode
    variables: dict[str, Any]
    planned: PlannedOperation
    hidden: dict[str, Denial] = field(default_factory=dict[str, Denial])

    async def refusal(self) -> Payload | None:
        """The refusal of what may cost more than the budget; None where it may run."""
        if not self.settings.budget.is_set:
            return None
        try:
            arguments = arguments_of(self.schema, self.operation, self.variables)
            compiled = self.settings.compiles and self.planned.compiled is not None
            await check_budget(self._context(self.planned, {}), arguments, self.settings.budget, compiled=compiled)
        except CostTooHigh as error:
            return refused(error, self.request_id)
        except UNANSWERABLE:
            # It is reported where the values are read.
            pass
        return None

    async def payload(self, part: PlannedOperation, most: Mapping[ResponsePath, int]) -> Payload:
        """The payload of a part, or of the whole operation. `most` is how many items of a list are in it, by place.

        Of other lists there are all; the standard executor leaves it to the caller to shorten any.
        """
        stumbled: Exception | None = None
        if part.compiled is not None and self.settings.compiles:
            context = self._context(part, most)
            try:
                data = await part.compiled.data(context, self.variables)
            except Exception as error:  # noqa: BLE001  # whatever it is, the standard executor finds it and shows where
                stumbled = error
            else:
                self.loader.permissions.conclude()
                cost, hidden = self._cost(context, part), self._hidden(context)
                unread = unread_entries(context.hidden, self.request_id)
                return Payload(data, unread, executed=True, causes=[], hidden=hidden, cost=cost, compiled=True)
        return await self._by_standard_executor(part, stumbled)

    async def _by_standard_executor(self, part: PlannedOperation, stumbled: Exception | None) -> Payload:
        """The payload of what has behaviour of its own, or of what the compiled way stumbled over.

        The same rows are read again from the caches. If nothing is wrong with them, what was stumbled over is
        a bug.
        """
        context = self._context(part, {})
        # graphql-core's own `execute` refuses every schema that has @defer. No document that comes here uses it.
        executed = _execute(
            self.schema,
            part.ast,
            context_value=context,
            variable_values=self.variables,
            operation_name=self.operation.name and self.operation.name.value,
            max_coercion_errors=MOST_ERRORS,
            executor_class=StrawberryExecutor,
        )
        result = cast("ExecutionResult", await executed if isawaitable(executed) else executed)
        self.loader.permissions.conclude()
        errors = ordered_errors(result)
        was_executed = result.data is not None or any(error.path for error in errors)
        cost = self._cost(context, part) if was_executed else None
        unread = unread_entries(context.hidden, self.request_id)
        payload = Payload(result.data, unread, was_executed, [], self._hidden(context), cost)
        unexplained = [stumbled] if stumbled is not None and not errors else []
        return with_errors(payload, errors, unexplained, self.request_id)

    def _hidden(self, context: OperationContext) -> list[dict[str, Any]]:
        """What has been hidden so far, this part's and that of the parts before it."""
        self.hidden.update(context.hidden)
        return hidden_entries(self.hidden)

    def _context(self, part: PlannedOperation, most: Mapping[ResponsePath, int]) -> OperationContext:
        settings = self.settings
        walked = most_walked(settings.budget)
        return OperationContext(
            self.loader, part.plan, settings.cursors, settings.graph, self.strict, walked, most_items=most
        )

    def _cost(self, context: OperationContext, part: PlannedOperation) -> dict[str, Any]:
        """What the operation has cost so far, beside what was to be expected of all of it.

        There is no estimate where the client's values allow none.
        """
        cost = self.loader.upstream.costs.as_json()
        # The compiled way has converted the arguments, of a part those of its own fields alone.
        arguments, compiled = context.arguments, context.arguments is not None
        if part is not self.planned:
            context, arguments = self._context(self.planned, {}), None
            compiled = self.settings.compiles and self.planned.compiled is not None
        try:
            arguments = arguments or arguments_of(self.schema, self.operation, self.variables)
            bounds = self.planned.estimates.bounds(context, arguments, self.variables, compiled=compiled)
        except UNANSWERABLE:
            return cost
        return {**cost, "estimated": bounds}
