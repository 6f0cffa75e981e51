"""Signing in and out: whom a browser is, what its cookie is worth, and what a form of another site can do."""

import logging
from urllib.parse import urlencode

import pytest

from tests.gateway.pages.browsing import Browsing, Seen, browsing
from tests.graphs import Graph

SIGN_IN = "/analytics/sign-in"


def session_cookie(seen: Seen) -> str:
    """The cookie that begins a session."""
    [cookie] = [cookie for cookie in seen.cookies if cookie.startswith("suitegraph=")]
    return cookie


async def test_nobody_sees_a_page_before_they_sign_in_and_then_comes_back_to_it(browser: Browsing) -> None:
    page = await browser.get("/analytics?folder=a")
    assert (page.status, page.headers["Location"]) == (303, f"{SIGN_IN}?next=/analytics%3Ffolder%3Da")
    assert 'href="/auth/sign-in?next=/analytics%3Ffolder%3Da"' in (await browser.get(page.headers["Location"])).text
    signed_in = await browser.sign_in("sales", "/analytics?folder=a")
    assert signed_in.status == 200
    assert 'content="0; url=/analytics?folder=a"' in signed_in.text
    browser.graph.forget_calls()
    assert "Samir Okafor" in (await browser.get("/analytics?folder=a")).content
    assert {call["token_owner"] for call in browser.graph.calls()} == {"sales"}


async def test_the_cookie_is_for_this_host_alone_and_no_token_ever_leaves(
    browser: Browsing, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen = [await browser.get(SIGN_IN), await browser.sign_in("admin"), await browser.get("/analytics")]
    parts = [part.strip() for part in session_cookie(seen[1]).split(";")]
    assert parts[0].startswith("suitegraph=")
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=28800"} <= set(parts)
    assert not any(part.startswith("Domain") for part in parts)
    for page in seen:
        assert "1000." not in page.text + str(page.headers) + str(page.cookies)
    assert "1000." not in caplog.text


async def test_signing_in_begins_a_new_session_that_nobody_can_have_planted(browser: Browsing) -> None:
    planted = f"suitegraph={'x' * 43}"
    assert (await browser.get("/analytics", Cookie=planted)).status == 303
    first = session_cookie(await browser.sign_in("admin")).partition(";")[0]
    await browser.send("/analytics", "/analytics/sign-out")
    second = session_cookie(await browser.sign_in("admin")).partition(";")[0]
    assert len({planted, first, second}) == 3
    async with browsing(browser.graph) as other:
        for cookie, status in ((planted, 303), (first, 303), (second, 200)):
            assert (await other.get("/analytics", Cookie=cookie)).status == status


async def test_signing_out_ends_the_session_for_whoever_kept_the_cookie(browser: Browsing) -> None:
    cookie = session_cookie(await browser.sign_in("admin")).partition(";")[0]
    out = await browser.send("/analytics", "/analytics/sign-out")
    assert (out.status, out.headers["Location"]) == (303, f"{SIGN_IN}?reason=out")
    assert "Max-Age=0" in out.cookies[0]
    async with browsing(browser.graph) as other:
        assert (await other.get("/analytics", Cookie=cookie)).status == 303


@pytest.mark.parametrize("token", ["", "0" * 64, "ü"])
async def test_a_form_without_this_browsers_token_does_nothing(browser: Browsing, token: str) -> None:
    await browser.sign_in("admin")
    answer = await browser.post("/analytics/sign-out", {"form_token": token})
    assert answer.status == 400
    assert "no longer valid" in answer.content
    assert (await browser.get("/analytics")).status == 200


async def test_the_form_token_of_another_browser_is_worth_nothing(browser: Browsing) -> None:
    await browser.sign_in("admin")
    async with browsing(browser.graph) as other:
        await other.sign_in("admin")
        token = (await other.get("/analytics")).form_token
    assert (await browser.post("/analytics/sign-out", {"form_token": token})).status == 400


async def test_what_a_browser_marks_as_sent_by_another_site_is_refused(browser: Browsing) -> None:
    await browser.sign_in("admin")
    token = (await browser.get("/analytics")).form_token
    answer = await browser.post("/analytics/sign-out", {"form_token": token}, Sec_Fetch_Site="cross-site")
    assert answer.status == 403
    assert (await browser.get("/analytics")).status == 200


@pytest.mark.parametrize("back", ["https://elsewhere.example", "//elsewhere.example", "/analyticsx", "javascript:a"])
async def test_a_sign_in_leads_to_no_other_place(browser: Browsing, back: str) -> None:
    page = await browser.get(f"{SIGN_IN}?{urlencode({'next': back})}")
    assert 'href="/auth/sign-in?next=/analytics"' in page.text


async def test_a_token_that_zoho_accepts_no_more_is_renewed_or_ends_the_session(browser: Browsing) -> None:
    await browser.sign_in("sales")
    assert (await browser.get("/analytics")).status == 200
    tokens = browser.graph.sandbox.tokens
    for grant in tokens.ending():
        tokens.revoke(grant)
    browser.graph.forget_callers()
    assert (await browser.get("/analytics")).status == 200
    tokens.reset()
    browser.graph.forget_callers()
    ended = await browser.get("/analytics")
    assert (ended.status, ended.headers["Location"]) == (303, f"{SIGN_IN}?next=/analytics")


async def test_where_the_gateway_is_not_registered_the_page_opens_no_door_and_says_so(graph: Graph) -> None:
    async with browsing(graph) as browser:
        page = await browser.get(SIGN_IN)
        assert page.status == 200
        assert "Browsers cannot sign in to this gateway" in page.content
        assert "<form" not in page.text
        assert (await browser.get("/auth/sign-in")).status == 404


@pytest.mark.parametrize("path", [SIGN_IN, "/analytics"])
async def test_pages_come_with_a_strict_policy_and_are_kept_by_nobody(browser: Browsing, path: str) -> None:
    await browser.sign_in("admin")
    page = await browser.get(path)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["Cache-Control"] == "private, no-store"
    assert " style=" not in page.text
    assert "<style" not in page.text


async def test_assets_are_named_by_their_content_and_kept_for_good(browser: Browsing) -> None:
    page = await browser.get(SIGN_IN)
    name = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    sheet = await browser.get(name)
    assert (sheet.status, sheet.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for wrong in (name.replace(".css", ".js"), name[:-10] + "00000.css", "/analytics/assets/..%2Fpages.css"):
        assert (await browser.get(wrong)).status == 404


async def test_another_method_is_refused(browser: Browsing) -> None:
    async with browser.session.delete(browser.graph.base + "/analytics") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
