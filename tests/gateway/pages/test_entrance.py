"""Signing in and out: whom a browser is, what its cookie is worth, and what a form of another site can do."""

import logging

import pytest

from tests.gateway.pages.browsing import Browsing, browsing
from tests.graphs import Graph

SIGN_IN = "/analytics/sign-in"


async def test_nobody_sees_a_page_before_they_sign_in_and_then_comes_back_to_it(browser: Browsing) -> None:
    page = await browser.get("/analytics?folder=a")
    assert (page.status, page.headers["Location"]) == (303, f"{SIGN_IN}?next=/analytics%3Ffolder%3Da")
    signed_in = await browser.send(page.headers["Location"], SIGN_IN, choice="sales", next="/analytics?folder=a")
    assert (signed_in.status, signed_in.headers["Location"]) == (303, "/analytics?folder=a")
    assert "Samir Okafor" in (await browser.get("/analytics?folder=a")).content
    assert {call["token_owner"] for call in browser.graph.calls()} == {"sales"}


async def test_the_cookie_is_for_this_host_alone_and_no_token_ever_leaves(
    browser: Browsing, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen = [await browser.get(SIGN_IN), await browser.sign_in("admin"), await browser.get("/analytics")]
    [cookie] = seen[1].cookies
    parts = [part.strip() for part in cookie.split(";")]
    assert parts[0].startswith("suitegraph=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=28800"} <= set(parts)
    assert not any(part.startswith("Domain") for part in parts)
    for page in seen:
        assert "1000.demo" not in page.text + str(page.headers) + str(page.cookies)
    assert "1000.demo" not in caplog.text


async def test_signing_in_begins_a_new_session_that_nobody_can_have_planted(browser: Browsing) -> None:
    before = (await browser.get(SIGN_IN)).cookies[0].partition(";")[0]
    after = (await browser.sign_in("admin")).cookies[0].partition(";")[0]
    assert before != after
    async with browsing(browser.graph) as other:
        assert (await other.get("/analytics", Cookie=before)).status == 303
        assert (await other.get("/analytics", Cookie=after)).status == 200


async def test_signing_out_ends_the_session_for_whoever_kept_the_cookie(browser: Browsing) -> None:
    cookie = (await browser.sign_in("admin")).cookies[0].partition(";")[0]
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
        token = (await other.get(SIGN_IN)).form_token
    assert (await browser.post("/analytics/sign-out", {"form_token": token})).status == 400


async def test_what_a_browser_marks_as_sent_by_another_site_is_refused(browser: Browsing) -> None:
    await browser.sign_in("admin")
    token = (await browser.get("/analytics")).form_token
    answer = await browser.post("/analytics/sign-out", {"form_token": token}, Sec_Fetch_Site="cross-site")
    assert answer.status == 403
    assert (await browser.get("/analytics")).status == 200


@pytest.mark.parametrize(
    "back",
    ["https://elsewhere.example", "//elsewhere.example", "/analytics/../graphql\n", "/analyticsx", "javascript:a"],
)
async def test_a_sign_in_leads_to_no_other_place(browser: Browsing, back: str) -> None:
    answer = await browser.send(SIGN_IN, SIGN_IN, choice="admin", next=back)
    assert answer.headers["Location"] == "/analytics"


async def test_a_persona_whose_token_has_expired_is_not_let_in(browser: Browsing) -> None:
    answer = await browser.sign_in("expired")
    assert answer.headers["Location"] == f"{SIGN_IN}?reason=refused"
    assert "does not accept" in (await browser.get(answer.headers["Location"])).content
    assert (await browser.get("/analytics")).status == 303


async def test_a_choice_that_is_not_offered_opens_nothing(browser: Browsing) -> None:
    answer = await browser.sign_in("1000.demo.admin")
    assert (answer.status, "not one of the ways" in answer.content) == (400, True)


async def test_without_personas_the_page_opens_no_door_and_says_so(graph: Graph) -> None:
    async with browsing(graph) as browser:
        page = await browser.get(SIGN_IN)
        assert page.status == 200
        assert "Browsers cannot sign in to this gateway yet." in page.content
        token = page.text.count("<form")
        assert token == 0
        assert (await browser.post(SIGN_IN, {"choice": "admin"})).status == 400


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
