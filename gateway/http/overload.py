"""Too many requests at once: the gateway refuses the latest of them at once, so that it can answer the others."""

import secrets

import msgspec
import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.errors import Overloaded
from gateway.http.answers import answer_of
from gateway.http.negotiation import GRAPHQL, JSON
from gateway.http.refusals import headers_of, status_of
from gateway.telemetry.metrics import Traffic
from schema.engine.execute.payloads import refused

log = structlog.get_logger("suitegraph")
# Whoever watches over the gateway is always answered.
WATCHED = frozenset({"/livez", "/readyz"})
RETRY_SECONDS = 1
_MESSAGE = "The gateway has as many requests under way as it takes: try again in a second, or ask another process."
_HEADERS = {"cache-control": "no-store", "vary": "Accept", "x-content-type-options": "nosniff"}


class Shedding:
    """An application that takes `most` requests at the same time, any number of them for 0."""

    def __init__(self, app: ASGIApp, most: int, traffic: Traffic) -> None:
        self._app = app
        self._most = most
        self._traffic = traffic
        self._under_way = 0
        self._is_over = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the lifespan."""
        if not self._most or scope["type"] != "http" or scope["path"] in WATCHED:
            await self._app(scope, receive, send)
            return
        if self._under_way >= self._most:
            await self._refuse(scope, receive, send)
            return
        self._under_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1
            if self._is_over and self._under_way * 2 < self._most:
                self._is_over = False
                log.info("load taken", under_way=self._under_way)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer without a look at who asks or what: that costs a hundredth of an answer, and no line in the log."""
        if not self._is_over:
            self._is_over = True
            log.warning("overloaded", under_way=self._under_way)
        error, request_id = Overloaded(_MESSAGE, retry_after=RETRY_SECONDS), secrets.token_hex(8)
        newer = any(name == b"accept" and GRAPHQL.encode() in value for name, value in scope["headers"])
        body = msgspec.json.encode(refused(error, request_id).body())
        status, own = status_of(error), {"x-request-id": request_id, **headers_of(error, with_token=False)}
        self._traffic.note(status, 0.0)
        await answer_of(body, status, GRAPHQL if newer else JSON, _HEADERS, own)(scope, receive, send)
