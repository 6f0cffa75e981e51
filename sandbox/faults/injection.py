"""Fault injection: what each kind of fault does to a call."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.buffered_request import buffered
from sandbox.error_bodies import failure, phrase, throttle
from sandbox.faults.captured import CapturedResponse, captured
from sandbox.faults.gzip_bomb import gzip_bomb
from sandbox.faults.rules import FaultKind, Rule
from sandbox.transport import connection_of

CHUNK = 1 << 14
JSON_TYPE = "application/json;charset=UTF-8"
SILENT: frozenset[FaultKind] = frozenset({"refused", "reset", "hang", "reset_after", "hang_after"})


@dataclass(frozen=True, slots=True)
class FaultyApp:
    """An application under a rule. It is an application itself, so that rules can be nested."""

    app: ASGIApp
    rule: Rule
    product: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call, wrongly."""
        await INJECTIONS[self.rule.kind](self, scope, receive, send)


async def _latency(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    with connection_of(scope).held():
        request = await buffered(receive)
        try:
            # Reading on is what notices that the client has left.
            await asyncio.wait_for(receive(), faulty.rule.seconds)
        except TimeoutError:
            pass
        else:
            return
    await faulty.app(scope, request.again, send)


async def _refused(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    await connection_of(scope).close()


async def _reset(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    await connection_of(scope).reset()


async def _hang(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    with connection_of(scope).held():
        await buffered(receive)
        await receive()


async def _reset_after(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    await captured(faulty.app, scope, receive)
    await connection_of(scope).reset()


async def _hang_after(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    with connection_of(scope).held():
        request = await buffered(receive)
        await captured(faulty.app, scope, request.again)
        await receive()


async def _status_after(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    request = await buffered(receive)
    await captured(faulty.app, scope, request.again)
    await _status(faulty, scope, receive, send)


async def _hollow_json(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    answer = await captured(faulty.app, scope, receive)
    payload: dict[str, object] = json.loads(answer.body) if _is_object(answer) else {}
    body = json.dumps({key: value for key, value in payload.items() if not isinstance(value, dict | list)}).encode()
    answer.headers["content-length"] = str(len(body))
    await answer.send(send, body)


def _is_object(answer: "CapturedResponse") -> bool:
    return "json" in answer.headers.get("content-type", "") and answer.body.lstrip().startswith(b"{")


async def _truncated_json(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    answer = await captured(faulty.app, scope, receive)
    await answer.send_half(send, len(answer.body))
    await connection_of(scope).close()


async def _malformed_json(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    answer = await captured(faulty.app, scope, receive)
    await answer.send_half(send, len(answer.body) // 2)


async def _wrong_content_type(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    answer = await captured(faulty.app, scope, receive)
    answer.headers["content-type"] = faulty.rule.content_type
    await answer.send(send, answer.body)


async def _html(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    title = f"{faulty.rule.status} {phrase(faulty.rule.status)}"
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    await HTMLResponse(page, faulty.rule.status)(scope, receive, send)


async def _status(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    status = faulty.rule.status
    answer = JSONResponse(failure(faulty.product, status), status, media_type=JSON_TYPE)
    if status in (204, 304):
        answer = Response(status_code=status)
    await answer(scope, receive, send)


async def _throttled(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    status, body = throttle(faulty.product)
    wait = faulty.rule.retry_after
    headers = None if wait is None else {"Retry-After": str(wait)}
    await JSONResponse(body, status, headers, JSON_TYPE)(scope, receive, send)


async def _gzip_bomb(faulty: FaultyApp, scope: Scope, receive: Receive, send: Send) -> None:
    body = await asyncio.to_thread(gzip_bomb)
    headers = {"content-type": JSON_TYPE, "content-encoding": "gzip", "content-length": str(len(body))}
    await send({"type": "http.response.start", "status": 200, "headers": MutableHeaders(headers).raw})
    for start in range(0, len(body), CHUNK):
        await send({"type": "http.response.body", "body": body[start : start + CHUNK], "more_body": True})
    await send({"type": "http.response.body", "body": b""})


INJECTIONS: dict[FaultKind, Callable[[FaultyApp, Scope, Receive, Send], Awaitable[Any]]] = {
    "latency": _latency,
    "refused": _refused,
    "reset": _reset,
    "hang": _hang,
    "truncated_json": _truncated_json,
    "malformed_json": _malformed_json,
    "html": _html,
    "wrong_content_type": _wrong_content_type,
    "status": _status,
    "throttled": _throttled,
    "gzip_bomb": _gzip_bomb,
    "reset_after": _reset_after,
    "hang_after": _hang_after,
    "status_after": _status_after,
    "hollow_json": _hollow_json,
}
