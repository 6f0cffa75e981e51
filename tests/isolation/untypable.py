"""Never run: the type checker must find each of these wrong, or `make types` fails for a comment without a use."""

# pyright: reportUnnecessaryTypeIgnoreComment=error

from adapters.cache.single_flight import SingleFlight
from adapters.crm.client import Crm
from adapters.exchange import Exchange, Upstream
from adapters.messages import Request
from resolvers.caller.caller_cache import CallerCache


async def unasked(exchange: Exchange, memory: CallerCache, request: Request) -> None:
    """A way to a product, a request and a memory, each without a caller."""
    Upstream(exchange, deadline=1.0)  # pyright: ignore[reportCallIssue]  # no caller
    Upstream(exchange, None, 1.0)  # pyright: ignore[reportArgumentType]  # nobody
    exchange.upstream(deadline=1.0)  # pyright: ignore[reportCallIssue]  # no caller
    await exchange.once(request=request, until=1.0, latest=1.0)  # pyright: ignore[reportCallIssue]  # no caller
    Crm()  # pyright: ignore[reportCallIssue]  # no caller's way
    await SingleFlight().cached(request=request)  # pyright: ignore[reportCallIssue]  # nobody's answers
    await SingleFlight().cached("a partition", request)  # pyright: ignore[reportArgumentType]  # a text is no caller
    memory.lookup(name="identity")  # pyright: ignore[reportCallIssue]  # nobody's memory
    memory.lookup("a partition", "identity")  # pyright: ignore[reportArgumentType]  # a text is no caller
