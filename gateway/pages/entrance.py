"""Signing in and out."""

from starlette.responses import Response

from domain.caller import caller_of
from domain.errors import BadUserInput, Unauthenticated
from gateway.pages.answers import value_at
from gateway.pages.sessions import PageSession
from gateway.pages.visits import HOME, Visit, is_our_page

WHO = "{ viewer { user { name } } }"
REASONS = {
    "ended": "Zoho no longer accepts your access token, so your session has ended. Please sign in again.",
    "refused": "Zoho does not accept the access token of this persona.",
    "out": "You have signed out.",
}


async def sign_in_page(visit: Visit) -> Response:
    """The page that offers the ways in, or says that there is none."""
    query = visit.request.query_params
    back = query.get("next", HOME)
    return visit.page(
        "sign_in.html",
        choices=await visit.sign_in.choices(),
        back=back if is_our_page(back) else HOME,
        reason=REASONS.get(query.get("reason", ""), ""),
    )


async def sign_in(visit: Visit) -> Response:
    """Begin a session as the chosen one. Raises BadUserInput for a choice that is not offered."""
    form = await visit.form()
    secret = await visit.sign_in.secret_of(str(form.get("choice", "")))
    if secret is None:
        raise BadUserInput("This is not one of the ways to sign in.")
    settings = visit.service.settings
    caller = caller_of(secret, settings.data_centres[0], visit.service.partition_key)
    try:
        payload = await visit.ask_as(caller, WHO)
    except Unauthenticated:
        return visit.redirect(f"{HOME}/sign-in?reason=refused")
    name = value_at(payload.data, "viewer", "user", "name") or form.get("choice")
    back = str(form.get("next", HOME))
    response = visit.redirect(back if is_our_page(back) else HOME)
    visit.sessions.begin(visit.request, response, PageSession(caller, str(name)))
    return response


async def sign_out(visit: Visit) -> Response:
    """End the session."""
    await visit.form()
    response = visit.redirect(f"{HOME}/sign-in?reason=out")
    visit.sessions.forget(visit.request, response)
    return response
