"""The door of SCIM: which directory asks, how often, and how its errors look."""

import hmac
import math
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic, perf_counter
from typing import Any

import msgspec
import structlog
from cachetools import TTLCache
from pydantic import ValidationError
from scim2_models import Error, SCIMException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from domain.directories import Directory, secret_hash
from domain.errors import SuitegraphError
from domain.json_values import mapping
from gateway.http.refusals import status_of
from gateway.http.requests import whole_body
from gateway.scim.resources import POLICY
from gateway.service import GatewayService
from resolvers.directory_sync import DirectorySync

log = structlog.get_logger("suitegraph")
MEDIA_TYPE = "application/scim+json"
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
CREATED = 201
WINDOW_SECONDS = 60.0
# Wrong tokens of one address in a minute, after which it hears no more that they are wrong.
MOST_REFUSED = 30
MOST_CLIENTS = 10_000
# How often it is written down that a directory has been heard of.
USE_NOTED = timedelta(minutes=5)
_OBJECT = msgspec.json.Decoder(dict[str, Any])
ScimValue = Mapping[str, Any] | None
# What is compared where there is no such directory: it takes as long.
_NOBODY = secret_hash(secrets.token_urlsafe(32))


@dataclass(slots=True)
class ScimRequest:
    """One request of a directory that is known."""

    service: GatewayService
    sync: DirectorySync
    directory: Directory
    request: Request

    async def body(self) -> dict[str, Any]:
        """The JSON object of the body. Raises SCIMException."""
        settings = self.service.settings
        body = await whole_body(self.request, settings.max_body_bytes, settings.request_seconds)
        try:
            return _OBJECT.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise InvalidBody(detail="The body must be a JSON object.") from None


class InvalidBody(SCIMException):
    """The body is no JSON object."""

    status = 400
    scim_type = "invalidSyntax"


class NoDirectory(SCIMException):
    """No directory has this token."""

    status = 401
    _default_detail = "Send the token of a directory that is not revoked: `Authorization: Bearer <token>`."


class TooFast(SCIMException):
    """The directory asks too often."""

    status = 429
    _default_detail = "Too many requests: wait for as long as `Retry-After` says."


class WrongMethod(SCIMException):
    """There is no such method here."""

    status = 405
    _default_detail = "There is no such method here."


ScimHandler = Callable[[ScimRequest], Awaitable[tuple[int, ScimValue]]]


class RequestWindows:
    """How many requests each client has made in the present window of a minute."""

    def __init__(self, most: int, clock: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._clock = clock
        self._counts: TTLCache[tuple[str, int], int] = TTLCache(MOST_CLIENTS, 2 * WINDOW_SECONDS, clock)

    def add(self, client: str) -> None:
        """Count a request."""
        key = (client, self._window())
        self._counts[key] = self._counts.get(key, 0) + 1

    def check(self, client: str) -> None:
        """Raise TooFast for a client who has made all requests of this window."""
        if self._counts.get((client, self._window()), 0) >= self._most:
            raise TooFast

    def seconds_left(self) -> int:
        """How long the window lasts yet."""
        return math.ceil(WINDOW_SECONDS - self._clock() % WINDOW_SECONDS)

    def _window(self) -> int:
        return int(self._clock() // WINDOW_SECONDS)


@dataclass(slots=True)
class DirectoryKey:
    """Tells directories by their tokens, within bounds for each of them and for those who guess."""

    sync: DirectorySync
    requests: RequestWindows
    refused: RequestWindows = field(default_factory=lambda: RequestWindows(MOST_REFUSED))

    async def directory_of(self, request: Request) -> Directory:
        """The directory whose token the request carries. Raises NoDirectory and TooFast."""
        client = request.client.host if request.client else ""
        directory = await self._directory_of(request.headers.getlist("authorization"))
        if directory is None:
            # A right token never waits for those who guess: they may come from the same proxy.
            self.refused.check(client)
            self.refused.add(client)
            raise NoDirectory
        self.requests.check(directory.id)
        self.requests.add(directory.id)
        now = datetime.now(UTC)
        if directory.used_at is None or now - directory.used_at > USE_NOTED:
            await self.sync.directories.note_use(directory.id, now)
        return directory

    async def _directory_of(self, authorization: list[str]) -> Directory | None:
        scheme, _, token = (authorization[0] if len(authorization) == 1 else "").strip(" \t").partition(" ")
        id_, _, secret = token.strip(" \t").partition(".")
        known = await self.sync.directories.with_hash(id_)
        matches = hmac.compare_digest(secret_hash(secret), _NOBODY if known is None else known[1])
        return known[0] if known is not None and matches and scheme.lower() == "bearer" else None


@dataclass(frozen=True, slots=True)
class ScimDoor:
    """Serves one path of SCIM by its method: an ASGI application."""

    service: GatewayService
    key: DirectoryKey
    served: Mapping[str, ScimHandler]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request and its answer."""
        started, request_id = perf_counter(), secrets.token_hex(8)
        response = await self._response(Request(scope, receive), request_id)
        response.headers["X-Request-Id"] = request_id
        seconds = perf_counter() - started
        self.service.traffic.note(response.status_code, seconds)
        log.info(
            "request", request_id=request_id, status=response.status_code, seconds=round(seconds, 4), operation="scim"
        )
        await response(scope, receive, send)

    async def _response(self, request: Request, request_id: str) -> Response:
        try:
            directory = await self.key.directory_of(request)
            handler = self.served.get("GET" if request.method == "HEAD" else request.method, _refuse_method)
            asked = ScimRequest(self.service, self.key.sync, directory, request)
            with POLICY:
                status, body = await handler(asked)
            return _answer(status, body)
        except SCIMException as error:
            return self._refusal(error)
        except ValidationError as error:
            return _failed(Error.from_validation_errors(error)[0])
        except SuitegraphError as error:
            return _failed(Error(status=status_of(error), detail=error.message))
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception:  # a bug: masked, and logged with the request id
            log.exception("bug", request_id=request_id)
            return _failed(Error(status=500, detail="Something went wrong here."))

    def _refusal(self, error: SCIMException) -> Response:
        response = _failed(error.to_error())
        if isinstance(error, NoDirectory):
            response.headers["WWW-Authenticate"] = 'Bearer realm="suitegraph"'
        if isinstance(error, TooFast):
            response.headers["Retry-After"] = str(self.key.requests.seconds_left())
        if isinstance(error, WrongMethod):
            response.headers["Allow"] = ", ".join(sorted(self.served))
        return response


async def _refuse_method(_asked: ScimRequest) -> tuple[int, ScimValue]:
    raise WrongMethod


def _failed(error: Error) -> Response:
    return _answer(error.status or 400, error.model_dump())


def _answer(status: int, body: ScimValue) -> Response:
    if body is None:
        return Response(status_code=status, headers=HEADERS)
    headers = dict(HEADERS)
    if status == CREATED:
        headers["Location"] = str(mapping(body.get("meta")).get("location"))
    return Response(msgspec.json.encode(body), status, headers, MEDIA_TYPE)
