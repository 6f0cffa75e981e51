"""Answers of products kept in a Valkey or Redis server for all processes, readable by their caller's token alone.

Names and keys are made from the token, which is kept nowhere: who has the server and every setting of the gateway, but
not the token, finds random names with sealed bytes.
"""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

import msgspec
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from redis.exceptions import RedisError

from adapters.cache.single_flight import NOT_CACHED, CacheLookup
from adapters.messages import Request, Response
from adapters.valkey_server import server_at
from domain.caller import Caller
from domain.errors import ServiceName

PURPOSE = "suitegraph kept answers"
# A read without the server costs a call, a read that waits for it costs the client's time.
ANSWER_SECONDS = 0.1
# How long a server that failed is left alone.
REST_SECONDS = 5.0
LARGEST_BODY = 1024 * 1024
CONNECTIONS = 32
NONCE_BYTES = 12
# Longer than any answer is kept and any read takes.
GENERATION_SECONDS = 7200

ServerReply = TypeVar("ServerReply")
log = structlog.get_logger("suitegraph")


class _SealedResponse(msgspec.Struct, array_like=True):
    generation: int
    status: int
    headers: dict[str, str]
    body: bytes


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_SealedResponse)


class ValkeyResponseCache:
    """Answers beyond this process. A server that fails is skipped: nothing that it does fails a read."""

    def __init__(self, url: str) -> None:
        """`url` as `server_at` takes it."""
        self._server = server_at(url, ANSWER_SECONDS, CONNECTIONS)
        self._rests_until = 0.0

    async def look(self, caller: Caller, request: Request) -> CacheLookup:
        """What is kept, and the generation: one exchange with the server."""
        place = _CallerKeyspace(caller, request.service)
        name = place.name_of(request)

        async def looked() -> CacheLookup:
            generation, sealed = await cast("Awaitable[list[bytes | None]]", self._server.mget([place.name, name]))
            return _lookup_of(int(generation or 0), None if sealed is None else place.opened(name, sealed))

        return await self._answer(looked) or NOT_CACHED

    async def keep(self, caller: Caller, request: Request, response: Response, generation: int, seconds: float) -> None:
        """Keep it under the generation that it was asked for in: one exchange."""
        if len(response.body) > LARGEST_BODY:
            return
        place = _CallerKeyspace(caller, request.service)
        name = place.name_of(request)
        sealed = place.sealed(name, _SealedResponse(generation, response.status, dict(response.headers), response.body))

        async def kept() -> None:
            await self._server.set(name, sealed, px=max(1, round(seconds * 1000)))

        await self._answer(kept)

    async def forget(self, caller: Caller, service: ServiceName) -> None:
        """Begin a new generation: one exchange. What is kept of the ones before ends by itself."""
        name = _CallerKeyspace(caller, service).name

        async def begun() -> None:
            await self._server.set(name, secrets.randbits(62), ex=GENERATION_SECONDS)

        await self._answer(begun)

    async def close(self) -> None:
        """Close the connections."""
        await self._server.aclose()

    async def _answer(self, send: Callable[[], Awaitable[ServerReply]]) -> ServerReply | None:
        """What the server answers, None where it fails or has just failed."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._rests_until:
            return None
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await send()
        except (RedisError, OSError, TimeoutError, ValueError) as error:
            self._rests_until = loop.time() + REST_SECONDS
            log.warning("cache", failed=type(error).__name__, rests=REST_SECONDS)
            return None


def _lookup_of(generation: int, entry: _SealedResponse | None) -> CacheLookup:
    if entry is None or entry.generation != generation:
        return CacheLookup(None, generation)
    return CacheLookup(Response(entry.status, entry.headers, entry.body), generation)


class _CallerKeyspace:
    """Where a caller's answers of one product lie, under which names and sealed with which key."""

    def __init__(self, caller: Caller, service: ServiceName) -> None:
        made = caller.token.key(f"{PURPOSE} of {service}", caller.data_centre)
        self._seal = AESGCM(made[:32])
        self._naming = made[32:]
        # Braces keep a caller's names together in a cluster.
        self.name = f"suitegraph:{{{self._digest(b'')}}}"

    def _digest(self, text: bytes) -> str:
        return hmac.new(self._naming, text, hashlib.sha256).hexdigest()

    def name_of(self, request: Request) -> str:
        """The name of the answer to a read."""
        return f"{self.name}:{self._digest(_ENCODER.encode((request.path, request.params, request.headers)))}"

    def sealed(self, name: str, entry: _SealedResponse) -> bytes:
        """The entry for no other name and no other token."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._seal.encrypt(nonce, _ENCODER.encode(entry), name.encode())

    def opened(self, name: str, sealed: bytes) -> _SealedResponse | None:
        """The entry, None for anything that was not sealed with this token under this name."""
        try:
            return _DECODER.decode(self._seal.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode()))
        except (InvalidTag, ValueError, msgspec.DecodeError):
            return None
