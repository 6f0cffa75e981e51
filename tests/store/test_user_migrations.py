"""Migrations in the store, on a clock of their own: schedules, reminders, runs, and who was made in Books."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest_asyncio

from adapters.store.database import Database
from adapters.store.integration import IntegrationStore
from adapters.store.journal import StoredJournal
from adapters.store.user_migrations import UserMigrationStore
from domain.hash_chain import ChainKeys
from domain.job_tokens import MANY_REFRESH_TOKENS, SealedToken, refresh_token_warning
from domain.migration_mails import MailKind
from domain.roster import grant_templates
from domain.user_migrations import (
    WINDOW,
    Becomes,
    MigratingUser,
    MigrationAct,
    MigrationChange,
    MigrationOutcome,
    MigrationState,
    MigrationUserQuery,
    UserMigration,
    UserOutcome,
    UserReason,
)
from tests.proofs import family
from tests.store.acts import ENTRY, KEY, NOON, SAMIR

HERE = ENTRY.tenant
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ACCESS, REFRESH = SealedToken("sealed", is_refreshable=False), SealedToken("sealed", is_refreshable=True)
EMAILS = ("ada@a.example", "bo@a.example", "cy@a.example")


@pytest_asyncio.fixture
async def database(kept_url: str) -> AsyncIterator[Database]:
    """An open database of either kind."""
    opened = Database(kept_url)
    await opened.open()
    await StoredJournal(opened, ChainKeys(KEY)).open()
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def store(database: Database) -> UserMigrationStore:
    """The migrations in it, of which one is ready: Ada and Bo are chosen, Cy is not."""
    shelf = UserMigrationStore(database, ChainKeys(KEY), lambda: NOON)
    await ready(shelf, "m")
    return shelf


async def ready(shelf: UserMigrationStore, id_: str, emails: Sequence[str] = EMAILS) -> None:
    """A migration that is validated."""
    migration = UserMigration(
        id=id_,
        tenant=HERE,
        state=MigrationState.VALIDATING,
        author=SAMIR,
        template="current",
        modules=grant_templates()["current"].modules,
        use_days=90,
        created_at=NOON,
    )
    await shelf.create(migration, ENTRY)
    users = [
        MigratingUser(
            email=email,
            name=email[:3],
            crm_id="1",
            locale="de_DE",
            becomes=Becomes.INTEGRATION_USER,
            reason=UserReason.USES_FINANCE,
            wave=0 if email == EMAILS[-1] else 1,
        )
        for email in emails
    ]
    assert await shelf.validated(id_, users, MigrationAct.FIND_READY, "", ENTRY) is not None


async def acted(
    shelf: UserMigrationStore,
    act: MigrationAct,
    at: datetime,
    token: SealedToken | None = ACCESS,
    id_: str = "m",
    **more: Any,
) -> MigrationOutcome:
    """What an act came to."""
    outcome = await shelf.change(HERE, id_, MigrationChange(act=act, author=SAMIR, at=at, **more), ENTRY, token)
    assert outcome is not None
    return outcome


async def state_of(shelf: UserMigrationStore) -> MigrationState:
    """How far the migration is."""
    found = await shelf.by_id("m")
    assert found is not None
    return found.state


async def run_to_its_end(shelf: UserMigrationStore, run: int) -> dict[str, UserOutcome]:
    """What became of everybody once a run is through."""
    while (await shelf.settle("m", run, {}))[0].goes_on:
        pass
    return {user.email: user.outcome for user in await shelf.users(MigrationUserQuery("m", 10))}


@family(short=1)
async def test_a_start_and_the_rest_come_at_their_times_and_one_worker_has_a_run(store: UserMigrationStore) -> None:
    start, rest = NOON + 6 * HOUR, NOON + 40 * DAY
    await acted(store, MigrationAct.SCHEDULE, NOON, REFRESH, start_after=start, complete_after=rest)
    assert await state_of(store) is MigrationState.SCHEDULED
    assert await store.claim(start - timedelta(seconds=1)) == []
    assert await state_of(store) is MigrationState.SCHEDULED
    [(id_, run)] = await store.claim(start)
    assert (id_, run) == ("m", 1)
    # Nobody else has it, until it was not at work for half a minute.
    assert await store.claim(start + timedelta(seconds=29)) == []
    [(_, later)] = await store.claim(start + timedelta(seconds=31))
    assert later == 2
    assert await store.waiting("m", run) is None
    outcomes = await run_to_its_end(store, later)
    assert outcomes == dict(zip(EMAILS, (UserOutcome.MIGRATED, UserOutcome.MIGRATED, UserOutcome.OPEN), strict=True))
    assert await state_of(store) is MigrationState.DONE
    # The refresh token is needed for the rest, and is kept until then.
    assert await store.token("m") == REFRESH
    for days in (31, 29, 8, 6, 2, 0.5):
        assert await store.claim(rest - timedelta(days=days)) == []
    [(_, last)] = await store.claim(rest)
    assert set((await run_to_its_end(store, last)).values()) == {UserOutcome.MIGRATED}
    assert await store.token("m") is None
    mails = Counter((mail.email, mail.kind) for mail in await store.mails("m") if mail.kind is not MailKind.SUMMARY)
    reminders = (MailKind.REMINDER_30, MailKind.REMINDER_7, MailKind.REMINDER_1)
    expected = [(email, kind) for email in EMAILS for kind in (MailKind.ANNOUNCED, MailKind.MIGRATED)]
    assert mails == Counter([*expected, *((EMAILS[-1], kind) for kind in reminders)])
    summaries = [mail for mail in await store.mails("m") if mail.kind is MailKind.SUMMARY]
    assert [(mail.email, mail.details["migrated"]) for mail in summaries] == [(SAMIR.email.casefold(), "2")]


@family(short=1)
async def test_without_a_time_the_rest_comes_after_three_months_and_waits_where_no_token_is(
    store: UserMigrationStore,
) -> None:
    await acted(store, MigrationAct.START, NOON)
    [(_, run)] = await store.claim(NOON)
    await run_to_its_end(store, run)
    assert await store.token("m") is None
    assert await store.claim(NOON + WINDOW - DAY) == []
    assert await store.claim(NOON + WINDOW) == []
    found = await store.by_id("m")
    assert found is not None
    assert "token" in found.note
    assert await state_of(store) is MigrationState.DONE


@family(short=1)
async def test_users_are_added_to_a_run_that_is_at_work_and_failures_alone_are_retried(
    store: UserMigrationStore,
) -> None:
    await acted(store, MigrationAct.START, NOON)
    [(_, run)] = await store.claim(NOON)
    await store.settle("m", run, {EMAILS[1]: UserReason.NOT_ACCEPTED})
    added = await acted(store, MigrationAct.ADD, NOON, emails=(EMAILS[2], EMAILS[0], "nobody@a.example"))
    # Who is migrated already is not touched.
    assert (added.concerned, {*added.refused}) == (1, {EMAILS[0], "nobody@a.example"})
    assert added.migration.run == run
    assert await store.claim(NOON) == []
    assert await run_to_its_end(store, run) == dict(
        zip(EMAILS, (UserOutcome.MIGRATED, UserOutcome.FAILED, UserOutcome.MIGRATED), strict=True)
    )
    assert await state_of(store) is MigrationState.DONE_WITH_ERRORS
    assert (await acted(store, MigrationAct.RETRY, NOON, emails=(EMAILS[0], EMAILS[1]))).concerned == 1
    [(_, again)] = await store.claim(NOON)
    assert await store.waiting("m", again) is not None
    [waiting] = await store.users(MigrationUserQuery("m", 10, outcome=UserOutcome.WAITING))
    assert waiting.email == EMAILS[1]
    await run_to_its_end(store, again)
    assert await state_of(store) is MigrationState.DONE
    mails = Counter(mail.email for mail in await store.mails("m") if mail.kind is MailKind.MIGRATED)
    assert mails == Counter(EMAILS)


@family(short=1)
async def test_an_undo_of_some_takes_back_those_of_the_wave_alone(store: UserMigrationStore) -> None:
    await acted(store, MigrationAct.START, NOON)
    [(_, run)] = await store.claim(NOON)
    await run_to_its_end(store, run)
    await acted(store, MigrationAct.ADD, NOON, emails=EMAILS[2:])
    [(_, run)] = await store.claim(NOON)
    await run_to_its_end(store, run)
    assert (await acted(store, MigrationAct.UNDO, NOON, emails=EMAILS[:1], wave=2)).concerned == 0
    assert (await acted(store, MigrationAct.UNDO, NOON, emails=EMAILS[1:], wave=1)).concerned == 1
    [(_, run)] = await store.claim(NOON + HOUR)
    assert await run_to_its_end(store, run) == dict(
        zip(EMAILS, (UserOutcome.MIGRATED, UserOutcome.REVERTED, UserOutcome.MIGRATED), strict=True)
    )


@family(short=1)
async def test_a_batch_is_heard_of_by_every_process_though_its_own_is_killed(
    store: UserMigrationStore, database: Database
) -> None:
    seconds = [0.0]
    other = IntegrationStore(database, lambda: seconds[0])
    before = await other.revision()
    await acted(store, MigrationAct.START, NOON)
    [(_, run)] = await store.claim(NOON)
    # It is killed before it can say whom it has changed.
    await store.settle("m", run, {})
    seconds[0] += 2.0
    assert await other.revision() != before


@family(short=1)
async def test_who_was_made_in_books_and_taken_back_is_named_until_it_is_settled(store: UserMigrationStore) -> None:
    await acted(store, MigrationAct.START, NOON)
    [(_, run)] = await store.claim(NOON)
    await store.note_asking("m", EMAILS[:1])
    await run_to_its_end(store, run)
    assert await store.retiring("m") == []
    await acted(store, MigrationAct.UNDO, NOON)
    [(_, run)] = await store.claim(NOON + HOUR)
    assert (await store.settle("m", run, {}))[0].goes_on
    [user] = await store.retiring("m")
    assert (user.email, user.reason) == (EMAILS[0], UserReason.STILL_IN_BOOKS)
    await store.settle_retiring("m", {EMAILS[0]: UserReason.INACTIVE_IN_BOOKS})
    assert await store.retiring("m") == []
    # Whoever is migrated again is no longer what the undo has made of them.
    await acted(store, MigrationAct.ADD, NOON)
    await run_to_its_end(store, run)
    [user] = [user for user in await store.users(MigrationUserQuery("m", 10)) if user.email == EMAILS[0]]
    assert (user.outcome, user.reason) == (UserOutcome.MIGRATED, UserReason.CHOSEN)


@family(short=1)
async def test_refresh_tokens_in_jobs_are_counted_and_end_with_their_jobs(store: UserMigrationStore) -> None:
    for number in range(MANY_REFRESH_TOKENS):
        await ready(store, f"job{number}")
        await acted(store, MigrationAct.SCHEDULE, NOON, REFRESH, id_=f"job{number}", start_after=NOON + DAY)
    live = [token for token in await store.tokens(HERE) if token.is_refreshable and token.ended_at is None]
    assert len(live) == MANY_REFRESH_TOKENS
    assert "20" in (refresh_token_warning(len(live)) or "")
    await acted(store, MigrationAct.CANCEL, NOON, None, id_="job0")
    live = [token for token in await store.tokens(HERE) if token.is_refreshable and token.ended_at is None]
    assert refresh_token_warning(len(live)) is None
    assert await store.tokens("us:another") == []
