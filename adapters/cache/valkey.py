"""The response cache of all processes in a Valkey or Redis server, readable only with the caller's token.

Names and keys are derived from the token, which is stored nowhere: whoever has the server and all settings of the
gateway, but not the token, sees random names with sealed bytes.
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
# A read without the server costs a call; a read that waits for it costs the client's time.
ANSWER_SECONDS = 0.1
# For how many seconds the server is not asked after a failure.
REST_SECONDS = 5.0
LARGEST_BODY = 1024 * 1024
CONNECTIONS = 32
NONCE_BYTES = 12
# Longer than any response is cached and any read takes.
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
    """Responses in the server. A failing server is skipped: it never makes a read fail."""

    def __init__(self, url: str) -> None:
        """`url` as `server_at` takes it."""
        self._server = server_at(url, ANSWER_SECONDS, CONNECTIONS)
        self._rests_until = 0.0

    async def lookup(self, caller: Caller, request: Request) -> CacheLookup:
        """The cached response, and the generation to store a new one in: one exchange with the server."""
        keyspace = _CallerKeyspace(caller, request.service)
        name = keyspace.name_of(request)

        async def read() -> CacheLookup:
            names = [keyspace.name, name]
            generation, sealed = await cast("Awaitable[list[bytes | None]]", self._server.mget(names))
            return _lookup_of(int(generation or 0), None if sealed is None else keyspace.opened(name, sealed))

        return await self._reply(read) or NOT_CACHED

    async def store(
        self, caller: Caller, request: Request, response: Response, generation: int, seconds: float
    ) -> None:
        """Store a response in the generation in which its request was sent: one exchange."""
        if len(response.body) > LARGEST_BODY:
            return
        keyspace = _CallerKeyspace(caller, request.service)
        name = keyspace.name_of(request)
        entry = _SealedResponse(generation, response.status, dict(response.headers), response.body)
        sealed = keyspace.sealed(name, entry)

        async def write() -> None:
            await self._server.set(name, sealed, px=max(1, round(seconds * 1000)))

        await self._reply(write)

    async def invalidate(self, caller: Caller, service: ServiceName) -> None:
        """Begin a new generation: one exchange. The responses of earlier ones expire by themselves."""
        name = _CallerKeyspace(caller, service).name

        async def write() -> None:
            await self._server.set(name, secrets.randbits(62), ex=GENERATION_SECONDS)

        await self._reply(write)

    async def close(self) -> None:
        """Close the connections."""
        await self._server.aclose()

    async def _reply(self, send: Callable[[], Awaitable[ServerReply]]) -> ServerReply | None:
        """The server's reply, None where it fails or has failed within REST_SECONDS."""
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
    """The names of a caller's responses from one product, and the key that seals them."""

    def __init__(self, caller: Caller, service: ServiceName) -> None:
        keys = caller.token.key(f"{PURPOSE} of {service}", caller.data_centre)
        self._seal = AESGCM(keys[:32])
        self._naming_key = keys[32:]
        # The braces keep a caller's names on one node of a cluster.
        self.name = f"suitegraph:{{{self._digest(b'')}}}"

    def _digest(self, text: bytes) -> str:
        return hmac.new(self._naming_key, text, hashlib.sha256).hexdigest()

    def name_of(self, request: Request) -> str:
        """The name of the response to a read."""
        return f"{self.name}:{self._digest(_ENCODER.encode((request.path, request.params, request.headers)))}"

    def sealed(self, name: str, entry: _SealedResponse) -> bytes:
        """The entry, sealed for this name and this token."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._seal.encrypt(nonce, _ENCODER.encode(entry), name.encode())

    def opened(self, name: str, sealed: bytes) -> _SealedResponse | None:
        """The entry, None for bytes that were not sealed for this name and this token."""
        try:
            return _DECODER.decode(self._seal.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode()))
        except (InvalidTag, ValueError, msgspec.DecodeError):
            return None
