"""Integration users and their grants, in the store."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import groupby
from types import MappingProxyType

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, delete, select

from adapters.store.database import Database
from adapters.store.engines import StoreError, writing
from adapters.store.integration import begin_revision
from adapters.store.tables import IntegrationGrant, IntegrationUser
from domain.actions import ACTIONS, ActionName
from domain.grants import Grants, casefolded, grantable_modules
from domain.modules.module import Module

log = structlog.get_logger("suitegraph")


class GrantStore:
    """The roster of integration users: every user in it is one, with or without grants."""

    def __init__(self, database: Database, seed: Iterable[Grants] | None = None) -> None:
        """`seed` fills an empty roster when it opens; None where there is no file of grants."""
        self._engine = database.engine
        self._seed = None if seed is None else tuple(seed)
        self.ignores_seed = False

    async def open(self) -> None:
        """Seed the roster of an open database; a warning says so where it keeps other users. Raises StoreError."""
        if self._seed is None:
            return
        try:
            users = await asyncio.to_thread(self._seeded, self._seed)
        except SQLAlchemyError as error:
            raise StoreError(f"The roster cannot be seeded: {error}") from None
        self.ignores_seed = users is not None
        if users is not None:
            log.warning("grants", used=False, users=users, reason="the roster is not empty: its own users stay")

    async def replace_all(self, roster: Iterable[Grants]) -> None:
        """Replace the whole roster in one transaction. Users who were in it keep the date of their addition."""
        await asyncio.to_thread(self._replace_all, tuple(roster))

    async def grants_of(self, email: str) -> Grants | None:
        """The grants of the integration user with this address, None for anybody else."""
        grants = await asyncio.to_thread(self._grants_of, casefolded(email))
        return grants[0] if grants else None

    async def all(self) -> tuple[Grants, ...]:
        """The whole roster, ordered by address."""
        return await asyncio.to_thread(self._grants_of)

    def _seeded(self, seed: Sequence[Grants]) -> int | None:
        """How many users keep the roster from being seeded, None where it is what the seed says."""
        with Session(writing(self._engine)) as session:
            # Whoever starts at the same time waits for this transaction, and reads what it wrote.
            kept = _grants_in(session)
            if not kept:
                _write(session, seed)
                session.commit()
        wanted = sorted(seed, key=lambda grants: grants.email)
        return len(kept) if kept and list(kept) != wanted else None

    def _replace_all(self, roster: Sequence[Grants]) -> None:
        with Session(writing(self._engine)) as session:
            _write(session, roster)
            begin_revision(session)
            session.commit()

    def _grants_of(self, email: str | None = None) -> tuple[Grants, ...]:
        with Session(self._engine) as session:
            return _grants_in(session, email)


def _write(session: Session, roster: Sequence[Grants]) -> None:
    """Make this the whole roster, in the session's transaction."""
    wanted = {casefolded(grants.email): grants for grants in roster}
    known = {*session.exec(select(IntegrationUser.email))}
    session.exec(delete(IntegrationGrant))
    session.exec(delete(IntegrationUser).where(col(IntegrationUser.email).in_(known - wanted.keys())))
    session.add_all(IntegrationUser(email=email) for email in sorted(wanted.keys() - known))
    session.flush()
    session.add_all(
        IntegrationGrant(email=email, module=str(module), action=action)
        for email, grants in wanted.items()
        for module, actions in grants.modules.items()
        for action in actions
    )


def _grants_in(session: Session, email: str | None = None) -> tuple[Grants, ...]:
    """The grants of one user, or of all of them by address."""
    query = (
        select(IntegrationUser.email, IntegrationGrant.module, IntegrationGrant.action)
        .join(IntegrationGrant, isouter=True)
        .order_by(IntegrationUser.email)
    )
    if email is not None:
        query = query.where(IntegrationUser.email == email)
    return tuple(
        Grants(user, _modules((module, action) for _, module, action in listed))
        for user, listed in groupby(session.exec(query).all(), key=lambda row: row[0])
    )


_ACTIONS: dict[str, ActionName] = {action: action for action in ACTIONS}


def _modules(rows: Iterable[tuple[str | None, str | None]]) -> MappingProxyType[Module, frozenset[ActionName]]:
    """Actions by module. An unknown module or action, which a later version may have stored, grants nothing."""
    granted: dict[Module, frozenset[ActionName]] = {}
    known = {str(module): module for module in grantable_modules()}
    for name, word in rows:
        module, action = known.get(name or ""), _ACTIONS.get(word or "")
        if module is not None and action is not None:
            granted[module] = granted.get(module, frozenset[ActionName]()) | frozenset[ActionName]({action})
    return MappingProxyType(granted)
