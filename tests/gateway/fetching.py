"""Files of the gateway as a client fetches and sends them."""

from dataclasses import dataclass
from typing import Any

from schema.engine.declare.ids import global_id
from tests.graphs import Graph


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer with its bytes."""

    status: int
    headers: dict[str, str]
    content: bytes


async def fetched(
    graph: Graph,
    path: str,
    *,
    persona: str | None = "admin",
    method: str = "GET",
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Fetched:
    """The answer to one request for a file."""
    sent = {"Authorization": f"Bearer 1000.demo.{persona}"} if persona else {}
    async with graph.session.request(
        method, graph.base + path, headers=sent | (headers or {}), allow_redirects=False, **more
    ) as response:
        return Fetched(response.status, dict(response.headers), await response.read())


async def first_of(graph: Graph, field: str, persona: str = "admin") -> str:
    """The graph's id of the first record of a connection."""
    return (await graph.ask(persona, f"{{ {field}(first: 1) {{ nodes {{ id }} }} }}")).data[field]["nodes"][0]["id"]


def id_of(type_name: str, record_id: str) -> str:
    """An id of the graph."""
    return global_id(type_name, record_id)
