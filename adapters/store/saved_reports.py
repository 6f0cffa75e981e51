"""Reports that users keep, in the store."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from sqlalchemy import ColumnElement, Delete
from sqlmodel import Session, col, delete, or_, select, update

from adapters.store.database import Database
from adapters.store.tables import ReportFolderRow, SavedReportRow
from adapters.store.transactions import StoreTransactions
from domain.saved_reports import SavedReport, SavedReportError


class StoredReports:
    """The reports of all users; a query names the tenant and the user, and shows nothing of others."""

    def __init__(self, database: Database) -> None:
        self._transactions = StoreTransactions(database.engine, SavedReportError)

    async def of(self, tenant: str, owner: str) -> Sequence[SavedReport]:
        """As SavedReports says."""
        return await self._transactions.read(lambda session: _readable(session, tenant, owner))

    async def one(self, tenant: str, owner: str, id_: str) -> SavedReport | None:
        """As SavedReports says."""
        readable = await self._transactions.read(lambda session: _readable(session, tenant, owner, id_))
        return readable[0] if readable else None

    async def create(self, report: SavedReport) -> SavedReport:
        """As SavedReports says. Raises SavedReportError also where somebody else has the id."""

        def work(session: Session) -> SavedReport:
            kept = session.get(SavedReportRow, report.id)
            if kept is None:
                session.add(_row(report))
                return report
            if (kept.tenant, kept.owner) != (report.tenant, report.owner):
                raise SavedReportError("the id is another user's")
            return _report(kept)

        return await self._transactions.write(work)

    async def replace(self, report: SavedReport) -> bool:
        """As SavedReports says."""
        values = _row(report).model_dump(exclude={"report_id", "tenant", "owner"})
        statement = update(SavedReportRow).where(*_this(report, report.version - 1)).values(**values)
        return await self._transactions.write(lambda session: session.exec(statement).rowcount == 1)

    async def delete(self, report: SavedReport) -> bool:
        """As SavedReports says."""
        statement = delete(SavedReportRow).where(*_this(report, report.version))
        return await self._transactions.write(lambda session: session.exec(statement).rowcount == 1)

    async def folders(self, tenant: str, owner: str) -> Sequence[str]:
        """As SavedReports says."""
        return await self._transactions.read(lambda session: _folders(session, tenant, owner))

    async def keep_folder(self, tenant: str, owner: str, name: str) -> None:
        """As SavedReports says."""
        await self._transactions.write(
            lambda session: session.merge(ReportFolderRow(tenant=tenant, owner=owner, name=name))
        )

    async def rename_folder(self, tenant: str, owner: str, name: str, new: str) -> None:
        """As SavedReports says."""
        row = SavedReportRow
        moved = (
            update(row)
            .where(*_in_folder(tenant, owner, name))
            .values(folder=new, version=col(row.version) + 1, updated_at=datetime.now(UTC))
        )

        def work(session: Session) -> None:
            session.exec(moved)
            session.exec(_kept_folder(tenant, owner, name))
            session.merge(ReportFolderRow(tenant=tenant, owner=owner, name=new))

        await self._transactions.write(work)

    async def remove_folder(self, tenant: str, owner: str, name: str) -> bool:
        """As SavedReports says."""

        def work(session: Session) -> bool:
            if session.exec(select(SavedReportRow.report_id).where(*_in_folder(tenant, owner, name))).first():
                return False
            session.exec(_kept_folder(tenant, owner, name))
            return True

        return await self._transactions.write(work)


def _this(report: SavedReport, version: int) -> tuple[ColumnElement[bool], ...]:
    """The condition that a row is this version of a report of this owner."""
    row = SavedReportRow
    return (
        col(row.report_id) == report.id,
        col(row.tenant) == report.tenant,
        col(row.owner) == report.owner,
        col(row.version) == version,
    )


def _in_folder(tenant: str, owner: str, name: str) -> tuple[ColumnElement[bool], ...]:
    row = SavedReportRow
    return (col(row.tenant) == tenant, col(row.owner) == owner, col(row.folder) == name)


def _kept_folder(tenant: str, owner: str, name: str) -> Delete:
    row = ReportFolderRow
    return delete(row).where(col(row.tenant) == tenant, col(row.owner) == owner, col(row.name) == name)


def _folders(session: Session, tenant: str, owner: str) -> list[str]:
    kept, row = ReportFolderRow, SavedReportRow
    names = {
        *session.exec(select(kept.name).where(kept.tenant == tenant, kept.owner == owner)),
        *session.exec(select(row.folder).where(row.tenant == tenant, row.owner == owner)),
    }
    # By the same rule in every database.
    return sorted(names, key=lambda name: (name.casefold(), name))


def _readable(session: Session, tenant: str, owner: str, id_: str | None = None) -> list[SavedReport]:
    row = SavedReportRow
    query = select(row).where(row.tenant == tenant, or_(col(row.owner) == owner, col(row.is_shared)))
    if id_ is not None:
        query = query.where(row.report_id == id_)
    ordered = query.order_by(col(row.folder), col(row.title), col(row.report_id))
    return [_report(each) for each in session.exec(ordered).all()]


def _report(row: SavedReportRow) -> SavedReport:
    return SavedReport(
        row.report_id,
        row.tenant,
        row.owner,
        row.folder,
        row.title,
        row.base,
        msgspec.json.decode(row.adjustments),
        row.is_shared,
        row.version,
        row.updated_at,
    )


def _row(report: SavedReport) -> SavedReportRow:
    return SavedReportRow(
        report_id=report.id,
        tenant=report.tenant,
        owner=report.owner,
        folder=report.folder,
        title=report.title,
        base=report.base,
        adjustments=msgspec.json.encode(report.adjustments, order="deterministic").decode(),
        is_shared=report.is_shared,
        version=report.version,
        updated_at=report.updated_at,
    )
