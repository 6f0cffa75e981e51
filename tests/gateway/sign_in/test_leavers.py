"""Whoever leaves is signed out of every browser."""

from domain.browser_sessions import SessionOwner
from sandbox.people import BY_NAME
from tests.gateway.pages.browsing import Browsing
from tests.graphs import Graph
from tests.scim.directory import directory_of
from tests.scim.test_requests import report


async def test_a_leaver_is_signed_out_and_their_sessions_are_reported(browser: Browsing, registered: Graph) -> None:
    await browser.sign_in("sales")
    assert (await browser.get("/analytics")).status == 200
    sales, way_in = BY_NAME["sales"], registered.service.way_in
    assert way_in is not None
    owner = SessionOwner("local", sales.zuid)
    assert len(await way_in.sessions.listed(owner)) == 1
    directory = await directory_of(registered, "Leaving")
    person = await directory.person(sales.email)
    await directory.patch(f"/Users/{person}", {"op": "replace", "value": {"active": False}})
    assert await way_in.sessions.listed(owner) == []
    counted = {each["what"]: each["count"] for each in (await report(registered, sales.email))["ended"]}
    assert counted["SESSIONS"] == 1
    refused = await registered.ask("sales", "{ viewer { user { name } } }")
    assert refused.codes == ["DEACTIVATED"]
    page = await browser.get("/analytics")
    assert (page.status, "sign-in" in page.headers["Location"]) == (303, True)
    await directory.patch(f"/Users/{person}", {"op": "replace", "value": {"active": True}})
    assert (await registered.ask("sales", "{ viewer { user { name } } }")).codes == []
