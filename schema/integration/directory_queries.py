"""Queries of directories and of those who have left."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from resolvers.integration import directories
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import own_field
from schema.integration.directories import (
    LEAVER_CALLS,
    ShownDirectory,
    ShownDirectoryGroup,
    ShownLeaverReport,
    shown_directory,
    shown_group,
    shown_report,
)

Leaver = Annotated[str, strawberry.argument(description="E-mail address that the user signs in with.")]


@strawberry.type
class DirectoryQueries:
    """Queries of directories."""

    @own_field("Directories that report the organisation's people. For administrators.", costs=LEAVER_CALLS)
    async def directories(self, info: Info[OperationContext, None]) -> list[ShownDirectory] | None:
        """The directories, the oldest first."""
        return [shown_directory(each) for each in await directories.directories_of(info.context.loader)]

    @own_field("Groups that these directories have reported, by name. For administrators.", costs=LEAVER_CALLS)
    async def directory_groups(self, info: Info[OperationContext, None]) -> list[ShownDirectoryGroup] | None:
        """The groups."""
        return [shown_group(each) for each in await directories.groups_of(info.context.loader)]

    @own_field(
        "What has ended of a user whom a directory has deactivated, each with its time. For administrators.",
        costs=LEAVER_CALLS,
    )
    async def leaver_report(self, info: Info[OperationContext, None], user: Leaver) -> ShownLeaverReport | None:
        """The report."""
        return shown_report(await directories.leaver_report(info.context.loader, user))
