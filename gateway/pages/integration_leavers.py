"""Directories that report who has left, what their groups grant, and what has ended of somebody."""

from typing import Any

from starlette.responses import Response

from domain.errors import BadUserInput, NotFound
from gateway.pages.answers import value_at
from gateway.pages.integration_answers import address_of, changed, read, word_in
from gateway.pages.integration_documents import (
    CREATE_DIRECTORY,
    GRANT_GROUP,
    LEAVER,
    LEAVERS,
    READMIT,
    REVOKE_DIRECTORY,
    ROTATE_DIRECTORY,
)
from gateway.pages.visits import Visit

ENDED = {
    "RIGHTS": "Every right in the gateway",
    "ROSTER": "Grants of an integration user",
    "SESSIONS": "Sessions of browsers",
    "OPERATIONS": "Running operations",
    "JOBS": "Jobs in the background",
    "MEMORY": "Remembered permissions and answers",
}
STEPS = {
    "create": CREATE_DIRECTORY,
    "rotate": ROTATE_DIRECTORY,
    "revoke": REVOKE_DIRECTORY,
    "grant": GRANT_GROUP,
    "readmit": READMIT,
}


async def leavers_page(visit: Visit) -> Response:
    """The directories, their groups, and the report on one user."""
    return await _leavers(visit, word_in(visit, "user"))


async def change_leavers(visit: Visit) -> Response:
    """Make, renew or revoke a directory's token, grant a group a template, or let a user in again.

    Raises BadUserInput.
    """
    form = await visit.form()
    user = str(form.get("user", "")).strip()
    document = STEPS.get(str(form.get("step", "")))
    if document is None:
        raise BadUserInput("The form names no change.")
    variables = {
        "id": str(form.get("id", "")),
        "name": str(form.get("name", "")).strip(),
        "template": str(form.get("template", "")) or None,
        "user": user,
    }
    try:
        named = {name: value for name, value in variables.items() if f"${name}:" in document}
        answer = value_at(await changed(visit, document, named), "act")
    except (BadUserInput, NotFound) as refusal:
        return await _leavers(visit, user, refusal=refusal.message)
    token: str | None = value_at(answer, "token")
    if token is not None:
        return await _leavers(visit, "", token=token)
    return visit.redirect(address_of("/leavers", user=user))


async def _leavers(visit: Visit, user: str, *, refusal: str = "", token: str = "") -> Response:
    data, problems = await read(visit, LEAVERS)
    report: dict[str, Any] | None = None
    if user:
        try:
            answered, more = await read(visit, LEAVER, {"user": user})
            report, problems = value_at(answered, "leaverReport"), [*problems, *more]
        except NotFound as missing:
            problems = [*problems, missing.message]
    return visit.page(
        "integration_leavers.html",
        400 if refusal else 200,
        directories=value_at(data, "directories") or [],
        groups=value_at(data, "directoryGroups") or [],
        templates=value_at(data, "integration", "templates") or [],
        user=user,
        report=report,
        token=token,
        words=ENDED,
        problems=[*([refusal] if refusal else []), *problems],
    )
