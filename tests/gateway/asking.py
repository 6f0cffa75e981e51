"""Requests that a GraphQL client would not send: any method, path, header and bytes."""

import asyncio
import json
from collections.abc import AsyncIterable
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.graphs import Graph, Told

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"


async def told(
    graph: Graph,
    body: bytes | AsyncIterable[bytes] | dict[str, Any] | None = None,
    *,
    method: str = "POST",
    path: str = "/graphql",
    persona: str | None = "admin",
    headers: dict[str, str] | None = None,
) -> Told:
    """The answer to one request; a dict goes as JSON. An answer that is no JSON is told as text."""
    sent = {"Authorization": f"Bearer 1000.demo.{persona}"} if persona else {}
    if body is not None:
        sent["Content-Type"] = JSON
    data = json.dumps(body).encode() if isinstance(body, dict) else body
    async with graph.session.request(
        method, graph.base + path, data=data, headers=sent | (headers or {}), allow_redirects=False
    ) as response:
        text = await response.text()
        is_json = "json" in response.headers.get("Content-Type", "")
        return Told(response.status, dict(response.headers), json.loads(text) if is_json and text else text)


async def queried(graph: Graph, query: str, **more: Any) -> Told:
    """The answer to a GET; `parameters` are further ones, the rest goes to `told`."""
    parameters = {"query": query, **more.pop("parameters", {})}
    return await told(graph, method="GET", path=f"/graphql?{urlencode(parameters)}", **more)


async def wired(base: str, *parts: bytes) -> bytes:
    """What comes back on one connection until the server closes it."""
    where = urlsplit(base)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        # The server may close while there is still something to be sent.
        with suppress(ConnectionError):
            for part in parts:
                writer.write(part)
                await writer.drain()
        return await asyncio.wait_for(reader.read(), 20)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def head(method: str = "POST", path: str = "/graphql", **headers: str | bytes) -> bytes:
    """A request's head. `_` in a name stands for `-`."""
    given = {"host": "localhost", "connection": "close", **headers}
    lines = [f"{method} {path} HTTP/1.1".encode()]
    for name, value in given.items():
        lines.append(name.replace("_", "-").encode() + b": " + (value if isinstance(value, bytes) else value.encode()))
    return b"\r\n".join([*lines, b"", b""])
