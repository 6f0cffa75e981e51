"""Migrations of users: how far they are, and what becomes of each user."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.errors import BadUserInput
from domain.job_tokens import refresh_token_warning
from domain.user_migrations import (
    Becomes,
    MigratingUser,
    MigrationAct,
    MigrationProgress,
    MigrationState,
    MigrationUserQuery,
    UserMigration,
    UserOutcome,
    UserReason,
    acts_in,
)
from resolvers.integration import user_migrations
from schema.engine.declare.connections import PageInfo
from schema.engine.declare.enums import describe_values
from schema.engine.declare.operation import OperationContext
from schema.integration.roster import LONGEST_SEARCH, MOST_MEMBERS
from schema.shared.own_pages import page_info, page_size
from schema.shared.scalar_texts import instant_text

_DESCRIBED = (
    (MigrationState, "MigrationState", "How far a migration is."),
    (Becomes, "MigrationResult", "What a user of CRM becomes."),
    (UserReason, "MigrationReason", "Why a user becomes that, or why nothing became of it."),
    (UserOutcome, "MigrationOutcome", "What became of a user so far."),
)
# The domain's own enums, as types of the graph.
for _enum, _name, _text in _DESCRIBED:
    strawberry.enum(_enum, name=_name, description=_text)
    describe_values(
        _enum,
        lambda each: (
            f"The state, in words: {each.value}." if isinstance(each, MigrationState) else f"In words: {each.value}."
        ),
    )
# What is possible next, by the mutation that does it.
_STEPS = {
    MigrationAct.VALIDATE: "validateMigration",
    MigrationAct.SELECT: "selectMigrationUsers",
    MigrationAct.START: "startMigration",
    MigrationAct.ADD: "addMigrationUsers",
    MigrationAct.PAUSE: "pauseMigration",
    MigrationAct.RESUME: "resumeMigration",
    MigrationAct.CANCEL: "cancelMigration",
    MigrationAct.RETRY: "retryMigration",
    MigrationAct.COMPLETE: "completeMigration",
    MigrationAct.UNDO: "revertMigration",
}


@strawberry.type(description="How many users of a migration came to what.")
class MigrationOutcomeCount:
    """One outcome."""

    outcome: UserOutcome = strawberry.field(description="The outcome.")
    count: int = strawberry.field(description="How many users.")


@strawberry.type(description="How many users of CRM become what.")
class MigrationResultCount:
    """One result."""

    becomes: Becomes = strawberry.field(description="What they become.")
    count: int = strawberry.field(description="How many users.")


@strawberry.type(description="A migration of users of CRM into the finance suite.")
class Migration:
    """A migration."""

    id: strawberry.ID = strawberry.field(description="The id, for `migration` of queries and mutations.")
    state: MigrationState = strawberry.field(description="How far it is.")
    note: str | None = strawberry.field(description="What needs attention, or why it was paused.")
    template: str | None = strawberry.field(description="The template of the grants; null for grants of its own.")
    use_days: int = strawberry.field(description="For how many days back use of the finance modules was looked at.")
    created_at: datetime = strawberry.field(description="When it was prepared.")
    start_after: datetime | None = strawberry.field(description="When it starts by itself.")
    started_at: datetime | None = strawberry.field(description="When it was started.")
    ended_at: datetime | None = strawberry.field(description="When it was through.")
    window_ends_at: datetime | None = strawberry.field(
        description="Until when users can be taken back; then the rest is migrated according to use."
    )
    changed_by: str = strawberry.field(description="E-mail address of the administrator in whose name it runs.")
    steps: list[str] = strawberry.field(description="The mutations that are possible now.")
    outcomes: list[MigrationOutcomeCount] = strawberry.field(description="How many users came to what.")
    becoming: list[MigrationResultCount] = strawberry.field(description="How many users become what.")
    report: str = strawberry.field(description="Path of the report per user; `.csv` and `.json` can follow it.")


@strawberry.type(description="A user in a migration.")
class MigrationUser:
    """A user."""

    email: str = strawberry.field(description="E-mail address that the user signs in with.")
    name: str = strawberry.field(description="First and last name.")
    becomes: Becomes = strawberry.field(description="What the user becomes.")
    reason: UserReason = strawberry.field(description="Why.")
    uses: int = strawberry.field(description="Acts in the finance modules in the days that were looked at.")
    outcome: UserOutcome = strawberry.field(description="What became of the user so far.")
    wave: int | None = strawberry.field(description="The selection that the user is in, from 1; null for none.")
    changed_at: datetime | None = strawberry.field(description="When that was.")
    kept_documents: int = strawberry.field(
        description="Writes in the finance modules since the user was migrated, which stay theirs when taken back."
    )


@strawberry.type(description="A user in a migration with the cursor.")
class MigrationUserEdge:
    """A user with its cursor."""

    cursor: str = strawberry.field(description="Cursor of the user, for `after`.")
    node: MigrationUser = strawberry.field(description="The user.")


@strawberry.type(description="A page of the users of a migration, by address.")
class MigrationUserConnection:
    """A page."""

    edges: list[MigrationUserEdge] = strawberry.field(description="The users with their cursors.")
    nodes: list[MigrationUser] = strawberry.field(description="The users.")
    page_info: PageInfo = strawberry.field(description="Information about this page.")


@strawberry.type(description="That a job has a token of an administrator, or had one. The token itself is never shown.")
class IntegrationJobToken:
    """A token of a job."""

    migration: strawberry.ID = strawberry.field(description="The migration that it was given to.")
    given_by: str = strawberry.field(
        description="E-mail address of the administrator, in whose name each call is made."
    )
    given_at: datetime = strawberry.field(description="When.")
    ended_at: datetime | None = strawberry.field(description="When it was dropped.")
    refreshable: bool = strawberry.field(description="Whether it is a refresh token; else it lives for an hour.")
    calls: int = strawberry.field(description="Calls to products that were made with it.")


@strawberry.type(description="The tokens that administrators of the organisation gave to jobs.")
class IntegrationJobTokens:
    """The tokens."""

    tokens: list[IntegrationJobToken] = strawberry.field(description="The newest first.")
    warnings: list[str] = strawberry.field(description="Who is near the number of refresh tokens that Zoho allows.")


MigrationId = Annotated[strawberry.ID, strawberry.argument(description="Id of the migration.")]
MigrationFirst = Annotated[int | None, strawberry.argument(description=f"Number of users, 1 to {MOST_MEMBERS}.")]
MigrationSearch = Annotated[
    str | None, strawberry.argument(description=f"A part of name or address, up to {LONGEST_SEARCH} characters.")
]
MigrationOutcomeArgument = Annotated[
    UserOutcome | None, strawberry.argument(description="Only users with this outcome.")
]
MigrationBecomes = Annotated[Becomes | None, strawberry.argument(description="Only users who become this.")]


def shown_migration(migration: UserMigration, progress: MigrationProgress) -> Migration:
    """A migration as the graph shows it."""
    return Migration(
        id=strawberry.ID(migration.id),
        state=migration.state,
        note=migration.note or None,
        template=migration.template or None,
        use_days=migration.use_days,
        created_at=instant_text(migration.created_at),
        start_after=_instant(migration.start_after),
        started_at=_instant(migration.started_at),
        ended_at=_instant(migration.ended_at),
        window_ends_at=_instant(migration.window_ends_at),
        changed_by=migration.author.email,
        steps=[_STEPS[act] for act in acts_in(migration.state) if act in _STEPS],
        outcomes=[
            MigrationOutcomeCount(outcome=outcome, count=progress.outcomes[outcome])
            for outcome in UserOutcome
            if outcome in progress.outcomes
        ],
        becoming=[
            MigrationResultCount(becomes=becomes, count=progress.becoming[becomes])
            for becomes in Becomes
            if becomes in progress.becoming
        ],
        report=f"/files/migrations/{migration.id}",
    )


def _instant(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant_text(instant)


def shown_user(user: MigratingUser) -> MigrationUser:
    """A user as the graph shows one."""
    return MigrationUser(
        email=user.email,
        name=user.name,
        becomes=user.becomes,
        reason=user.reason,
        uses=user.uses,
        outcome=user.outcome,
        wave=user.wave or None,
        changed_at=_instant(user.changed_at),
        kept_documents=user.kept_documents,
    )


async def shown(context: OperationContext, migration: UserMigration) -> Migration:
    """A migration with how far its users are."""
    shelf = user_migrations.migrations_of(context.loader).shelf
    return shown_migration(migration, await shelf.progress(migration.id))


async def migration_users_page(
    info: Info[OperationContext, None], query: MigrationUserQuery, after: str | None
) -> MigrationUserConnection:
    """A page of users. Raises Forbidden, NotFound and BadUserInput."""
    size, word, cursors = page_size(query.first, MOST_MEMBERS), query.search.strip(), info.context.cursors
    if len(word) > LONGEST_SEARCH:
        raise BadUserInput(f"`search` must have at most {LONGEST_SEARCH} characters.")
    binding = f"migration\0{query.migration_id}\0{word}\0{query.outcome}\0{query.becomes}".encode()
    start = str(cursors.open(binding, after)[0]) if after else ""
    wanted = MigrationUserQuery(query.migration_id, size, start, word, query.outcome, query.becomes)
    users, more = await user_migrations.users_page(info.context.loader, wanted)
    edges = [MigrationUserEdge(cursor=cursors.seal(binding, (user.email,)), node=shown_user(user)) for user in users]
    return MigrationUserConnection(
        edges=edges,
        nodes=[edge.node for edge in edges],
        page_info=page_info([edge.cursor for edge in edges], more=more),
    )


async def shown_job_tokens(info: Info[OperationContext, None]) -> IntegrationJobTokens:
    """The tokens of jobs. Raises Forbidden."""
    tokens = await user_migrations.job_tokens(info.context.loader)
    live = [token for token in tokens if token.is_refreshable and token.ended_at is None]
    givers = {token.given_by: sum(each.given_by == token.given_by for each in live) for token in live}
    texts = {giver: refresh_token_warning(count) for giver, count in givers.items()}
    return IntegrationJobTokens(
        tokens=[
            IntegrationJobToken(
                migration=strawberry.ID(token.job_id),
                given_by=token.given_by,
                given_at=instant_text(token.given_at),
                ended_at=_instant(token.ended_at),
                refreshable=token.is_refreshable,
                calls=token.calls,
            )
            for token in tokens
        ],
        warnings=[f"{giver}: {text}" for giver, text in texts.items() if text is not None],
    )
