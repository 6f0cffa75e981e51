"""Integration settings, own templates and the revision, in the store."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from adapters.store.database import Database
from adapters.store.grants import GrantStore
from adapters.store.integration import REVISION_SECONDS, IntegrationStore
from adapters.store.roster import RosterStore
from domain.errors import BadUserInput
from domain.grants import Grants, GrantSet
from domain.integration import IntegrationSettings, OwnTemplate, effective_grants, is_template_name
from domain.modules.books import ESTIMATES, INVOICES
from domain.roster import RosterAct, RosterChange, grant_templates
from tests.postgres import new_database

HERE, THERE, ADA, BEA = "eu:1", "eu:2", "ada@a.example", "bea@a.example"
AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
VIEW: GrantSet = {INVOICES: frozenset({"view"})}
SETTINGS = IntegrationSettings(
    tenant=HERE,
    books_organization="460000000000100",
    modules=frozenset({INVOICES, ESTIMATES}),
    policy={ESTIMATES: frozenset({"delete"})},
    set_up_at=AT,
    changed_at=AT,
    changed_by="boss@a.example",
)


def template(name: str, modules: GrantSet, tenant: str = HERE) -> OwnTemplate:
    """A template of an organisation's own."""
    return OwnTemplate(
        tenant=tenant, name=name, title=name.title(), modules=modules, changed_at=AT, changed_by="boss@a.example"
    )


def added(*emails: str, with_: str, tenant: str = HERE, act: RosterAct = RosterAct.ADD) -> RosterChange:
    """An act that gives users these templates."""
    names = dict.fromkeys(emails, "")
    return RosterChange(act=act, tenant=tenant, names=names, author="boss@a.example", at=AT, template=with_, modules={})


@pytest.fixture(params=["file", "postgresql"])
def shared_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database that several processes may open."""
    if request.param == "file":
        return request.getfixturevalue("file_url")
    return new_database(request.getfixturevalue("postgres"))


@pytest_asyncio.fixture
async def databases(shared_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """The same database, as two processes have it open."""
    opened = Database(shared_url), Database(shared_url)
    for each in opened:
        await each.open()
    yield opened
    for each in opened:
        await each.close()


async def test_settings_are_kept_and_changed_by_whoever_has_seen_them(databases: tuple[Database, Database]) -> None:
    store, other = map(IntegrationStore, databases)
    assert (await store.settings(HERE), await store.is_set_up_anywhere()) == (None, False)
    assert await store.put_settings(SETTINGS, None)
    assert await other.settings(HERE) == SETTINGS
    assert await other.is_set_up_anywhere()
    assert await other.settings(THERE) is None
    changed = replace(SETTINGS, modules=None, migration="running", window_ends_at=AT, rollout="{}", usage_days=3)
    assert not await other.put_settings(changed, None)
    assert not await other.put_settings(changed, 7)
    assert await other.put_settings(changed, 1)
    assert await store.settings(HERE) == replace(changed, version=2)


async def test_a_changed_template_changes_its_members_alone(databases: tuple[Database, Database]) -> None:
    store, roster = IntegrationStore(databases[0]), RosterStore(databases[1])
    for tenant in (HERE, THERE):
        assert await store.put_template(template("look", VIEW, tenant), None)
    assert await store.put_template(template("look_more", {ESTIMATES: frozenset({"view"})}), None)
    await roster.change(added(ADA, with_="look+look_more"))
    await roster.change(added(BEA, with_="look_more"))
    await roster.change(added(ADA, with_="look", tenant=THERE))
    wider: GrantSet = {INVOICES: frozenset({"view", "create"})}
    assert not await store.put_template(template("look", wider), None)
    assert await store.put_template(template("look", wider), 1)
    granted = {
        (each.tenant, each.email): dict(each.modules) for email in (ADA, BEA) for each in await roster.of_email(email)
    }
    view_estimates = {ESTIMATES: frozenset({"view"})}
    assert granted == {(HERE, ADA): {**wider, **view_estimates}, (THERE, ADA): dict(VIEW), (HERE, BEA): view_estimates}
    assert await store.uses(HERE) == {"look": 1, "look_more": 2}
    assert [each.version for each in await store.templates(HERE)] == [2, 1]


async def test_a_template_in_use_stays(databases: tuple[Database, Database]) -> None:
    store, roster = IntegrationStore(databases[0]), RosterStore(databases[1])
    await store.put_template(template("look", VIEW), None)
    await store.put_settings(replace(SETTINGS, default_template="look"), None)
    await roster.change(added(ADA, BEA, with_="look"))
    assert await store.remove_template(HERE, "look") == 3
    await roster.change(added(ADA, BEA, with_="", act=RosterAct.REMOVE))
    assert await store.remove_template(HERE, "look") == 1
    await store.put_settings(SETTINGS, 1)
    assert await store.remove_template(HERE, "look") == 0
    assert await store.remove_template(HERE, "look") is None
    with pytest.raises(BadUserInput, match="no template look"):
        await roster.change(added(ADA, with_="look"))


async def test_every_process_learns_of_a_change_in_time(databases: tuple[Database, Database]) -> None:
    clock = [100.0]
    store, roster = IntegrationStore(databases[0], lambda: clock[0]), RosterStore(databases[1])
    elsewhere = IntegrationStore(databases[1])
    seen = [await store.revision() or 0]
    for change in (
        roster.change(added(ADA, with_="current")),
        elsewhere.put_template(template("look", VIEW), None),
        elsewhere.put_settings(SETTINGS, None),
        GrantStore(databases[1]).replace_all([Grants(BEA, VIEW)]),
        elsewhere.remove_template(HERE, "look"),
    ):
        await change
        assert await store.revision() == seen[-1]
        clock[0] += REVISION_SECONDS
        seen.append(await store.revision() or 0)
    assert seen == sorted(set(seen))
    assert REVISION_SECONDS < 5


async def test_a_store_that_fails_has_no_revision(shared_url: str) -> None:
    database = Database(shared_url)
    assert await IntegrationStore(database).revision() is None
    await database.close()


def test_settings_only_take_away() -> None:
    whole = Grants(ADA, grant_templates()["current"].modules)
    left = effective_grants(whole, SETTINGS)
    assert left is not None
    assert left.modules == {module: whole.modules[module] for module in (INVOICES, ESTIMATES)}
    blind = replace(SETTINGS, policy={INVOICES: frozenset({"view"})})
    assert effective_grants(whole, blind) == Grants(ADA, {ESTIMATES: whole.modules[ESTIMATES]})
    assert (effective_grants(None, blind), effective_grants(whole, None)) == (None, whole)


@pytest.mark.parametrize("name", ["", "Look", "1st", "a b", "a+b", "current", "legacy", "view_only", "x" * 41])
def test_names_of_templates(name: str) -> None:
    assert not is_template_name(name)
    assert is_template_name(f"own_{len(name)}")
