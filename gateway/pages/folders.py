"""Folders of a reader's own reports, changed by forms of the first page."""

from typing import Any

from starlette.responses import Response

from gateway.pages.answers import raise_refusal
from gateway.pages.documents import CREATE_FOLDER, DELETE_FOLDER, RENAME_FOLDER
from gateway.pages.visits import HOME, Visit


async def create_folder(visit: Visit) -> Response:
    """Keep a new folder. Raises BadUserInput."""
    form = await visit.form()
    return await _done(visit, CREATE_FOLDER, "createReportFolder", {"name": str(form.get("name", ""))})


async def rename_folder(visit: Visit) -> Response:
    """Give a folder another name. Raises BadUserInput."""
    form = await visit.form()
    change = {"name": str(form.get("name", "")), "newName": str(form.get("new_name", ""))}
    return await _done(visit, RENAME_FOLDER, "renameReportFolder", change)


async def delete_folder(visit: Visit) -> Response:
    """Delete an empty folder. Raises BadUserInput."""
    form = await visit.form()
    return await _done(visit, DELETE_FOLDER, "deleteReportFolder", {"name": str(form.get("name", ""))})


async def _done(visit: Visit, document: str, field: str, values: dict[str, Any]) -> Response:
    payload = await visit.ask(document, {"input": values})
    raise_refusal(payload.data, payload.errors, field)
    return visit.redirect(HOME)
