"""Charts in pages: the same plot for a phone and for a desk, in the colours of the page."""

from dataclasses import dataclass

import structlog
from markupsafe import Markup
from starlette.responses import Response

from adapters.charts.checks import ChartRefusedError
from adapters.charts.renderer import ChartError
from domain.charts import ChartFormat, Drawing, Plot
from gateway.files.chart_files import CHART_TYPES, picture_of
from gateway.files.transfers import disposition_of, safe_file_name
from gateway.pages.rendering import PAGE_HEADERS
from gateway.pages.visits import Visit

log = structlog.get_logger("suitegraph")
NARROW, WHOLE_PAGE = 340, 1180
COLUMNS = 12


@dataclass(frozen=True, slots=True)
class ShownChart:
    """A chart in two widths, as SVG that the drawing process has made of escaped texts."""

    narrow: Markup
    wide: Markup | None
    title: str


def width_of(span: int) -> int:
    """The width of the drawing in a tile of so many columns at a desk, in pixels."""
    return WHOLE_PAGE * span // COLUMNS - 30


async def chart_of(visit: Visit, plot: Plot | None, wide: int = WHOLE_PAGE) -> ShownChart | None:
    """The chart of a plot, None where there is none or it cannot be drawn: the table says the same.

    Beside the drawing for a phone there is one of the width `wide`, unless that is hardly larger.
    """
    if plot is None or visit.session is None:
        return None
    partition = visit.session.caller.partition
    try:
        narrow = await visit.service.charts.picture(partition, Drawing(plot, width=NARROW))
        is_wide = wide > NARROW * 1.3
        larger = await visit.service.charts.picture(partition, Drawing(plot, width=wide)) if is_wide else None
    except (ChartError, ChartRefusedError) as error:
        log.warning("chart", request_id=visit.request_id, reason=str(error))
        return None
    return ShownChart(_inline(narrow), None if larger is None else _inline(larger), plot.title)


async def chart_response(visit: Visit, plot: Plot, title: str, format_: ChartFormat) -> Response:
    """The chart of a plot as a file, on light or dark paper. Raises BadRequest where it cannot be drawn."""
    assert visit.session is not None  # noqa: S101  # a plot has a reader
    partition, instead = visit.session.caller.partition, "Its table has the same numbers."
    picture = await picture_of(visit.service.charts, partition, visit.request, plot, format_, instead)
    disposition = disposition_of(safe_file_name(f"{title}.{format_}"))
    # A picture that is opened by itself runs nothing either.
    headers = {**PAGE_HEADERS, "Content-Security-Policy": "sandbox; default-src 'none'"}
    return Response(picture, headers={**headers, "Content-Disposition": disposition}, media_type=CHART_TYPES[format_])


def _inline(picture: bytes) -> Markup:
    # Vega escapes every text; the test of the renderer holds that nothing but shapes and texts is in a picture.
    return Markup(picture.decode())  # noqa: S704
