"""The sandbox's CRM, asked over HTTP as a persona."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio

from sandbox.company.company import Company
from sandbox.context import Options, Sandbox
from tests.sandbox.conftest import Answer, Zoho
from tests.servers import sandbox_served


@dataclass(frozen=True, slots=True)
class Crm:
    """Asks CRM. `crm.get("sales", "/Deals", fields="Deal_Name")`."""

    zoho: Zoho

    @property
    def company(self) -> Company:
        return self.zoho.sandbox.company

    async def get(self, persona: str, path: str, /, **params: str | int) -> Answer:
        return await self.send(persona, "GET", f"{path}?{urlencode(params)}" if params else path)

    async def send(
        self, persona: str, method: str, path: str, json: Any = None, *, headers: dict[str, str] | None = None
    ) -> Answer:
        return await self.zoho.ask(persona, method, f"/crm/v8{path}", json=json, headers=headers)

    async def with_scopes(self, scopes: set[str], method: str, path: str, json: Any = None) -> Answer:
        """As the administrator, by a token of these scopes alone."""
        token = self.zoho.sandbox.tokens.mint("admin", frozenset(scopes))
        return await self.zoho.ask(None, method, f"/crm/v8{path}", token=token, json=json)

    async def create(self, persona: str, module: str, *items: dict[str, Any]) -> Answer:
        return await self.send(persona, "POST", f"/{module}", {"data": items})

    async def update(self, persona: str, module: str, *items: dict[str, Any]) -> Answer:
        return await self.send(persona, "PUT", f"/{module}", {"data": items})

    async def record(self, persona: str, module: str, id_: str) -> dict[str, Any]:
        answer = await self.get(persona, f"/{module}/{id_}")
        assert answer.status == 200
        return answer.body["data"][0]

    async def coql(self, persona: str, query: str) -> Answer:
        return await self.send(persona, "POST", "/coql", {"select_query": query})


def column(answer: Answer, name: str) -> list[Any]:
    """One field of every row."""
    assert answer.status == 200, answer
    return [row[name] for row in answer.body["data"]]


def error(answer: Answer) -> tuple[int, str, dict[str, Any]]:
    """The status, the code and the details of a refusal."""
    assert answer.body["status"] == "error"
    assert answer.body["message"]
    return answer.status, answer.body["code"], answer.body["details"]


def item_errors(answer: Answer) -> list[tuple[str, dict[str, Any]]]:
    """The codes and details of a batch's items."""
    return [(item["code"], item["details"]) for item in answer.body["data"]]


@pytest_asyncio.fixture(scope="session")
async def crm(served_sandbox: Zoho) -> AsyncIterator[Crm]:
    """A CRM that all tests share and none writes to."""
    sandbox = Sandbox(Options(port=0))
    async with sandbox_served(sandbox) as port:
        yield Crm(Zoho(f"http://localhost:{port}", served_sandbox.session, sandbox))


@pytest.fixture
def own_crm(zoho: Zoho) -> Crm:
    """A CRM to write to, back at its seed."""
    return Crm(zoho)


@pytest_asyncio.fixture(scope="session")
async def other_crm(served_sandbox: Zoho) -> AsyncIterator[Crm]:
    """A CRM that blanks hidden fields and calls the mirror of subscriptions otherwise; none writes to it."""
    sandbox = Sandbox(Options(port=0, hidden_fields="blank", subscriptions_module="CustomModule5020"))
    async with sandbox_served(sandbox) as port:
        yield Crm(Zoho(f"http://localhost:{port}", served_sandbox.session, sandbox))
