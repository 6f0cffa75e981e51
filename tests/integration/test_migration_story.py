"""The story of a migration: previewed, refused above the limit, finished, and a wave of it taken back."""

from pathlib import Path

from tests.integration.migration_story import migration_told
from tests.proofs import proof

MOST_BYTES = 200 << 20
# What makes the administrator known to each worker and each batch, and the pages of each look at everybody.
BESIDE_PAGES = 60


@proof("people", short=8, full=300)
async def test_an_administrator_migrates_everybody_on_two_workers(people: int, tmp_path: Path) -> None:
    kills = (2, 2, 1) if people > 100 else (0, 0, 0)
    figures = await migration_told(people, people // 3, tmp_path, kills)
    assert figures.peak_bytes < MOST_BYTES
    assert figures.first_calls < 2 * figures.limit + BESIDE_PAGES
    assert max(figures.graph_seconds) < 5
    assert figures.all_calls < 2 * (people + 1) + BESIDE_PAGES * (1 + sum(kills))
