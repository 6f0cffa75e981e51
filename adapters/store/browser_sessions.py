"""Sessions of browsers in the store, for every process of the gateway."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, update
from sqlalchemy.sql.dml import Update
from sqlmodel import Session, col, select

from adapters.store.database import Database
from adapters.store.engines import writing
from adapters.store.tables import BrowserSessionRow as Held
from adapters.store.transactions import TransactionResult, in_time, transaction_result
from domain.browser_sessions import BrowserSession, SealedTokens, SessionOwner


class SessionStore:
    """The sessions of a database: a SessionShelf."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine

    async def add(self, session: BrowserSession) -> None:
        """Keep a new session."""
        await self._write(lambda transaction: transaction.add(_row(session)))

    async def one(self, keys: Sequence[bytes]) -> BrowserSession | None:
        """The session of one of these keys, None where there is none."""
        return await self._read(lambda transaction: _first(transaction, keys))

    async def of_owner(self, owner: SessionOwner) -> Sequence[BrowserSession]:
        """A user's sessions, the latest first."""
        query = select(Held).where(Held.data_centre == owner.data_centre, Held.user == owner.user)
        ordered = query.order_by(col(Held.began_at).desc(), col(Held.handle))
        return await self._read(lambda transaction: [*map(_session, transaction.exec(ordered))])

    async def note_use(self, key: bytes, at: datetime) -> None:
        """Note when a session was used last."""
        await self._change(update(Held).where(col(Held.key) == key, col(Held.used_at) < at).values(used_at=at))

    async def claim_renewal(self, key: bytes, version: int, now: datetime, until: datetime) -> bool:
        """Whether the caller alone, of all processes, may renew this version of the tokens until then."""
        free = or_(col(Held.renewed_until).is_(None), col(Held.renewed_until) <= now)
        claim = update(Held).where(col(Held.key) == key, col(Held.version) == version, free)
        return await self._change(claim.values(renewed_until=until)) == 1

    async def renew(self, key: bytes, tokens: SealedTokens) -> None:
        """Keep renewed tokens, unless the session has ended."""
        await self._change(update(Held).where(col(Held.key) == key).values(renewed_until=None, **_columns(tokens)))

    async def end(self, key: bytes) -> BrowserSession | None:
        """End a session; what it was, None where it had ended already."""

        def work(transaction: Session) -> BrowserSession | None:
            session = _first(transaction, [key])
            transaction.exec(delete(Held).where(col(Held.key) == key))
            return session

        return await self._write(work)

    async def end_idle(self, now: datetime, used_before: datetime) -> Sequence[BrowserSession]:
        """End the sessions that are over by `now` or were used last before `used_before`; what they were."""
        over = or_(col(Held.ends_at) <= now, col(Held.used_at) < used_before)

        def work(transaction: Session) -> list[BrowserSession]:
            sessions = [*map(_session, transaction.exec(select(Held).where(over)))]
            transaction.exec(delete(Held).where(over))
            return sessions

        return await self._write(work)

    async def every(self, after: bytes, most: int) -> Sequence[BrowserSession]:
        """Sessions by key, those behind `after`: for keys that change."""
        query = select(Held).where(col(Held.key) > after).order_by(col(Held.key)).limit(most)
        return await self._read(lambda transaction: [*map(_session, transaction.exec(query))])

    async def reseal(self, key: bytes, version: int, tokens: SealedTokens) -> None:
        """Keep the same tokens sealed anew, unless they were renewed meanwhile."""
        same = update(Held).where(col(Held.key) == key, col(Held.version) == version)
        await self._change(same.values(**_columns(tokens)))

    async def _read(self, work: Callable[[Session], TransactionResult]) -> TransactionResult:
        return await in_time(asyncio.to_thread(transaction_result, self._engine, work))

    async def _write(self, work: Callable[[Session], TransactionResult]) -> TransactionResult:
        return await in_time(asyncio.to_thread(transaction_result, writing(self._engine), work))

    async def _change(self, statement: Update) -> int:
        def work(transaction: Session) -> int:
            return transaction.exec(statement).rowcount

        return await self._write(work)


def _first(transaction: Session, keys: Sequence[bytes]) -> BrowserSession | None:
    row = transaction.exec(select(Held).where(col(Held.key).in_(keys))).first()
    return None if row is None else _session(row)


def _columns(tokens: SealedTokens) -> dict[str, Any]:
    return {
        "access": tokens.access,
        "access_ends_at": tokens.access_ends_at,
        "refresh": tokens.refresh,
        "version": tokens.version,
    }


def _row(session: BrowserSession) -> Held:
    return Held(
        key=session.key,
        handle=session.handle,
        data_centre=session.owner.data_centre,
        user=session.owner.user,
        name=session.name,
        browser=session.browser,
        began_at=session.began_at,
        used_at=session.used_at,
        ends_at=session.ends_at,
        **_columns(session.tokens),
    )


def _session(row: Held) -> BrowserSession:
    return BrowserSession(
        key=row.key,
        handle=row.handle,
        owner=SessionOwner(row.data_centre, row.user),
        name=row.name,
        browser=row.browser,
        began_at=row.began_at,
        used_at=row.used_at,
        ends_at=row.ends_at,
        tokens=SealedTokens(row.access, row.access_ends_at, row.refresh, row.version),
    )
