"""The roster in the store."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from adapters.store.engines import StoreError, engine_of, writing
from domain.actions import ActionName
from domain.grants import MOST_USERS, Grants, grant_sets
from domain.modules import books
from tests.proofs import family
from tests.store.conftest import opened

INVOICES = books.INVOICES
SAMIR = Grants("samir.okafor@halvorsen.example", grant_sets()["default"])
LENA = Grants("lena.brandt@halvorsen.example", grant_sets()["earlier"])
NOTHING = Grants("rosa.lindqvist@halvorsen.example", {})


def changed(url: str, *statements: str) -> None:
    """Run statements on a database behind the store's back."""
    engine = engine_of(url)
    with writing(engine).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def rows_of(url: str, query: str) -> list[tuple[object, ...]]:
    """The rows of a query behind the store's back."""
    engine = engine_of(url)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return rows


def years(url: str) -> dict[str, str]:
    """The year in which each user was added."""
    rows = rows_of(url, "SELECT email, substr(added_at, 1, 4) FROM integration_user")
    return {str(email): str(year) for email, year in rows}


async def test_a_new_store_knows_no_integration_user(url: str | None) -> None:
    async with opened(url) as store:
        assert await store.all() == ()
        assert await store.grants_of(SAMIR.email) is None


async def test_an_empty_roster_is_seeded(url: str | None) -> None:
    async with opened(url, [SAMIR, LENA, NOTHING]) as store:
        assert await store.all() == (LENA, NOTHING, SAMIR)
        assert await store.grants_of(SAMIR.email) == SAMIR
        assert await store.grants_of("ingrid.halvorsen@halvorsen.example") is None


async def test_who_is_in_the_roster_without_a_grant_is_an_integration_user_still(url: str | None) -> None:
    async with opened(url, [NOTHING]) as store:
        assert await store.grants_of(NOTHING.email) == NOTHING


async def test_addresses_are_compared_whatever_their_case(url: str | None) -> None:
    async with opened(url, [Grants("Samir.Okafor@Halvorsen.example", SAMIR.modules)]) as store:
        assert await store.grants_of(" SAMIR.okafor@halvorsen.EXAMPLE") == SAMIR


async def test_a_new_roster_replaces_the_whole_one_before(url: str | None) -> None:
    less = Grants(SAMIR.email, {INVOICES: frozenset[ActionName]({"view"})})
    async with opened(url, [SAMIR, LENA]) as store:
        await store.replace_all([less, NOTHING])
        assert await store.all() == (NOTHING, less)
        await store.replace_all([])
        assert await store.all() == ()


async def test_a_file_keeps_the_roster_and_a_database_in_memory_ends_with_its_store(file_url: str) -> None:
    async with opened(file_url, [SAMIR]):
        pass
    async with opened(file_url) as store:
        assert await store.all() == (SAMIR,)
    async with opened(None, [SAMIR]), opened(None) as other:
        assert await other.all() == ()


@pytest.mark.parametrize(("seed", "warnings"), [(None, 0), ([SAMIR, LENA], 0), ([LENA], 1), ([], 1)])
async def test_a_roster_with_users_is_never_seeded_and_another_seed_is_reported_as_unused(
    file_url: str, seed: list[Grants] | None, warnings: int
) -> None:
    async with opened(file_url, [LENA, SAMIR]):
        pass
    with capture_logs() as lines:
        async with opened(file_url, seed) as roster:
            assert await roster.all() == (LENA, SAMIR)
    assert [(line["event"], line["log_level"], line["used"], line["users"]) for line in lines] == [
        ("grants", "warning", False, 2)
    ] * warnings


async def test_who_stays_in_the_roster_keeps_the_day_they_were_added(file_url: str) -> None:
    async with opened(file_url, [SAMIR, LENA]) as store:
        changed(file_url, "UPDATE integration_user SET added_at = '2020-02-02 10:00:00.000000'")
        await store.replace_all([SAMIR, NOTHING])
    found = years(file_url)
    assert found.keys() == {SAMIR.email, NOTHING.email}
    assert found[SAMIR.email] == "2020"
    assert found[NOTHING.email] > "2020"


async def test_a_roster_that_cannot_be_taken_in_leaves_the_one_before(file_url: str) -> None:
    async with opened(file_url, [SAMIR]) as store:
        changed(
            file_url,
            "CREATE TRIGGER refusal BEFORE INSERT ON integration_grant WHEN NEW.email LIKE 'lena%' "
            "BEGIN SELECT RAISE(ABORT, 'refused'); END",
        )
        with pytest.raises(IntegrityError, match="refused"):
            await store.replace_all([LENA])
        assert await store.all() == (SAMIR,)


async def test_a_grant_of_nobody_cannot_be_stored(file_url: str) -> None:
    async with opened(file_url):
        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            changed(file_url, "INSERT INTO integration_grant VALUES ('a@x.example', 'books.invoices', 'view')")


async def test_what_a_later_version_wrote_grants_nothing(file_url: str) -> None:
    async with opened(file_url, [SAMIR]) as store:
        changed(
            file_url,
            f"INSERT INTO integration_grant VALUES ('{SAMIR.email}', 'books.journals', 'view')",
            f"INSERT INTO integration_grant VALUES ('{SAMIR.email}', 'books.invoices', 'pay')",
        )
        assert await store.grants_of(SAMIR.email) == SAMIR


@family(short=1)
async def test_the_largest_roster_is_taken_in_and_replaced(url: str | None) -> None:
    roster = [Grants(f"{number:04}@x.example", grant_sets()["earlier"]) for number in range(MOST_USERS)]
    async with opened(url, roster) as store:
        assert await store.all() == tuple(roster)
        await store.replace_all(roster[:1])
        assert await store.all() == (roster[0],)


@family(short=1)
async def test_whoever_asks_while_the_roster_is_replaced_sees_one_or_the_other_whole(url: str | None) -> None:
    rosters = ((SAMIR,), (LENA, NOTHING))
    async with opened(url, rosters[0]) as store:
        changes = (store.replace_all(rosters[turn % 2]) for turn in range(20))
        questions = (store.all() for _ in range(60))
        answers, _ = await asyncio.gather(asyncio.gather(*questions), asyncio.gather(*changes))
    assert {*(tuple(grants.email for grants in answer) for answer in answers)} <= {
        (SAMIR.email,),
        (LENA.email, NOTHING.email),
    }


@family(short=1)
async def test_stores_that_open_at_once_make_their_tables_once(url: str | None) -> None:
    async def seeded() -> tuple[Grants, ...]:
        async with opened(url, [SAMIR]) as roster:
            return await roster.all()

    assert await asyncio.gather(*(seeded() for _ in range(8))) == [(SAMIR,)] * 8


async def test_a_database_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open database file"):
        async with opened(f"sqlite:///{tmp_path / 'nowhere' / 'store.db'}"):
            pytest.fail("there is no such folder")


async def test_a_database_of_a_later_version_is_left_alone(file_url: str) -> None:
    async with opened(file_url, [SAMIR]):
        [(present,)] = rows_of(file_url, "SELECT version_num FROM alembic_version")
        changed(file_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="9999"):
        async with opened(file_url, [LENA]):
            pytest.fail("its tables are not known")
    changed(file_url, f"UPDATE alembic_version SET version_num = '{present}'")
    async with opened(file_url) as store:
        assert await store.all() == (SAMIR,)
