"""A report in the background: started from its page, watched, cancelled and resumed."""

from typing import Any

from starlette.responses import Response

from domain.errors import NotFound
from gateway.pages.answers import messages_in, raise_refusal, value_at
from gateway.pages.controls import controls_in
from gateway.pages.documents import CANCEL_RUN, REPORT, RESUME_RUN, RUN, START_RUN
from gateway.pages.events import followed
from gateway.pages.visits import HOME, Visit


async def start_run(visit: Visit) -> Response:
    """Start a report as its page shows it, and watch it. Raises BadUserInput."""
    form = await visit.form()
    id_, controls = str(visit.request.path_params["id"]), controls_in(visit.request.query_params)
    payload = await visit.ask(
        START_RUN,
        {
            "input": {"report": id_, "adjust": controls.adjustment() or None}
            | ({"keepRows": True} if form.get("keep_rows") else {})
        },
    )
    raise_refusal(payload.data, payload.errors, "startReportRun")
    run = value_at(payload.data, "startReportRun", "run", "id")
    return visit.redirect(f"{HOME}/runs/{run}?report={id_}" + (f"&{controls.query}" if controls.query else ""))


async def run_page(visit: Visit) -> Response:
    """The page of a run: how many calls are done and left, and when it will be done. Raises NotFound."""
    query, run = visit.request.query_params, await _run(visit)
    # Who comes from the list watches the report that it rests on.
    report_id = query.get("report") or run["reportId"]
    known = await visit.ask(REPORT, {"id": report_id})
    report = value_at(known.data, "report") or {"id": run["reportId"], "title": run["reportId"]}
    adjusted = controls_in(query).query
    return visit.page(
        "run.html",
        run=run,
        report=report,
        back=f"{HOME}/reports/{report['id']}" + (f"?{adjusted}" if adjusted else ""),
        query=f"?{visit.request.url.query}" if visit.request.url.query else "",
    )


async def run_events(visit: Visit) -> Response:
    """An event for each change of a run, `end` once it no longer runs. Raises NotFound."""
    return await followed(visit, _run)


async def _run(visit: Visit) -> dict[str, Any]:
    payload = await visit.ask(RUN, {"id": str(visit.request.path_params["id"])})
    run: dict[str, Any] | None = value_at(payload.data, "reportRun")
    if run is None:
        raise NotFound(*messages_in(payload.errors)[:1] or ["There is no such run any more."])
    return run


async def cancel_run(visit: Visit) -> Response:
    """End a run; what it has read stays. Raises BadUserInput."""
    return await _acted(visit, CANCEL_RUN, "cancelReportRun")


async def resume_run(visit: Visit) -> Response:
    """Go on with a run. Raises BadUserInput."""
    return await _acted(visit, RESUME_RUN, "resumeReportRun")


async def _acted(visit: Visit, document: str, field: str) -> Response:
    await visit.form()
    id_, query = str(visit.request.path_params["id"]), visit.request.url.query
    payload = await visit.ask(document, {"id": id_})
    raise_refusal(payload.data, payload.errors, field)
    return visit.redirect(f"{HOME}/runs/{id_}" + (f"?{query}" if query else ""))
