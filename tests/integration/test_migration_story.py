"""The story of a migration: previewed, refused above the limit, finished, and a wave of it taken back."""

from pathlib import Path

from tests.integration.migration_figures import BESIDE_PAGES, MigrationFigures
from tests.integration.migration_story import migration_told
from tests.proofs import proof


@proof("people", short=8, full=300)
async def test_an_administrator_migrates_everybody_on_two_workers(people: int, tmp_path: Path) -> None:
    kills = (2, 2, 1) if people > 100 else (0, 0, 0)
    figures = await migration_told(people, people // 3, tmp_path, kills)
    assert figures.missed == []
    assert figures.first_calls < 2 * figures.limit + BESIDE_PAGES


def test_goals_that_are_missed_are_named() -> None:
    figures = MigrationFigures(300, 100, all_calls=603, graph_seconds=[1.0, 5.0], peak_bytes=(200 << 20) - 1)
    assert figures.missed == []
    figures.graph_seconds, figures.peak_bytes, figures.all_calls = [5.1], 200 << 20, 5000
    assert [goal.split()[1] for goal in figures.missed] == ["MB", "s", "calls,"]
