"""Where the sandbox keeps its records: one SQLite table of JSON bodies, one row a record."""

from collections.abc import Iterable, Sequence
from sqlite3 import Connection as SQLite
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Connection, Index, func, insert, text
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.elements import SQLColumnExpression
from sqlmodel import JSON, Field, Session, SQLModel, col, create_engine, delete, select

Body = dict[str, Any]
_RESTORE = (
    text("DELETE FROM record WHERE product = :product AND module = :module AND id = :id"),
    text("INSERT INTO record SELECT * FROM temp.seed WHERE product = :product AND module = :module AND id = :id"),
)


class Record(SQLModel, table=True):
    """One record of one product's module, as that product would answer it in full."""

    __tablename__ = "record"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (Index("record_by_position", "product", "module", "position"),)

    product: str = Field(primary_key=True)
    module: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    position: int
    body: Body = Field(sa_column=Column(JSON, nullable=False))


def text_of(key: str) -> SQLColumnExpression[str]:
    """The body's value under `key` as text, for filters and sorting."""
    return cast("SQLColumnExpression[str]", col(Record.body)[key].as_string())


def number_of(key: str) -> SQLColumnExpression[float]:
    """The body's value under `key` as a number."""
    return cast("SQLColumnExpression[float]", col(Record.body)[key].as_float())


def text_at(*path: str) -> SQLColumnExpression[str]:
    """The body's value at a nested path as text, `text_at("Account_Name", "id")`."""
    return cast("SQLColumnExpression[str]", col(Record.body)[path].as_string())


class Store:
    """Records by product and module. Synchronous: SQLite in this process answers in well under a millisecond.

    What was loaded is kept beside them as the seed, to which `restore` goes back.
    """

    def __init__(self, path: str = "") -> None:
        """Open the database file at `path`, or one in memory."""
        self._engine = create_engine(
            f"sqlite:///{path}" if path else "sqlite://",
            connect_args={"check_same_thread": False},
            poolclass=StaticPool,
        )
        SQLModel.metadata.create_all(self._engine)
        self._seeded = 0
        self._next_position = 1
        self._written: set[tuple[str, str, str]] = set()

    def load(self, records: Iterable[tuple[str, str, str, Body]]) -> None:
        """Replace everything, the seed too, by these (product, module, id, body)."""
        rows = [
            {"product": product, "module": module, "id": id_, "position": position, "body": body}
            for position, (product, module, id_, body) in enumerate(records, start=1)
        ]
        with Session(self._engine) as session:
            session.exec(delete(Record))
            if rows:
                session.connection().execute(insert(Record), rows)
            session.commit()
        self._keep_seed(len(rows))

    def load_copy(self, other: "Store") -> None:
        """Replace everything, the seed too, by all that another store holds, in a tenth of the time of loading it."""
        with other.connection() as source, self.connection() as target:
            cast("SQLite", source.connection.driver_connection).backup(
                cast("SQLite", target.connection.driver_connection)
            )
        self._keep_seed(other.total())

    def total(self) -> int:
        """How many records there are of all products."""
        with Session(self._engine) as session:
            return session.exec(select(func.count()).select_from(Record)).one()

    def _keep_seed(self, count: int) -> None:
        with self._engine.begin() as connection:
            connection.execute(text("DROP TABLE IF EXISTS temp.seed"))
            connection.execute(text("CREATE TEMPORARY TABLE seed AS SELECT * FROM record"))
            connection.execute(text("CREATE UNIQUE INDEX temp.seed_by_key ON seed (product, module, id)"))
        self._seeded = count
        self._at_seed()

    def restore(self) -> bool:
        """Go back to the seed; False where none was loaded."""
        if not self._seeded:
            return False
        if self._written:
            keys = [{"product": product, "module": module, "id": id_} for product, module, id_ in self._written]
            with self._engine.begin() as connection:
                for statement in _RESTORE:
                    connection.execute(statement, keys)
            self._at_seed()
        return True

    def is_at_seed(self) -> bool:
        """Whether nothing was written since the seed was loaded or restored."""
        return not self._written

    def _at_seed(self) -> None:
        self._next_position = self._seeded + 1
        self._written.clear()

    def body(self, product: str, module: str, id_: str) -> Body | None:
        """One record's body, or None."""
        with Session(self._engine) as session:
            record = session.get(Record, (product, module, id_))
            return None if record is None else record.body

    def bodies(
        self,
        product: str,
        module: str,
        where: Sequence[ColumnElement[bool]] = (),
        *,
        order: Sequence[ColumnElement[Any]] = (),
        offset: int = 0,
        limit: int | None = None,
    ) -> list[Body]:
        """Bodies that meet every condition, in `order`, then in the order of their creation."""
        query = (
            select(col(Record.body))
            .where(Record.product == product, Record.module == module, *where)
            .order_by(*order, col(Record.position))
            .offset(offset)
            .limit(limit)
        )
        with Session(self._engine) as session:
            return list(session.exec(query))

    def count(self, product: str, module: str, where: Sequence[ColumnElement[bool]] = ()) -> int:
        """How many records meet every condition."""
        query = select(func.count()).where(Record.product == product, Record.module == module, *where)
        with Session(self._engine) as session:
            return session.exec(query).one()

    def put(self, product: str, module: str, id_: str, body: Body) -> None:
        """Create the record or replace its body."""
        self._written.add((product, module, id_))
        with Session(self._engine) as session:
            record = session.get(Record, (product, module, id_))
            if record is None:
                record = Record(product=product, module=module, id=id_, position=self._next_position, body=body)
                self._next_position += 1
            else:
                record.body = body
            session.add(record)
            session.commit()

    def remove(self, product: str, module: str, id_: str) -> bool:
        """Delete the record; False where there was none."""
        self._written.add((product, module, id_))
        with Session(self._engine) as session:
            record = session.get(Record, (product, module, id_))
            if record is None:
                return False
            session.delete(record)
            session.commit()
            return True

    def connection(self) -> Connection:
        """A connection for the few queries that need SQL of their own (COQL's aggregates)."""
        return self._engine.connect()

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()
