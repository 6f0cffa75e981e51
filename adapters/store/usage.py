"""Which operations users have asked, in the store: shapes of coordinates by day, never a value."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec
import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, delete, select

from adapters.store.database import Database
from adapters.store.engines import reading, writing
from adapters.store.integration_tables import UsageRow, UsageShapeRow
from adapters.store.value_parts import in_parts
from domain.integration_plans import UsedShape

log = structlog.get_logger("suitegraph")

# Shapes of one user on one day; what they ask beyond is not counted.
MOST_SHAPES = 200


class UsageStore:
    """Each method is one transaction. What cannot be added is lost, with a warning; reading raises SQLAlchemyError."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine

    async def add(self, tenant: str, day: date, counts: Mapping[tuple[str, frozenset[str]], int], days: int) -> None:
        """Add operations of a day, by user and coordinates, and drop what is older than so many days."""
        try:
            await asyncio.to_thread(self._add, tenant, day, counts, days)
        except SQLAlchemyError as error:
            # No answer is held back for it.
            log.warning("usage", kept=False, operations=sum(counts.values()), reason=type(error).__name__)

    async def since(self, tenant: str, day: date, emails: Sequence[str]) -> Sequence[UsedShape]:
        """What these users have asked since a day."""
        return await asyncio.to_thread(self._since, tenant, day, emails)

    def _add(self, tenant: str, day: date, counts: Mapping[tuple[str, frozenset[str]], int], days: int) -> None:
        with Session(writing(self._engine)) as session:
            session.exec(
                delete(UsageRow).where(col(UsageRow.tenant) == tenant, col(UsageRow.day) <= day - timedelta(days))
            )
            for (email, coordinates), operations in counts.items():
                text = msgspec.json.encode(sorted(coordinates)).decode()
                shape = hashlib.sha256(text.encode()).hexdigest()
                row = session.get(UsageRow, (tenant, email, day, shape))
                if row is not None:
                    row.operations += operations
                    session.add(row)
                    continue
                known = select(UsageRow.shape).where(
                    UsageRow.tenant == tenant, UsageRow.email == email, UsageRow.day == day
                )
                if len(session.exec(known.limit(MOST_SHAPES)).all()) >= MOST_SHAPES:
                    continue
                if session.get(UsageShapeRow, shape) is None:
                    session.add(UsageShapeRow(shape=shape, coordinates=text))
                session.add(UsageRow(tenant=tenant, email=email, day=day, shape=shape, operations=operations))
            session.flush()
            used = select(UsageRow.shape)
            session.exec(delete(UsageShapeRow).where(col(UsageShapeRow.shape).not_in(used)))
            session.commit()

    def _since(self, tenant: str, day: date, emails: Sequence[str]) -> Sequence[UsedShape]:
        shapes: dict[str, frozenset[str]] = {}
        used: list[UsedShape] = []
        with Session(reading(self._engine)) as session:
            for part in in_parts(emails):
                wanted = (
                    select(UsageRow, UsageShapeRow.coordinates)
                    .join(UsageShapeRow, col(UsageRow.shape) == col(UsageShapeRow.shape))
                    .where(
                        UsageRow.tenant == tenant,
                        col(UsageRow.day) >= day,
                        col(UsageRow.email).in_(part),
                    )
                    .order_by(col(UsageRow.email), col(UsageRow.shape))
                )
                for row, text in session.exec(wanted):
                    if row.shape not in shapes:
                        shapes[row.shape] = frozenset(msgspec.json.decode(text, type=list[str]))
                    used.append(UsedShape(row.email, shapes[row.shape], row.operations))
        return used
