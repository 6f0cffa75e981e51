"""Forms at `/integration`: many users, templates, settings and the rollout, a scheduled start."""

import re

from sandbox.people import BY_NAME
from tests.gateway.pages.browsing import Browsing, Seen
from tests.gateway.pages.integration_gateways import browser as browser
from tests.gateway.pages.integration_gateways import organization as organization
from tests.gateway.pages.integration_gateways import reader as reader
from tests.gateway.pages.integration_gateways import untouched as untouched
from tests.proofs import at_length

OUTSIDER, SALES = (BY_NAME[name].email for name in ("outsider", "sales"))


@at_length(
    like="tests/gateway/pages/test_integration_pages.py::test_an_administrator_sets_up_adds_a_user_and_takes_the_user_out_again"
)
async def test_many_users_a_template_settings_and_the_limit_are_changed_by_forms(browser: Browsing) -> None:
    await browser.sign_in("admin", "/integration")
    await browser.send("/integration", "/integration", template="current")
    many = "/integration/users/many"
    for fields in (
        {"kind": "filter", "profile": "Support"},
        {"kind": "csv", "csv": f"email\n{OUTSIDER}\n{SALES}\nx\n"},
    ):
        rehearsed = await browser.send(many, many, template="view_only", **fields)
        assert "Rehearsal: nothing has changed yet" in rehearsed.content
        count = re.search(r"Add (\d+) user", rehearsed.content)
        assert count is not None
        added = await browser.send(many, many, template="view_only", step="confirm", **fields)
        assert f"{count[1]} user" in added.content
        assert "added" in added.content
    assert "The row has no address" in added.content
    assert OUTSIDER in (await browser.get(f"/integration/users?search={OUTSIDER}&state=ACTIVE")).text

    edit = "/integration/templates/edit"
    begun = await browser.get(f"{edit}?like=view_only")
    assert len(re.findall(r'value="[a-z._]+ VIEW"[^>]* checked', begun.text)) > 3
    fields = {"name": "auditors", "title": "Auditors <b>look</b>", "grant": "books.invoices VIEW"}
    assert (await browser.send(edit, edit, step="save", **fields)).status == 303
    refused = await browser.send(edit, edit, step="save", **fields)
    assert (refused.status, "has version 1" in refused.content) == (400, True)
    assert 'value="books.invoices VIEW" aria-label="View: books invoices" checked' in refused.text
    own = await browser.get(f"{edit}?name=auditors")
    assert "Change auditors" in own.content
    assert "<b>look" not in own.text
    granting = {"act": "grant", "template": "auditors", "step": "confirm", "emails": SALES}
    await browser.send("/integration/users", "/integration/users/change", **granting)

    planned = await browser.send(edit, edit, step="plan", version="1", **{**fields, "grant": "books.estimates VIEW"})
    plan = planned.headers["Location"]
    shown = await browser.get(plan)
    assert "A plan: nothing has changed yet" in shown.content
    assert "<ins>view</ins>" in shown.text
    assert "<del>view</del>" in shown.text
    assert SALES in shown.content
    settings = "/integration/settings"
    version = re.search(r'name="version" value="(\d+)"', (await browser.get(settings)).text)
    assert version is not None
    organization = re.search(r'name="books_organization"[^>]*value="(\d+)"', (await browser.get(settings)).text)
    assert organization is not None
    wanted = {"template": "current", "usage_days": "9", "version": version[1], "books_organization": organization[1]}
    wanted |= {"module": "books.invoices", "withheld": "books.invoices DELETE"}
    other = await browser.send(settings, settings, step="plan", **wanted)
    assert "usage_days" in (await browser.get(other.headers["Location"])).content
    assert (await browser.send(settings, settings, step="save", **wanted)).status == 303
    assert "somebody has changed" in (await browser.send(settings, settings, step="save", **wanted)).content.lower()
    assert re.search(r'value="books.invoices DELETE"[^>]* checked', (await browser.get(settings)).text)
    outdated = await browser.send(plan, plan)
    assert (outdated.status, 'role="alert"' in outdated.text) == (400, True)

    assert (await browser.send(settings, f"{settings}/limit", limit="1234", reason="We grow")).status == 303
    assert (
        "of 1,234 integration users. The limit was set for this reason: We grow"
        in (await browser.get(settings)).content
    )
    again = await browser.send(
        "/integration/users", "/integration/users/change", act="suspend", step="plan", emails=OUTSIDER
    )
    place = again.headers["Location"]
    assert (await browser.send(place, place)).status == 303
    assert "The plan was applied" in (await browser.get(place)).content
    assert place in (await browser.get("/integration/plans")).text
    assert OUTSIDER in (await browser.get(f"/integration/users?search={OUTSIDER}&state=SUSPENDED")).text


async def test_what_somebody_else_will_change_is_planned_and_read(browser: Browsing) -> None:
    await browser.sign_in("admin", "/integration")
    await browser.send("/integration", "/integration", template="current")
    text = '[[rule]]\nreason = "Quiet"\nfields = ["Invoice.balance"]'
    plan = await browser.send("/integration/settings", "/integration/plans", kind="policy_file", text=text)
    shown = await browser.get(plan.headers["Location"])
    assert "The operator has put it into force" in shown.content
    assert "Invoice.balance" in shown.content
    assert "[[rule]]" in shown.text
    refused = await browser.send(plan.headers["Location"], plan.headers["Location"])
    assert (refused.status, "SUITEGRAPH_POLICY" in refused.content) == (400, True)
    [account] = [each for each in browser.graph.sandbox.company.accounts if each.books_id and each.billing_id][:1]
    merge = {"kind": "linked_records", "type": "ACCOUNT", "ids": f"{account.crm_id}, 4150868000001999999"}
    plan = await browser.send("/integration/links", "/integration/plans", **merge)
    shown = await browser.get(plan.headers["Location"])
    assert "Links that would break" in shown.content
    assert "2 records lead here" in shown.content
    assert "Apply the plan" not in shown.content


async def test_a_rollout_of_ones_own_refuses_a_migration_with_its_reason_until_it_is_open(browser: Browsing) -> None:
    await browser.sign_in("admin", "/integration")
    await browser.send("/integration", "/integration", template="current")
    settings, migrations = "/integration/settings", "/integration/migrations"

    async def save(**fields: str) -> None:
        version = re.search(r'name="version" value="(\d+)"', (await browser.get(settings)).text)
        assert version is not None
        stored = await browser.send(settings, f"{settings}/rollout", version=version[1], **fields)
        assert stored.status == 303, stored.content

    place = (await browser.get(settings)).text
    assert "As the operator has set it" in place
    await save(**{"place-0": "local", "place-1": "local"}, **{"edition-0": "free"})
    # The second wave is for all editions.
    assert (await browser.send(migrations, migrations, use_days="90")).status == 303
    await save(**{"place-0": "local", "edition-0": "free"})
    refused = await browser.send(migrations, migrations, use_days="90")
    assert (refused.status, "available to these editions: free" in refused.content) == (400, True), refused.content
    await save(**{"place-0": "local", "opens-0": "2999-01-01"})
    later = await browser.send(migrations, migrations, use_days="90")
    assert "available from 2999-01-01 on" in later.content
    assert 'value="2999-01-01"' in (await browser.get(settings)).text
    await save(step="announced")
    assert (await browser.send(migrations, migrations, use_days="90")).status == 303


async def test_a_start_is_scheduled_with_the_token_of_the_sign_in_and_needs_it_after_an_hour(browser: Browsing) -> None:
    await browser.sign_in("admin", "/integration")
    await browser.send("/integration", "/integration", template="current")
    prepared = await browser.send("/integration/migrations", "/integration/migrations", use_days="90")
    address = prepared.headers["Location"]
    assert "Start at a time, or run for longer than an hour" in (await browser.get(address)).content

    async def start(**fields: str) -> Seen:
        return await browser.send(address, f"{address}/schedule", **{"step": "start", **fields})

    for fields, reason in (
        ({"start_after": "soon"}, "A time is written as"),
        ({"start_after": "2999-01-01T08:00+01:00"}, "without a zone"),
        ({"start_after": "2020-01-01T08:00"}, "is over"),
        ({"start_after": "2999-01-01T08:00"}, "An access token lives for an hour"),
        ({"start_after": "2999-01-01T08:00", "complete_after": "2998-01-01T08:00", "keep_sign_in": "yes"}, "later"),
    ):
        refused = await start(**fields)
        assert (refused.status, reason in refused.content) == (400, True), (fields, refused.content)
    before = (await browser.get(f"{address}?becomes=NOTHING")).text.count('name="emails"')
    assert (await start(step="validate", with_unused="yes")).status == 303
    assert (await browser.get(f"{address}?becomes=NOTHING")).text.count('name="emails"') < before
    scheduled = await start(start_after="2999-01-01T08:00", complete_after="2999-02-01T08:00", keep_sign_in="yes")
    assert scheduled.status == 303, scheduled.content
    page = await browser.get(address)
    assert "Scheduled" in page.content
    assert "1 Jan 2999" in page.content
    assert "1 Feb 2999" in page.content
    assert "Start it now" in page.content
    tokens = await browser.get("/integration/migrations")
    assert "a refresh token, 0 calls" in tokens.content
    assert "Drop it" in tokens.content
    assert (await browser.send(address, f"{address}/token")).status == 303
    assert "Drop it" not in (await browser.get("/integration/migrations")).content
    assert (await browser.send(address, f"{address}/step", step="cancelMigration")).status == 303


async def test_what_changes_for_a_user_who_is_in_both_products_and_which_links_need_care(reader: Browsing) -> None:
    await reader.sign_in("admin", "/integration")
    common = await reader.get("/integration/users/common")
    assert "same address" in common.content
    assert BY_NAME["accountant"].email in common.content
    links = await reader.get("/integration/links")
    assert "customers and vendors were looked at" in links.content
    nobody = await reader.get("/integration/users/impact?user=nobody@example.com")
    assert (nobody.status, 'role="alert"' in nobody.text) == (200, True)
