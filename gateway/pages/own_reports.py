"""What readers keep of reports: copies with their adjustments, changed and deleted by forms."""

from typing import Any

from starlette.responses import Response

from domain.errors import BadUserInput
from gateway.pages.answers import raise_refusal, value_at
from gateway.pages.controls import controls_in
from gateway.pages.documents import CREATE_REPORT, DELETE_REPORT, UPDATE_REPORT
from gateway.pages.visits import HOME, Visit

LONGEST_TITLE = 120


async def copy_report(visit: Visit) -> Response:
    """Keep a copy of a report with the adjustments of its page, and open the copy. Raises BadUserInput."""
    form = await visit.form()
    ending = " (copy)"
    title = str(form.get("title", "")).strip()[: LONGEST_TITLE - len(ending)] + ending
    adjust = controls_in(visit.request.query_params).adjustment()
    new: dict[str, Any] = {"base": str(visit.request.path_params["id"]), "title": title, "adjust": adjust or None}
    payload = await visit.ask(CREATE_REPORT, {"input": new})
    raise_refusal(payload.data, payload.errors, "createReport")
    return visit.redirect(f"{HOME}/reports/{value_at(payload.data, 'createReport', 'report', 'id')}")


async def save_report(visit: Visit) -> Response:
    """Change a report of one's own: its title, whether it is shared, and its adjustments. Raises BadUserInput."""
    form, id_ = await visit.form(), str(visit.request.path_params["id"])
    change: dict[str, Any] = {
        "id": id_,
        "expectedVersion": _version(str(form.get("version", ""))),
        "title": str(form.get("title", "")),
        "folder": str(form.get("folder", "")).strip() or None,
        "isShared": form.get("is_shared") == "yes",
    }
    adjust = controls_in(visit.request.query_params).adjustment()
    payload = await visit.ask(
        UPDATE_REPORT, {"input": change | ({"adjust": adjust, "keepsAdjustments": True} if adjust else {})}
    )
    raise_refusal(payload.data, payload.errors, "updateReport")
    return visit.redirect(f"{HOME}/reports/{id_}")


async def delete_report(visit: Visit) -> Response:
    """Delete a report of one's own, and go back to the list. Raises BadUserInput."""
    form, id_ = await visit.form(), str(visit.request.path_params["id"])
    deletion = {"id": id_, "expectedVersion": _version(str(form.get("version", "")))}
    payload = await visit.ask(DELETE_REPORT, {"input": deletion})
    raise_refusal(payload.data, payload.errors, "deleteReport")
    return visit.redirect(HOME)


def _version(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise BadUserInput("The form names no version of the report.")
    return int(text)
