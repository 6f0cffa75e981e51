"""To Zoho and back: nothing but what this browser began is finished, and no code goes to another server."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from gateway.sign_in.flow import own_path
from tests.gateway.pages.browsing import Browsing, browsing


def with_parameters(place: str, **changes: str | None) -> str:
    """The same place with other parameters; None takes one away."""
    parts = urlsplit(place)
    parameters = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    kept = {name: value for name, value in parameters.items() if value is not None}
    return parts._replace(query=urlencode(kept)).geturl()


async def returning(browser: Browsing, persona: str = "sales") -> str:
    """Where Zoho sends a browser that began to sign in."""
    away = await browser.get("/auth/sign-in?next=/graphql")
    assert away.status == 303
    return await browser.choose(away.headers["Location"], persona)


async def test_the_browser_leaves_with_a_state_and_a_challenge_and_never_twice_the_same(browser: Browsing) -> None:
    asked = [(await browser.get("/auth/sign-in")).headers["Location"] for _ in range(2)]
    first, second = ({n: v[0] for n, v in parse_qs(urlsplit(place).query).items()} for place in asked)
    assert first["code_challenge_method"] == "S256"
    assert (first["access_type"], first["response_type"]) == ("offline", "code")
    assert first["redirect_uri"] == f"{browser.graph.base}/auth/callback"
    for name in ("state", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]


async def test_what_the_browser_keeps_meanwhile_is_sealed_and_short_lived(browser: Browsing) -> None:
    [cookie] = (await browser.get("/auth/sign-in")).cookies
    parts = {part.strip() for part in cookie.split(";")}
    assert {"HttpOnly", "SameSite=lax", "Max-Age=600", "Path=/"} <= parts
    assert "verifier" not in cookie


async def test_another_browser_cannot_finish_a_sign_in(browser: Browsing) -> None:
    place = await returning(browser)
    async with browsing(browser.graph) as victim:
        for beginning in (False, True):
            if beginning:
                await victim.get("/auth/sign-in")
            answer = await victim.come_back(place)
            assert (answer.status, "began no such sign-in" in answer.content) == (400, True)
            assert not any(cookie.startswith("suitegraph=") for cookie in answer.cookies)


@pytest.mark.parametrize(
    ("changes", "status", "text"),
    [
        ({"state": "another"}, 400, "began no such sign-in"),
        ({"state": None}, 400, "began no such sign-in"),
        ({"code": None}, 400, "no code"),
        ({"code": "1000.nobody"}, 400, "does not accept"),
        ({"accounts-server": "https://accounts.elsewhere.example"}, 400, "signs nobody in"),
        ({"accounts-server": "https://accounts.zoho.eu"}, 400, "signs nobody in"),
        ({"error": "access_denied"}, 403, "did not let the application in"),
    ],
)
async def test_an_answer_that_was_altered_signs_nobody_in(
    browser: Browsing, changes: dict[str, str | None], status: int, text: str
) -> None:
    place = await returning(browser)
    browser.graph.forget_calls()
    answer = await browser.come_back(with_parameters(place, **changes))
    assert (answer.status, text in answer.content) == (status, True), answer.content
    asked = [call["path"] for call in browser.graph.calls()]
    assert asked == (["/oauth/v2/token"] if changes == {"code": "1000.nobody"} else [])
    assert '"user":null' in (await browser.get("/auth/session", Suitegraph_CSRF="1")).text


async def test_a_code_is_good_once(browser: Browsing) -> None:
    place = await returning(browser)
    assert (await browser.come_back(place)).status == 200
    assert (await browser.come_back(place)).status == 400


async def test_who_declines_is_told_so_and_can_try_again(browser: Browsing) -> None:
    answer = await browser.come_back(await returning(browser, ""))
    assert (answer.status, "you declined" in answer.content) == (403, True)
    assert 'href="/auth/sign-in"' in answer.text


async def test_a_sign_in_that_took_too_long_begins_anew(browser: Browsing) -> None:
    way_in = browser.graph.service.way_in
    assert way_in is not None
    place = await returning(browser)
    at = datetime.now(UTC) + timedelta(minutes=11)
    try:
        way_in.sessions.now = lambda: at
        assert (await browser.come_back(place)).status == 400
    finally:
        way_in.sessions.now = lambda: datetime.now(UTC)


async def test_who_is_signed_in_already_goes_on_at_once(browser: Browsing) -> None:
    await browser.sign_in("sales")
    answer = await browser.get("/auth/sign-in?next=/analytics%3Ffolder%3Da")
    assert (answer.status, answer.headers["Location"]) == (303, "/analytics?folder=a")


async def test_a_data_centre_without_a_client_and_an_address_that_is_not_ours_are_refused(browser: Browsing) -> None:
    refused = await browser.get("/auth/sign-in?data_centre=eu")
    assert (refused.status, "signs nobody in" in refused.content) == (400, True)
    rebound = await browser.get("/auth/sign-in", Host="elsewhere.example")
    assert (rebound.status, "SUITEGRAPH_PUBLIC_URL" in rebound.content) == (400, True)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/graphql?query=%7Bviewer%7D", "/graphql?query=%7Bviewer%7D"),
        ("/analytics/reports/mrr?grain=MONTH&by=a%20b", "/analytics/reports/mrr?grain=MONTH&by=a%20b"),
        *[
            (each, "/")
            for each in ("", "//a.example", "/\\a.example", "https://a.example", "/\t/a.example", "/" * 3000)
        ],
        ("/a\nSet-Cookie: b", "/"),
        ('/"><script>', "/"),
    ],
)
def test_only_paths_of_this_gateway_are_gone_back_to(address: str, path: str) -> None:
    assert own_path(address) == path
