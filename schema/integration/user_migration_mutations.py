"""Changes to migrations."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.user_migrations import MigrationAct, UserReason
from resolvers.integration import user_migrations
from resolvers.integration.administration import administered_tenant
from resolvers.integration.templates import granted
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, own_field
from schema.integration.granting import granted_modules
from schema.integration.roster import PEOPLE_CALLS, ROSTER_CALLS
from schema.integration.roster_mutations import GrantsOfOne
from schema.integration.user_migrations import Migration, MigrationId, shown
from schema.shared.scalar_texts import written_instant


@strawberry.type(description="A user whom an act could not concern.")
class MigrationRefusal:
    """A user and the reason."""

    email: str = strawberry.field(description="The address, casefolded.")
    reason: UserReason = strawberry.field(description="Why not.")


@strawberry.type(description="A migration after an act.")
class MigrationPayload:
    """The result of an act."""

    migration: Migration = strawberry.field(description="The migration.")
    concerned: int = strawberry.field(description="How many users the act concerned.")
    refused: list[MigrationRefusal] = strawberry.field(description="Users whom it could not concern.")


MigrationTemplate = Annotated[
    str | None, strawberry.argument(description="Name of a template of grants; `current` if unset.")
]
UseDays = Annotated[
    int, strawberry.argument(description="For how many days back use of the finance modules counts, 1 to 365.")
]
WithUnused = Annotated[
    bool, strawberry.argument(description="Whether those become integration users too who have not used finance.")
]
Some = Annotated[list[str], strawberry.argument(description=f"E-mail addresses, 1 to {user_migrations.MOST_EMAILS:,}.")]
SomeOrAll = Annotated[
    list[str] | None,
    strawberry.argument(description=f"E-mail addresses, 1 to {user_migrations.MOST_EMAILS:,}; everybody when unset."),
]
LeaveOut = Annotated[bool, strawberry.argument(description="Take these users out of the selection instead.")]
StartAfter = Annotated[
    datetime | None, strawberry.argument(description="When it starts by itself; at once when unset.")
]
CompleteAfter = Annotated[
    datetime | None,
    strawberry.argument(description="When the rest is migrated according to use; 90 days after the start when unset."),
]
RefreshToken = Annotated[
    str | None,
    strawberry.argument(
        description="A refresh token of the caller for this migration alone, where it takes longer than the hour that "
        "the access token lives. It is encrypted and dropped at the end."
    ),
]
Wave = Annotated[int | None, strawberry.argument(description="Only users of this selection.")]


@strawberry.type
class UserMigrationMutations:
    """Mutations of migrations."""

    @own_field(
        "Prepare a migration: who becomes what and why. Nobody is changed. For administrators.",
        costs=PEOPLE_CALLS,
        acts=NO_RECORDS,
    )
    async def create_migration(
        self,
        info: Info[OperationContext, None],
        template: MigrationTemplate = None,
        grants: GrantsOfOne = None,
        use_days: UseDays = 90,
        with_unused: WithUnused = False,
    ) -> Migration | None:
        """The prepared migration."""
        loader = info.context.loader
        names = (template,) if template else () if grants is not None else ("current",)
        own = None if grants is None else granted_modules(grants)
        name, modules = await granted(loader, await administered_tenant(loader), names, own)
        created = await user_migrations.create_migration(
            info.context.loader, name, modules, use_days, with_unused=with_unused
        )
        return await shown(info.context, created)

    @own_field(
        "Look anew at who becomes what, before the start. For administrators.", costs=PEOPLE_CALLS, acts=NO_RECORDS
    )
    async def validate_migration(
        self, info: Info[OperationContext, None], migration: MigrationId, with_unused: WithUnused = False
    ) -> Migration | None:
        """The migration, validated."""
        validated = await user_migrations.validate_migration(
            info.context.loader, str(migration), with_unused=with_unused
        )
        return await shown(info.context, validated)

    @own_field(
        "Choose users for a migration that has not started. For administrators.", costs=ROSTER_CALLS, acts=NO_RECORDS
    )
    async def select_migration_users(
        self, info: Info[OperationContext, None], migration: MigrationId, emails: Some, leave_out: LeaveOut = False
    ) -> MigrationPayload | None:
        """The selection."""
        return await _payload(info, migration, MigrationAct.SELECT, emails=emails, leaves_out=leave_out)

    @own_field(
        "Migrate users: the chosen ones now or at a time, with the caller's own token. For administrators.",
        costs=ROSTER_CALLS,
        acts=NO_RECORDS,
    )
    async def start_migration(
        self,
        info: Info[OperationContext, None],
        migration: MigrationId,
        start_after: StartAfter = None,
        complete_after: CompleteAfter = None,
        refresh_token: RefreshToken = None,
    ) -> MigrationPayload | None:
        """The started or scheduled migration."""
        act = MigrationAct.START if start_after is None else MigrationAct.SCHEDULE
        times = {"start_after": written_instant(start_after), "complete_after": written_instant(complete_after)}
        return await _payload(info, migration, act, refresh_token=refresh_token, **times)

    @own_field(
        "Add users to a migration, which may be running. For administrators.", costs=ROSTER_CALLS, acts=NO_RECORDS
    )
    async def add_migration_users(
        self, info: Info[OperationContext, None], migration: MigrationId, emails: Some
    ) -> MigrationPayload | None:
        """The migration with these users."""
        return await _payload(info, migration, MigrationAct.ADD, emails=emails)

    @own_field(
        "Let a migration stop after the users that it is at. For administrators.", costs=ROSTER_CALLS, acts=NO_RECORDS
    )
    async def pause_migration(
        self, info: Info[OperationContext, None], migration: MigrationId
    ) -> MigrationPayload | None:
        """The paused migration."""
        return await _payload(info, migration, MigrationAct.PAUSE)

    @own_field(
        "Let a paused migration go on, with the caller's own token. For administrators.",
        costs=ROSTER_CALLS,
        acts=NO_RECORDS,
    )
    async def resume_migration(
        self, info: Info[OperationContext, None], migration: MigrationId, refresh_token: RefreshToken = None
    ) -> MigrationPayload | None:
        """The running migration."""
        return await _payload(info, migration, MigrationAct.RESUME, refresh_token=refresh_token)

    @own_field("End a migration: who was migrated stays so. For administrators.", costs=ROSTER_CALLS, acts=NO_RECORDS)
    async def cancel_migration(
        self, info: Info[OperationContext, None], migration: MigrationId
    ) -> MigrationPayload | None:
        """The cancelled migration."""
        return await _payload(info, migration, MigrationAct.CANCEL)

    @own_field(
        "Try users again for whom it failed, and nobody else. For administrators.", costs=ROSTER_CALLS, acts=NO_RECORDS
    )
    async def retry_migration(
        self, info: Info[OperationContext, None], migration: MigrationId, emails: SomeOrAll = None
    ) -> MigrationPayload | None:
        """The running migration."""
        return await _payload(info, migration, MigrationAct.RETRY, emails=emails)

    @own_field(
        "Migrate now who was left out so far and uses finance, before the window ends. For administrators.",
        costs=ROSTER_CALLS,
        acts=NO_RECORDS,
    )
    async def complete_migration(
        self, info: Info[OperationContext, None], migration: MigrationId, refresh_token: RefreshToken = None
    ) -> MigrationPayload | None:
        """The running migration."""
        return await _payload(info, migration, MigrationAct.COMPLETE, refresh_token=refresh_token)

    @own_field(
        "Take users back within the window: some, a wave, or everybody. Documents that they wrote stay theirs. For "
        "administrators.",
        costs=ROSTER_CALLS,
        acts=NO_RECORDS,
    )
    async def revert_migration(
        self,
        info: Info[OperationContext, None],
        migration: MigrationId,
        emails: SomeOrAll = None,
        wave: Wave = None,
    ) -> MigrationPayload | None:
        """The running migration."""
        return await _payload(info, migration, MigrationAct.UNDO, emails=emails, wave=wave)

    @own_field(
        "Drop the token of a job, which then waits for another. For administrators.",
        costs=ROSTER_CALLS,
        acts=NO_RECORDS,
    )
    async def end_integration_job_token(
        self, info: Info[OperationContext, None], migration: MigrationId
    ) -> bool | None:
        """True."""
        await user_migrations.end_job_token(info.context.loader, str(migration))
        return True


async def _payload(
    info: Info[OperationContext, None], migration: strawberry.ID, act: MigrationAct, **more: Any
) -> MigrationPayload:
    outcome = await user_migrations.change_migration(info.context.loader, str(migration), act, **more)
    return MigrationPayload(
        migration=await shown(info.context, outcome.migration),
        concerned=outcome.concerned,
        refused=[MigrationRefusal(email=email, reason=reason) for email, reason in outcome.refused.items()],
    )
