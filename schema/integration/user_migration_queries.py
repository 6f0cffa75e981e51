"""Queries of migrations."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.queries import DEFAULT_PAGE
from domain.user_migrations import MigrationUserQuery
from resolvers.integration import user_migrations
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import own_field
from schema.integration.roster import ROSTER_CALLS, After
from schema.integration.user_migrations import (
    IntegrationJobTokens,
    Migration,
    MigrationBecomes,
    MigrationFirst,
    MigrationId,
    MigrationOutcomeArgument,
    MigrationSearch,
    MigrationUserConnection,
    migration_users_page,
    shown,
    shown_job_tokens,
)
from schema.shared.own_pages import page_size

Newest = Annotated[
    int | None, strawberry.argument(description=f"Number of migrations, 1 to {user_migrations.MOST_MIGRATIONS}.")
]


@strawberry.type
class UserMigrationQueries:
    """Queries of migrations."""

    @own_field("A migration of the caller's organisation. For administrators.", costs=ROSTER_CALLS)
    async def migration(self, info: Info[OperationContext, None], id: MigrationId) -> Migration | None:  # noqa: A002  # as every record has it
        """One migration."""
        named = await user_migrations.migration_named(info.context.loader, str(id))
        return await shown(info.context, named)

    @own_field("Migrations of the caller's organisation, the newest first. For administrators.", costs=ROSTER_CALLS)
    async def migrations(
        self, info: Info[OperationContext, None], first: Newest = DEFAULT_PAGE
    ) -> list[Migration] | None:
        """The newest migrations."""
        size = page_size(first, user_migrations.MOST_MIGRATIONS)
        newest = await user_migrations.migrations_page(info.context.loader, size)
        return [await shown(info.context, each) for each in newest]

    @own_field(
        "Users of a migration, by address: who becomes what and why, and what became of them. For administrators.",
        costs=ROSTER_CALLS,
    )
    async def migration_users(
        self,
        info: Info[OperationContext, None],
        migration: MigrationId,
        first: MigrationFirst = DEFAULT_PAGE,
        after: After = None,
        search: MigrationSearch = None,
        outcome: MigrationOutcomeArgument = None,
        becomes: MigrationBecomes = None,
    ) -> MigrationUserConnection | None:
        """A page of users."""
        size = DEFAULT_PAGE if first is None else first
        query = MigrationUserQuery(str(migration), size, "", search or "", outcome, becomes)
        return await migration_users_page(info, query, after)

    @own_field("Tokens that administrators of the organisation gave to jobs. For administrators.", costs=ROSTER_CALLS)
    async def integration_job_tokens(self, info: Info[OperationContext, None]) -> IntegrationJobTokens | None:
        """The tokens."""
        return await shown_job_tokens(info)
