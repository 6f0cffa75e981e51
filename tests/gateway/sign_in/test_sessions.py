"""What a session is worth: its user's own rights, for pages of this origin alone, until it ends on every side."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.sign_in.sessions import MOST_OF_USER, BrowserSessions
from tests.gateway.pages.browsing import Browsing, Seen, browsing

CSRF = {"Suitegraph_CSRF": "1"}
WHO = "{ viewer { user { name } } }"
NAMES = {"sales": "Samir Okafor", "admin": "Ingrid Halvorsen"}


async def asked(browser: Browsing, query: str = WHO, **headers: str) -> tuple[int, Any]:
    """Status and body of a query that the browser's page sends."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    place = f"{browser.graph.base}/graphql"
    async with browser.session.post(place, json={"query": query}, headers=sent) as answer:
        return answer.status, await answer.json()


def sessions_of(browser: Browsing) -> BrowserSessions:
    """The gateway's sessions."""
    assert browser.graph.service.way_in is not None
    return browser.graph.service.way_in.sessions


def renewals(browser: Browsing) -> int:
    """How often the sandbox was asked for tokens since the mark."""
    return sum(call["path"] == "/oauth/v2/token" for call in browser.graph.calls())


@pytest.mark.parametrize("persona", NAMES)
async def test_a_page_asks_with_its_users_own_token_and_never_holds_it(
    browser: Browsing, persona: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await browser.sign_in(persona)
    browser.graph.forget_calls()
    status, body = await asked(browser, **CSRF)
    assert (status, body["data"]["viewer"]["user"]["name"]) == (200, NAMES[persona])
    assert {call["token_owner"] for call in browser.graph.calls()} <= {persona}
    assert (await browser.get("/auth/session")).status == 403
    session = await browser.get("/auth/session", **CSRF)
    assert NAMES[persona] in session.text
    assert "1000." not in session.text + caplog.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        (CSRF, 200),
        ({**CSRF, "Origin": "https://elsewhere.example"}, 403),
        ({**CSRF, "Sec_Fetch_Site": "cross-site"}, 403),
        ({**CSRF, "Sec_Fetch_Site": "same-site"}, 403),
        ({**CSRF, "Sec_Fetch_Site": "same-origin"}, 200),
        ({**CSRF, "Suitegraph_Data_Centre": "eu"}, 400),
        ({"Authorization": "Bearer 1000.demo.admin"}, 200),
    ],
)
async def test_a_session_is_good_for_pages_of_this_origin_alone(
    browser: Browsing, headers: dict[str, str], status: int
) -> None:
    await browser.sign_in("sales")
    told, body = await asked(browser, **headers)
    assert told == status, body
    if status == 200:
        # A token counts before a session.
        own = NAMES["admin" if "Authorization" in headers else "sales"]
        assert body["data"]["viewer"]["user"]["name"] == own


async def test_a_token_about_to_end_is_renewed_once_however_many_ask(browser: Browsing) -> None:
    await browser.sign_in("sales")
    sessions = sessions_of(browser)
    later = datetime.now(UTC) + timedelta(minutes=58)
    try:
        sessions.now = lambda: later
        browser.graph.forget_calls()
        answers = await asyncio.gather(*(asked(browser, **CSRF) for _ in range(100)))
    finally:
        sessions.now = lambda: datetime.now(UTC)
    assert {status for status, _ in answers} == {200}
    assert renewals(browser) == 1


async def ended(browser: Browsing) -> bool:
    """Whether the browser's session is over, for GraphQL and for pages."""
    status, body = await asked(browser, **CSRF)
    page: Seen = await browser.get("/analytics")
    assert (status == 401) == (page.status == 303), body
    return status == 401


async def test_signing_out_ends_the_tokens_with_zoho_as_well(browser: Browsing) -> None:
    await browser.sign_in("sales")
    tokens = browser.graph.sandbox.tokens
    [access] = tokens.ending()
    async with browser.session.post(f"{browser.graph.base}/auth/sign-out") as refused:
        assert refused.status == 403
    assert not await ended(browser)
    async with browser.session.post(f"{browser.graph.base}/auth/sign-out", headers={"Suitegraph-CSRF": "1"}) as out:
        assert out.status == 204
        assert "Max-Age=0" in out.headers["Set-Cookie"]
    assert tokens.grant(access) is None
    assert await ended(browser)


async def test_a_user_lists_their_sessions_ends_one_and_all(browser: Browsing) -> None:
    await browser.sign_in("sales")
    async with browsing(browser.graph) as phone, browsing(browser.graph) as stranger:
        await phone.sign_in("sales")
        await stranger.sign_in("admin")
        base, header = f"{browser.graph.base}/auth", {"Suitegraph-CSRF": "1"}
        async with browser.session.get(f"{base}/sessions", headers=header) as answer:
            listed = (await answer.json())["sessions"]
        assert [each["isThisOne"] for each in listed] == [False, True]
        async with stranger.session.delete(f"{base}/sessions/{listed[0]['id']}", headers=header) as answer:
            assert answer.status == 404
        assert not await ended(phone)
        async with browser.session.delete(f"{base}/sessions/{listed[0]['id']}", headers=header) as answer:
            assert answer.status == 204
        assert (await ended(phone), await ended(browser)) == (True, False)
        await phone.sign_in("sales")
        async with browser.session.post(f"{base}/sign-out-everywhere", headers=header) as answer:
            assert await answer.json() == {"ended": 2}
        assert (await ended(phone), await ended(browser), await ended(stranger)) == (True, True, False)


@pytest.mark.parametrize(("minutes", "over"), [(30, False), (61, True), (481, True)])
async def test_a_session_ends_when_idle_and_after_its_time(browser: Browsing, minutes: int, *, over: bool) -> None:
    await browser.sign_in("sales")
    sessions = sessions_of(browser)
    later = datetime.now(UTC) + timedelta(minutes=minutes)
    try:
        sessions.now = lambda: later
        assert await ended(browser) is over
    finally:
        sessions.now = lambda: datetime.now(UTC)


async def test_a_user_has_fewer_sessions_than_zoho_has_refresh_tokens_for_them(browser: Browsing) -> None:
    await browser.sign_in("sales")
    for _ in range(MOST_OF_USER):
        assert not await ended(browser)
        async with browsing(browser.graph) as another:
            await another.sign_in("sales")
    assert await ended(browser)


async def test_while_zoho_cannot_be_asked_the_token_that_lives_is_used(browser: Browsing) -> None:
    await browser.sign_in("sales")
    await browser.graph.break_down({"product": "accounts", "path": "/oauth/v2/token", "kind": "status", "status": 503})
    sessions = sessions_of(browser)
    minutes = iter([58, 61])
    try:
        for status in (200, 503):
            later = datetime.now(UTC) + timedelta(minutes=next(minutes))
            sessions.now = lambda at=later: at
            told, body = await asked(browser, **CSRF)
            assert told == status, body
            # So that its last use lies not too long ago.
            sessions.now = lambda at=later: at - timedelta(minutes=30)
    finally:
        sessions.now = lambda: datetime.now(UTC)
