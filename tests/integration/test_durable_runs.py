"""Runs of jobs: recovered after an upgrade, loaded by those alone who run one, tokens for one job alone."""

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from dbos import DBOS

from adapters.jobs.durable import APPLICATION_VERSION, DurableRuns
from adapters.jobs.vault import TokenVault, VaultError
from domain.caller import Token
from domain.job_tokens import SealedToken, refresh_token_warning
from tests.proofs import at_length


async def test_an_upgrade_in_the_middle_of_a_run_loses_nothing(tmp_path: Path) -> None:
    """The library names a release by a hash of its workflows unless that is pinned, and leaves the runs of others."""
    url, done, begun, goes_on = f"sqlite:///{tmp_path / 'jobs.db'}", list[str](), asyncio.Event(), asyncio.Event()

    async def first(job_id: str, run: int) -> bool:
        done.append(f"{job_id}:{run} first")
        begun.set()
        await goes_on.wait()
        return True

    async def second(job_id: str, run: int) -> bool:
        done.append(f"{job_id}:{run} second")
        ended.set()
        return False

    ended = asyncio.Event()
    before = DurableRuns(url, "worker", first)
    await before.start("a", 1)
    async with asyncio.timeout(60):
        await begun.wait()
    closing = asyncio.create_task(before.close())
    # The batch that is under way is done; the run stays pending.
    goes_on.set()
    async with asyncio.timeout(60):
        await closing
    # What a new release may bring: another workflow, and with it another hash.
    DBOS.workflow(name="of a later release")(lambda: None)
    after = DurableRuns(url, "worker", second)
    await after.open()
    async with asyncio.timeout(60):
        await ended.wait()
    await after.close()
    assert done[-1] == "a:1 second"
    assert {line for line in done if line.endswith("first")} == {"a:1 first"}
    with sqlite3.connect(tmp_path / "jobs.db") as kept:
        columns = "workflow_uuid, status, application_version, executor_id, serialization"
        rows = [*kept.execute(f"SELECT {columns} FROM workflow_status")]
        assert rows == [("a:1", "SUCCESS", APPLICATION_VERSION, "worker", "portable_json")]
    kept.close()


@at_length(
    like="tests/gateway/test_roster_and_policy.py::test_a_gateway_without_a_roster_loads_no_database_and_no_frames"
)
def test_a_gateway_that_runs_no_migration_does_not_load_the_library() -> None:
    code = "import sys, gateway.app, gateway.service, gateway.migrations.supervisor; print('dbos' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "False"


def test_a_token_is_for_one_job_under_keys_that_can_be_changed() -> None:
    old, new = "the key of old, which is long enough", "the key of late, which is long enough"
    sealed = SealedToken(TokenVault([old]).sealed("job", Token("1000.secret.token")), is_refreshable=False)
    assert "secret" not in sealed.text + repr(sealed)
    assert TokenVault([new, old]).opened("job", sealed) == "1000.secret.token"
    for keys, job in (([new], "job"), ([old], "another job")):
        with pytest.raises(VaultError):
            TokenVault(keys).opened(job, sealed)
    assert refresh_token_warning(14) is None
    assert "20" in (refresh_token_warning(15) or "")
