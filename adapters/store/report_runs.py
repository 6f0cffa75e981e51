"""Runs of reports, in the store."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from adapters.store.database import Database
from adapters.store.tables import ReportRunRow
from adapters.store.transactions import StoreTransactions
from domain.report_runs import KEPT, KeptRun, ReportRunError


class StoredRuns:
    """The runs of all users; a query names the tenant and the user, and shows nothing of others."""

    def __init__(self, database: Database) -> None:
        self._transactions = StoreTransactions(database.engine, ReportRunError)

    async def of(self, tenant: str, owner: str) -> Sequence[KeptRun]:
        """As ReportRuns says."""
        return await self._transactions.read(lambda session: _runs(session, tenant, owner))

    async def one(self, tenant: str, owner: str, id_: str) -> KeptRun | None:
        """As ReportRuns says."""
        runs = await self._transactions.read(lambda session: _runs(session, tenant, owner, id_))
        return runs[0] if runs else None

    async def keep(self, run: KeptRun) -> None:
        """As ReportRuns says."""

        def work(session: Session) -> None:
            kept = session.get(ReportRunRow, run.id)
            if kept is not None and (kept.tenant, kept.owner) != (run.tenant, run.owner):
                raise ReportRunError("the id is another user's")
            session.merge(_row(run))
            session.exec(delete(ReportRunRow).where(col(ReportRunRow.touched_at) < run.touched_at - KEPT))

        await self._transactions.write(work)

    async def claim(self, run: KeptRun, now: datetime) -> bool:
        """As ReportRuns says."""
        row = ReportRunRow
        mine = (col(row.run_id) == run.id, col(row.tenant) == run.tenant, col(row.owner) == run.owner)
        statement = update(row).where(*mine, col(row.touched_at) == run.touched_at).values(touched_at=now)
        return await self._transactions.write(lambda session: session.exec(statement).rowcount == 1)


def _runs(session: Session, tenant: str, owner: str, id_: str | None = None) -> list[KeptRun]:
    row = ReportRunRow
    query = select(row).where(row.tenant == tenant, row.owner == owner)
    if id_ is not None:
        query = query.where(row.run_id == id_)
    ordered = query.order_by(col(row.started_at).desc(), col(row.run_id))
    return [_run(each) for each in session.exec(ordered).all()]


def _run(row: ReportRunRow) -> KeptRun:
    return KeptRun(
        row.run_id,
        row.tenant,
        row.owner,
        row.request,
        row.state,
        row.calls_done,
        row.calls_left,
        row.failure,
        row.started_at,
        row.touched_at,
    )


def _row(run: KeptRun) -> ReportRunRow:
    return ReportRunRow(
        run_id=run.id,
        tenant=run.tenant,
        owner=run.owner,
        request=run.request,
        state=run.state,
        calls_done=run.calls_done,
        calls_left=run.calls_left,
        failure=run.failure,
        started_at=run.started_at,
        touched_at=run.touched_at,
    )
