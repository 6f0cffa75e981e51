"""The rosters of integration users that administrators keep, one for each organisation, in the store."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from adapters.store.database import Database
from adapters.store.engines import reading, writing
from adapters.store.grant_texts import grants_in, text_of_grants
from adapters.store.integration import begin_revision, templates_in
from adapters.store.tables import LONGEST_NAME, RosterLimitRow, RosterRow
from adapters.store.value_parts import in_parts
from domain.errors import BadUserInput
from domain.integration import all_templates, template_names, united
from domain.roster import (
    RosterChange,
    RosterLimit,
    RosterMember,
    RosterOutcome,
    RosterQuery,
    RosterState,
    changed_member,
)


class RosterStore:
    """Each method is one transaction and raises SQLAlchemyError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine

    async def of_email(self, email: str) -> Sequence[RosterMember]:
        """The user's places in the rosters of all organisations, those who were removed included."""
        return await asyncio.to_thread(self._of_email, email)

    async def page(self, query: RosterQuery) -> Sequence[RosterMember]:
        """Members of one organisation, by address; none of those who were removed unless they are asked for."""
        return await asyncio.to_thread(self._page, query)

    async def change(self, change: RosterChange) -> Mapping[str, RosterOutcome]:
        """Change all users of a change together, in the order of their names; what became of each, by address."""
        return await asyncio.to_thread(self._change, change)

    async def rehearse(self, change: RosterChange) -> Mapping[str, RosterOutcome]:
        """What a change would do to each user; nothing is written."""
        return await asyncio.to_thread(self._change, change, is_rehearsal=True)

    async def limit(self, tenant: str) -> RosterLimit:
        """How many integration users an organisation may have."""
        return await asyncio.to_thread(self._limit, tenant)

    async def set_limit(self, tenant: str, limit: RosterLimit) -> None:
        """Change how many they may be. Members above it stay."""
        await asyncio.to_thread(self._set_limit, tenant, limit)

    async def count(self, tenant: str) -> int:
        """How many members an organisation has, suspended ones included."""
        return await asyncio.to_thread(self._count, tenant)

    def _of_email(self, email: str) -> Sequence[RosterMember]:
        with Session(reading(self._engine)) as session:
            return [roster_member(row) for row in session.exec(select(RosterRow).where(RosterRow.email == email))]

    def _page(self, query: RosterQuery) -> Sequence[RosterMember]:
        wanted = select(RosterRow).where(RosterRow.tenant == query.tenant).order_by(RosterRow.email)
        if query.state is None:
            wanted = wanted.where(RosterRow.state != RosterState.REMOVED.value)
        else:
            wanted = wanted.where(RosterRow.state == query.state.value)
        if query.after is not None:
            wanted = wanted.where(RosterRow.email > query.after)
        if query.search:
            # `autoescape`: a percent sign is a percent sign.
            name, email = (func.lower(column) for column in (RosterRow.name, RosterRow.email))
            word = query.search.lower()
            wanted = wanted.where(or_(name.contains(word, autoescape=True), email.contains(word, autoescape=True)))
        with Session(reading(self._engine)) as session:
            return [roster_member(row) for row in session.exec(wanted.limit(query.first))]

    def _change(self, change: RosterChange, *, is_rehearsal: bool = False) -> Mapping[str, RosterOutcome]:
        outcomes: dict[str, RosterOutcome] = {}
        with Session(writing(self._engine)) as session:
            change = _with_present_grants(session, change)
            rows = roster_rows(session, change.tenant, [*change.names])
            room = limit_in(session, change.tenant).most - count_in(session, change.tenant)
            for email in change.names:
                row = rows.get(email)
                member, outcomes[email] = changed_member(
                    change, email, None if row is None else roster_member(row), has_room=room > 0
                )
                room -= outcomes[email] is RosterOutcome.ADDED
                if member is not None:
                    session.merge(roster_row(member))
            if not is_rehearsal:
                begin_revision(session)
                session.commit()
        return outcomes

    def _limit(self, tenant: str) -> RosterLimit:
        with Session(reading(self._engine)) as session:
            return limit_in(session, tenant)

    def _set_limit(self, tenant: str, limit: RosterLimit) -> None:
        row = RosterLimitRow(
            tenant=tenant,
            most=limit.most,
            reason=limit.reason,
            changed_at=limit.changed_at,  # pyright: ignore[reportArgumentType]  # whoever sets a limit does so at a time
            changed_by=limit.changed_by,
        )
        with Session(writing(self._engine)) as session:
            session.merge(row)
            session.commit()

    def _count(self, tenant: str) -> int:
        with Session(reading(self._engine)) as session:
            return count_in(session, tenant)


def _with_present_grants(session: Session, change: RosterChange) -> RosterChange:
    """The change with what its templates grant in this very transaction. Raises BadUserInput where one is gone."""
    names = template_names(change.template)
    if not names:
        return change
    known = all_templates(templates_in(session, change.tenant))
    gone = [name for name in names if name not in known]
    if gone:
        raise BadUserInput(f"There is no template {gone[0]}; there are {', '.join(known)}.")
    return replace(change, modules=united(known[name].modules for name in names))


def roster_rows(session: Session, tenant: str, emails: Sequence[str]) -> Mapping[str, RosterRow]:
    """The rows of these users in one organisation, by address."""
    rows: dict[str, RosterRow] = {}
    for part in in_parts(emails):
        wanted = select(RosterRow).where(RosterRow.tenant == tenant, col(RosterRow.email).in_(part))
        rows |= {row.email: row for row in session.exec(wanted)}
    return rows


def limit_in(session: Session, tenant: str) -> RosterLimit:
    """How many integration users an organisation may have."""
    row = session.get(RosterLimitRow, tenant)
    if row is None:
        return RosterLimit()
    return RosterLimit(most=row.most, reason=row.reason, changed_at=row.changed_at, changed_by=row.changed_by)


def count_in(session: Session, tenant: str) -> int:
    """How many members an organisation has, suspended ones included."""
    counted = select(func.count()).select_from(RosterRow)
    return session.exec(counted.where(RosterRow.tenant == tenant, RosterRow.state != RosterState.REMOVED.value)).one()


def roster_row(member: RosterMember) -> RosterRow:
    """The row of a member."""
    return RosterRow(
        tenant=member.tenant,
        email=member.email,
        name=member.name[:LONGEST_NAME],
        state=member.state.value,
        template=member.template,
        grants=text_of_grants(member.modules),
        added_at=member.added_at,
        changed_at=member.changed_at,
        changed_by=member.changed_by,
        version=member.version,
    )


def roster_member(row: RosterRow) -> RosterMember:
    """The member of a row."""
    return RosterMember(
        tenant=row.tenant,
        email=row.email,
        name=row.name,
        # What a later version may have stored grants nothing.
        state=RosterState(row.state) if row.state in {state.value for state in RosterState} else RosterState.SUSPENDED,
        template=row.template,
        modules=grants_in(row.grants),
        added_at=row.added_at,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        version=row.version,
    )
