"""The runner: everything that answers a GraphQL request, behind every door.

HTTP, files, the command line and tests open a session, which is a caller's way to the products, and hand it here.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationDefinitionNode
from graphql import execute as _execute  # pyright: ignore[reportUnknownVariableType]  # partly untyped there

from domain.costs import UNLIMITED_COST, CostBudget
from domain.errors import BadUserInput, CostTooHigh, ParseFailed, SuitegraphError
from resolvers.reading.amounts_read import AmountsRead
from resolvers.reading.loader import RecordLoader
from resolvers.reading.read_log import write_read_entry
from schema.engine.declare.costs import CostEstimate
from schema.engine.declare.cursors import Cursors
from schema.engine.declare.operation import OperationContext, VisibleGraph
from schema.engine.declare.plan import OperationPlan
from schema.engine.execute.budget import check_budget, most_walked
from schema.engine.execute.compiled import WrongVariables, arguments_of
from schema.engine.execute.documents import MOST_ERRORS, Document, DocumentCache, PlannedOperation
from schema.engine.execute.error_behavior import EXECUTORS, ErrorBehavior
from schema.engine.execute.explain import explained
from schema.engine.execute.payloads import (
    Payload,
    hidden_entries,
    invalid,
    ordered_errors,
    refused,
    unread_entries,
    with_errors,
)
from schema.engine.execute.places import with_coordinates
from schema.engine.execute.usage import note_usage
from schema.engine.visibility.callers import CallerVisibility
from schema.engine.visibility.variants import SchemaVariant

# What converting a client's values may end with.
UNANSWERABLE = (WrongVariables, GraphQLError, SuitegraphError)


class RunnerSession(Protocol):
    """What the runner needs of a caller's session. `strict`: not even names of what is hidden are shown."""

    @property
    def loader(self) -> RecordLoader:
        """The caller's rows and permissions."""
        ...

    @property
    def request_id(self) -> str:
        """The id that leads from a response to the log."""
        ...

    @property
    def strict(self) -> bool:
        """Whether the caller wants the names of hidden fields to be hidden as well."""
        ...


@dataclass(frozen=True, slots=True)
class BegunOperation:
    """An operation that is valid and about to be executed."""

    name: str | None
    mutates: bool


def _unheeded(_: BegunOperation) -> None:
    """The default: nobody is notified."""


@dataclass(frozen=True, slots=True)
class OperationRequest:
    """A GraphQL request, by whichever door it came.

    `begins` is called before anything is executed, with what is about to run. `mutation_refusal` is what refuses a
    mutation that came by a door for reading, `on_error` what an error of a field does to what is around it.
    """

    query: str
    variables: dict[str, Any] = field(default_factory=dict[str, Any])
    operation_name: str | None = None
    begins: Callable[[BegunOperation], None] = _unheeded
    mutation_refusal: SuitegraphError | None = None
    on_error: ErrorBehavior = "PROPAGATE"


@dataclass(frozen=True, slots=True)
class Runner:
    """Answers operations: with the service's documents, cursors, budget and the graphs that callers see.

    `compiles` says whether the compiled way may be taken, `logs_reads` whether reads of amounts go into the audit log.
    """

    visibility: CallerVisibility[DocumentCache]
    cursors: Cursors
    budget: CostBudget = UNLIMITED_COST
    compiles: bool = True
    logs_reads: bool = False

    async def run(self, session: RunnerSession, request: OperationRequest) -> AsyncIterator[Payload]:
        """The payloads of one operation, today always one.

        Raises what refuses the caller or the request as a whole (Unauthenticated, a source of permissions that failed,
        the `mutation_refusal`): no payload came before.
        """
        try:
            variant, document = await self._document(session, request)
            if document.errors:
                yield invalid(document, session.request_id)
                return
            name = document.operation_name(request.operation_name)
            request.begins(BegunOperation(name, document.mutates(request.operation_name)))
        except (ParseFailed, BadUserInput) as error:
            yield refused(error, session.request_id)
            return
        yield await self._logged(session, request, variant.schema, document)

    async def visible(self, loader: RecordLoader, *, strict: bool = False) -> VisibleGraph:
        """The graph as the caller sees it."""
        return await self.visibility.of(loader, strict=strict)

    async def documented(self, loader: RecordLoader, *, strict: bool) -> GraphQLSchema:
        """The graph that documents of a session are held against."""
        return (await self._held_against(loader, strict=strict)).schema

    async def _held_against(self, loader: RecordLoader, *, strict: bool) -> SchemaVariant[DocumentCache]:
        # Errors of the caller's own graph name nothing that is hidden.
        return await self.visibility.of(loader, strict=True) if strict else self.visibility.complete

    async def learned(self, loader: RecordLoader, email: str) -> tuple[VisibleGraph, datetime]:
        """The graph as another user sees it, and when that was learned. Raises NotKnownYet."""
        return await self.visibility.learned(loader, email)

    async def estimate(
        self, loader: RecordLoader, document: str, variables: str | None, name: str | None, *, strict: bool = False
    ) -> CostEstimate:
        """The bounds of an operation that is not executed; it costs the calls of the caller's permissions.

        Raises ParseFailed, ValidationFailed and BadUserInput.
        """
        variant = await self._held_against(loader, strict=strict)
        context = OperationContext(loader, OperationPlan({}), self.cursors, self, strict, most_walked(self.budget))
        return await explained(context, variant, document, variables, name)

    async def _document(
        self, session: RunnerSession, request: OperationRequest
    ) -> tuple[SchemaVariant[DocumentCache], Document]:
        """The document, checked against the graph that its answer and its errors may show."""
        strict = session.strict
        variant = await self._held_against(session.loader, strict=strict)
        document = variant.documents.document(request.query)
        if request.mutation_refusal is not None and document.mutates(request.operation_name):
            raise request.mutation_refusal
        if not document.errors and document.introspects(request.operation_name):
            # The schema that a caller is shown is their own, and so is what stands beside the question for it.
            variant = await self.visibility.of(session.loader, strict=strict)
            document = variant.documents.document(request.query)
        return variant, document

    async def execute(
        self, session: RunnerSession, request: OperationRequest, schema: GraphQLSchema, document: Document
    ) -> AsyncIterator[Payload]:
        """The payloads of an operation of a valid document, each with its reads of amounts in the audit log.

        Raises BadUserInput where the request's name chooses no operation.
        """
        yield await self._logged(session, request, schema, document)

    async def _logged(
        self, session: RunnerSession, request: OperationRequest, schema: GraphQLSchema, document: Document
    ) -> Payload:
        """The payload, after its reads of amounts were written to the audit log, and its coordinates counted."""
        payload = await self._read(session, request, schema, document)
        if session.loader.permissions.rules.usage.is_kept and payload.executed:
            await note_usage(session.loader, document.coordinates(schema, request.operation_name))
        return payload

    async def _read(
        self, session: RunnerSession, request: OperationRequest, schema: GraphQLSchema, document: Document
    ) -> Payload:
        if not self.logs_reads:
            return await self._payload(session, request, schema, document)
        log = session.loader.amounts_read = AmountsRead()
        payload = await self._payload(session, request, schema, document)
        # What cannot be logged is not returned.
        await write_read_entry(session.loader, log)
        return payload

    async def _payload(
        self, session: RunnerSession, request: OperationRequest, schema: GraphQLSchema, document: Document
    ) -> Payload:
        operation = document.operation(request.operation_name)
        planned = document.planned(schema, operation, request.variables)
        if self.budget.is_set:
            refusal = await self._over_budget(session, request, schema, operation, planned)
            if refusal is not None:
                return refusal
        stumbled: Exception | None = None
        if planned.compiled is not None and self.compiles:
            context = self._context(session, planned)
            try:
                data: dict[str, Any] = {}
                async for level in planned.compiled.levels(context, request.variables):
                    data = level.data
            except Exception as error:  # noqa: BLE001  # whatever it is, the standard executor finds it and shows where
                stumbled = error
            else:
                session.loader.permissions.conclude()
                cost = self._cost(context, schema, operation, request, planned)
                hidden, unread = hidden_entries(context.hidden), unread_entries(context.hidden, session.request_id)
                return Payload(data, unread, executed=True, causes=[], hidden=hidden, cost=cost, compiled=True)
        return await self._by_standard_executor(session, request, schema, document, operation, planned, stumbled)

    async def _by_standard_executor(
        self,
        session: RunnerSession,
        request: OperationRequest,
        schema: GraphQLSchema,
        document: Document,
        operation: OperationDefinitionNode,
        planned: PlannedOperation,
        stumbled: Exception | None,
    ) -> Payload:
        """The payload of what has behaviour of its own, or of what the compiled way stumbled over.

        The same rows are read again from the caches. If nothing is wrong with them, what was stumbled over is
        a bug.
        """
        context = self._context(session, planned)
        executed = _execute(
            schema,
            document.ast,
            context_value=context,
            variable_values=request.variables,
            operation_name=request.operation_name,
            max_coercion_errors=MOST_ERRORS,
            executor_class=EXECUTORS[request.on_error],
        )
        result = executed if isinstance(executed, ExecutionResult) else await executed
        session.loader.permissions.conclude()
        errors = with_coordinates(schema, document.ast, ordered_errors(result))
        was_executed = result.data is not None or any(error.path for error in errors)
        cost = self._cost(context, schema, operation, request, planned) if was_executed else None
        unread = unread_entries(context.hidden, session.request_id)
        payload = Payload(result.data, unread, was_executed, [], hidden_entries(context.hidden), cost)
        unexplained = [stumbled] if stumbled is not None and not errors else []
        return with_errors(payload, errors, unexplained, session.request_id)

    async def _over_budget(
        self,
        session: RunnerSession,
        request: OperationRequest,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        planned: PlannedOperation,
    ) -> Payload | None:
        """The refusal of what may cost more than the budget; None where it may run."""
        try:
            arguments = arguments_of(schema, operation, request.variables)
            compiled = self.compiles and planned.compiled is not None
            await check_budget(self._context(session, planned), arguments, self.budget, compiled=compiled)
        except CostTooHigh as error:
            return refused(error, session.request_id)
        except UNANSWERABLE:
            # It is reported where the values are read.
            pass
        return None

    def _context(self, session: RunnerSession, planned: PlannedOperation) -> OperationContext:
        return OperationContext(
            session.loader, planned.plan, self.cursors, self, session.strict, most_walked(self.budget)
        )

    def _cost(
        self,
        context: OperationContext,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        request: OperationRequest,
        planned: PlannedOperation,
    ) -> dict[str, Any]:
        """What it cost, beside what was to be expected where the client's values allow an estimate."""
        cost = context.loader.upstream.costs.as_json()
        try:
            # The compiled way has converted them.
            compiled = context.arguments is not None
            arguments = context.arguments or arguments_of(schema, operation, request.variables)
            cost["estimated"] = planned.estimates.bounds(context, arguments, request.variables, compiled=compiled)
        except UNANSWERABLE:
            pass
        return cost
