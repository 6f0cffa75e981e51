"""Migrations of users, as administrators of CRM prepare, start and undo them."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from domain.caller import Token
from domain.errors import BadUserInput, Forbidden, NotAvailableYet, NotFound
from domain.grants import GrantSet, casefolded
from domain.job_tokens import ACCESS_LIFETIME, JobToken, SealedToken
from domain.journal import OF_GATEWAY, JournalEntry, JournalValues
from domain.json_values import mapping
from domain.rollout import Rollout, waves_in
from domain.user_migrations import (
    Becomes,
    MigratingUser,
    MigrationAct,
    MigrationChange,
    MigrationOutcome,
    MigrationState,
    MigrationUserQuery,
    UserMigration,
    UserReason,
    acts_in,
)
from resolvers.caller.authors import author_of
from resolvers.caller.migrations import Migrations
from resolvers.integration.administration import administered_tenant
from resolvers.integration.migration_preview import proposed_users
from resolvers.integration.people import people_of
from resolvers.integration.roster import emails_in_roster
from resolvers.reading.journal_entries import entry_of
from resolvers.reading.loader import RecordLoader

NO_DATABASE = "This gateway keeps no migrations: its operator has to set SUITEGRAPH_DATABASE."
NO_KEYS = "No migration can be started here: the operator has to set SUITEGRAPH_JOB_KEYS, which encrypt its token."
NO_CLIENT = (
    "A refresh token can be used by the client alone that it was made for: the operator has to set "
    "SUITEGRAPH_OAUTH_CLIENTS."
)
NONE_SUCH = "There is no such migration."
MOST_DAYS = 365
MOST_EMAILS = 5000
MOST_MIGRATIONS = 50
# A start is no time of day: it may be named a moment too late.
GRACE = timedelta(minutes=5)
# Acts that make a run work, which needs a token.
_RUNS = frozenset(
    {MigrationAct.SCHEDULE, MigrationAct.START, MigrationAct.RESUME, MigrationAct.RETRY, MigrationAct.COMPLETE}
    | {MigrationAct.ADD, MigrationAct.UNDO}
)
_MUTATIONS = {
    MigrationAct.SELECT: "selectMigrationUsers",
    MigrationAct.SCHEDULE: "startMigration",
    MigrationAct.START: "startMigration",
    MigrationAct.ADD: "addMigrationUsers",
    MigrationAct.PAUSE: "pauseMigration",
    MigrationAct.RESUME: "resumeMigration",
    MigrationAct.CANCEL: "cancelMigration",
    MigrationAct.RETRY: "retryMigration",
    MigrationAct.COMPLETE: "completeMigration",
    MigrationAct.UNDO: "revertMigration",
}


def migrations_of(loader: RecordLoader) -> Migrations:
    """The migrations of this gateway. Raises Forbidden where it has no database."""
    migrations = loader.permissions.rules.migrations
    if migrations is None:
        raise Forbidden(NO_DATABASE)
    return migrations


async def create_migration(
    loader: RecordLoader, template: str, modules: GrantSet, use_days: int, *, with_unused: bool
) -> UserMigration:
    """A new migration, validated already; nobody is changed. One call per page of 200 users in CRM and in Books.

    Raises Forbidden, NotAvailableYet and BadUserInput.
    """
    tenant, migrations = await administered_tenant(loader), migrations_of(loader)
    await _check_rollout(loader, tenant, migrations)
    if not 1 <= use_days <= MOST_DAYS:
        raise BadUserInput(f"`useDays` must be between 1 and {MOST_DAYS}.")
    migration = UserMigration(
        id=secrets.token_hex(12),
        tenant=tenant,
        state=MigrationState.VALIDATING,
        author=await author_of(loader.permissions),
        template=template,
        modules=modules,
        use_days=use_days,
        created_at=datetime.now(UTC),
    )
    entry = await _entry(loader, "createMigration", migration.id, {"template": template, "useDays": use_days})
    await migrations.shelf.create(migration, entry)
    return await _validated(loader, migration, with_unused=with_unused)


async def validate_migration(loader: RecordLoader, migration_id: str, *, with_unused: bool) -> UserMigration:
    """A migration, looked at anew before it starts; nobody is changed. Calls and errors as `create_migration`."""
    outcome = await change_migration(loader, migration_id, MigrationAct.VALIDATE)
    return await _validated(loader, outcome.migration, with_unused=with_unused)


async def _validated(loader: RecordLoader, migration: UserMigration, *, with_unused: bool) -> UserMigration:
    shelf = migrations_of(loader).shelf
    people = await people_of(loader)
    uses = await shelf.uses(migration.tenant, datetime.now(UTC) - timedelta(days=migration.use_days))
    members = await emails_in_roster(loader, migration.tenant)
    users = proposed_users(people, members, uses, with_unused=with_unused)
    note = await _problems(loader, migration.tenant, users)
    act = MigrationAct.FIND_PROBLEMS if note else MigrationAct.FIND_READY
    entry = await _entry(loader, "validateMigration", migration.id, {"users": len(users), "problems": note})
    validated = await shelf.validated(migration.id, users, act, note, entry)
    if validated is None:
        raise BadUserInput("The migration was changed while it was validated: validate it again.")
    return validated


async def _problems(loader: RecordLoader, tenant: str, users: Sequence[MigratingUser]) -> str:
    """What needs attention before the start, empty where nothing does."""
    rosters = loader.permissions.rules.rosters
    room = (await rosters.limit(tenant)).most - await rosters.count(tenant)
    wanted = sum(user.becomes is Becomes.INTEGRATION_USER for user in users)
    doubtful = sum(user.reason is UserReason.DOUBTFUL for user in users)
    problems = [
        f"{wanted:,} users would become integration users, and there is room for {max(room, 0):,}: leave some out, or "
        "raise the limit with setIntegrationUserLimit."
        if wanted > room
        else "",
        f"{doubtful:,} users have the name of a user of Books and another address: they are left out until the "
        "addresses are equal or the names differ."
        if doubtful
        else "",
    ]
    return " ".join(problem for problem in problems if problem)


async def _check_rollout(loader: RecordLoader, tenant: str, migrations: Migrations) -> None:
    settings = await loader.permissions.rules.integrations.settings(tenant)
    own = waves_in(settings.rollout) if settings is not None else ()
    rollout = Rollout(own) if own else migrations.rollout
    license_ = mapping((await loader.permissions.organizations.of_crm() or {}).get("license_details"))
    edition = license_.get("paid_type")
    data_centre = loader.upstream.caller.data_centre
    today = datetime.now(UTC).date()
    refusal = rollout.refusal(data_centre, edition if isinstance(edition, str) else None, today)
    if refusal is not None:
        raise NotAvailableYet(refusal)


async def change_migration(
    loader: RecordLoader,
    migration_id: str,
    act: MigrationAct,
    *,
    emails: Sequence[str] | None = None,
    wave: int | None = None,
    leaves_out: bool = False,
    start_after: datetime | None = None,
    complete_after: datetime | None = None,
    refresh_token: str | None = None,
) -> MigrationOutcome:
    """A migration after an act of the caller, who gives it their token where it makes a run work: at most two calls.

    Raises Forbidden, NotFound, and BadUserInput where the act is not possible now.
    """
    tenant, migrations, now = await administered_tenant(loader), migrations_of(loader), datetime.now(UTC)
    if emails is not None and not 1 <= len(emails) <= MOST_EMAILS:
        raise BadUserInput(f"Name 1 to {MOST_EMAILS:,} users at a time.")
    _check_times(now, start_after, complete_after, is_refreshable=refresh_token is not None)
    sealed = _sealed(loader, migrations, migration_id, refresh_token) if act in _RUNS else None
    change = MigrationChange(
        act=act,
        author=await author_of(loader.permissions),
        at=now,
        emails=None if emails is None else tuple(dict.fromkeys(casefolded(email) for email in emails)),
        wave=wave,
        leaves_out=leaves_out,
        start_after=start_after,
        complete_after=complete_after,
    )
    about = {"users": change.emails, "wave": wave, "startAfter": start_after, "completeAfter": complete_after}
    words = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in about.items() if value}
    entry = await _entry(loader, _MUTATIONS.get(act, "validateMigration"), migration_id, words)
    outcome = await migrations.shelf.change(tenant, migration_id, change, entry, sealed)
    if outcome is None:
        raise NotFound(NONE_SUCH)
    if not outcome.is_done:
        possible = ", ".join(each.value for each in acts_in(outcome.migration.state) if each in _MUTATIONS) or "nothing"
        raise BadUserInput(f"The migration is {outcome.migration.state.value}: possible is {possible}.")
    return outcome


def _check_times(now: datetime, start: datetime | None, complete: datetime | None, *, is_refreshable: bool) -> None:
    if start is not None and start < now - GRACE:
        raise BadUserInput("`startAfter` is over.")
    if complete is not None and complete <= max(start or now, now):
        raise BadUserInput("`completeAfter` must be later than the start.")
    if start is not None and start > now + ACCESS_LIFETIME - GRACE and not is_refreshable:
        raise BadUserInput(
            "An access token lives for an hour: a start later than that needs `refreshToken`, which is encrypted, used "
            "by this migration alone and dropped at its end."
        )


def _sealed(loader: RecordLoader, migrations: Migrations, migration_id: str, refresh_token: str | None) -> SealedToken:
    if migrations.sealer is None:
        raise Forbidden(NO_KEYS)
    if refresh_token is not None and loader.upstream.caller.data_centre not in migrations.oauth_clients:
        raise Forbidden(NO_CLIENT)
    caller = loader.upstream.caller
    token = caller.token if refresh_token is None else Token(refresh_token)
    text = migrations.sealer.sealed(migration_id, token)
    return SealedToken(text, refresh_token is not None, caller.organizations)


async def migration_named(loader: RecordLoader, migration_id: str) -> UserMigration:
    """A migration of the caller's organisation. Raises Forbidden and NotFound."""
    migration = await migrations_of(loader).shelf.one(await administered_tenant(loader), migration_id)
    if migration is None:
        raise NotFound(NONE_SUCH)
    return migration


async def migrations_page(loader: RecordLoader, first: int) -> Sequence[UserMigration]:
    """The newest migrations of the caller's organisation. Raises Forbidden."""
    tenant = await administered_tenant(loader)
    return await migrations_of(loader).shelf.all(tenant, first)


async def users_page(loader: RecordLoader, query: MigrationUserQuery) -> tuple[Sequence[MigratingUser], bool]:
    """A page of a migration's users, and whether more follow. Raises Forbidden and NotFound."""
    await migration_named(loader, query.migration_id)
    # One more than is asked for says whether there is another page.
    wanted = MigrationUserQuery(
        query.migration_id, query.first + 1, query.after, query.search, query.outcome, query.becomes
    )
    users = await migrations_of(loader).shelf.users(wanted)
    return users[: query.first], len(users) > query.first


async def job_tokens(loader: RecordLoader) -> Sequence[JobToken]:
    """The tokens that administrators of the caller's organisation gave to jobs. Raises Forbidden."""
    tenant = await administered_tenant(loader)
    return await migrations_of(loader).shelf.tokens(tenant)


async def end_job_token(loader: RecordLoader, migration_id: str) -> None:
    """Drop the token of a job: what it still has to do waits for another. Raises Forbidden and NotFound."""
    tenant, shelf = await administered_tenant(loader), migrations_of(loader).shelf
    if not await shelf.end_token(tenant, migration_id, await _entry(loader, "endJobToken", migration_id, {})):
        raise NotFound("There is no such job with a token.")


async def _entry(loader: RecordLoader, act: str, migration_id: str, after: JournalValues) -> JournalEntry:
    author = await author_of(loader.permissions)
    return await entry_of(loader, act, module=OF_GATEWAY, record_id=migration_id, author=author, after=after)
