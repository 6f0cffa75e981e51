"""Never run: the type checker must find each of these wrong, or `make types` fails for a comment without a use."""

# pyright: reportUnnecessaryTypeIgnoreComment=error

from adapters.crm.client import Crm
from adapters.http import Exchange, Request, Upstream
from adapters.reads import Reads
from resolvers.memory import Memory


async def unasked(exchange: Exchange, memory: Memory, request: Request) -> None:
    """A way to a product, a request and a memory, each without a caller."""
    Upstream(exchange, deadline=1.0)  # pyright: ignore[reportCallIssue]  # no caller
    Upstream(exchange, None, 1.0)  # pyright: ignore[reportArgumentType]  # nobody
    exchange.upstream(deadline=1.0)  # pyright: ignore[reportCallIssue]  # no caller
    await exchange.once(request=request, until=1.0, latest=1.0)  # pyright: ignore[reportCallIssue]  # no caller
    Crm()  # pyright: ignore[reportCallIssue]  # no caller's way
    await Reads().kept(request=request)  # pyright: ignore[reportCallIssue]  # nobody's answers
    await Reads().kept("a partition", request)  # pyright: ignore[reportArgumentType]  # a text is no caller
    memory.kept(name="identity")  # pyright: ignore[reportCallIssue]  # nobody's memory
    memory.kept("a partition", "identity")  # pyright: ignore[reportArgumentType]  # a text is no caller
