"""Why two definitions give different figures: the subscriptions behind the difference, each with its cause."""

from decimal import Decimal
from typing import Any

from starlette.responses import Response

from domain.errors import NotFound
from gateway.figure_texts import figure_text
from gateway.pages.answers import messages_in, value_at
from gateway.pages.controls import DEFINITIONS, controls_in
from gateway.pages.documents import COMPARISON
from gateway.pages.visits import HOME, Visit


async def comparison_page(visit: Visit) -> Response:
    """The page that compares the totals of a report by two definitions. Raises NotFound."""
    id_, query = str(visit.request.path_params["id"]), visit.request.query_params
    controls = controls_in(query)
    first, second = query.get("a") or "ZOHO", query.get("b") or "STRIPE"
    variables: dict[str, Any] = {
        "id": id_,
        "a": first if first in DEFINITIONS else "ZOHO",
        "b": second if second in DEFINITIONS else "STRIPE",
        "measure": controls["measure"] or None,
        "adjust": {name: value for name, value in controls.adjustment().items() if name != "definition"},
        "after": query.get("after") or None,
    }
    payload = await visit.ask(COMPARISON, variables)
    report = value_at(payload.data, "report")
    if report is None:
        raise NotFound(*messages_in(payload.errors)[:1] or ["There is no such report."])
    compared: dict[str, Any] | None = value_at(payload.data, "compareDefinitions")
    column = next((each for each in report["columns"] if compared and each["measure"] == compared["measure"]), None)
    more = value_at(compared, "differences", "pageInfo")
    shown = {"a": str(variables["a"]), "b": str(variables["b"])}
    return visit.page(
        "comparison.html",
        200 if compared else 403 if report["refusal"] else 400,
        report=report,
        compared=compared,
        problems=[] if compared else messages_in(payload.errors),
        column=column,
        unit=compared["currency"] if compared and column and column["unit"] == "MONEY" else "",
        figures=[_figure(compared, name, column) for name in ("first", "second")] if compared else [],
        difference=_difference(compared, column) if compared else "",
        has_operands=bool(compared)
        and any(len((compared or {})[name]["operands"]) > 1 for name in ("first", "second")),
        controls=controls,
        chosen=shown,
        definitions=DEFINITIONS,
        differing=_differing(compared) if compared else [],
        back=f"{HOME}/reports/{id_}" + (f"?{controls.query}" if controls.query else ""),
        next_rows=controls.query_with(**shown, after=more["endCursor"]) if more and more["hasNextPage"] else None,
    )


def _figure(compared: dict[str, Any], name: str, column: dict[str, Any] | None) -> dict[str, Any]:
    figure = compared[name]
    return {**figure, "text": figure_text(figure["value"], column["unit"] if column else "")}


def _difference(compared: dict[str, Any], column: dict[str, Any] | None) -> str:
    """The second figure less the first, empty where one of them is missing."""
    first, second = compared["first"]["value"], compared["second"]["value"]
    if first is None or second is None:
        return ""
    return figure_text(str(Decimal(second) - Decimal(first)), column["unit"] if column else "")


def _differing(compared: dict[str, Any]) -> list[dict[str, str]]:
    """The choices in which the two definitions differ."""
    first, second = (
        {term["name"]: term["value"] for term in compared[name]["definition"]["terms"]} for name in ("first", "second")
    )
    return [
        {"name": name, "first": value, "second": second.get(name, "")}
        for name, value in first.items()
        if second.get(name) != value
    ]
