"""Charts that readers choose: data of a report or a tile, checked against it, and kept."""

from typing import Any

import pytest

from tests.graphs import Graph

CREATE = """mutation ($input: CreateReportInput!) { createReport(input: $input) {
    report { id version chart groupBy chosenChart { kind measures by } } userErrors { code field } } }"""
UPDATE = """mutation ($input: UpdateReportInput!) { updateReport(input: $input) {
    report { chart groupBy chosenChart { kind measures by } } userErrors { code field } } }"""
COPY = 'mutation { copyDashboard(input: { dashboard: "overview" }) { dashboard { id } userErrors { code } } }'
ARRANGE = """mutation ($input: UpdateDashboardInput!) { updateDashboard(input: $input) {
    dashboard { tiles { reportId chart { kind measures by } } } userErrors { code } } }"""
BY_PLAN = {"kind": "BAR", "measures": ["mrr_net"], "by": "PLAN"}


async def test_a_report_keeps_its_chart_and_what_splits_it_groups_it(graph: Graph) -> None:
    new = {"base": "mrr", "title": "Bars", "adjust": {"chart": BY_PLAN}}
    report = (await graph.ask("admin", CREATE, {"input": new})).data["createReport"]["report"]
    assert (report["chart"], report["groupBy"], report["chosenChart"]) == ("BAR", ["PLAN"], BY_PLAN)
    change: dict[str, Any] = {"id": report["id"], "expectedVersion": 1, "keepsAdjustments": True}
    change["adjust"] = {"period": "THIS_YEAR"}
    kept = (await graph.ask("admin", UPDATE, {"input": change})).data["updateReport"]["report"]
    assert kept == {"chart": "BAR", "groupBy": ["PLAN"], "chosenChart": BY_PLAN}
    whole = {**change, "expectedVersion": 2, "keepsAdjustments": False}
    bare = (await graph.ask("admin", UPDATE, {"input": whole})).data["updateReport"]["report"]
    assert bare == {"chart": "LINE", "groupBy": [], "chosenChart": None}


@pytest.mark.parametrize(
    ("chart", "more"),
    [
        ({"kind": "WATERFALL"}, {}),
        ({"kind": "HEATMAP"}, {}),
        ({"kind": "LINE", "measures": ["no_measure"]}, {}),
        ({"kind": "LINE", "measures": ["mrr_net"]}, {"measures": ["mrr_gross"]}),
        ({"kind": "LINE", "measures": ["mrr_net", "mrr_gross"], "by": "PLAN"}, {}),
        ({"kind": "LINE", "by": "PLAN"}, {"groupBy": ["OWNER"]}),
    ],
)
async def test_a_chart_that_its_report_cannot_have_is_refused_before_any_call(
    graph: Graph, chart: dict[str, Any], more: dict[str, Any]
) -> None:
    adjust = {"chart": chart, **more}
    await graph.meet("admin")
    graph.forget_calls()
    told = await graph.ask("admin", CREATE, {"input": {"base": "mrr", "title": "Odd", "adjust": adjust}})
    assert told.codes == ["BAD_USER_INPUT"]
    query = 'query ($adjust: ReportAdjustment) { reportResult(report: "mrr", adjust: $adjust) { title } }'
    assert (await graph.ask("admin", query, {"adjust": adjust})).codes == ["BAD_USER_INPUT"]
    assert graph.record_calls() == {}


async def test_a_chart_is_data_and_has_no_place_for_an_address(graph: Graph) -> None:
    for more in ({"data": {"url": "https://elsewhere.example/"}}, {"url": "https://elsewhere.example/"}):
        adjust = {"chart": {"kind": "LINE", **more}}
        told = await graph.ask("admin", CREATE, {"input": {"base": "mrr", "title": "Odd", "adjust": adjust}})
        assert told.codes == ["BAD_USER_INPUT"]
    adjust = {"chart": {"kind": "LINE", "measures": ["https://elsewhere.example/"]}}
    told = await graph.ask("admin", CREATE, {"input": {"base": "mrr", "title": "Odd", "adjust": adjust}})
    assert told.codes == ["BAD_USER_INPUT"]


async def test_a_tile_keeps_a_chart_of_its_own(graph: Graph) -> None:
    board = (await graph.ask("admin", COPY)).data["copyDashboard"]["dashboard"]["id"]
    tiles = [{"report": "mrr", "chart": BY_PLAN}, {"report": "arr"}]
    arranged = (await graph.ask("admin", ARRANGE, {"input": {"dashboard": board, "tiles": tiles}})).data
    assert [tile["chart"] for tile in arranged["updateDashboard"]["dashboard"]["tiles"]] == [BY_PLAN, None]
    odd = [{"report": "mrr", "chart": {"kind": "WATERFALL"}}]
    assert (await graph.ask("admin", ARRANGE, {"input": {"dashboard": board, "tiles": odd}})).codes == [
        "BAD_USER_INPUT"
    ]
