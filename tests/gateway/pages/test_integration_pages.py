"""Pages at `/integration` over HTTP: administrators set up, add users and migrate; nobody else sees anything."""

import asyncio
import re

import pytest

from gateway.pages.integration_overview import CHECKS
from gateway.pages.visits import is_our_page
from sandbox.people import BY_NAME
from tests.gateway.pages.browsing import Browsing, Seen, browsing
from tests.gateway.pages.integration_gateways import browser as browser
from tests.gateway.pages.integration_gateways import organization as organization
from tests.gateway.pages.integration_gateways import reader as reader
from tests.gateway.pages.integration_gateways import untouched as untouched
from tests.graphs import Graph
from tests.proofs import at_length

OUTSIDER, SALES = (BY_NAME[name].email for name in ("outsider", "sales"))
FORMS = {
    "": {"template": "current"},
    "/users/change": {"act": "add", "emails": OUTSIDER, "step": "confirm"},
    "/users/many": {"kind": "filter", "search": "a"},
    "/templates/edit": {"name": "own", "title": "Own", "grant": "books.invoices VIEW"},
    "/plans/none": {},
    "/plans": {"kind": "policy_file", "text": ""},
    "/settings": {"template": "current", "usage_days": "1", "version": "1"},
    "/settings/limit": {"limit": "2000", "reason": "More"},
    "/settings/rollout": {"place-0": "us", "version": "1"},
    "/leavers": {"step": "create", "name": "Entra"},
    "/migrations/none/schedule": {"step": "start"},
    "/migrations": {"use_days": "90"},
    "/migrations/none/users": {"emails": OUTSIDER, "step": "select"},
    "/migrations/none/step": {"step": "startMigration"},
    "/migrations/none/token": {},
}
PAGES = (
    *("", "/users", "/users/add", "/users/change", "/users/many", "/templates", "/templates/edit", "/plans"),
    *("/plans/none", "/settings", "/settings/limit", "/migrations", "/migrations/none", "/migrations/none/events"),
    *("/users/common", "/users/impact", f"/users/impact?user={OUTSIDER}", "/links", "/leavers", "/settings/rollout"),
    *(f"/leavers?user={OUTSIDER}", "/migrations/none/schedule"),
)


async def change(browser: Browsing, page: str, **fields: str) -> Seen:
    """Send the form that changes users."""
    return await browser.send(page, "/integration/users/change", emails=OUTSIDER, **fields)


async def test_an_administrator_sets_up_adds_a_user_and_takes_the_user_out_again(browser: Browsing) -> None:
    await browser.sign_in("admin", "/integration")
    assert "Set it up" in (await browser.get("/integration")).content
    refused = await browser.send("/integration", "/integration", template="no_such")
    assert refused.status == 400
    assert 'role="alert"' in refused.text
    assert (await browser.send("/integration", "/integration", template="current")).status == 303
    overview = await browser.get("/integration")
    assert "Set it up" not in overview.content
    assert all(title in overview.content for title in CHECKS.values())

    assert OUTSIDER in (await browser.get("/integration/users/add?search=" + OUTSIDER)).text
    rehearsed = await change(browser, "/integration/users/add", act="add", template="view_only")
    assert "Rehearsal: nothing has changed yet" in rehearsed.content
    assert f'name="emails" value="{OUTSIDER}"' in rehearsed.text
    assert OUTSIDER not in (await browser.get("/integration/users")).text
    added = await change(browser, "/integration/users/add", act="add", template="view_only", step="confirm")
    assert "1 user added" in added.content
    roster = await browser.get(f"/integration/users?search={OUTSIDER}&state=ACTIVE")
    assert f'value="{OUTSIDER}"' in roster.text

    for act, state in (("suspend", "SUSPENDED"), ("resume", "ACTIVE"), ("grant", "ACTIVE"), ("remove", "REMOVED")):
        done = await change(browser, "/integration/users", act=act, template="legacy", step="confirm")
        assert done.status == 200, done.content
        assert OUTSIDER in (await browser.get(f"/integration/users?state={state}")).text
    again = await change(browser, "/integration/users", act="suspend", step="confirm")
    assert "not in roster" in again.content


async def test_who_is_no_administrator_sees_no_user_and_no_setting(untouched: Graph) -> None:
    for persona in ("sales", "accountant"):
        async with browsing(untouched) as browser:
            await browser.sign_in(persona, "/integration")
            for path in PAGES:
                page = await browser.get(f"/integration{path}")
                assert (page.status, "You may not see this page" in page.content) == (403, True), (persona, path)
                assert "@" not in page.content
            for path, fields in FORMS.items():
                assert (await browser.send("/integration", f"/integration{path}", **fields)).status == 403, path


@pytest.mark.parametrize("token", ["", "0" * 64])
async def test_a_form_that_the_session_did_not_get_changes_nothing(reader: Browsing, token: str) -> None:
    browser = reader
    assert (await browser.get("/integration/users")).headers["Location"].endswith("?next=/integration/users")
    await browser.sign_in("admin", "/integration")
    for path, fields in FORMS.items():
        assert (await browser.post(f"/integration{path}", {"form_token": token, **fields})).status == 400, path
    assert "Set it up" in (await browser.get("/integration")).content


async def test_what_forms_and_addresses_name_is_looked_at(reader: Browsing) -> None:
    browser = reader
    await browser.sign_in("admin", "/integration")
    for path, fields in (
        ("/users/change", {"act": "no", "emails": OUTSIDER}),
        ("/users/change", {"act": "add"}),
        ("/users/many", {"kind": "no"}),
        ("/users/many", {"kind": "csv"}),
        ("/users/many", {"kind": "filter"}),
        ("/templates/edit", {"name": "current", "title": "Mine", "grant": "books.invoices VIEW"}),
        ("/templates/edit", {"name": "mine", "title": "Mine", "grant": "books.nothing VIEW"}),
        ("/templates/edit", {"name": "mine", "title": "Mine", "version": "x"}),
        ("/settings", {"usage_days": "91"}),
        ("/settings/limit", {"limit": "0", "reason": "x"}),
        ("/settings/limit", {"limit": "5", "reason": ""}),
        ("/settings/rollout", {"place-0": "<b>", "version": "1"}),
        ("/leavers", {"step": "no"}),
        ("/plans", {"kind": "no"}),
        ("/plans", {"kind": "linked_records", "type": "ACCOUNT", "ids": ""}),
        ("/leavers", {"step": "create", "name": ""}),
        ("/migrations/none/schedule", {"step": "no"}),
        ("/migrations", {"use_days": "0"}),
        ("/migrations", {"use_days": "366"}),
        ("/migrations/none/step", {"step": "putGrantTemplate"}),
        ("/migrations/none/step", {"step": "revertMigration", "wave": "x"}),
        ("/migrations/none/users", {"step": "no", "emails": OUTSIDER}),
        ("/migrations/none/users", {"step": "select"}),
    ):
        assert (await browser.send("/integration", f"/integration{path}", **fields)).status == 400, fields
    for path in ("/migrations/none", "/migrations/none/events", "/plans/none"):
        assert (await browser.get(f"/integration{path}")).status == 404, path
    assert (await browser.get("/integration/users/change")).status == 200
    assert (await browser.get("/integration/users?state=%3Cb%3E&search=%3Cb%3E")).status == 200
    assert is_our_page("/integration/migrations/1?outcome=FAILED")
    assert not is_our_page("/integrations")
    assert not is_our_page("//integration")


async def test_without_a_database_an_administrator_reads_why_there_is_no_migration(demo: Graph) -> None:
    demo.renew()
    async with browsing(demo) as browser:
        await browser.sign_in("admin", "/integration")
        page = await browser.get("/integration/migrations")
        assert (page.status, "SUITEGRAPH_DATABASE" in page.content) == (200, True)
        assert "Prepare a migration" not in page.content
        assert (await browser.send("/integration", "/integration/migrations", use_days="90")).status == 403


async def test_templates_are_matrices(reader: Browsing) -> None:
    await reader.sign_in("admin", "/integration")
    page = await reader.get("/integration/templates")
    assert page.content.count("Actions that") == page.text.count("<table") > 4
    view_only = re.search(r'aria-label="view_only as a matrix".*?</table>', page.text, re.DOTALL)
    assert view_only is not None
    assert '<th scope="col">View</th></tr>' in view_only[0]
    assert "not granted" not in view_only[0]


@at_length(like="tests/integration/test_migration_story.py::test_an_administrator_migrates_everybody_on_two_workers")
async def test_a_migration_is_previewed_started_reported_and_taken_back(browser: Browsing) -> None:
    await browser.sign_in("admin", "/integration")
    prepared = await browser.send("/integration/migrations", "/integration/migrations", use_days="90")
    address = prepared.headers["Location"]
    assert address in (await browser.get("/integration/migrations")).text
    preview = await browser.get(f"{address}?becomes=NOTHING")
    assert "Has not used the finance modules of late" in preview.content
    email = re.findall(r'name="emails" value="([^"]*)"', preview.text)[0]
    assert (await browser.send(address, f"{address}/users", emails=email, step="select")).status == 303
    other = await browser.send(address, f"{address}/users", emails="nobody@example.com", step="select")
    assert "Is no user of CRM" in other.content
    assert (await browser.send(address, f"{address}/step", step="startMigration")).status == 303
    assert (
        f'data-events="{address}/events"' in (await browser.get(address)).text
        or "Done" in (await browser.get(address)).text
    )
    events = await browser.get(f"{address}/events")
    assert events.headers["Content-Type"].startswith("text/event-stream")
    assert events.text.endswith("event: end\ndata: {}\n\n")
    migrated = re.search(r"Take back (\d+) who", await ended(browser, address))
    assert migrated is not None
    assert email in (await browser.get(f"{address}?outcome=MIGRATED")).text
    for kind in ("csv", "json"):
        file = re.search(rf'href="([^"]*\.{kind})"', (await browser.get(address)).text)
        assert file is not None
        assert email in (await browser.get(file[1])).text
    assert (await browser.send(address, f"{address}/users", emails=email, step="take_back")).status == 303
    assert "Reverted 1" in await ended(browser, address)
    assert (await browser.send(address, f"{address}/step", step="revertMigration")).status == 303
    assert f"Reverted {migrated[1]}" in await ended(browser, address)


async def ended(browser: Browsing, address: str) -> str:
    """The text of a migration's page once it no longer runs."""
    async with asyncio.timeout(120):
        while 'http-equiv="refresh"' in (page := await browser.get(address)).text:
            continue
    return page.content
