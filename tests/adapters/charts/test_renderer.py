"""The process that draws: its pictures, its bounds, and that it comes back after it exceeded one."""

import asyncio
import re
from collections.abc import AsyncIterator
from xml.etree import ElementTree as ET

import psutil
import pytest
import pytest_asyncio

from adapters.charts.checks import ChartRefusedError
from adapters.charts.renderer import MODULE, ChartBounds, ChartError, ChartRenderer
from domain.charts import Drawing, Plot, PlotSeries
from tests.proofs import at_length, family
from tests.servers import served

CHART = Plot("bar", "MRR", "EUR", ("Jan", "<b>&"), (PlotSeries("MRR", (1.0, 2.0)),))
# Drawing it takes seconds.
SLOW = Drawing(Plot("line", "", "", tuple(map(str, range(6000))), (PlotSeries("a", (1.0,) * 6000),)))


@pytest_asyncio.fixture(scope="module")
async def renderer() -> AsyncIterator[ChartRenderer]:
    """A renderer that has drawn nothing yet."""
    drawing = ChartRenderer(ChartBounds(seconds=60))
    yield drawing
    await drawing.close()
    assert drawing.process_id is None


def drawing_processes() -> set[int]:
    """The processes of ours that draw."""
    return {child.pid for child in psutil.Process().children() if MODULE in child.cmdline()}


async def test_a_picture_is_well_formed_and_has_neither_style_nor_script_nor_link(renderer: ChartRenderer) -> None:
    text = (await renderer.picture("caller", Drawing(CHART))).decode()
    root = ET.fromstring(text)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names <= {"svg", "g", "path", "rect", "line", "text", "title", "defs", "clipPath"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name == "style" or name.startswith("on") or "href" in name}
    assert "var(--chart-1)" in text
    assert "".join(root.itertext()).count("<b>&") == 1


async def test_a_png_is_a_png(renderer: ChartRenderer) -> None:
    assert (await renderer.picture("caller", Drawing(CHART, "png", "dark"))).startswith(b"\x89PNG")


async def test_pictures_are_kept_by_content_and_caller(renderer: ChartRenderer) -> None:
    drawing = Drawing(CHART, width=500)
    first = await renderer.picture("one", drawing)
    assert await renderer.picture("one", drawing) is first
    again = await renderer.picture("other", drawing)
    assert again is not first
    assert again == first


async def test_neither_an_address_nor_a_file_is_read(renderer: ChartRenderer) -> None:
    asked: list[str] = []

    async def witness(scope: dict[str, object], receive: object, send: object) -> None:
        asked.append(str(scope["path"]))

    async with served(witness) as port:
        for url in (f"http://localhost:{port}/rows.json", "file:///etc/passwd", "/etc/passwd"):
            with pytest.raises(ChartRefusedError):
                await renderer.picture_of("caller", {"data": {"url": url}, "mark": "bar", "encoding": {}}, "svg")
    assert asked == []


async def test_what_vega_does_not_take_is_refused_without_its_words(renderer: ChartRenderer) -> None:
    with pytest.raises(ChartRefusedError, match=re.escape("The chart could not be drawn.")):
        await renderer.picture_of("caller", {"mark": "no such mark", "data": {"values": []}}, "svg")


@family(short=1)
@pytest.mark.parametrize(
    ("drawing", "bounds", "reason"),
    [
        (SLOW, ChartBounds(seconds=0.01), "more than its time"),
        (SLOW, ChartBounds(seconds=60, memory=1_000_000), "more than its memory"),
        (Drawing(CHART), ChartBounds(seconds=60, largest=100), "too large"),
    ],
    ids=["time", "memory", "size"],
)
async def test_a_process_that_exceeds_a_bound_is_ended_and_another_one_draws(
    drawing: Drawing, bounds: ChartBounds, reason: str
) -> None:
    renderer, others = ChartRenderer(bounds), drawing_processes()
    with pytest.raises(ChartError, match=reason):
        await renderer.picture("caller", drawing)
    assert renderer.process_id is None
    assert drawing_processes() == others
    # The bounds are what keeps it from drawing.
    renderer.bounds = ChartBounds(seconds=60)
    assert await renderer.picture("caller", Drawing(CHART))
    await renderer.close()


@at_length(like="test_a_process_that_exceeds_a_bound_is_ended_and_another_one_draws")
async def test_a_process_that_died_is_started_anew(renderer: ChartRenderer) -> None:
    await renderer.picture("caller", Drawing(CHART, width=401))
    number = renderer.process_id
    assert number is not None
    psutil.Process(number).kill()
    with pytest.raises(ChartError, match="ended"):
        await renderer.picture("caller", Drawing(CHART, width=402))
    assert await renderer.picture("caller", Drawing(CHART, width=402))
    assert renderer.process_id not in {None, number}


@at_length(like="test_a_process_that_exceeds_a_bound_is_ended_and_another_one_draws")
async def test_who_leaves_takes_nobody_elses_picture_along(renderer: ChartRenderer) -> None:
    leaving = asyncio.create_task(renderer.picture("caller", Drawing(CHART, width=403)))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(renderer.picture("caller", Drawing(CHART, "png", width=404)))
    await asyncio.sleep(0)
    leaving.cancel()
    assert (await waiting).startswith(b"\x89PNG")
    assert leaving.cancelled()
