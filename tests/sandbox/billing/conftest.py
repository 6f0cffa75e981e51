"""Billing as its callers see it: each call names the organisation in its header."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.sandbox.conftest import Answer, Zoho

ORGANIZATION = {"X-com-zoho-subscriptions-organizationid": "903000000000100"}


@dataclass(slots=True)
class Billing:
    """Asks Billing as `admin`, unless another persona or token is named."""

    zoho: Zoho

    async def ask(
        self,
        method: str,
        path: str,
        *,
        persona: str = "admin",
        token: str | None = None,
        json: Any = None,
        **params: Any,
    ) -> Answer:
        """One call."""
        path = f"/billing/v1{path}"
        return await self.zoho.ask(persona, method, path, headers=ORGANIZATION, token=token, json=json, **params)

    async def rows(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """A list's rows."""
        return content(await self.ask("GET", path, **params))

    async def one(self, path: str, **params: Any) -> dict[str, Any]:
        """One record."""
        return content(await self.ask("GET", path, **params))

    async def post(self, path: str, json: Any = None, *, persona: str = "admin", **params: Any) -> Answer:
        """A write or an action."""
        return await self.ask("POST", path, json=json, persona=persona, **params)

    async def subscription_that_is(self, status: str) -> dict[str, Any]:
        """The first seeded subscription of that status, in full."""
        rows = await self.rows("/subscriptions")
        id_ = next(row["subscription_id"] for row in rows if row["status"] == status)
        return await self.one(f"/subscriptions/{id_}")


@pytest.fixture
def billing(zoho: Zoho) -> Billing:
    """Billing at its seed."""
    return Billing(zoho)


def refused(answer: Answer) -> tuple[int, int]:
    """The status and the code of a refusal."""
    assert answer.body["code"] != 0
    assert answer.body["message"]
    return answer.status, answer.body["code"]


def content(answer: Answer) -> Any:
    """The one thing that stands in the envelope of a successful answer."""
    assert (answer.status, answer.body["code"]) == (200, 0), answer.body
    body: dict[str, Any] = answer.body
    [only] = [value for key, value in body.items() if key not in {"code", "message", "page_context"}]
    return only
