"""The store's migrations, one module each in `versions`. They run at start; a test compares them with the tables."""

from threading import Lock

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from adapters.store.engines import writing

# Alembic's context is global to the process.
_ONE_AT_A_TIME = Lock()


def bring_up(engine: Engine) -> None:
    """Bring the database of an engine up to date, in a transaction of its own."""
    with writing(engine).begin() as connection:
        upgrade(connection)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the database of a connection up to this revision, within its transaction."""
    with _ONE_AT_A_TIME:
        command.upgrade(_configuration(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the database of a connection down to this revision, within its transaction."""
    with _ONE_AT_A_TIME:
        command.downgrade(_configuration(connection), revision)


def _configuration(connection: Connection) -> Config:
    configuration = Config(attributes={"connection": connection})
    configuration.set_main_option("script_location", "adapters.store:migrations")
    return configuration
