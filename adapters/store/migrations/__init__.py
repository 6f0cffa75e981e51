"""The store's migrations, run at start. `versions` has a module for each step; a test holds them against the tables."""

from threading import Lock

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from adapters.store.engines import writing

# What Alembic offers to migrations belongs to the whole process.
_ONE_AT_A_TIME = Lock()


def bring_up(engine: Engine) -> None:
    """Bring the engine's database up to date, in a transaction of its own."""
    with writing(engine).begin() as connection:
        upgrade(connection)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the connection's database up to this revision, inside its transaction."""
    with _ONE_AT_A_TIME:
        command.upgrade(_configuration(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the connection's database down to this revision, inside its transaction."""
    with _ONE_AT_A_TIME:
        command.downgrade(_configuration(connection), revision)


def _configuration(connection: Connection) -> Config:
    configuration = Config(attributes={"connection": connection})
    configuration.set_main_option("script_location", "adapters.store:migrations")
    return configuration
