"""`GET /files/charts/{id}.svg` and `.png`: the chart of a result as a picture, for whoever presents their token."""

from starlette.requests import Request

from adapters.charts.checks import ChartRefusedError
from adapters.charts.renderer import ChartError, ChartRenderer
from domain.charts import ChartFormat, Drawing, Plot
from domain.errors import BadRequest, NotFound
from gateway.files.report_files import read_logged, send_file
from gateway.files.transfers import Transfer
from gateway.http.disconnect_watch import while_connected
from gateway.plots import ChosenPlot, plot_of, result_data
from schema.analytics.files import chart_of_file

CHART_TYPES: dict[ChartFormat, str] = {"svg": "image/svg+xml", "png": "image/png"}
FILE_WIDTH = 900


async def picture_of(
    charts: ChartRenderer, partition: str, request: Request, plot: Plot, format_: ChartFormat, instead: str
) -> bytes:
    """The chart of a plot as a file, on light or dark paper as the request says.

    Raises BadRequest where it cannot be drawn, with what there is `instead`.
    """
    theme = "dark" if request.query_params.get("theme") == "dark" else "light"
    try:
        return await charts.picture(partition, Drawing(plot, format_, theme, FILE_WIDTH))
    except (ChartError, ChartRefusedError) as error:
        raise BadRequest(f"{error} {instead}") from None


async def serve_chart(transfer: Transfer) -> None:
    """Answer with a chart. Raises what keeps the caller from it, and BadRequest where it cannot be drawn."""
    name, _, kind = str(transfer.request.path_params["name"]).rpartition(".")
    format_: ChartFormat | None = "svg" if kind == "svg" else "png" if kind == "png" else None
    if format_ is None:
        raise NotFound("A chart is a file of type svg or png.")
    await while_connected(transfer.watched_receive, _serve(transfer, name, format_))


async def _serve(transfer: Transfer, id_: str, format_: ChartFormat) -> None:
    chart = await read_logged(transfer, lambda context: chart_of_file(context, id_))
    data = result_data(chart.run.result, chart.title)
    plot = plot_of(data, chart.own_kind, "", ChosenPlot(chart.kind, chart.measures) if chart.kind else None)
    if plot is None:
        raise NotFound("There is nothing to draw: the result has no rows, or a single figure.")
    partition, instead = transfer.session.caller.partition, "The rows of the report have the same numbers."
    picture = await picture_of(transfer.service.charts, partition, transfer.request, plot, format_, instead)
    await send_file(transfer, f"{chart.title}.{format_}", CHART_TYPES[format_], lambda file: file.write(picture))
