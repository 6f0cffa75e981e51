"""A sandbox with quotas, asked over real HTTP."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.app import reset
from sandbox.faults.rules import FaultKind
from tests.sandbox.conftest import Answer, Zoho

LIMITS = "/_sandbox/limits"
BOOKS, SERVICES, BILLING = "460000000000100", "460000000000200", "903000000000100"
PATIENCE = 120
SLOW = {"latency": {"seconds": 600}}


@dataclass(frozen=True, slots=True)
class Limited:
    """The sandbox and its quotas."""

    zoho: Zoho

    async def set(self, **products: Any) -> Any:
        """Put these quotas in force."""
        answer = await self.zoho.ask(None, "POST", LIMITS, json=products)
        assert answer.status == 200, answer.body
        return answer.body

    async def shown(self) -> Any:
        """What the control plane shows."""
        return (await self.zoho.ask(None, "GET", LIMITS)).body

    async def used(self, product: str) -> Any:
        """What the product's one organisation that was asked has used; nothing where none was."""
        of_organizations: list[Any] = [*(await self.shown())["used"][product].values(), {}]
        return of_organizations[0]

    async def books(self, persona: str = "admin", organization: str = BOOKS, path: str = "/items") -> Answer:
        """One call to Books."""
        return await self.zoho.ask(persona, "GET", f"/books/v3{path}", organization_id=organization, per_page=1)

    async def billing(self, persona: str = "admin", path: str = "/plans") -> Answer:
        """One call to Billing."""
        headers = {"X-com-zoho-subscriptions-organizationid": BILLING}
        return await self.zoho.ask(persona, "GET", f"/billing/v1{path}", headers=headers, per_page=1)

    async def crm(self, path: str, persona: str = "admin", **params: Any) -> Answer:
        """One call to CRM."""
        return await self.zoho.ask(persona, "GET", f"/crm/v8{path}", **params)

    async def faults(self, *rules: dict[str, Any]) -> None:
        """Put these faults in force."""
        assert (await self.zoho.ask(None, "POST", "/_sandbox/faults", json=list(rules))).status == 200

    async def until(self, product: str, met: Callable[[Any], bool]) -> None:
        """Wait until what the product's organisation has used meets the condition."""
        async with asyncio.timeout(PATIENCE):
            while not met(await self.used(product)):
                pass

    @asynccontextmanager
    async def held(
        self, product: str, call: Callable[[], Any], number: int, kind: FaultKind = "hang"
    ) -> AsyncGenerator[None]:
        """So many calls are in process while the block lasts; then their clients leave."""
        await self.faults({"product": product, "kind": kind, "count": number} | SLOW.get(kind, {}))
        calls = [asyncio.ensure_future(call()) for _ in range(number)]
        try:
            await self.until(product, lambda used: used.get("concurrent") == number)
            yield
        finally:
            for each in calls:
                each.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
        await self.until(product, lambda used: used["concurrent"] == 0)


@pytest.fixture
def limited(zoho: Zoho) -> Iterator[Limited]:
    """The sandbox at its seed; no quotas before and none after."""
    yield Limited(zoho)
    reset(zoho.sandbox)
