"""Connections to products: no redirects, cookies or proxies; requests are sent once; errors are translated."""

from dataclasses import dataclass
from types import TracebackType

import aiohttp

from adapters.messages import NAMES
from domain.errors import ServiceName, UpstreamTimeout, UpstreamUnavailable

# The most connections to one product, for all callers.
CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class ExchangeBounds:
    """Bounds of an exchange: `connect` and `attempt` in seconds, `largest_body` in bytes, and calls `at_once`.

    `of_operation` is how many bytes an operation may have read before it may ask for no more. With `reads_together`
    what it reads of CRM at one moment shares an exchange.
    """

    connect: float = 2.0
    attempt: float = 6.0
    largest_body: int = 16 * 1024 * 1024
    at_once: int = 8
    of_operation: int = 128 * 1024 * 1024
    reads_together: bool = False


def session_within(limits: ExchangeBounds) -> aiohttp.ClientSession:
    """A pool of connections."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=30),
        # The default jar would send the cookies of one caller with requests of the next.
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=limits.connect),
        trust_env=False,
        auto_decompress=False,
        headers={"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "suitegraph"},
        middlewares=(_sent_once,),
    )


async def _sent_once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Send a request once: aiohttp itself resends GET, PUT and DELETE when a connection ends without an answer."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        # aiohttp resends after these two classes of errors only.
        raise aiohttp.ClientConnectionError(type(error).__name__) from error


class translated_errors:  # noqa: N801  # used as a function; a generator would cost each call several times as much
    """Translate the errors of an exchange into UpstreamTimeout and UpstreamUnavailable."""

    __slots__ = ("_service",)

    def __init__(self, service: ServiceName) -> None:
        self._service: ServiceName = service

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Raise the translated error."""
        if isinstance(error, TimeoutError):
            raise _timeout(self._service, error) from error
        if isinstance(error, aiohttp.ClientError | OSError):
            raise _broken(self._service, error) from error


def _timeout(service: ServiceName, error: TimeoutError) -> UpstreamTimeout:
    timeout = UpstreamTimeout(f"{NAMES[service]} did not answer in time.", service=service)
    timeout.reached = not isinstance(error, aiohttp.ConnectionTimeoutError)
    return timeout


def _broken(service: ServiceName, error: Exception) -> UpstreamUnavailable:
    # Only the class of the error: its text may contain the address, with ids and search words.
    text = f"{NAMES[service]} could not be reached or broke off."
    unavailable = UpstreamUnavailable(text, service=service, detail=type(error).__name__, transient=True)
    unavailable.reached = not isinstance(error, aiohttp.ClientConnectorError)
    return unavailable
