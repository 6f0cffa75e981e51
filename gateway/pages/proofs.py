"""A figure opened: its formula with values, the records behind it, the account that balances, and the calls."""

from typing import Any

from starlette.responses import Response

from domain.errors import NotFound
from gateway.figure_texts import figure_text, row_text
from gateway.pages.answers import messages_in, value_at
from gateway.pages.controls import controls_in
from gateway.pages.coverage import missing_in, reading_of
from gateway.pages.documents import CELL_PROOF, TOTAL_PROOF
from gateway.pages.tables import TOTALS
from gateway.pages.visits import HOME, Visit


async def proof_page(visit: Visit) -> Response:
    """The page of one cell's proof. Raises NotFound."""
    id_, query = str(visit.request.path_params["id"]), visit.request.query_params
    controls, measure, place = controls_in(query), query.get("measure", ""), query.get("row", "")
    variables: dict[str, Any] = {"id": id_, "adjust": controls.adjustment([measure]), "page": query.get("page") or None}
    if place == TOTALS:
        payload = await visit.ask(TOTAL_PROOF, variables)
        row = value_at(payload.data, "reportResult", "totals")
    else:
        payload = await visit.ask(CELL_PROOF, {**variables, "first": 1, "after": place or None})
        rows = value_at(payload.data, "reportResult", "rows", "nodes") or [None]
        row = rows[0]
    cell = row["cells"][0] if row and row["cells"] else None
    if row is None or cell is None or cell["proof"] is None:
        raise NotFound(*messages_in(payload.errors)[:1] or ["There is no such figure any more."])
    result, proof = value_at(payload.data, "reportResult"), cell["proof"]
    page_info = proof["rows"]["pageInfo"]
    more = controls.query_with(row=place, measure=measure, page=page_info["endCursor"])
    unit = result["currency"] if cell["unit"] == "MONEY" else ""
    coverages = [proof["coverage"]]
    return visit.page(
        "proof.html",
        report_id=id_,
        result=result,
        reading=reading_of(coverages),
        gaps=missing_in(coverages),
        column=result["columns"][0],
        cell=cell,
        proof=proof,
        unit=unit,
        value=figure_text(cell["value"], cell["unit"]),
        # A single row has no neighbours from which the length of its period would follow.
        period=_period_of(row, "WHOLE" if place == TOTALS else controls["grain"]),
        back=f"{HOME}/reports/{id_}" + (f"?{controls.query}" if controls.query else ""),
        next_rows=f"{HOME}/reports/{id_}/proof?{more}" if page_info["hasNextPage"] else None,
        is_first=not query.get("page"),
    )


def _period_of(row: dict[str, Any], grain: str) -> str:
    return row_text(row, {"": "month", "WHOLE": ""}.get(grain, grain.lower()) if row["startsOn"] else "")
