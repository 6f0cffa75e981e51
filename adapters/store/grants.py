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
from domain.grants import GRANTABLE, Grants, casefolded
from domain.sources import Module


class GrantStore:
    """The roster of integration users: every user in it is one, with or without grants."""

    def __init__(self, url: str | None = None, roster: Iterable[Grants] | None = None) -> None:
        """`url` is SQLAlchemy's, None for a database in memory. A `roster` replaces the stored one at `open`."""
        self.engine = engine_of(url or IN_MEMORY)
        self._roster = None if roster is None else tuple(roster)

    async def open(self) -> None:
        """Connect, bring the tables up to date and store the roster, if one is given. Raises StoreError."""
        try:
            await asyncio.to_thread(bring_up, self.engine)
            if self._roster is not None:
                await self.replace_all(self._roster)
        except (SQLAlchemyError, CommandError) as error:
            # Its cause is a long traceback within the library.
            raise StoreError(f"The database of the roster cannot be opened: {error}") from None

    async def close(self) -> None:
        """Close every connection; a database in memory is lost."""
        await asyncio.to_thread(self.engine.dispose)

    async def replace_all(self, roster: Iterable[Grants]) -> None:
        """Replace the whole roster in one transaction. Users who were in it keep the date of their addition."""
        await asyncio.to_thread(self._replace_all, tuple(roster))

    async def grants_of(self, email: str) -> Grants | None:
        """The grants of the integration user with this address, None for anybody else."""
        grants = await asyncio.to_thread(self._grants, casefolded(email))
        return grants[0] if grants else None

    async def all(self) -> tuple[Grants, ...]:
        """The whole roster, ordered by address."""
        return await asyncio.to_thread(self._grants)

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

    def _grants(self, email: str | None = None) -> tuple[Grants, ...]:
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
            Grants(user, _modules((module, action) for _, module, action in user_rows))
            for user, user_rows in groupby(rows, key=lambda row: row[0])
        )


_MODULES = {str(module): module for module in GRANTABLE}
_ACTIONS: dict[str, ActionName] = {action: action for action in ACTIONS}


def _modules(rows: Iterable[tuple[str | None, str | None]]) -> MappingProxyType[Module, frozenset[ActionName]]:
    """Actions by module. An unknown module or action, which a later version may have stored, grants nothing."""
    modules: dict[Module, frozenset[ActionName]] = {}
    for name, word in rows:
        module, action = _MODULES.get(name or ""), _ACTIONS.get(word or "")
        if module is not None and action is not None:
            modules[module] = modules.get(module, frozenset[ActionName]()) | frozenset[ActionName]({action})
    return MappingProxyType(modules)
