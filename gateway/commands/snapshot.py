"""`suitegraph snapshot`: what operations answer to one person, recorded so that tests of components need no server."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

import msgspec

from domain.caller import caller_of
from domain.errors import BadUserInput
from gateway.commands.demo import demo_settings, personas_of, sandbox_process
from gateway.service import GatewayService, service_of
from gateway.session import open_session
from gateway.settings import Settings
from schema.engine.execute.examination import operations_of
from schema.engine.execute.runner import OperationRequest


class SnapshotError(Exception):
    """Nothing was recorded; the message says why."""


async def snapshot_of_persona(
    settings: Settings, persona: str, document: str, variables: Mapping[str, Any], sandbox_port: int
) -> dict[str, Any]:
    """The snapshot of a persona, from a sandbox that ends with it. Raises SnapshotError and DemoError."""
    async with sandbox_process(sandbox_port, 0) as places:
        tokens = {each["name"]: each["access_token"] for each in await personas_of(places.sandbox)}
        if persona not in tokens:
            raise SnapshotError(f"There is no persona {persona!r}; there are {', '.join(sorted(tokens))}.")
        async with _connected(demo_settings(settings, places)) as service:
            return await snapshot(service, persona, tokens[persona], document, variables, may_write=True)


async def snapshot_of_token(
    settings: Settings, secret: str, document: str, variables: Mapping[str, Any]
) -> dict[str, Any]:
    """The snapshot of a token's user: nothing is written. Raises SnapshotError, and what the products refuse."""
    async with _connected(settings) as service:
        return await snapshot(service, "the token", secret, document, variables, may_write=False)


async def snapshot(
    service: GatewayService, persona: str, secret: str, document: str, variables: Mapping[str, Any], *, may_write: bool
) -> dict[str, Any]:
    """What each operation of a document answers to one person, in the form that the packages' mocks replay.

    `variables` are those of each operation by its name, an object or a list of them; an operation that needs some and
    has none is left out. Raises SnapshotError and ParseFailed.
    """
    operations = operations_of(document)
    if unknown := sorted(set(variables) - set(operations)):
        raise SnapshotError(f"There are variables of {', '.join(unknown)}, which the document does not have.")
    caller = caller_of(secret, service.settings.data_centres[0], service.partition_key)
    refusal = None if may_write else BadUserInput("A mutation is recorded against the sandbox alone.")
    recorded: list[dict[str, Any]] = []
    for name, operation in operations.items():
        for values in _values_of(variables.get(name), needed=operation.needs_values):
            async with open_session(service, caller) as session:
                request = OperationRequest(operation.text, values, name, mutation_refusal=refusal)
                async for payload in service.runner.run(session, request):
                    if not payload.executed:
                        raise SnapshotError(f"{name}: {payload.errors[0]['message']}")
                    # What it cost is no part of what a component shows, and differs from time to time.
                    answer = {key: value for key, value in payload.body().items() if key != "extensions"}
                    answer |= {"extensions": {"hiddenFields": payload.hidden}} if payload.hidden else {}
                    recorded.append({"operation": name, "variables": values, "answer": answer})
    return {"persona": persona, "operations": recorded}


def text_of(recorded: Mapping[str, Any]) -> str:
    """A snapshot as it is written."""
    return msgspec.json.format(msgspec.json.encode(recorded), indent=1).decode() + "\n"


def _values_of(sent: Any, *, needed: bool) -> list[dict[str, Any]]:
    if sent is None:
        return [] if needed else [{}]
    several = cast("list[Any]", sent if isinstance(sent, list) else [sent])
    if not all(isinstance(each, dict) for each in several):
        raise SnapshotError("The variables of an operation are an object, or a list of objects.")
    return several


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncGenerator[GatewayService]:
    service = service_of(settings)
    async with service.connected():
        yield service
