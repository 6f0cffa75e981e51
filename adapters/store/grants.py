"""Integration users and their grants, in the store."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import groupby
from types import MappingProxyType

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, delete, select

from adapters.store.database import IN_MEMORY, StoreError, engine_of, writing
from adapters.store.migrations import bring_up
from adapters.store.tables import IntegrationGrant, IntegrationUser
from domain.actions import ACTIONS, ActionName
from domain.grants import Grants, casefolded, grantable_modules
from domain.modules.module import Module


class GrantStore:
    """The roster. A user in it is an integration user, whatever they were granted."""

    def __init__(self, url: str | None = None, roster: Iterable[Grants] | None = None) -> None:
        """`url` is SQLAlchemy's, None for a database in memory; a `roster` replaces what it holds when it opens."""
        self.engine = engine_of(url or IN_MEMORY)
        self._roster = None if roster is None else tuple(roster)

    async def open(self) -> None:
        """Connect, bring the tables up to date and take the roster in. Raises StoreError."""
        try:
            await asyncio.to_thread(bring_up, self.engine)
            if self._roster is not None:
                await self.replace_all(self._roster)
        except (SQLAlchemyError, CommandError) as error:
            # What lies deeper is the library's own, pages of it.
            raise StoreError(f"The database of the roster cannot be opened: {error}") from None

    async def close(self) -> None:
        """Let go of every connection; a database in memory is gone with it."""
        await asyncio.to_thread(self.engine.dispose)

    async def replace_all(self, roster: Iterable[Grants]) -> None:
        """Make this the whole roster, in one transaction. Who was in it keeps the day they were added."""
        await asyncio.to_thread(self._replace_all, tuple(roster))

    async def grants_of(self, email: str) -> Grants | None:
        """What the integration user with this address was granted, None for anybody else."""
        found = await asyncio.to_thread(self._found, casefolded(email))
        return found[0] if found else None

    async def all(self) -> tuple[Grants, ...]:
        """The whole roster, by address."""
        return await asyncio.to_thread(self._found)

    def _replace_all(self, roster: Sequence[Grants]) -> None:
        wanted = {casefolded(grants.email): grants for grants in roster}
        with Session(writing(self.engine)) as session:
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
            session.commit()

    def _found(self, email: str | None = None) -> tuple[Grants, ...]:
        query = (
            select(IntegrationUser.email, IntegrationGrant.module, IntegrationGrant.action)
            .join(IntegrationGrant, isouter=True)
            .order_by(IntegrationUser.email)
        )
        if email is not None:
            query = query.where(IntegrationUser.email == email)
        with Session(self.engine) as session:
            rows = session.exec(query).all()
        return tuple(
            Grants(user, _modules((module, action) for _, module, action in listed))
            for user, listed in groupby(rows, key=lambda row: row[0])
        )


_ACTIONS: dict[str, ActionName] = {action: action for action in ACTIONS}


def _modules(rows: Iterable[tuple[str | None, str | None]]) -> MappingProxyType[Module, frozenset[ActionName]]:
    """Actions by module. What this version does not know grants nothing: a later one may have written it."""
    found: dict[Module, frozenset[ActionName]] = {}
    known = {str(module): module for module in grantable_modules()}
    for name, word in rows:
        module, action = known.get(name or ""), _ACTIONS.get(word or "")
        if module is not None and action is not None:
            found[module] = found.get(module, frozenset[ActionName]()) | frozenset[ActionName]({action})
    return MappingProxyType(found)
