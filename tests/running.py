"""Operations run without any HTTP: a session of a loader, handed to the runner."""

from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLSchema

from resolvers.reading.loader import RecordLoader
from schema.engine.execute.documents import Document
from schema.engine.execute.payloads import Payload
from schema.engine.execute.runner import OperationRequest, Runner


@dataclass(frozen=True, slots=True)
class LoaderSession:
    """A session as the runner needs it."""

    loader: RecordLoader
    request_id: str = ""
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Execution:
    """An operation of a valid document over a schema, with its variables."""

    schema: GraphQLSchema
    document: Document
    variables: dict[str, Any] = field(default_factory=dict[str, Any])
    name: str | None = None


async def payload_of(runner: Runner, session: LoaderSession, execution: Execution) -> Payload:
    """The one payload of an operation."""
    [payload] = await payloads_of(runner, session, execution, incremental=False)
    return payload


async def payloads_of(
    runner: Runner, session: LoaderSession, execution: Execution, *, incremental: bool = True
) -> list[Payload]:
    """The payloads of an operation, in parts where that is asked for."""
    request = OperationRequest("", execution.variables, execution.name, incremental=incremental)
    return [each async for each in runner.execute(session, request, execution.schema, execution.document)]
