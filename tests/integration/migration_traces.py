"""What a migration has left in the store and in Books, which has everybody once."""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from sqlalchemy import MetaData, create_engine, inspect, text

from adapters.store.engines import url_beside
from sandbox.context import Sandbox

ADDRESS = re.compile(r'"([^"@ ]+@[^" ]+)"\s*:\s*"(migrated|failed|reverted|not_reverted)\b', re.IGNORECASE)


def check_traces(
    url: str, sandbox: Sandbox, migrated: Collection[str], taken_back: Collection[str], *, made: int
) -> None:
    """Roster and audit log have those who are migrated, and Books so many, each once, in the administrator's name."""
    engine = create_engine(url)
    with engine.connect() as connection:
        roster = Counter(
            email for (email,) in connection.execute(text("SELECT email FROM roster_member WHERE state = 'active'"))
        )
        bodies = connection.execute(text("SELECT body FROM audit_entry WHERE act = 'migrateUsers'"))
        logged = Counter(
            email for (body,) in bodies for email, became in ADDRESS.findall(body) if became.lower() == "migrated"
        )
        undone = connection.execute(text("SELECT body FROM audit_entry WHERE act = 'undoMigration'"))
        unlogged = Counter(
            email for (body,) in undone for email, became in ADDRESS.findall(body) if became.lower() == "reverted"
        )
    engine.dispose()
    assert roster == Counter([*migrated])
    # Whoever was taken back and migrated again stands there twice.
    assert logged - unlogged == roster
    assert {*unlogged} >= {*taken_back}
    owners = [
        call["token_owner"]
        for call in sandbox.calls.since(0)
        if (call["product"], call["method"]) == ("books", "POST") and call["path"].endswith("/users")
        if call["status"] < 300
    ]
    assert Counter(owners) == Counter({"admin": made})


def check_silent(url: str, names: Collection[str]) -> None:
    """No table has a token of the sandbox in it; those of the durable runs have neither names nor addresses.

    In PostgreSQL they have a schema of their own, beside SQLite a file.
    """
    jobs = url_beside(url, "-jobs") if url.startswith("sqlite") else url
    assert jobs is not None
    kept = "\n".join(_texts(url, None))
    library = "\n".join(_texts(jobs, None if url.startswith("sqlite") else "dbos"))
    assert "workflow" in library
    assert "halvorsen" in kept.lower()
    assert "1000.demo" not in kept + library
    assert "halvorsen" not in library.lower()
    assert {name for name in names if name in library} == set()


def _texts(url: str, schema: str | None) -> Iterator[str]:
    """Each row of each table of a database, as text."""
    engine = create_engine(url)
    tables = MetaData(schema=schema)
    tables.reflect(engine)
    with engine.connect() as connection:
        for name in inspect(engine).get_table_names(schema=schema):
            table = tables.tables[name if schema is None else f"{schema}.{name}"]
            yield from (f"{name} {tuple(row)}" for row in connection.execute(table.select()))
    engine.dispose()
