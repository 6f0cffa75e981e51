"""Directories that report people by SCIM, and those who have left, for administrators."""

from datetime import datetime

import strawberry

from domain.directories import Directory, DirectoryGroup, LeaverEnd
from domain.roster import RosterState
from resolvers.integration.directories import LeaverReport
from schema.engine.declare.costs import Calls, OwnCosts
from schema.engine.declare.enums import describe_values
from schema.shared.scalar_texts import instant_text

# Who the caller is, and for changes who they are in each product.
DIRECTORY_CALLS: OwnCosts = {"crm": Calls(0, 2), "books": Calls(0, 2), "billing": Calls(0, 1)}
LEAVER_CALLS: OwnCosts = {"crm": Calls(0, 2)}

_ENDS = {
    "RIGHTS": "Every right in the gateway: from this instant no process lets the user in that hears of it.",
    "ROSTER": "The grants of an integration user, who is suspended.",
    "SESSIONS": "Sessions of browsers in a process.",
    "OPERATIONS": "Operations that were running in a process: they send nothing more.",
    "JOBS": "Jobs in the background of a process.",
    "MEMORY": "What a process remembered of the user: permissions, answers, data of reports.",
}
# The domain's own enum, as a type of the graph.
strawberry.enum(LeaverEnd, name="LeaverEnd", description="What of a leaver has ended.")
describe_values(LeaverEnd, lambda each: _ENDS.get(each.name))


@strawberry.type(name="Directory", description="A directory of the organisation that reports its people by SCIM.")
class ShownDirectory:
    """A directory."""

    id: strawberry.ID = strawberry.field(description="The id.")
    name: str = strawberry.field(description="Its name, as administrators know it.")
    created_at: datetime = strawberry.field(description="When it was made.")
    created_by: str = strawberry.field(description="E-mail address of the administrator who did.")
    token_at: datetime = strawberry.field(description="When its present token was made.")
    used_at: datetime | None = strawberry.field(description="When it was last heard of, to within five minutes.")
    revoked_at: datetime | None = strawberry.field(description="Since when its token is accepted no more.")


@strawberry.type(description="A directory with its token.")
class DirectoryToken:
    """A directory with its token."""

    directory: ShownDirectory = strawberry.field(description="The directory.")
    token: str = strawberry.field(description="The token for its requests to `/scim/v2`. It is shown this once.")

    def __repr__(self) -> str:
        return f"DirectoryToken({self.directory!r})"


@strawberry.type(name="DirectoryGroup", description="A group that a directory has reported.")
class ShownDirectoryGroup:
    """A group."""

    id: strawberry.ID = strawberry.field(description="The id.")
    directory_id: strawberry.ID = strawberry.field(description="The directory.")
    name: str = strawberry.field(description="Its name.")
    members: int = strawberry.field(description="How many people are in it.")
    template: str | None = strawberry.field(description="The template of grants that its members get.")


@strawberry.type(name="LeaverEnding", description="What has ended of a leaver in one place.")
class ShownEnding:
    """One ending."""

    what: LeaverEnd = strawberry.field(description="What has ended.")
    count: int = strawberry.field(description="How many of it there were; 0 where the process had none.")
    process: str | None = strawberry.field(description="The process; null for what the store ends for all.")
    at: datetime = strawberry.field(description="When it had ended.")


@strawberry.type(name="LeaverReport", description="What has ended of a user since a directory has deactivated them.")
class ShownLeaverReport:
    """A report."""

    email: str = strawberry.field(description="The address.")
    has_left: bool = strawberry.field(description="Whether the user is kept out now.")
    left_at: datetime | None = strawberry.field(description="When the directory reported that the user left.")
    directory: str | None = strawberry.field(description="Name of the directory.")
    returned_at: datetime | None = strawberry.field(description="When the user was let in again.")
    returned_by: str | None = strawberry.field(description="The directory or the administrator who let them in.")
    grants_restored: bool | None = strawberry.field(
        description="Of a user who was let in again: whether they have their grants of the roster now. Letting in "
        "restores none: an administrator does with `resumeIntegrationUsers`. Null for whoever is in no roster."
    )
    ended: list[ShownEnding] = strawberry.field(description="What has ended, in the order of its ending.")


def shown_directory(directory: Directory) -> ShownDirectory:
    """A directory as the graph shows it."""
    return ShownDirectory(
        id=strawberry.ID(directory.id),
        name=directory.name,
        created_at=instant_text(directory.created_at),
        created_by=directory.created_by,
        token_at=instant_text(directory.secret_at),
        used_at=_instant(directory.used_at),
        revoked_at=_instant(directory.revoked_at),
    )


def shown_group(group: DirectoryGroup) -> ShownDirectoryGroup:
    """A group as the graph shows it."""
    return ShownDirectoryGroup(
        id=strawberry.ID(group.id),
        directory_id=strawberry.ID(group.directory),
        name=group.name,
        members=len(group.members),
        template=group.template or None,
    )


def shown_report(report: LeaverReport) -> ShownLeaverReport:
    """A report as the graph shows it."""
    departure = report.departure
    has_left = departure is not None and departure.returned_at is None
    returned = departure is not None and departure.returned_at is not None and report.roster is not None
    return ShownLeaverReport(
        email=report.email,
        has_left=has_left,
        left_at=None if departure is None else _instant(departure.left_at),
        directory=None if departure is None else departure.directory,
        returned_at=None if departure is None else _instant(departure.returned_at),
        returned_by=None if departure is None else departure.returned_by or None,
        grants_restored=report.roster is RosterState.ACTIVE if returned else None,
        ended=[
            ShownEnding(what=part.what, count=part.count, process=part.process or None, at=instant_text(part.at))
            for part in report.ended
        ],
    )


def _instant(at: datetime | None) -> datetime | None:
    return None if at is None else instant_text(at)
