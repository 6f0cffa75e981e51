"""What a specification may not have."""

from typing import Any

import pytest

from adapters.charts.checks import ChartRefusedError, check_specification
from adapters.charts.specifications import specification_of
from domain.charts import Drawing, Plot, PlotSeries, PlotShape

HOSTILE: dict[str, dict[str, Any]] = {
    "data of an address": {"data": {"url": "https://elsewhere.example/rows.json"}},
    "a file of the machine": {"data": {"url": "file:///etc/passwd"}},
    "a file in a layer": {"layer": [{"data": {"url": "/etc/passwd"}}]},
    "a picture": {"mark": "image", "encoding": {}},
    "a picture with options": {"mark": {"type": "image", "width": 5}},
    "an address that a row names": {"data": {"values": [{"url": "https://elsewhere.example/a.png"}]}},
    "a link": {"encoding": {"href": {"field": "link"}}},
    "an expression": {"mark": {"type": "bar", "width": {"expr": "1 + 1"}}},
    "a signal of Vega": {"marks": [{"encode": {"update": {"x": {"signal": "1"}}}}]},
    "a second data source": {"transform": [{"lookup": "a", "from": {"data": {"values": []}}}]},
    "a font of an address": {"config": {"font": "url(https://elsewhere.example/a.woff2)"}},
    "an address anywhere": {"description": "https://elsewhere.example"},
    "an address without a scheme": {"name": "//elsewhere.example/a"},
    "a data address": {"background": "data:image/svg+xml,<svg/>"},
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_specification_that_reaches_beyond_itself_is_refused(hostile: dict[str, Any]) -> None:
    with pytest.raises(ChartRefusedError):
        check_specification({"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **hostile})


def test_a_specification_that_is_too_large_or_too_deep_is_refused() -> None:
    nested: dict[str, Any] = {}
    for _ in range(60):
        nested = {"layer": [nested]}
    for large in (nested, {"data": {"values": [{"a": 1}] * 60_000}}):
        with pytest.raises(ChartRefusedError, match="too large"):
            check_specification(large)


@pytest.mark.parametrize("shape", ["line", "bar", "stack", "waterfall"])
def test_what_is_shown_may_look_like_an_address(shape: PlotShape) -> None:
    name = "https://a.example: file:///etc/passwd"
    chart = Plot(shape, name, "EUR", ("Jan", name), (PlotSeries(name, (1.0, None)), PlotSeries("b", (-1.0, 2.0))))
    specification = specification_of(Drawing(chart))
    check_specification(specification)
    assert specification["data"]["values"]
