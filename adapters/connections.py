"""Connections to products: no redirects, cookies or proxies; each request is sent once; failures in our own words."""

import zlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import aiohttp

from adapters.messages import NAMES
from domain.errors import ServiceName, UpstreamTimeout, UpstreamUnavailable

# To one product at once, of all callers.
CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class ExchangeBounds:
    """Bounds of an exchange: seconds, bytes and how many at once."""

    connect: float = 2.0
    attempt: float = 6.0
    largest_body: int = 16 * 1024 * 1024
    at_once: int = 8


def session_within(limits: ExchangeBounds) -> aiohttp.ClientSession:
    """A pool of connections."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=30),
        # The default jar would send one caller's cookies with the next caller's request.
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=limits.connect),
        trust_env=False,
        auto_decompress=False,
        headers={"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "suitegraph"},
        middlewares=(_sent_once,),
    )


async def _sent_once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Send once: aiohttp by itself sends GET, PUT and DELETE again when a connection ends without an answer."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        # aiohttp's own retry looks for those two classes.
        raise aiohttp.ClientConnectionError(type(error).__name__) from error


@contextmanager
def translated_errors(service: ServiceName) -> Generator[None]:
    """Turn what can go wrong on the way into UpstreamTimeout and UpstreamUnavailable."""
    name = NAMES[service]
    try:
        yield
    except TimeoutError as error:
        late = UpstreamTimeout(f"{name} did not answer in time.", service=service)
        late.reached = not isinstance(error, aiohttp.ConnectionTimeoutError)
        raise late from error
    except (aiohttp.ClientError, OSError, zlib.error) as error:
        # Only the kind of error: its text may hold the address, which holds ids and search words.
        broken = UpstreamUnavailable(
            f"{name} could not be reached or broke off.", service=service, detail=type(error).__name__, transient=True
        )
        broken.reached = not isinstance(error, aiohttp.ClientConnectorError)
        raise broken from error
