"""A gateway that reaches its sandbox through a proxy, which alters answers on their way, over real HTTP."""

import json
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from yarl import URL

from gateway.app import application
from gateway.products import CustomDataCentre
from gateway.service import service_of
from sandbox.context import Options, Sandbox
from tests.graphs import Graph, settings_for
from tests.servers import sandbox_served, served

NOT_PASSED_ON = {"host", "accept-encoding", "content-length", "transfer-encoding", "content-encoding", "connection"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The status and the JSON of an answer."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Alteration:
    """What becomes of the answers of an endpoint, `GET /books/v3/users/me` as a regular expression."""

    name: str
    endpoint: str
    alter: Callable[[Answer], Answer]

    def concerns(self, method: str, path: str) -> bool:
        """Whether it alters the answers to this call."""
        return re.fullmatch(self.endpoint, f"{method} {path}") is not None


@dataclass(slots=True)
class Proxy:
    """An ASGI application that passes calls on to `upstream` and alters the answers."""

    session: aiohttp.ClientSession
    upstream: str
    alterations: Sequence[Alteration] = ()
    altered: set[str] = field(default_factory=set[str])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        request = Request(scope, receive)
        target = f"{self.upstream}{request.url.path}" + (f"?{request.url.query}" if request.url.query else "")
        headers = {name: value for name, value in request.headers.items() if name not in NOT_PASSED_ON}
        async with self.session.request(
            request.method, URL(target, encoded=True), data=await request.body(), headers=headers
        ) as answer:
            body, status, kept = await answer.read(), answer.status, dict(answer.headers)
        for each in self.alterations:
            if each.concerns(request.method, request.url.path) and "json" in kept.get("Content-Type", ""):
                altered = each.alter(Answer(status, json.loads(body)))
                if altered != Answer(status, json.loads(body)):
                    self.altered.add(each.name)
                status, body = altered.status, json.dumps(altered.body).encode()
        passed = {name: value for name, value in kept.items() if name.lower() not in NOT_PASSED_ON}
        await Response(body, status, passed)(scope, receive, send)


@dataclass(slots=True, repr=False)
class AlteredGraph:
    """A gateway whose upstream answers can be altered."""

    graph: Graph
    proxy: Proxy

    def alter(self, *alterations: Alteration) -> None:
        """Put these alterations in force, instead of those before; nothing is remembered of anybody."""
        self.proxy.alterations, self.proxy.altered = alterations, set()
        self.graph.forgive()
        self.graph.forget_callers()
        self.graph.forget_calls()


@asynccontextmanager
async def altered_graph_served(options: Options | None = None, **settings: Any) -> AsyncGenerator[AlteredGraph]:
    """A gateway, a proxy and a sandbox of its own for the duration of the block."""
    sandbox = Sandbox(options or Options(port=0))
    async with sandbox_served(sandbox) as port, aiohttp.ClientSession(auto_decompress=True) as session:
        proxy = Proxy(session, f"http://localhost:{port}")
        async with served(proxy) as proxy_port:
            place = f"http://localhost:{proxy_port}"
            centres = {"local": CustomDataCentre(accounts=place, api=place)}
            # What is altered are whole answers, so that no read shares its exchange with others.
            chosen = {"custom_data_centres": centres, "crm_composites": False, **settings}
            service = service_of(settings_for(sandbox, port, **chosen))
            async with served(application(service), lifespan="on") as gateway:
                graph = Graph(f"http://localhost:{gateway}", session, sandbox, service)
                yield AlteredGraph(graph, proxy)
                for journal in graph.spent:
                    await journal.close()
