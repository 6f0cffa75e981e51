"""Folders of reports: those of the system, which are fixed, and those that users keep."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Annotated

import strawberry

from domain.queries import LARGEST_PAGE, Position, RowPage, offset_of, page_size
from domain.writes import NotDone
from resolvers.analytics.own_reports import keep_changed
from resolvers.analytics.report_folders import (
    SYSTEM_FOLDERS,
    checked_folder,
    create_folder,
    delete_folder,
    own_folders,
    rename_folder,
)
from schema.analytics.known_reports import KnownReport, all_reports, of_saved
from schema.analytics.own_reports import OF_PLACE, ReportPayload, own_report, payload_of, user_error
from schema.analytics.reports import Report, report_shown
from schema.engine.declare.connections import ConnectionValue, connection_of
from schema.engine.declare.cursors import Cursors
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, own_field
from schema.engine.declare.payloads import UserError
from schema.shared.mutation_requests import OperationInfo

REPORTS_BINDING = b"reports\0"
REPORTS = connection_of("Report", Report)
FolderArgument = Annotated[str | None, strawberry.argument(description="Name of the folder; by default every folder.")]
FirstReport = Annotated[int | None, strawberry.argument(description=f"Number of reports, 1 to {LARGEST_PAGE}.")]
AfterReport = Annotated[str | None, strawberry.argument(description="The `endCursor` of the previous page.")]


@strawberry.type(description="A folder of reports.")
class ReportFolder:
    """One folder."""

    name: str = strawberry.field(description="Its name.")
    is_system: bool = strawberry.field(description="Whether it holds reports of the system.")
    is_own: bool = strawberry.field(description="Whether it is yours: to rename, and to delete while it is empty.")
    reports: list[Report] = strawberry.field(description="Its reports: your own, and those that are shared with you.")


@strawberry.input(description="A folder to keep.")
class CreateReportFolderInput:
    """A new folder."""

    name: str = strawberry.field(description="Its name.")


@strawberry.input(description="Another name for one of your folders.")
class RenameReportFolderInput:
    """A change."""

    name: str = strawberry.field(description="Its name.")
    new_name: str = strawberry.field(description="Its new name.")


@strawberry.input(description="One of your folders to delete: an empty one.")
class DeleteReportFolderInput:
    """A deletion."""

    name: str = strawberry.field(description="Its name.")


@strawberry.input(description="A report of your own to move to a folder.")
class MoveReportInput:
    """A move."""

    id: strawberry.ID = strawberry.field(description="Id of the report.")
    expected_version: int = strawberry.field(description="The version that you read: another one is a conflict.")
    folder: str = strawberry.field(description="Name of the folder, which it makes if needed.")


@strawberry.type(description="Result of a mutation of a folder of reports.")
class ReportFolderPayload:
    """The folder and the reasons."""

    folder: ReportFolder | None = strawberry.field(default=None, description="The folder after the mutation.")
    deleted_name: str | None = strawberry.field(default=None, description="Name of the folder that was deleted.")
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was not carried out; empty on success."
    )


CreateFolderArgument = Annotated[CreateReportFolderInput, strawberry.argument(name="input")]
RenameFolderArgument = Annotated[RenameReportFolderInput, strawberry.argument(name="input")]
DeleteFolderArgument = Annotated[DeleteReportFolderInput, strawberry.argument(name="input")]
MoveArgument = Annotated[MoveReportInput, strawberry.argument(name="input")]


@dataclass(frozen=True, slots=True)
class ReportCursors:
    """The cursors of a list of reports."""

    cursors: Cursors
    binding: bytes

    def seal(self, position: Position) -> str:
        """The cursor of a position."""
        return self.cursors.seal(self.binding, position)

    def open(self, cursor: str) -> Position:
        """The position behind a cursor. Raises BadUserInput."""
        return self.cursors.open(self.binding, cursor)


@strawberry.type
class FolderQueries:
    """Queries of folders."""

    @own_field("Folders of reports: those of the system first.", costs=OF_PLACE)
    async def report_folders(self, info: OperationInfo) -> list[ReportFolder] | None:
        """Every folder."""
        return await _folders(info.context)

    @own_field("Reports of a folder: those of the system first.", costs=OF_PLACE, answers=REPORTS | None)
    async def reports(
        self, info: OperationInfo, folder: FolderArgument = None, first: FirstReport = 50, after: AfterReport = None
    ) -> ConnectionValue:
        """A page of the reports."""
        cursors = ReportCursors(info.context.cursors, REPORTS_BINDING + (folder or "").encode())
        start, size = offset_of(None if after is None else cursors.open(after)), page_size(first)
        known = [each for each in await all_reports(info.context) if folder is None or each.folder == folder]
        shown = [report_shown(each) for each in known[start : start + size]]
        positions: list[Position] = [(start + index,) for index in range(len(shown))]
        return ConnectionValue(RowPage([*shown], positions, len(known) > start + size), cursors)  # pyright: ignore[reportArgumentType]  # its values are objects


@strawberry.type
class FolderMutations:
    """Mutations of folders."""

    @own_field("Keep a folder for reports of your own.", costs=OF_PLACE, acts=NO_RECORDS)
    async def create_report_folder(self, info: OperationInfo, new: CreateFolderArgument) -> ReportFolderPayload | None:
        """The new folder."""
        return await _payload(info.context, create_folder(info.context.loader, new.name))

    @own_field(
        "Give one of your folders another name: each of your reports in it has a new version.",
        costs=OF_PLACE,
        acts=NO_RECORDS,
    )
    async def rename_report_folder(
        self, info: OperationInfo, change: RenameFolderArgument
    ) -> ReportFolderPayload | None:
        """The folder after the change."""
        return await _payload(info.context, rename_folder(info.context.loader, change.name, change.new_name))

    @own_field("Delete one of your folders, if it is empty.", costs=OF_PLACE, acts=NO_RECORDS)
    async def delete_report_folder(
        self, info: OperationInfo, deletion: DeleteFolderArgument
    ) -> ReportFolderPayload | None:
        """The name of what was deleted."""
        try:
            return ReportFolderPayload(deleted_name=await delete_folder(info.context.loader, deletion.name))
        except NotDone as error:
            return ReportFolderPayload(user_errors=[user_error(problem) for problem in error.problems])

    @own_field("Move a report of your own to a folder of your own.", costs=OF_PLACE, acts=NO_RECORDS)
    async def move_report(self, info: OperationInfo, move: MoveArgument) -> ReportPayload | None:
        """The report in its folder."""
        return await payload_of(_moved(info.context, move))


async def _moved(context: OperationContext, move: MoveReportInput) -> ReportPayload:
    report = await own_report(context, str(move.id), move.expected_version)
    changed = await keep_changed(context.loader, report, folder=checked_folder(move.folder, "folder"))
    return ReportPayload(report=report_shown(of_saved(changed, is_own=True)), user_errors=[])


async def _payload(context: OperationContext, work: Awaitable[str]) -> ReportFolderPayload:
    try:
        name = await work
    except NotDone as error:
        return ReportFolderPayload(user_errors=[user_error(problem) for problem in error.problems])
    return ReportFolderPayload(folder=next(each for each in await _folders(context) if each.name == name))


async def _folders(context: OperationContext) -> list[ReportFolder]:
    own, folders = await own_folders(context.loader), dict[str, list[KnownReport]]()
    for each in await all_reports(context):
        folders.setdefault(each.folder, []).append(each)
    for name in own:
        folders.setdefault(name, [])
    return [
        ReportFolder(
            name=name,
            is_system=name in SYSTEM_FOLDERS,
            is_own=name in own,
            reports=[report_shown(each) for each in reports],
        )
        for name, reports in folders.items()
    ]
