"""The process that draws: `python -m adapters.charts.process` answers one frame with another, until its input ends.

A frame is its length in four bytes, the highest first, and as many bytes. It begins with one empty frame, once it is
ready. A request is a drawing or a specification in JSON; an answer is `+` and the picture, or `-` and the reason.
"""

import resource
import sys
from typing import Any, BinaryIO

import msgspec
import vl_convert

from adapters.charts.checks import ChartRefusedError, check_specification
from adapters.charts.specifications import specification_of
from domain.charts import ChartFormat, Drawing, Plot, PlotSeries

LENGTH = 4


class DrawingRequest(msgspec.Struct):
    """A drawing, or a specification in one of the formats; no other address than its own is ever allowed."""

    drawing: Drawing | None = None
    specification: dict[str, Any] | None = None
    format: ChartFormat = "svg"


def read_frame(source: BinaryIO) -> bytes | None:
    """The next frame, None at the end of the input."""
    head = source.read(LENGTH)
    if len(head) < LENGTH:
        return None
    return source.read(int.from_bytes(head, "big"))


def write_frame(target: BinaryIO, content: bytes) -> None:
    """Write one frame."""
    target.write(len(content).to_bytes(LENGTH, "big") + content)
    target.flush()


def picture_of(request: DrawingRequest) -> bytes:
    """The picture. Raises ChartRefusedError, and ValueError for what Vega-Lite does not take."""
    drawing = request.drawing
    specification = request.specification if drawing is None else specification_of(drawing)
    check_specification(specification)
    chosen = request.format if drawing is None else drawing.format
    if specification is None:
        raise ChartRefusedError("There is nothing to draw.")
    if chosen == "png":
        return vl_convert.vegalite_to_png(specification, scale=2, allowed_base_urls=[])
    return vl_convert.vegalite_to_svg(specification, allowed_base_urls=[]).encode()


def answer_to(request: bytes) -> bytes:
    """The answer to one request; what Vega-Lite says of it may quote values, and stays here."""
    try:
        return b"+" + picture_of(msgspec.json.decode(request, type=DrawingRequest))
    except ChartRefusedError as error:
        return b"-" + str(error).encode()
    except Exception:  # noqa: BLE001  # whatever is wrong with one chart must not end the process
        return b"-The chart could not be drawn."


def main() -> None:
    """Answer requests until there are no more."""
    # Neither files nor memory dumps are written here.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The first picture loads Vega; nobody waits for it then.
    picture_of(DrawingRequest(Drawing(Plot("bar", "", "", ("a",), (PlotSeries("a", (1.0,)),)))))
    write_frame(sys.stdout.buffer, b"")
    while (request := read_frame(sys.stdin.buffer)) is not None:
        write_frame(sys.stdout.buffer, answer_to(request))


if __name__ == "__main__":
    main()
