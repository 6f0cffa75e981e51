"""Signing in and out."""

from starlette.responses import Response

from gateway.pages.visits import HOME, Visit, is_our_page

REASONS = {
    "ended": "Zoho no longer accepts your access token, so your session has ended. Please sign in again.",
    "out": "You have signed out.",
}


async def sign_in_page(visit: Visit) -> Response:
    """The page that leads to Zoho's sign-in, or says that browsers cannot sign in."""
    query = visit.request.query_params
    back = query.get("next", HOME)
    return visit.page(
        "sign_in.html",
        can_sign_in=visit.way_in is not None,
        is_demo=visit.service.settings.personas_url is not None,
        back=back if is_our_page(back) else HOME,
        reason=REASONS.get(query.get("reason", ""), ""),
    )


async def sign_out(visit: Visit) -> Response:
    """End the session."""
    await visit.form()
    response = visit.redirect(f"{HOME}/sign-in?reason=out")
    if visit.way_in is not None and visit.id_ is not None:
        await visit.way_in.sessions.end(visit.id_)
        visit.way_in.cookies.forget_session(visit.request, response)
    return response
