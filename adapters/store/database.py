"""The database of a process: opened once, and shared by all that is stored in it."""

import asyncio

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from adapters.store.engines import IN_MEMORY, StoreError, engine_of
from adapters.store.migrations import bring_up


class Database:
    """One database, by SQLAlchemy's URL; without one, it lies in memory and ends with its connections."""

    def __init__(self, url: str | None = None) -> None:
        self.engine = engine_of(url or IN_MEMORY)

    async def open(self) -> None:
        """Connect and bring the tables up to date. Raises StoreError."""
        try:
            await asyncio.to_thread(bring_up, self.engine)
        except (SQLAlchemyError, CommandError) as error:
            # What lies deeper is the library's own, pages of it.
            raise StoreError(f"The database cannot be opened: {error}") from None

    async def close(self) -> None:
        """Close every connection."""
        await asyncio.to_thread(self.engine.dispose)
