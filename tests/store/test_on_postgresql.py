"""What administrators keep works on PostgreSQL as it does on SQLite: the same tests, with all stores on one server."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.integration.migration_story import migration_told
from tests.postgres import new_database
from tests.proofs import at_length
from tests.valkeys import valkey_served

TESTS = Path(__file__).parents[1]
# Whatever keeps something of integration users, of browsers' sessions or of published documents, without tests of files
# and of what keeps nothing.
SUITES = (
    *(f"integration/test_{name}.py" for name in ("roster", "settings", "bulk", "plans", "provisioning", "migrations")),
    *(f"scim/test_{name}.py" for name in ("requests", "workers")),
    *(f"gateway/sign_in/test_{name}.py" for name in ("sessions", "two_processes")),
    "gateway/http/test_trusted_documents.py",
)


def test_suites_that_are_passed_again_exist() -> None:
    assert [suite for suite in SUITES if not (TESTS / suite).is_file()] == []


@at_length(like="test_suites_that_are_passed_again_exist")
def test_suites_of_what_is_kept_pass_on_postgresql(postgres: str) -> None:
    options = ("-q", "-x", "-p", "no:cacheprovider", f"--stores={postgres}")
    paths = (str(TESTS / suite) for suite in SUITES)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *paths], check=False, capture_output=True, text=True, timeout=1200
    )
    assert run.returncode == 0, run.stdout


@at_length(like="test_suites_that_are_passed_again_exist")
async def test_two_workers_migrate_everybody_on_postgresql_with_valkey(postgres: str, tmp_path: Path) -> None:
    with valkey_served() as valkey:
        shared: dict[str, Any] = {"database": new_database(postgres), "cache_url": valkey.url, "limits_url": valkey.url}
        figures = await migration_told(150, 20, tmp_path, (0, 2, 0), **shared)
    assert (figures.kills, figures.upgrades) == (1, 1)
    assert max(figures.graph_seconds) < 5
