"""The chart of a result is a picture for its reader alone, drawn from the rows of the answer."""

import pytest

from tests.gateway.files.test_report_files import sent
from tests.graphs import Graph

DRAWN = """query ($report: ID!, $adjust: ReportAdjustment) {
  reportResult(report: $report, asOf: "2026-10-01", adjust: $adjust) { svgUrl pngUrl csvUrl } }"""


async def chart_urls(graph: Graph, report: str, **adjust: object) -> dict[str, str]:
    """Where the chart of a report is for `billing`."""
    return (await graph.ask("billing", DRAWN, {"report": report, "adjust": adjust})).data["reportResult"]


async def test_a_chart_is_a_picture_from_the_rows_of_the_answer_and_takes_no_call(graph: Graph) -> None:
    urls = await chart_urls(graph, "mrr", groupBy=["PLAN"])
    graph.forget_calls()
    status, svg, disposition = await sent(graph, urls["svgUrl"], "billing")
    assert (status, disposition) == (200, 'attachment; filename="Monthly recurring revenue.svg"')
    assert b"Care Basic" in svg
    assert b"var(" not in svg
    assert (await sent(graph, urls["pngUrl"], "billing"))[1].startswith(b"\x89PNG")
    assert (await sent(graph, urls["svgUrl"] + "?theme=dark", "billing"))[1] != svg
    assert graph.bill() == {}


async def test_it_is_drawn_as_it_was_chosen(graph: Graph) -> None:
    by_kind = {
        kind: (await sent(graph, (await chart_urls(graph, "mrr", chart={"kind": kind}))["svgUrl"], "billing"))[1]
        for kind in ("LINE", "BAR")
    }
    assert by_kind["BAR"].count(b"mark-rect") > by_kind["LINE"].count(b"mark-rect") == 0
    assert (await chart_urls(graph, "mrr", chart={"kind": "TABLE"}))["svgUrl"] is None
    assert (await chart_urls(graph, "subscription-details"))["pngUrl"] is None


@pytest.mark.parametrize(("persona", "status"), [("admin", 404), ("restricted", 404), (None, 401)])
async def test_nobody_else_gets_it(graph: Graph, persona: str | None, status: int) -> None:
    urls = await chart_urls(graph, "mrr")
    assert (await sent(graph, urls["svgUrl"], persona))[0] == status


async def test_an_address_of_a_table_or_of_another_type_is_none_of_a_chart(graph: Graph) -> None:
    urls = await chart_urls(graph, "mrr")
    changed = [
        urls["csvUrl"].replace("/reports/", "/charts/").replace(".csv", ".svg"),
        urls["svgUrl"].replace("/charts/", "/reports/").replace(".svg", ".csv"),
        urls["svgUrl"].replace(".svg", ".gif"),
    ]
    assert [(await sent(graph, each, "billing"))[0] for each in changed] == [404, 404, 404]
