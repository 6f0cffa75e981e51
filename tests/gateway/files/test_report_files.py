"""A result is a file for its reader alone, with the figures of the answer and without formulas of others."""

import csv
import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from domain.kpis.definitions import ZOHO
from domain.kpis.results import Cell, FigureLabel, FigureUnit, ReportColumn, ReportResult, ReportRow, RowKey
from domain.kpis.results import Coverage as RowsOfSources
from gateway.cli import main
from gateway.files.report_files import lines_of, write_csv
from tests.graphs import Graph

RESULT = """{ reportResult(report: "mrr", asOf: "2026-10-01", adjust: { groupBy: [PLAN] }) {
    csvUrl xlsxUrl totals { cells { measure value } } } }"""


async def sent(graph: Graph, path: str, persona: str | None) -> tuple[int, bytes, str]:
    """Status, body and disposition of a file."""
    headers = {} if persona is None else {"Authorization": f"Bearer 1000.demo.{persona}"}
    async with graph.session.get(f"{graph.base}{path}", headers=headers) as response:
        return response.status, await response.read(), response.headers.get("Content-Disposition", "")


async def test_a_file_has_the_figures_of_the_answer_and_takes_no_call(graph: Graph) -> None:
    result = (await graph.ask("billing", RESULT)).data["reportResult"]
    graph.forget_calls()
    status, body, disposition = await sent(graph, result["csvUrl"], "billing")
    assert (status, disposition, graph.bill()) == (200, 'attachment; filename="mrr.csv"', {})
    lines = [*csv.reader(io.StringIO(body.decode("utf-8-sig")))]
    assert lines[0][:4] == ["From", "Before", "Segment", "Record"]
    assert lines[-1][4:] == [cell["value"] for cell in result["totals"]["cells"]]


async def test_a_workbook_opens(graph: Graph) -> None:
    result = (await graph.ask("billing", RESULT)).data["reportResult"]
    status, body, _ = await sent(graph, result["xlsxUrl"], "billing")
    assert status == 200
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        assert book.testzip() is None
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<v>" in sheet


@pytest.mark.parametrize(("persona", "status"), [("admin", 404), (None, 401), ("restricted", 404)])
async def test_nobody_else_gets_it(graph: Graph, persona: str | None, status: int) -> None:
    result = (await graph.ask("billing", RESULT)).data["reportResult"]
    assert (await sent(graph, result["csvUrl"], persona))[0] == status


async def test_where_the_rows_are_no_longer_kept_they_are_read_again(graph: Graph) -> None:
    result = (await graph.ask("billing", RESULT)).data["reportResult"]
    graph.forget_answers()
    assert (await sent(graph, result["csvUrl"], "billing"))[0] == 200


def test_what_a_spreadsheet_would_run_is_a_text() -> None:
    column = ReportColumn("mrr_net", "MRR", FigureUnit.MONEY, FigureLabel.BALANCE)
    cell = Cell(Decimal("-5.00"), FigureUnit.MONEY, FigureLabel.BALANCE)
    texts: dict[str, str | None] = {
        "customer": '=HYPERLINK("https://x.example")',
        "plan": "-1+2",
        "other": "@SUM(A1)",
        "last": "\tx",
    }
    row = ReportRow(RowKey(date(2026, 1, 1), date(2026, 2, 1)), {"mrr_net": cell}, None, texts)
    result = ReportResult("mrr", ZOHO, "EUR", date(2026, 1, 31), (column,), (row,), row, RowsOfSources({}, None))

    class Run:
        """What the writer reads of a run."""

        def __init__(self) -> None:
            self.result = result

    file = io.BytesIO()
    write_csv(file, Run())  # pyright: ignore[reportArgumentType]  # its result is all that is read
    [_, line, _] = [*csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig")))]
    assert line[3:] == ['\'=HYPERLINK("https://x.example")', "'-1+2", "'@SUM(A1)", "'\tx", "-5.00"]
    assert [*lines_of(result)][1][-1] == Decimal("-5.00")


PROOF = """{ reportResult(report: "mrr-waterfall", asOf: "2026-10-01") { rows(first: 3) { nodes { cells { measure
    proof { fileUrl hash value } } } } } }"""


async def test_a_proof_is_a_file_that_gives_the_figure_again(graph: Graph, tmp_path: Path) -> None:
    rows = (await graph.ask("billing", PROOF)).data["reportResult"]["rows"]["nodes"]
    proof = next(cell["proof"] for cell in rows[-1]["cells"] if cell["measure"] == "closing")
    graph.forget_calls()
    status, body, disposition = await sent(graph, proof["fileUrl"], "billing")
    assert (status, disposition, graph.bill()) == (200, 'attachment; filename="proof.json"', {})
    assert (await sent(graph, proof["fileUrl"], "admin"))[0] == 404
    assert (await sent(graph, proof["fileUrl"].replace(".json", ".csv"), "billing"))[0] == 404
    file = tmp_path / "proof.json"
    file.write_bytes(body)
    answer = CliRunner().invoke(main, ["proof", str(file)])
    assert (answer.exit_code, proof["hash"] in answer.stdout) == (0, True), answer.output

    def invoked(changed: dict[str, Any]) -> int:
        file.write_text(json.dumps({**json.loads(body), **changed}))
        return CliRunner().invoke(main, ["proof", str(file)]).exit_code

    known = json.loads(body)
    assert invoked({}) == 0
    amounts = ["1.000000"] * len(known["facts"]["phases"]["amount_net"])
    assert invoked({"facts": {**known["facts"], "phases": {**known["facts"]["phases"], "amount_net": amounts}}}) == 1
    assert invoked({"stated": {**known["stated"], "value": "0.00"}}) == 1
    assert invoked({"rows": known["rows"][1:]}) == 1
    assert [invoked({"format": "x"}), invoked({"facts": {}}), invoked({"cell": 5})] == [2, 2, 2]
