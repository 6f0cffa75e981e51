"""Operations that Books and Billing document and the sandbox does not have say that, and nothing else does."""

import aiohttp
import pytest

from sandbox.context import Options, Sandbox
from tests.servers import sandbox_served

PATHS = [
    ("GET", "/books/v3/bankaccounts", True),
    ("POST", "/books/v3/journals", True),
    ("DELETE", "/books/v3/invoices/1/payments/2", True),
    ("GET", "/books/v3/nonsense", False),
    ("PATCH", "/books/v3/estimates", False),
    ("GET", "/billing/v1/creditnotes/1", True),
    ("GET", "/billing/v1/nonsense", False),
]


@pytest.mark.parametrize(("method", "path", "is_documented"), PATHS)
async def test_what_is_documented_and_not_built_says_so(method: str, path: str, is_documented: bool) -> None:
    async with (
        sandbox_served(Sandbox(Options(port=0))) as port,
        aiohttp.ClientSession(f"http://localhost:{port}") as session,
        session.request(method, path) as answer,
    ):
        body = await answer.json()
    assert (answer.status == 501) is is_documented
    assert str(body["message"]).startswith("NOT_BUILT: ") is is_documented
