"""Administrators migrate users: looked at before anybody is touched, run durably, undone in a click."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.store.user_migrations import UserMigrationStore
from domain.migration_mails import LANGUAGES, MailKind, MigrationMail
from domain.rollout import Rollout, RolloutWave
from gateway.migrations.messages import MailTexts
from sandbox.books.roles import ROLES
from sandbox.people import BY_NAME
from sandbox.staff import locale_of, staff
from tests.graphs import Graph
from tests.integration.migrating import GLANCE, act, created, ended, organization_served, users_of
from tests.integration.test_provisioning import invitations
from tests.integration.test_roster import actions_of

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
SALES, OUTSIDER, ACCOUNTANT = (BY_NAME[name].email for name in ("sales", "outsider", "accountant"))


@pytest_asyncio.fixture(scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """One gateway for all tests of this module."""
    async with organization_served(tmp_path_factory.mktemp("migrations"), staff=8, takes_mail=True) as graph:
        yield graph


@pytest_asyncio.fixture(autouse=True)
async def nobody_is_migrated(served: Graph) -> None:
    """Each test begins with an empty roster and an empty mailbox."""
    served.forget_callers()
    served.sandbox.mailbox.clear()
    members = "{ integrationUsers(first: 200) { nodes { email } } }"
    emails = [user["email"] for user in (await served.ask("admin", members)).data["integrationUsers"]["nodes"]]
    remove = "mutation ($emails: [String!]!) { removeIntegrationUsers(emails: $emails) { doneCount } }"
    if emails:
        assert (await served.ask("admin", remove, {"emails": emails})).data
    for migration in (await served.ask("admin", "{ migrations(first: 50) { id steps } }")).data["migrations"]:
        if "cancelMigration" in migration["steps"]:
            await act(served, "cancelMigration", migration["id"])


def store_of(graph: Graph) -> UserMigrationStore:
    """The store of the gateway's migrations."""
    migrations = graph.service.rights.migrations
    assert migrations is not None
    assert isinstance(migrations.shelf, UserMigrationStore)
    return migrations.shelf


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(120):
        while True:
            if await condition():
                return
            await asyncio.sleep(GLANCE)


async def all_sent(graph: Graph, migration: str) -> bool:
    """Whether no mail of a migration waits."""
    return all(mail.sent_at is not None for mail in await store_of(graph).mails(migration))


async def test_a_mail_server_that_is_configured_is_not_missed(served: Graph) -> None:
    checks = (await served.ask("admin", "{ integration { checks { name state } } }")).data["integration"]["checks"]
    assert [each["state"] for each in checks if each["name"] == "MAIL"] == ["PASSED"]


async def test_a_migration_is_looked_at_started_and_reported(served: Graph) -> None:
    draft = await created(served)
    assert draft["state"] == "READY", draft
    users = await users_of(served, draft["id"])
    assert users[ACCOUNTANT]["becomes"] == "BOOKS_USER"
    assert (users[SALES]["becomes"], users[SALES]["reason"]) == ("INTEGRATION_USER", "USES_FINANCE")
    assert (users[OUTSIDER]["becomes"], users[OUTSIDER]["reason"]) == ("NOTHING", "NO_USE")
    started = await act(served, "startMigration", draft["id"])
    done = await ended(served, draft["id"])
    assert done["state"] == "DONE", done
    assert (await users_of(served, draft["id"]))[SALES]["outcome"] == "MIGRATED"
    assert started["concerned"] == 3


async def test_until_they_are_migrated_users_are_refused_with_what_to_do(served: Graph) -> None:
    """Nobody else's rights stand in for theirs; a migrated user's graph changes with the next question."""
    invoices = "{ invoices(first: 1) { nodes { id } } }"
    draft = await created(served, unused=True)
    outside = await served.ask("outsider", invoices)
    assert {each["reason"] for each in outside.body["extensions"]["hiddenFields"]} == {"CRM_PROFILE"}
    before = await served.ask("billing", invoices)
    assert {each["reason"] for each in before.body["extensions"]["hiddenFields"]} == {"BOOKS_ROLE"}
    billing = BY_NAME["billing"].email
    await act(served, "selectMigrationUsers", draft["id"], ", emails: $emails, leaveOut: true", emails=[billing])
    await act(served, "startMigration", draft["id"])
    await ended(served, draft["id"])
    served.forget_callers()
    refused = await served.ask("billing", invoices)
    assert {each["reason"] for each in refused.body["extensions"]["hiddenFields"]} == {"MIGRATION_REQUIRED"}
    assert refused.body["data"] == {"invoices": None}
    why = '{ explainPermission(coordinate: "Invoice") { decidedBy text } }'
    assert "startMigration" in str((await served.ask("billing", why)).body)
    added = await act(
        served, "addMigrationUsers", draft["id"], ", emails: $emails", emails=[billing, "nobody@x.example"]
    )
    assert added["refused"] == [{"email": "nobody@x.example", "reason": "UNKNOWN"}]
    await ended(served, draft["id"])
    assert "CREATE" in await actions_of(served, "billing", "books.invoices")
    back = await act(served, "revertMigration", draft["id"], ", emails: $emails", emails=[billing])
    assert back["concerned"] == 1
    await ended(served, draft["id"])
    assert await actions_of(served, "billing", "books.invoices") == []
    assert (await users_of(served, draft["id"]))[billing]["outcome"] == "REVERTED"


async def test_each_user_gets_one_mail_of_a_kind_in_their_own_language(served: Graph) -> None:
    draft = await created(served, unused=True)
    people = {person.email: locale_of(person) for person in staff(8)}
    await act(served, "startMigration", draft["id"])
    await ended(served, draft["id"])
    shelf = store_of(served)
    await until(lambda: all_sent(served, draft["id"]))
    received = [mail for mail in served.sandbox.mailbox.all() if mail["to"][0] in people]
    assert Counter(mail["to"][0] for mail in received) == Counter([*people])
    assert len({mail["message_id"] for mail in received}) == len(people)
    for mail in received:
        language = people[mail["to"][0]][:2]
        assert mail["language"] == (language if language in LANGUAGES else "en")
        assert mail["text"].strip()
        assert mail["html"].startswith("<!doctype html>")
    summary = [mail for mail in served.sandbox.mailbox.all() if mail["to"] == [BY_NAME["admin"].email]]
    assert "migrated" in summary[-1]["subject"]
    # A crash after the server has taken a mail repeats it, byte by byte.
    again = next(mail for mail in await shelf.mails(draft["id"]) if mail.email in people)
    texts = MailTexts(None, "office@halvorsen.example")
    assert texts.message(again).as_bytes() == texts.message(again).as_bytes()
    assert texts.message(again)["Message-ID"] in {mail["message_id"] for mail in received}


def test_mails_escape_names_and_an_operators_texts_stand_above_ours(tmp_path: Path) -> None:
    (tmp_path / "de.toml").write_text('greeting = "Moin {{ name }}!"', "utf-8")
    for language in LANGUAGES:
        for kind in MailKind:
            mail = MigrationMail("m", "a@x.example", kind, "<b>A\nB</b>", f"{language}_XX", AT, {"day": "2026-12-01"})
            message = MailTexts(tmp_path, "office@x.example").message(mail)
            html, text = message.get_body(("html",)), message.get_body(("plain",))
            assert html is not None
            assert text is not None
            assert "<b>" not in html.get_content()
            assert "&lt;b&gt;A B" in html.get_content()
            assert "<b>A B" in text.get_content()
            assert ("Moin" in text.get_content()) == (language == "de")


async def test_reminders_come_once_before_the_window_ends_and_the_rest_waits_for_a_token(served: Graph) -> None:
    draft = await created(served, unused=True)
    [chosen, *rest] = [email for email, user in (await users_of(served, draft["id"])).items() if user["wave"]]
    await act(served, "selectMigrationUsers", draft["id"], ", emails: $emails, leaveOut: true", emails=rest)
    await act(served, "startMigration", draft["id"])
    assert (await ended(served, draft["id"]))["state"] == "DONE"
    shelf = store_of(served)
    migration = await shelf.by_id(draft["id"])
    assert migration is not None
    assert migration.window_ends_at is not None
    for days in (31, 29, 28, 6, 0.5):
        await shelf.claim(migration.window_ends_at - timedelta(days=days))
    kinds = Counter(mail.kind for mail in await shelf.mails(draft["id"]) if mail.email != BY_NAME["admin"].email)
    reminders = {kind: count for kind, count in kinds.items() if kind.name.startswith("REMINDER")}
    assert set(reminders.values()) == {len(rest)}
    assert len(reminders) == 3
    assert chosen not in {mail.email for mail in await shelf.mails(draft["id"]) if mail.kind in reminders}
    await shelf.claim(migration.window_ends_at + timedelta(seconds=1))
    left = await shelf.by_id(draft["id"])
    assert left is not None
    assert "token" in left.note
    await act(served, "completeMigration", draft["id"])
    await ended(served, draft["id"])
    everybody = await users_of(served, draft["id"])
    assert {everybody[email]["outcome"] for email in [chosen, *rest]} == {"MIGRATED"}


async def test_users_are_made_in_books_once_though_an_answer_is_lost_and_failures_alone_are_retried(
    served: Graph,
) -> None:
    """The administrator's own token makes them; a user whom Books refuses fails, and is tried again by themselves."""
    role, people = ROLES["integration"].role_id, [person.email for person in staff(8)]
    await served.ask("admin", f'mutation {{ setIntegrationProvisioning(role: "{role}") }}')
    draft = await created(served)
    await act(served, "selectMigrationUsers", draft["id"], ", emails: $emails", emails=people)
    once = {"product": "books", "method": "POST", "path": "/users$", "count": 1}
    refused = {**once, "kind": "status", "status": 400}
    await served.break_down({**once, "kind": "reset_after"}, refused)
    served.forget_calls()
    await act(served, "startMigration", draft["id"])
    done = await ended(served, draft["id"])
    assert done["state"] == "DONE_WITH_ERRORS", done
    [failed] = (await users_of(served, draft["id"], outcome="FAILED")).values()
    assert failed["reason"] == "NOT_ACCEPTED"
    asked = [call for call in invitations(served) if call["token_owner"] == "admin"]
    assert len(asked) == len(invitations(served)) == len(people)
    served.forget_calls()
    assert (await act(served, "retryMigration", draft["id"]))["concerned"] == 1
    assert (await ended(served, draft["id"]))["state"] == "DONE"
    assert len(invitations(served)) == 1
    await served.ask("admin", "mutation { setIntegrationProvisioning }")


async def test_what_is_not_rolled_out_yet_says_so_with_the_reason(served: Graph) -> None:
    """Editions by data centre are data; an edition that nobody knows is not refused."""
    announced = Rollout()
    assert announced.refusal("us", "enterprise", date.max) is not None
    for place, edition in (("us", "Professional"), ("eu", "ultimate"), ("us", None)):
        assert announced.refusal(place, edition, date.min) is None
    rights = served.service.rights
    assert rights.migrations is not None
    early = replace(
        rights.migrations, rollout=Rollout([RolloutWave(data_centre="local", editions=frozenset({"free"}))])
    )
    served.service.rights = replace(rights, migrations=early)
    try:
        answer = await served.ask("admin", "mutation { createMigration { id } }")
    finally:
        served.service.rights = rights
    assert answer.codes == ["NOT_AVAILABLE_YET"]
    assert "`local`" in answer.body["errors"][0]["message"]
    assert (await created(served))["state"] in {"READY", "NEEDS_ATTENTION"}


async def test_only_administrators_see_and_change_migrations(served: Graph) -> None:
    draft = (await created(served))["id"]
    acts = ["startMigration", "pauseMigration", "resumeMigration", "cancelMigration", "retryMigration"]
    more = ["completeMigration", "revertMigration", "validateMigration", "endIntegrationJobToken"]
    shown = {"validateMigration": "{ id }", "endIntegrationJobToken": ""}
    documents = [
        *(f'mutation {{ {act}(migration: "{draft}") {shown.get(act, "{ concerned }")} }}' for act in [*acts, *more]),
        f'mutation {{ addMigrationUsers(migration: "{draft}", emails: ["{SALES}"]) {{ concerned }} }}',
        f'mutation {{ selectMigrationUsers(migration: "{draft}", emails: ["{SALES}"]) {{ concerned }} }}',
        "mutation { createMigration { id } }",
        f'{{ migration(id: "{draft}") {{ id }} }}',
        "{ migrations { id } }",
        f'{{ migrationUsers(migration: "{draft}") {{ nodes {{ email }} }} }}',
        "{ integrationJobTokens { tokens { givenBy } } }",
    ]
    for document in documents:
        answer = await served.ask("sales", document)
        assert (answer.codes, set(answer.body["data"].values())) == (["FORBIDDEN"], {None}), document
    for kind in ("csv", "json"):
        place = f"{served.base}/files/migrations/{draft}.{kind}"
        async with served.session.get(place, headers={"Authorization": "Bearer 1000.demo.sales"}) as response:
            assert response.status == 403
    unknown = await served.ask("admin", '{ migration(id: "another") { id } }')
    assert unknown.codes == ["NOT_FOUND"]
