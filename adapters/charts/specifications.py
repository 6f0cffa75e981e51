"""Vega-Lite specifications, built with altair, which only the drawing process imports."""

from typing import Any

import altair as alt

from domain.charts import ChartTheme, Drawing, Plot

FONT = "sans-serif"
# Browsers may draw letters wider than they were measured.
PADDING: dict[str, float] = {"left": 14, "top": 4, "right": 10, "bottom": 4}
# Pixels for each letter of a label beside its bar.
WIDER_BY = 0.8
HEIGHT_SHARE, LEAST_HEIGHT, MOST_HEIGHT = 0.42, 190, 300
MOST_LABELS_AT_640 = 14
INKS: dict[ChartTheme, dict[str, str]] = {
    "page": {"ink": "var(--chart-ink)", "grid": "var(--chart-grid)", "paper": "none"},
    "light": {"ink": "#4a5261", "grid": "#e3e6ea", "paper": "#ffffff"},
    "dark": {"ink": "#a9b2c0", "grid": "#2b333f", "paper": "#14181e"},
}
COLOURS: dict[ChartTheme, list[str]] = {
    "page": [f"var(--chart-{number})" for number in range(1, 9)],
    "light": ["#2563c9", "#d97b1f", "#178a6b", "#b23a74", "#6f5bd0", "#8c6d1f", "#4f8fb3", "#7b8494"],
    "dark": ["#6ea3f5", "#f0a354", "#45c29c", "#e377a8", "#a597f5", "#d3b355", "#86c3e6", "#a2abba"],
}
UP, DOWN, TOTAL = 2, 3, 0
# In a chart of both, what adds up and what takes away are told apart at a glance.
GAINS, LOSSES = (0, UP, 4, 6), (DOWN, 1, 5, 7)
MOST_TICKS = 4


def specification_of(drawing: Drawing) -> dict[str, Any]:
    """The specification of a drawing, complete with its values."""
    plot, inks = drawing.plot, INKS[drawing.theme]
    marks = _SHAPES.get(plot.shape, _marks)(drawing)
    # A page has the title and the unit beside the picture; a file has nothing else.
    title = "" if drawing.theme == "page" else ", ".join(part for part in (plot.title, plot.unit) if part)
    height = min(max(round(drawing.width * HEIGHT_SHARE), LEAST_HEIGHT), MOST_HEIGHT)
    return (
        marks.properties(width=drawing.width, height=height, background=inks["paper"], title=title)
        .properties(padding=_padding(plot))
        .properties(autosize=alt.AutoSizeParams(type="fit", contains="padding"))
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_title(color=inks["ink"], anchor="start", fontSize=14, offset=12)
        .configure_axis(
            labelColor=inks["ink"],
            titleColor=inks["ink"],
            gridColor=inks["grid"],
            domainColor=inks["grid"],
            tickColor=inks["grid"],
            labelFontSize=11,
            titleFontSize=11,
            titleFontWeight="normal",
        )
        .configure_legend(
            labelColor=inks["ink"], labelFontSize=11, orient="top", title=None, symbolType="square", symbolSize=80,
            columns=max(1, drawing.width // 170), columnPadding=26,
        )
        .to_dict()
    )  # fmt: skip


def _padding(plot: Plot) -> dict[str, float]:
    """The space around a drawing; labels beside bars are the widest that may turn out wider."""
    longest = max(map(len, plot.labels), default=0) if plot.shape == "rows" else 0
    return {**PADDING, "left": PADDING["left"] + longest * WIDER_BY}


def _rows(plot: Plot) -> list[dict[str, object]]:
    return [
        {"position": label, "series": series.name, "value": value}
        for series in plot.series
        for label, value in zip(plot.labels, series.values, strict=True)
    ]


def _x(drawing: Drawing) -> alt.X:
    labels = drawing.plot.labels
    fits = max(2, round(MOST_LABELS_AT_640 * drawing.width / 640))
    step = max(1, -(-len(labels) // fits))
    limit = max(30, drawing.width * 85 // 100 // min(len(labels) or 1, fits))
    axis = alt.Axis(
        values=list(labels[::step]), labelAngle=0, labelFlush=False, grid=False, ticks=False, title=None,
        labelPadding=6, labelLimit=limit,
    )  # fmt: skip
    return alt.X("position:N", sort=list(labels), axis=axis, scale=alt.Scale(paddingInner=0.3, paddingOuter=0.15))


def _scale_axis(plot: Plot) -> alt.Axis:
    """The axis of the values; whole numbers have no fractions between them."""
    values = [value for each in plot.series for value in each.values if value is not None]
    is_whole = all(float(value).is_integer() for value in values)
    span = round(max([0.0, *values]) - min([0.0, *values]))
    return alt.Axis(
        title=None,
        tickCount=max(1, min(MOST_TICKS, span)) if is_whole else MOST_TICKS,
        domain=False,
        ticks=False,
        labelPadding=6,
        format=",~f",
        tickMinStep=1 if is_whole else alt.Undefined,
    )


def _y(plot: Plot, field: str, *, stack: bool | None) -> alt.Y:
    return alt.Y(f"{field}:Q", axis=_scale_axis(plot), stack="zero" if stack else None)


def _indexes(plot: Plot) -> list[int]:
    """The colour of each series."""
    is_loss = [min([0.0, *(value or 0.0 for value in each.values)]) < 0 for each in plot.series]
    if not any(is_loss) or all(is_loss):
        return [*range(len(plot.series))]
    gains, losses = iter(range(len(is_loss))), iter(range(len(is_loss)))
    return [LOSSES[next(losses) % len(LOSSES)] if loss else GAINS[next(gains) % len(GAINS)] for loss in is_loss]


def _marks(drawing: Drawing) -> Any:
    plot = drawing.plot
    base = alt.Chart(alt.Data(values=_rows(plot)))
    names = [series.name for series in plot.series]
    colours = COLOURS[drawing.theme]
    scale = alt.Scale(domain=names, range=[colours[index % len(colours)] for index in _indexes(plot)])
    legend = alt.Legend() if len(names) > 1 or plot.names_series else None
    colour = alt.Color("series:N", scale=scale, legend=legend, sort=names)
    if plot.shape == "line":
        drawn = base.mark_line(strokeWidth=2, point=alt.OverlayMarkDef(size=22, filled=True))
        return drawn.encode(x=_x(drawing), y=_y(plot, "value", stack=None), color=colour)
    bars = base.mark_bar(cornerRadiusEnd=0 if plot.shape == "stack" else 2)
    drawn = bars.encode(x=_x(drawing), y=_y(plot, "value", stack=plot.shape == "stack"), color=colour)
    if plot.shape == "bar" and len(names) > 1:
        return drawn.encode(xOffset=alt.XOffset("series:N", sort=names))
    return drawn


def _waterfall(drawing: Drawing) -> Any:
    plot, colours = drawing.plot, COLOURS[drawing.theme]
    rows: list[dict[str, object]] = []
    level, last = 0.0, len(plot.labels) - 1
    for index, (label, value) in enumerate(zip(plot.labels, plot.series[0].values, strict=True)):
        change = value or 0.0
        is_total = index in {0, last}
        start, level = (0.0, change) if is_total else (level, level + change)
        kind = "total" if is_total else "up" if change >= 0 else "down"
        rows.append({"position": label, "start": start, "end": level, "kind": kind})
    scale = alt.Scale(domain=["total", "up", "down"], range=[colours[TOTAL], colours[UP], colours[DOWN]])
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_bar()
        .encode(
            x=_x(drawing), y=_y(plot, "start", stack=None), y2="end:Q",
            color=alt.Color("kind:N", scale=scale, legend=None),
        )
    )  # fmt: skip


def _lying(drawing: Drawing) -> Any:
    plot, limit = drawing.plot, drawing.width * 45 // 100
    labels = alt.Axis(title=None, ticks=False, domain=False, labelPadding=6, labelLimit=limit)
    base = alt.Chart(alt.Data(values=_rows(plot))).mark_bar(cornerRadiusEnd=2, color=COLOURS[drawing.theme][TOTAL])
    x = alt.X("value:Q", axis=_scale_axis(plot))
    scale = alt.Scale(paddingInner=0.35, paddingOuter=0.2)
    return base.encode(x=x, y=alt.Y("position:N", sort=list(plot.labels), axis=labels, scale=scale))


_SHAPES = {"waterfall": _waterfall, "rows": _lying}
