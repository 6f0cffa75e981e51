"""Whether members of rosters reach Books, in the store."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from adapters.store.database import Database
from adapters.store.engines import reading, writing
from adapters.store.people_tables import ProvisioningRow, RosterAccessRow
from adapters.store.value_parts import in_parts
from domain.roster_access import AccessState, MemberAccess, Provisioning, RosterDrift

_STATES = {state.value: state for state in AccessState}
_DRIFTS = {drift.value: drift for drift in RosterDrift}


class RosterAccessStore:
    """Each method is one transaction and raises SQLAlchemyError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine

    async def provisioning(self, tenant: str) -> Provisioning | None:
        """How new integration users are made in Books, None where they are not made there."""
        return await asyncio.to_thread(self._provisioning, tenant)

    async def set_provisioning(self, tenant: str, provisioning: Provisioning | None, at: datetime, author: str) -> None:
        """Change it."""
        await asyncio.to_thread(self._set_provisioning, tenant, provisioning, at, author)

    async def of_members(self, tenant: str, emails: Sequence[str]) -> Mapping[str, MemberAccess]:
        """The access of each of these users that has been looked at."""
        return await asyncio.to_thread(self._of_members, tenant, emails)

    async def note(self, tenant: str, states: Mapping[str, tuple[AccessState, RosterDrift]], at: datetime) -> None:
        """Keep what was known of each user."""
        await asyncio.to_thread(self._note, tenant, states, at)

    def _provisioning(self, tenant: str) -> Provisioning | None:
        with Session(reading(self._engine)) as session:
            row = session.get(ProvisioningRow, tenant)
            return None if row is None else Provisioning(row.role_id, row.retires)

    def _set_provisioning(self, tenant: str, provisioning: Provisioning | None, at: datetime, author: str) -> None:
        with Session(writing(self._engine)) as session:
            row = session.get(ProvisioningRow, tenant)
            if provisioning is not None:
                role, retires = provisioning.role_id, provisioning.retires
                session.merge(
                    ProvisioningRow(tenant=tenant, role_id=role, retires=retires, changed_at=at, changed_by=author)
                )
            elif row is not None:
                session.delete(row)
            session.commit()

    def _of_members(self, tenant: str, emails: Sequence[str]) -> Mapping[str, MemberAccess]:
        known: dict[str, MemberAccess] = {}
        with Session(reading(self._engine)) as session:
            for part in in_parts(emails):
                wanted = select(RosterAccessRow).where(
                    RosterAccessRow.tenant == tenant, col(RosterAccessRow.email).in_(part)
                )
                for row in session.exec(wanted):
                    state = _STATES.get(row.state, AccessState.AWAITING_ACCESS)
                    drift = _DRIFTS.get(row.reason, RosterDrift.NONE)
                    known[row.email] = MemberAccess(state, drift, row.since, row.checked_at)
        return known

    def _note(self, tenant: str, states: Mapping[str, tuple[AccessState, RosterDrift]], at: datetime) -> None:
        with Session(writing(self._engine)) as session:
            for email, (state, drift) in states.items():
                row = session.get(RosterAccessRow, (tenant, email))
                since = at if row is None or row.state != state.value else row.since
                session.merge(
                    RosterAccessRow(
                        tenant=tenant, email=email, state=state.value, reason=drift.value, since=since, checked_at=at
                    )
                )
            session.commit()
