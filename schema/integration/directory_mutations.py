"""Changes to directories and to those who have left."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from resolvers.integration import directories
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, own_field
from schema.integration.directories import (
    DIRECTORY_CALLS,
    DirectoryToken,
    ShownDirectory,
    ShownDirectoryGroup,
    ShownLeaverReport,
    shown_directory,
    shown_group,
    shown_report,
)
from schema.integration.directory_queries import Leaver

DirectoryName = Annotated[str, strawberry.argument(description="The name by which administrators know it.")]
DirectoryId = Annotated[strawberry.ID, strawberry.argument(description="The id of a directory.")]
GroupId = Annotated[strawberry.ID, strawberry.argument(description="The id of a group of a directory.")]
TemplateOfGroup = Annotated[
    str | None, strawberry.argument(description="Name of a template of grants; null, and the group grants nothing.")
]


@strawberry.type
class DirectoryMutations:
    """Mutations of directories."""

    @own_field(
        "Make the token with which a directory reports the organisation's people. For administrators.",
        costs=DIRECTORY_CALLS,
        acts=NO_RECORDS,
    )
    async def create_directory(self, info: Info[OperationContext, None], name: DirectoryName) -> DirectoryToken | None:
        """The new directory with its token."""
        return _token(await directories.create_directory(info.context.loader, name))

    @own_field(
        "Make another token for a directory; the one before ends at once. For administrators.",
        costs=DIRECTORY_CALLS,
        acts=NO_RECORDS,
    )
    async def rotate_directory_token(
        self,
        info: Info[OperationContext, None],
        id: DirectoryId,  # as the argument is named
    ) -> DirectoryToken | None:
        """The directory with its new token."""
        return _token(await directories.rotate_directory(info.context.loader, id))

    @own_field(
        "Accept the token of a directory no more. Whom it has deactivated stays out. For administrators.",
        costs=DIRECTORY_CALLS,
        acts=NO_RECORDS,
    )
    async def revoke_directory(
        self,
        info: Info[OperationContext, None],
        id: DirectoryId,  # as above
    ) -> ShownDirectory | None:
        """The directory."""
        return shown_directory(await directories.revoke_directory(info.context.loader, id))

    @own_field(
        "Have a group of a directory grant a template to its members. For administrators.",
        costs=DIRECTORY_CALLS,
        acts=NO_RECORDS,
    )
    async def set_directory_group_template(
        self, info: Info[OperationContext, None], group: GroupId, template: TemplateOfGroup = None
    ) -> ShownDirectoryGroup | None:
        """The group."""
        return shown_group(await directories.set_group_template(info.context.loader, group, template))

    @own_field(
        "Let a user in again whom a directory has deactivated. Grants stay suspended until they are resumed. For "
        "administrators.",
        costs=DIRECTORY_CALLS,
        acts=NO_RECORDS,
    )
    async def readmit_leaver(self, info: Info[OperationContext, None], user: Leaver) -> ShownLeaverReport | None:
        """The report on the user."""
        return shown_report(await directories.readmit_leaver(info.context.loader, user))


def _token(secret: directories.DirectorySecret) -> DirectoryToken:
    return DirectoryToken(directory=shown_directory(secret.directory), token=secret.token)
