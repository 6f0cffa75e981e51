"""The runner: everything that answers a GraphQL request, behind every door.

HTTP, files, the command line and tests open a session, which is a caller's way to the products, and hand it here.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from graphql import GraphQLSchema

from domain.costs import UNLIMITED_COST, CostBudget
from domain.errors import BadUserInput, ParseFailed, SuitegraphError
from resolvers.reading.amounts_read import AmountsRead
from resolvers.reading.loader import RecordLoader
from resolvers.reading.read_log import write_read_entry
from schema.engine.declare.costs import CostEstimate
from schema.engine.declare.cursors import Cursors
from schema.engine.declare.operation import OperationContext, VisibleGraph
from schema.engine.declare.plan import OperationPlan
from schema.engine.execute.budget import most_walked
from schema.engine.execute.delivery import delivered
from schema.engine.execute.documents import Document, DocumentCache
from schema.engine.execute.error_behavior import ErrorBehavior
from schema.engine.execute.explain import explained
from schema.engine.execute.operation_run import ExecutionSettings, OperationRun
from schema.engine.execute.payloads import Payload, invalid, refused
from schema.engine.execute.planned import PlannedPart
from schema.engine.execute.usage import note_usage
from schema.engine.visibility.callers import CallerVisibility
from schema.engine.visibility.variants import SchemaVariant


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
    mutation that came by a door for reading. `incremental` says that the answer may come in several payloads, as @defer
    and @stream allow; otherwise they change nothing. `on_error` is what an error of a field does to what is around it.
    """

    query: str
    variables: dict[str, Any] = field(default_factory=dict[str, Any])
    operation_name: str | None = None
    begins: Callable[[BegunOperation], None] = _unheeded
    mutation_refusal: SuitegraphError | None = None
    incremental: bool = False
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

    async def run(self, session: RunnerSession, request: OperationRequest) -> AsyncGenerator[Payload]:
        """The payloads of one operation: several where the request takes it in parts and the operation defers any.

        Whoever stops before the last one closes the iterator, which ends what is still going on.

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
        if not request.incremental:
            # One payload, of which most requests are: each generator on its way would cost it time.
            yield await self._only_payload(session, request, variant.schema, document)
            return
        async with aclosing(self.execute(session, request, variant.schema, document)) as payloads:
            async for payload in payloads:
                yield payload

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
    ) -> AsyncGenerator[Payload]:
        """The payloads of an operation of a valid document, each with its reads of amounts in the audit log.

        Raises BadUserInput where the request's name chooses no operation.
        """
        run = self._begun(session, request, schema, document)
        refusal = await self._refusal(run)
        if refusal is not None:
            yield refusal
            return
        parts = document.planned_parts(schema, run.operation, request.variables) if request.incremental else []
        is_first = True
        async with aclosing(_payloads_of(run, parts)) as payloads:
            async for payload in payloads:
                if is_first:
                    await self._note(run, document, payload)
                is_first = False
                yield payload

    async def _only_payload(
        self, session: RunnerSession, request: OperationRequest, schema: GraphQLSchema, document: Document
    ) -> Payload:
        """The payload of an operation that is answered whole."""
        run = self._begun(session, request, schema, document)
        payload = await self._refusal(run)
        if payload is None:
            payload = await _whole(run)
            await self._note(run, document, payload)
        return payload

    async def _refusal(self, run: OperationRun) -> Payload | None:
        refusal = await run.refusal()
        if refusal is None and self.logs_reads:
            run.loader.amounts_read = AmountsRead()
        return refusal

    async def _note(self, run: OperationRun, document: Document, payload: Payload) -> None:
        if payload.executed and run.loader.permissions.rules.usage.is_kept:
            name = run.operation.name and run.operation.name.value
            await note_usage(run.loader, document.coordinates(run.schema, name))

    def _begun(
        self, session: RunnerSession, request: OperationRequest, schema: GraphQLSchema, document: Document
    ) -> OperationRun:
        operation = document.operation(request.operation_name)
        planned = document.planned(schema, operation, request.variables)
        settings = ExecutionSettings(self, self.cursors, self.budget, self.compiles)
        known = (session.loader, session.request_id, session.strict)
        return OperationRun(settings, *known, schema, operation, request.variables, planned, request.on_error)


async def _whole(run: OperationRun) -> Payload:
    payload = await run.payload(run.planned, {})
    run.loader.permissions.conclude()
    return await _logged(run, payload)


async def _payloads_of(run: OperationRun, parts: Sequence[PlannedPart]) -> AsyncGenerator[Payload]:
    """The payload of an operation, or those of its parts."""
    if not parts:
        yield await _whole(run)
        return

    async def payload_of(part: PlannedPart) -> Payload:
        most = {each.place: each.initial or 0 for each in part.streams}
        return await _logged(run, await run.payload(part.planned, most))

    try:
        async with aclosing(delivered(parts, payload_of, run.request_id)) as payloads:
            async for payload in payloads:
                yield payload
    finally:
        # What one part was refused is an error of its own in each of the others, as it is in one answer.
        run.loader.permissions.conclude()


async def _logged(run: OperationRun, payload: Payload) -> Payload:
    """The payload of an operation or a part, after its reads of amounts were written to the audit log."""
    log = run.loader.amounts_read
    if log is not None:
        # What other parts have read until now is written with it: nothing is returned that is not.
        run.loader.amounts_read = AmountsRead()
        await write_read_entry(run.loader, log)
    return payload
