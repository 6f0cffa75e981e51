"""The whole story of a migration: `make story` tells it with thousands of users, killed and upgraded on the way.

USERS (3000), SEED (17), which decides at which moments both workers are killed, and STORE (sqlite, or postgresql with
Valkey) are variables of the environment. It ends by itself: with 1 where something is not exact or a goal was missed.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.gateway.forks import FORKING
from tests.integration.migration_figures import MigrationFigures
from tests.integration.migration_story import SEED, migration_told
from tests.postgres import new_database, postgres_served
from tests.valkeys import valkey_served

# Ten kills of both workers in the three runs, and an upgrade: the last one of the second run.
KILLS = (5, 4, 2)
MOST_LIMIT = 1000
MINUTES = 40


@contextmanager
def settings_of(store: str) -> Generator[dict[str, Any]]:
    """What gateways need for this kind of store beside the story's own, for the duration of the block."""
    if store == "sqlite":
        yield {}
        return
    with postgres_served() as postgres, valkey_served() as valkey:
        yield {"database": new_database(postgres), "cache_url": valkey.url, "limits_url": valkey.url}


async def told(users: int, seed: int, store: str, folder: Path) -> MigrationFigures:
    """What the story has come to. Raises TimeoutError after MINUTES."""
    with settings_of(store) as settings:
        async with asyncio.timeout(MINUTES * 60):
            return await migration_told(users, min(MOST_LIMIT, users // 3), folder, KILLS, seed=seed, **settings)


def main() -> int:
    """Tell it, and print its figures; the exit code."""
    users, seed = int(os.environ.get("USERS", "3000")), int(os.environ.get("SEED", str(SEED)))
    store = os.environ.get("STORE", "sqlite")
    if store not in {"sqlite", "postgresql"}:
        sys.stderr.write(f"STORE is sqlite or postgresql, and not {store}.\n")
        return 2
    # Nothing of the tests is in the workers, whose memory is measured.
    FORKING.set_forkserver_preload(["gateway.commands.serve"])
    sys.stdout.write(f"{users:,} users on {store}, with the seed {seed}: {MINUTES} minutes at most.\n\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(told(users, seed, store, Path(folder)))
    rows = [f"| {name} | {value} |\n" for name, value in figures.lines]
    sys.stdout.writelines(["| | |\n", "|---|---|\n", *rows])
    sys.stdout.writelines(f"Missed: {missed}.\n" for missed in figures.missed)
    return 1 if figures.missed else 0


if __name__ == "__main__":
    sys.exit(main())
