"""Transactions of the store from a coroutine: each in a thread, in a bounded time, with the database's own message."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from adapters.store.engines import writing
from domain.journal import JournalError

TransactionResult = TypeVar("TransactionResult")
# For how long a transaction may take, with those queued before it: longer than the wait for a lock.
ANSWER_SECONDS = 10.0


async def in_time(answer: Awaitable[TransactionResult]) -> TransactionResult:
    """The answer. Raises JournalError after ANSWER_SECONDS; a transaction that has begun may still be committed."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await answer
    except TimeoutError:
        raise JournalError("the database does not answer in time") from None


def transaction_result(
    engine: Engine, work: Callable[[Session], TransactionResult], failure: type[Exception] = JournalError
) -> TransactionResult:
    """The result of `work` in one transaction. Raises `failure`, with the database's message."""
    try:
        with Session(engine) as session:
            result = work(session)
            session.commit()
            return result
    except SQLAlchemyError as error:
        # Its text contains the statement: only the database's own message is passed on.
        message = str(getattr(error, "orig", None) or type(error).__name__).partition("\n")[0]
        raise failure(message) from None


class StoreTransactions:
    """The transactions of one part of the store, each in a thread. They raise `failure`."""

    def __init__(self, engine: Engine, failure: type[Exception]) -> None:
        self._engine = engine
        self._failure = failure

    async def read(self, work: Callable[[Session], TransactionResult]) -> TransactionResult:
        """The result of `work`, which only reads."""
        return await asyncio.to_thread(transaction_result, self._engine, work, self._failure)

    async def write(self, work: Callable[[Session], TransactionResult]) -> TransactionResult:
        """The result of `work`, which may write."""
        return await asyncio.to_thread(transaction_result, writing(self._engine), work, self._failure)
