"""Keys change while browsers are signed in, and no token lies open in the database."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.jobs.vault import TokenVault, VaultError
from domain.caller import Token
from domain.job_tokens import SealedToken
from gateway.commands.keys import NothingSealedError, rotate
from gateway.settings import Settings
from tests.gateway.command_runs import ran
from tests.gateway.pages.browsing import browsing
from tests.graphs import graph_served

OLD, NEW = "the operator's first secret of many characters", "the operator's second secret of many characters"


def whole(folder: Path) -> bytes:
    """What all files of the database hold."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_sessions_outlive_a_change_of_keys_and_tokens_lie_sealed(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    database = f"sqlite:///{file}"
    async with (
        graph_served(offers_personas=True, database=database, session_keys=(OLD,)) as graph,
        browsing(graph) as browser,
    ):
        await browser.sign_in("sales")
        assert (await browser.get("/analytics")).status == 200
        live = graph.sandbox.tokens.ending()
        held = whole(tmp_path)
        assert live
        assert not any(token.encode() in held for token in live)
        keys = (SecretStr(NEW), SecretStr(OLD))
        both = graph.service.settings.model_copy(update={"session_keys": keys})
        assert await rotate(both) == 1
        assert await rotate(both) == 0


async def test_without_a_database_there_is_nothing_to_rotate() -> None:
    with pytest.raises(NothingSealedError):
        await rotate(Settings())


async def test_tokens_of_jobs_are_sealed_anew_and_those_of_a_lost_key_are_left(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    settings = Settings(database=SecretStr(f"sqlite:///{file}"), job_keys=(SecretStr(OLD),))
    assert await rotate(settings) == 0
    with closing(sqlite3.connect(file)) as connection:
        # Raw, without the migration that each token belongs to.
        for job in ("one", "two"):
            sealed = TokenVault([OLD]).sealed(job, Token(f"1000.secret.{job}"))
            values = (job, "local:1", "a@a.example", "2026-11-30 12:00:00", True, sealed, "[]", 0)
            columns = "job_id, tenant, given_by, given_at, is_refreshable, sealed, organizations, calls"
            connection.execute(f"INSERT INTO job_token ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        connection.commit()
        both = settings.model_copy(update={"job_keys": (SecretStr(NEW), SecretStr(OLD))})
        assert await rotate(both) == 2
        assert await rotate(both) == 0
        held = dict(connection.execute("SELECT job_id, sealed FROM job_token"))
    # The old key can go now, and each token is still its own job's.
    vault = TokenVault([NEW])
    assert vault.opened("one", SealedToken(held["one"], is_refreshable=True)) == "1000.secret.one"
    with pytest.raises(VaultError):
        vault.opened("two", SealedToken(held["one"], is_refreshable=True))
    lost = settings.model_copy(update={"job_keys": (SecretStr("a third secret that has many characters too"),)})
    with pytest.raises(VaultError):
        await rotate(lost)


async def test_one_command_rotates_the_key_of_the_audit_log_as_well(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'store.db'}"
    settings = {"database": database, "job_keys": f"{NEW},{OLD}", "audit_key": OLD}
    assert await ran("keys", "rotate", **settings) == (0, "sealed anew: 0\n", "")
    settings["audit_key"] = f"{NEW}, {OLD}"
    code, out, _ = await ran("audit", "verify", **settings)
    assert (code, "not of the first key" in out) == (1, True)
    assert await ran("keys", "rotate", **settings) == (0, "sealed anew: 1\n", "")
    assert await ran("keys", "rotate", **settings) == (0, "sealed anew: 0\n", "")
    assert (await ran("audit", "verify", **settings))[0] == 0
    settings["audit_key"] = OLD
    code, _, complaint = await ran("keys", "rotate", **settings)
    assert (code, complaint.startswith("The key of the audit log stays")) == (1, True)
    assert OLD not in complaint
