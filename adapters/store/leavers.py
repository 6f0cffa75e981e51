"""Those who have left, and notes to all processes about users, in the store."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from adapters.store.database import Database
from adapters.store.engines import reading, writing
from adapters.store.people_tables import DepartureRow, DirectoryRow, EndedPartRow, PersonNoteRow
from domain.directories import EndedPart, LeaverDeparture, LeaverEnd, Leavers, PersonNote, PersonNoteKind
from domain.tenants import data_centre_of

# Longer than anything of a caller is remembered.
KEPT = timedelta(days=1)


class LeaverStore:
    """Each method is one transaction and raises SQLAlchemyError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine

    async def load(self) -> Leavers:
        """Who has left now."""
        return await asyncio.to_thread(self._load)

    async def notes_after(self, sequence: int) -> Sequence[PersonNote]:
        """The notes after this one, in their order."""
        return await asyncio.to_thread(self._notes_after, sequence)

    async def note_forgotten(self, data_centre: str, email: str, at: datetime) -> None:
        """Note that what is remembered of a user has ended."""
        await asyncio.to_thread(self._note_forgotten, data_centre, email, at)

    async def leave(self, tenant: str, emails: Collection[str], directory: str, at: datetime) -> Collection[str]:
        """Note that the person with these addresses has left; those of them who had not."""
        return await asyncio.to_thread(self._leave, tenant, emails, directory, at)

    async def readmit(
        self, tenant: str, emails: Collection[str], author: str, at: datetime, directory: str | None = None
    ) -> Collection[str]:
        """Let the person with these addresses in again; those of them who had left, by `directory` if it is named."""
        return await asyncio.to_thread(self._readmit, tenant, emails, author, at, directory)

    async def departures(self, tenant: str, email: str) -> Sequence[LeaverDeparture]:
        """The departure of an address, none or one."""
        return await asyncio.to_thread(self._departures, tenant, email)

    async def ended(self, tenant: str, email: str, since: datetime) -> Sequence[EndedPart]:
        """What has ended of a leaver since then, in the order of its ending."""
        return await asyncio.to_thread(self._ended, tenant, email, since)

    async def note_ended(self, tenant: str, email: str, parts: Sequence[EndedPart]) -> None:
        """Note what has ended of a leaver."""
        await asyncio.to_thread(self._note_ended, tenant, email, parts)

    def _load(self) -> Leavers:
        gone = select(DepartureRow.tenant, DepartureRow.email).where(col(DepartureRow.returned_at).is_(None))
        with Session(reading(self._engine)) as session:
            last = session.exec(select(func.max(PersonNoteRow.sequence))).one()
            finance: dict[str, frozenset[str]] = {}
            for tenant, ids in session.exec(select(DirectoryRow.tenant, DirectoryRow.finance)):
                finance[tenant] = finance.get(tenant, frozenset()) | (frozenset(ids.split(",")) - {""})
            return Leavers(frozenset((tenant, email) for tenant, email in session.exec(gone)), finance, last or 0)

    def _notes_after(self, sequence: int) -> Sequence[PersonNote]:
        wanted = select(PersonNoteRow).where(col(PersonNoteRow.sequence) > sequence)
        known = {kind.value for kind in PersonNoteKind}
        with Session(reading(self._engine)) as session:
            return [
                PersonNote(row.sequence or 0, PersonNoteKind(row.kind), row.data_centre, row.tenant, row.email, row.at)
                for row in session.exec(wanted.order_by(col(PersonNoteRow.sequence)))
                if row.kind in known
            ]

    def _note_forgotten(self, data_centre: str, email: str, at: datetime) -> None:
        with Session(writing(self._engine)) as session:
            session.add(_note(PersonNoteKind.FORGOTTEN, "", data_centre, email, at))
            session.flush()
            # Not before: SQLite numbers the first row of an empty table 1 again.
            session.exec(delete(PersonNoteRow).where(col(PersonNoteRow.at) < at - KEPT))
            session.commit()

    def _leave(self, tenant: str, emails: Collection[str], directory: str, at: datetime) -> Collection[str]:
        fresh: list[str] = []
        with Session(writing(self._engine)) as session:
            for email in emails:
                known = session.get(DepartureRow, (tenant, email))
                if known is not None and known.returned_at is None:
                    continue
                fresh.append(email)
                session.merge(DepartureRow(tenant=tenant, email=email, directory=directory, left_at=at, returned_by=""))
                session.add(_note(PersonNoteKind.LEFT, tenant, data_centre_of(tenant), email, at))
                session.add(_ended_row(tenant, email, EndedPart(what=LeaverEnd.RIGHTS, process="", count=1, at=at)))
            session.commit()
        return fresh

    def _readmit(
        self, tenant: str, emails: Collection[str], author: str, at: datetime, directory: str | None
    ) -> Collection[str]:
        returned: list[str] = []
        with Session(writing(self._engine)) as session:
            for email in emails:
                known = session.get(DepartureRow, (tenant, email))
                if known is None or known.returned_at is not None or directory not in {None, known.directory}:
                    continue
                returned.append(email)
                known.returned_at, known.returned_by = at, author
                session.add(known)
                session.add(_note(PersonNoteKind.RETURNED, tenant, data_centre_of(tenant), email, at))
            session.commit()
        return returned

    def _departures(self, tenant: str, email: str) -> Sequence[LeaverDeparture]:
        with Session(reading(self._engine)) as session:
            row = session.get(DepartureRow, (tenant, email))
            if row is None:
                return ()
            return (
                LeaverDeparture(
                    tenant=tenant,
                    email=email,
                    directory=row.directory,
                    left_at=row.left_at,
                    returned_at=row.returned_at,
                    returned_by=row.returned_by,
                ),
            )

    def _ended(self, tenant: str, email: str, since: datetime) -> Sequence[EndedPart]:
        wanted = select(EndedPartRow).where(
            EndedPartRow.tenant == tenant, EndedPartRow.email == email, col(EndedPartRow.at) >= since
        )
        known = {each.value for each in LeaverEnd}
        with Session(reading(self._engine)) as session:
            return [
                EndedPart(what=LeaverEnd(row.what), process=row.process, count=row.count, at=row.at)
                for row in session.exec(wanted.order_by(col(EndedPartRow.sequence)))
                if row.what in known
            ]

    def _note_ended(self, tenant: str, email: str, parts: Sequence[EndedPart]) -> None:
        with Session(writing(self._engine)) as session:
            session.add_all([_ended_row(tenant, email, part) for part in parts])
            session.commit()


def _note(kind: PersonNoteKind, tenant: str, data_centre: str, email: str, at: datetime) -> PersonNoteRow:
    return PersonNoteRow(kind=kind.value, tenant=tenant, data_centre=data_centre, email=email, at=at)


def _ended_row(tenant: str, email: str, part: EndedPart) -> EndedPartRow:
    return EndedPartRow(
        tenant=tenant, email=email, what=part.what.value, process=part.process, count=part.count, at=part.at
    )
