"""What a drawing is specified as."""

from typing import Any

import pytest

from adapters.charts.specifications import COLOURS, GAINS, LOSSES, specification_of
from domain.charts import Drawing, Plot, PlotSeries


def encoding_of(*series: tuple[float | None, ...]) -> Any:
    """The encoding of a stack of these series."""
    labels = tuple(map(str, range(len(series[0]))))
    named = tuple(PlotSeries(f"s{number}", values) for number, values in enumerate(series))
    return specification_of(Drawing(Plot("stack", "Movements", "", labels, named), theme="light"))["encoding"]


def colours_of(*series: tuple[float | None, ...]) -> list[str]:
    """The colour of each series."""
    colours: list[str] = encoding_of(*series)["color"]["scale"]["range"]
    return colours


def test_what_adds_up_and_what_takes_away_have_colours_of_their_own() -> None:
    light = COLOURS["light"]
    gains, losses = [light[index] for index in GAINS], [light[index] for index in LOSSES]
    assert colours_of((1.0, 2.0), (None, -2.0), (3.0, 0.0), (-1.0, None)) == [gains[0], losses[0], gains[1], losses[1]]
    assert colours_of((1.0, 2.0), (2.0, None)) == light[:2]
    assert colours_of((-1.0, 2.0), (-2.0, None)) == light[:2]


@pytest.mark.parametrize(("values", "ticks"), [((1.0, 0.0), 1), ((2.0, 1.0), 2), ((0.0, 0.0), 1), ((9.0, -3.0), 4)])
def test_counts_have_no_fractions_between_them(values: tuple[float, ...], ticks: int) -> None:
    assert encoding_of(values)["y"]["axis"]["tickCount"] == ticks
    assert encoding_of((0.5, *values))["y"]["axis"]["tickCount"] == 4
