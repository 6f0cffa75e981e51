"""Starting a migration at a time, and letting it outlive the hour of an access token."""

from datetime import datetime
from typing import Any

from starlette.responses import Response

from domain.errors import BadUserInput
from gateway.pages.integration_answers import changed
from gateway.pages.integration_documents import RESUME_WITH, START_WITH, VALIDATE
from gateway.pages.integration_migrations import back_or_refused, shown_migration
from gateway.pages.visits import Visit

DOCUMENTS = {"start": START_WITH, "resume": RESUME_WITH, "validate": VALIDATE}
NO_LASTING_TOKEN = "This sign-in has no refresh token that could be given to the migration: sign in anew."  # noqa: S105


async def schedule_migration(visit: Visit) -> Response:
    """Look anew at a migration, or start or resume it, at a time or with the token of this sign-in.

    Why it cannot be done stands on its page.
    Raises BadUserInput.
    """
    form, id_ = await visit.form(), str(visit.request.path_params["id"])
    step = str(form.get("step", ""))
    if step not in DOCUMENTS:
        raise BadUserInput("The form names no step of a migration.")
    try:
        variables: dict[str, Any] = {"id": id_}
        if step == "start":
            variables["startAfter"] = moment_in(str(form.get("start_after", "")))
            variables["completeAfter"] = moment_in(str(form.get("complete_after", "")))
        if step == "validate":
            variables["withUnused"] = form.get("with_unused") == "yes"
        elif form.get("keep_sign_in") == "yes":
            variables["refreshToken"] = _lasting_token(visit)
        data = await changed(visit, DOCUMENTS[step], variables)
    except BadUserInput as refusal:
        return await shown_migration(visit, [refusal.message], 400)
    return back_or_refused(visit, id_, data)


def moment_in(text: str) -> str | None:
    """A time of a form, which is UTC, as the graph takes it; None for an empty one. Raises BadUserInput."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BadUserInput("A time is written as 2027-01-31T08:00, and is UTC.") from error
    if moment.tzinfo is not None:
        raise BadUserInput("A time is written without a zone, and is UTC.")
    return f"{moment.isoformat()}Z"


def _lasting_token(visit: Visit) -> str:
    token = None
    if visit.way_in is not None and visit.session is not None:
        token = visit.way_in.sessions.refresh_token_of(visit.session.session)
    if token is None:
        raise BadUserInput(NO_LASTING_TOKEN)
    return token
