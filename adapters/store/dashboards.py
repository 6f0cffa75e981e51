"""Users' dashboards in the store: which reports their tiles show, never a figure."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlmodel import Session, col, or_, select

from adapters.store.database import Database
from adapters.store.engines import writing
from adapters.store.tables import DashboardRow
from domain.dashboards import Dashboard, DashboardOwner, DashboardTile


class DashboardStore:
    """The dashboards of all organisations; who may see one is decided by whoever asks for it."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine

    async def visible(self, tenant: str, email: str) -> Sequence[Dashboard]:
        """The user's own and those that others of the organisation share, by title."""
        return await asyncio.to_thread(self._visible, tenant, email)

    async def dashboard(self, id_: str) -> Dashboard | None:
        """One dashboard, whoever's it is."""
        return await asyncio.to_thread(self._dashboard, id_)

    async def put(self, dashboard: Dashboard, expected: datetime | None) -> bool:
        """Store a dashboard; False where one that was stored at another instant than `expected` stands in its place."""
        return await asyncio.to_thread(self._put, dashboard, expected)

    async def remove(self, id_: str) -> None:
        """Remove a dashboard."""
        await asyncio.to_thread(self._remove, id_)

    def _visible(self, tenant: str, email: str) -> list[Dashboard]:
        query = select(DashboardRow).where(
            DashboardRow.tenant == tenant, or_(DashboardRow.email == email, col(DashboardRow.is_shared))
        )
        with Session(self._engine) as session:
            shown = [_dashboard_of(row) for row in session.exec(query)]
        # By the same rule in every database.
        return sorted(shown, key=lambda each: (each.title.casefold(), each.id))

    def _dashboard(self, id_: str) -> Dashboard | None:
        with Session(self._engine) as session:
            row = session.get(DashboardRow, id_)
            return None if row is None else _dashboard_of(row)

    def _put(self, dashboard: Dashboard, expected: datetime | None) -> bool:
        with Session(writing(self._engine)) as session:
            row = session.get(DashboardRow, dashboard.id)
            if (None if row is None else row.updated_at) != expected:
                return False
            session.merge(_row_of(dashboard))
            session.commit()
        return True

    def _remove(self, id_: str) -> None:
        with Session(writing(self._engine)) as session:
            row = session.get(DashboardRow, id_)
            if row is not None:
                session.delete(row)
            session.commit()


def _row_of(dashboard: Dashboard) -> DashboardRow:
    owner, updated_at = dashboard.owner, dashboard.updated_at
    if owner is None or updated_at is None:
        raise ValueError("the system's dashboards are not stored")
    return DashboardRow(
        dashboard_id=dashboard.id,
        tenant=owner.tenant,
        email=owner.email,
        owner_name=owner.name,
        title=dashboard.title,
        description=dashboard.description,
        is_shared=dashboard.is_shared,
        tiles=msgspec.json.encode(dashboard.tiles).decode(),
        updated_at=updated_at,
    )


def _dashboard_of(row: DashboardRow) -> Dashboard:
    return Dashboard(
        row.dashboard_id,
        row.title,
        row.description,
        msgspec.json.decode(row.tiles, type=tuple[DashboardTile, ...]),
        DashboardOwner(row.tenant, row.email, row.owner_name),
        row.is_shared,
        row.updated_at,
    )
