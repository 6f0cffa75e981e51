"""Dashboards: what may be one, and that those of the system show reports that there are."""

from dataclasses import replace

import pytest

from domain.dashboards import COLUMNS, MOST_TILES, SPANS, DashboardTile, problem_of
from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.system_dashboards import SYSTEM_DASHBOARDS

TILES = [(board.id, tile) for board in SYSTEM_DASHBOARDS.values() for tile in board.tiles]


@pytest.mark.parametrize(("board", "tile"), TILES, ids=[f"{board}-{tile.report}" for board, tile in TILES])
def test_a_tile_of_the_system_shows_a_report_and_measures_that_there_are(board: str, tile: DashboardTile) -> None:
    assert tile.report in SYSTEM_REPORTS
    assert set(tile.measures) <= set(SYSTEM_REPORTS[tile.report].measures)


@pytest.mark.parametrize("board", SYSTEM_DASHBOARDS.values(), ids=SYSTEM_DASHBOARDS.keys())
def test_a_dashboard_of_the_system_is_one_that_a_user_could_make(board: object) -> None:
    known = {each.id: each for each in SYSTEM_DASHBOARDS.values()}
    assert board in known.values()
    for each in known.values():
        assert problem_of(each.title, each.description, each.tiles) is None
        assert sum(tile.span for tile in each.tiles) % COLUMNS == 0


def test_what_is_no_dashboard_is_named() -> None:
    tile = DashboardTile("mrr")
    wrong = [
        problem_of(" ", "", [tile]),
        problem_of("a" * 121, "", [tile]),
        problem_of("a", "b" * 501, [tile]),
        problem_of("a", "", []),
        problem_of("a", "", [tile] * (MOST_TILES + 1)),
        problem_of("a", "", [replace(tile, span=5)]),
        problem_of("a", "", [replace(tile, title="a" * 121)]),
    ]
    assert None not in wrong
    assert len(set(wrong)) == 5
    assert [problem_of("a", "", [replace(tile, span=span)]) for span in SPANS] == [None] * len(SPANS)
