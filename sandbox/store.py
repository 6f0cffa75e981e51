"""Where the sandbox keeps its records: one SQLite table of JSON bodies, one row a record."""

from array import array
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing, contextmanager
from json import dumps, loads
from sqlite3 import Connection as SQLite
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Connection, Index, func, text
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.elements import SQLColumnExpression
from sqlmodel import JSON, Field, Session, SQLModel, col, create_engine, select
from sqlmodel.sql.expression import SelectOfScalar

Body = dict[str, Any]


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


# From so many on what lists are sorted by is indexed, as far as these keys are concerned.
MANY_RECORDS = 200_000
SORT_KEYS = ("created_time", "event_time", "date")
_INSERTED = "INSERT INTO record (product, module, id, position, body) VALUES (?, ?, ?, ?, ?)"
_READ = "SELECT body FROM record WHERE product = ? AND module = ? AND id = ?"
_REPLACED = "UPDATE record SET body = ? WHERE product = ? AND module = ? AND id = ?"
_REMOVED = "DELETE FROM record WHERE product = ? AND module = ? AND id = ?"
_KEY = "(product, module, id)"
_NOTED = "INSERT OR IGNORE INTO before VALUES"
_UNLESS = "WHEN NOT EXISTS (SELECT 1 FROM seed_lock)"
_OLD = "(old.product, old.module, old.id, old.position, old.body)"
_KEPT = (
    f"CREATE TEMPORARY TABLE before (product, module, id, position, body, PRIMARY KEY {_KEY})",
    "CREATE TEMPORARY TABLE seed_lock (locked)",
    f"CREATE TEMPORARY TRIGGER seed_update BEFORE UPDATE ON record {_UNLESS} BEGIN {_NOTED} {_OLD}; END",
    f"CREATE TEMPORARY TRIGGER seed_delete BEFORE DELETE ON record {_UNLESS} BEGIN {_NOTED} {_OLD}; END",
    f"CREATE TEMPORARY TRIGGER seed_insert BEFORE INSERT ON record {_UNLESS} BEGIN "
    f"{_NOTED} (new.product, new.module, new.id, NULL, NULL); END",
)
_UNDONE = "DELETE FROM record WHERE (product, module, id) IN (SELECT product, module, id FROM before)"
_FORGOTTEN = (
    *(f"DROP TRIGGER IF EXISTS temp.{name}" for name in ("seed_update", "seed_delete", "seed_insert")),
    *(f"DROP TABLE IF EXISTS temp.{name}" for name in ("before", "seed_lock")),
)
# Orders of lists that are remembered between two writes.
_MOST_ORDERS = 8


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
        self._changed = False
        self._orders: dict[str, array[int]] = {}

    def load(self, records: Iterable[tuple[str, str, str, Body | str]]) -> None:
        """Replace everything, the seed too, by these (product, module, id, body); a text is a body in JSON."""
        rows = (
            (product, module, id_, position, body if isinstance(body, str) else dumps(body))
            for position, (product, module, id_, body) in enumerate(records, start=1)
        )
        self._forget_seed()
        with self._engine.begin() as connection:
            connection.execute(text("DELETE FROM record"))
            # A large company has two million rows: past the driver's own statement each would cost five times as much.
            driver = cast("SQLite", connection.connection.driver_connection)
            # Ids come in no order: pages of the index that do not fit into memory would be written again and again.
            driver.execute("PRAGMA cache_size = -1048576")
            driver.executemany(_INSERTED, rows)
        count = self.total()
        if count > MANY_RECORDS:
            self._index_orders()
        self._keep_seed(count)

    def _index_orders(self) -> None:
        """Index what long lists of Billing are sorted by: to parse half a million bodies for an order takes seconds."""
        with self._engine.begin() as connection:
            for key in SORT_KEYS:
                ordered = select(text_of(key)).compile(self._engine, compile_kwargs={"literal_binds": True})
                written = str(ordered).partition("SELECT ")[2].partition(" AS anon")[0].replace("record.body", "body")
                columns = f"product, module, {written}, position"
                connection.exec_driver_sql(f"CREATE INDEX IF NOT EXISTS record_by_{key} ON record ({columns})")

    def load_copy(self, other: "Store") -> None:
        """Replace everything, the seed too, by all that another store holds, in a tenth of the time of loading it."""
        self._forget_seed()
        with other.connection() as source, self.connection() as target:
            cast("SQLite", source.connection.driver_connection).backup(
                cast("SQLite", target.connection.driver_connection)
            )
        self._keep_seed(other.total())

    def total(self) -> int:
        """How many records there are of all products."""
        with Session(self._engine) as session:
            return session.exec(select(func.count()).select_from(Record)).one()

    def _forget_seed(self) -> None:
        with self._engine.begin() as connection:
            for statement in _FORGOTTEN:
                connection.execute(text(statement))

    def _keep_seed(self, count: int) -> None:
        """From now on what each changed row was is kept, so that the seed takes no memory of its own."""
        with self._engine.begin() as connection:
            for statement in _KEPT:
                connection.exec_driver_sql(statement)
        self._seeded = count
        self._at_seed()

    def restore(self) -> bool:
        """Go back to the seed; False where none was loaded."""
        if not self._seeded:
            return False
        if self._changed:
            with self._engine.begin() as connection:
                connection.execute(text("INSERT INTO seed_lock VALUES (1)"))
                connection.execute(text(_UNDONE))
                connection.execute(text("INSERT INTO record SELECT * FROM before WHERE body IS NOT NULL"))
                connection.execute(text("DELETE FROM before"))
                connection.execute(text("DELETE FROM seed_lock"))
            self._at_seed()
        return True

    def is_at_seed(self) -> bool:
        """Whether nothing was written since the seed was loaded or restored."""
        return not self._changed

    def _at_seed(self) -> None:
        self._next_position = self._seeded + 1
        self._changed = False
        self._orders.clear()

    def body(self, product: str, module: str, id_: str) -> Body | None:
        """One record's body, or None."""
        with self._driver() as driver:
            row = driver.execute(_READ, (product, module, id_)).fetchone()
        return None if row is None else loads(row[0])

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
        shelf = (col(Record.product) == product, col(Record.module) == module)
        query = select(col(Record.body)).where(*shelf, *where).order_by(*order, col(Record.position))
        with Session(self._engine) as session:
            if limit is not None and (offset or self._seeded > MANY_RECORDS):
                return self._later_page(session, shelf, query, offset, limit)
            return list(session.exec(query.offset(offset).limit(limit)))

    def _later_page(
        self,
        session: Session,
        shelf: Sequence[ColumnElement[bool]],
        query: SelectOfScalar[Body],
        offset: int,
        limit: int,
    ) -> list[Body]:
        """A later page of a list, whose order is remembered: or a walk would sort all of a list for each page."""
        written = query.with_only_columns(col(Record.position))
        name = str(written.compile(self._engine, compile_kwargs={"literal_binds": True}))
        order = self._orders.get(name)
        if order is None:
            # As text, since an index of an expression serves no statement whose parts are bound.
            rows = session.connection().exec_driver_sql(name).scalars()
            order = array("q", cast("Iterable[int]", rows))
            while len(self._orders) >= _MOST_ORDERS:
                del self._orders[next(iter(self._orders))]
            self._orders[name] = order
        positions = order[offset : offset + limit]
        by_position = select(Record.position, col(Record.body)).where(*shelf, col(Record.position).in_(positions))
        bodies: dict[int, Body] = dict(session.exec(by_position).all())
        return [bodies[position] for position in positions]

    def count(self, product: str, module: str, where: Sequence[ColumnElement[bool]] = ()) -> int:
        """How many records meet every condition."""
        query = select(func.count()).where(Record.product == product, Record.module == module, *where)
        with Session(self._engine) as session:
            return session.exec(query).one()

    def put(self, product: str, module: str, id_: str, body: Body) -> None:
        """Create the record or replace its body."""
        self._change()
        key, written = (product, module, id_), dumps(body)
        with self._driver() as driver, driver:
            # No upsert, which would run the trigger of an insertion for what is only replaced.
            if not driver.execute(_REPLACED, (written, *key)).rowcount:
                driver.execute(_INSERTED, (*key, self._next_position, written))
                self._next_position += 1

    def remove(self, product: str, module: str, id_: str) -> bool:
        """Delete the record; False where there was none."""
        self._change()
        with self._driver() as driver, driver:
            return bool(driver.execute(_REMOVED, (product, module, id_)).rowcount)

    @contextmanager
    def _driver(self) -> Generator[SQLite]:
        """The driver's own connection: for one record by its key a statement of the mapper takes ten times as long."""
        with closing(self._engine.raw_connection()) as connection:
            yield cast("SQLite", connection.driver_connection)

    def _change(self) -> None:
        self._changed = True
        self._orders.clear()

    def connection(self) -> Connection:
        """A connection for the few queries that need SQL of their own (COQL's aggregates)."""
        return self._engine.connect()

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()
