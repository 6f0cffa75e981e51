"""Tokens are revoked."""

from sandbox.people import BY_NAME
from tests.sandbox.accounts.asking import renewed, whose
from tests.sandbox.conftest import Zoho

SALES = BY_NAME["sales"].email


async def test_a_revoked_access_token_is_dead_alone(zoho: Zoho) -> None:
    access = (await renewed(zoho, "1000.demo.refresh.sales")).body["access_token"]
    answer = await zoho.ask(None, "POST", "/oauth/v2/token/revoke", data={"token": access})
    assert (answer.status, answer.body) == (200, {"status": "success"})
    assert await whose(zoho, access) is None
    assert await whose(zoho, "1000.demo.sales") == SALES


async def test_a_revoked_refresh_token_takes_its_access_tokens_along(zoho: Zoho) -> None:
    first = (await renewed(zoho, "1000.demo.refresh.sales")).body["access_token"]
    other = (await renewed(zoho, "1000.demo.refresh.admin")).body["access_token"]
    async with zoho.session.post(f"{zoho.base}/oauth/v2/token/revoke?token=1000.demo.refresh.sales") as response:
        assert response.status == 200
    assert [await whose(zoho, token) for token in (first, "1000.demo.sales")] == [None, None]
    assert await whose(zoho, other) == BY_NAME["admin"].email
    assert (await renewed(zoho, "1000.demo.refresh.sales")).body == {"error": "invalid_code"}


async def test_revoking_a_token_that_is_none_is_a_400(zoho: Zoho) -> None:
    for sent in ({"token": "1000.nothing"}, {}):
        answer = await zoho.ask(None, "POST", "/oauth/v2/token/revoke", data=sent)
        assert answer.status == 400
