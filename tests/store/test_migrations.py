"""The store's migrations: each way, and against the tables."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, text

from adapters.store import (
    document_tables,
    integration_tables,
    migration_tables,
    migrations,
    people_tables,
    report_tables,
)
from adapters.store.engines import engine_of, writing
from adapters.store.migrations import downgrade, upgrade
from adapters.store.tables import StoreTable
from tests.proofs import family

MIGRATING = {"user_migration", "migrating_user", "migration_mail", "job_token"}
TABLES = {
    "integration_user",
    "integration_grant",
    "roster_member",
    "roster_limit",
    "write_intent",
    "audit_entry",
    "audit_head",
    "saved_view",
    "dashboard",
    "saved_report",
    "scim_directory",
    "scim_person",
    "scim_group",
    "scim_membership",
    "departure",
    "ended_part",
    "person_note",
    "roster_access",
    "provisioning",
    *MIGRATING,
    "report_folder",
    "report_run",
    "kept_result",
    "integration_settings",
    "grant_template",
    "integration_revision",
    "integration_plan",
    "usage_shape",
    "usage_count",
    "browser_session",
    "published_version",
    "published_document",
    "document_text",
    "document_audience",
}
# The tables of other modules belong to the same metadata once they are imported.
OTHERS = (document_tables, integration_tables, migration_tables, people_tables, report_tables)
assert {each.StoreTable for each in OTHERS} == {StoreTable}
MARK = "alembic_version"


@pytest.fixture
def connection(kept_url: str) -> Iterator[Connection]:
    """A connection to an empty database, in a transaction."""
    engine = engine_of(kept_url)
    with writing(engine).begin() as begun:
        yield begun
    engine.dispose()


def tables(connection: Connection) -> set[str]:
    """The tables that there are."""
    return {*inspect(connection).get_table_names()}


def differences(connection: Connection, metadata: MetaData) -> list[object]:
    """What would have to be migrated for these tables."""
    return [*compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)]


def names(connection: Connection) -> set[str | None]:
    """The names of primary, foreign and unique keys in the database."""
    inspected = inspect(connection)
    keys = [inspected.get_pk_constraint(table)["name"] for table in TABLES]
    unique = [key["name"] for table in TABLES for key in inspected.get_unique_constraints(table)]
    return {*keys, *unique, *(key["name"] for table in TABLES for key in inspected.get_foreign_keys(table))}


def test_an_empty_database_is_brought_up_to_the_tables(connection: Connection) -> None:
    upgrade(connection)
    assert tables(connection) == {*TABLES, MARK}
    assert differences(connection, StoreTable.metadata) == []


def test_constraints_have_the_names_of_the_tables(connection: Connection) -> None:
    upgrade(connection)
    declared = {key.name for table in StoreTable.metadata.tables.values() for key in table.constraints}
    assert names(connection) == declared


def test_a_table_that_no_migration_makes_is_told_apart(connection: Connection) -> None:
    upgrade(connection)
    wanted = MetaData()
    for table in StoreTable.metadata.tables.values():
        table.to_metadata(wanted)
    Table("forgotten", wanted, Column("email", String(320)))
    assert len(differences(connection, wanted)) == 1


@family(short=1)
def test_every_step_leads_back_to_the_one_before(connection: Connection) -> None:
    steps = ScriptDirectory(str(migrations.__path__[0])).walk_revisions()
    for step in reversed([*steps]):
        before = tables(connection)
        upgrade(connection, step.revision)
        between = tables(connection)
        downgrade(connection, "-1")
        assert tables(connection) - {MARK} == before - {MARK}
        upgrade(connection, step.revision)
        assert tables(connection) == between
    downgrade(connection, "base")
    assert tables(connection) == {MARK}


def test_coming_up_to_date_twice_changes_nothing(connection: Connection) -> None:
    upgrade(connection)
    connection.execute(text("INSERT INTO integration_user VALUES ('a@x.example', '2026-01-01 00:00:00')"))
    upgrade(connection)
    assert connection.execute(text("SELECT email FROM integration_user")).scalars().all() == ["a@x.example"]


def test_a_migration_that_breaks_off_leaves_nothing_behind(kept_url: str) -> None:
    engine = engine_of(kept_url)
    with writing(engine).connect() as connection:
        transaction = connection.begin()
        upgrade(connection)
        assert tables(connection) == {*TABLES, MARK}
        transaction.rollback()
        assert tables(connection) == set()
    engine.dispose()
