"""The settings of integration users and their limit, as forms."""

from collections.abc import Sequence
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from domain.errors import BadUserInput
from domain.grants import grantable_modules
from domain.rollout import EDITIONS, PLACES
from gateway.pages.answers import value_at
from gateway.pages.integration_answers import address_of, changed, number_in, read, version_in
from gateway.pages.integration_documents import CHANGE_SETTINGS, OVERVIEW, SET_LIMIT
from gateway.pages.integration_matrices import choices, chosen_in, modules_in
from gateway.pages.integration_plans import planned
from gateway.pages.visits import Visit

LARGEST_LIMIT = 100_000
MOST_DAYS = 90
# Rows of the form of the rollout: those that are there, and some that are empty.
MOST_ROWS, EMPTY_ROWS = 30, 2


async def settings_page(visit: Visit) -> Response:
    """The page."""
    return await _page(visit)


async def change_settings(visit: Visit) -> Response:
    """Plan other settings, or store them; what cannot be done stands on the page."""
    form = await visit.form()
    try:
        wanted = _settings_in(form)
        if form.get("step") == "plan":
            return await planned(visit, {"settings": wanted})
        await changed(visit, CHANGE_SETTINGS, {"input": wanted, "version": version_in(form) or 0})
    except BadUserInput as refusal:
        return await _page(visit, [refusal.message], 400)
    return visit.redirect(address_of("/settings"))


async def set_limit(visit: Visit) -> Response:
    """Change how many integration users there may be, for a reason that stands in the audit log."""
    form = await visit.form()
    try:
        refusal = f"The limit is a number from 1 to {LARGEST_LIMIT:,}."
        limit = number_in(str(form.get("limit", "")).strip(), LARGEST_LIMIT, refusal)
        await changed(visit, SET_LIMIT, {"limit": limit, "reason": str(form.get("reason", "")).strip()})
    except BadUserInput as error:
        return await _page(visit, [error.message], 400)
    return visit.redirect(address_of("/settings"))


async def change_rollout(visit: Visit) -> Response:
    """Plan or store where migrations are possible; no wave is the operator's rollout."""
    form = await visit.form()
    try:
        rollout = [] if form.get("step") == "announced" else _waves_in(form)
        await changed(visit, CHANGE_SETTINGS, {"input": {"rollout": rollout}, "version": version_in(form) or 0})
    except BadUserInput as refusal:
        return await _page(visit, [refusal.message], 400)
    return visit.redirect(address_of("/settings"))


def _waves_in(form: FormData) -> list[dict[str, Any]]:
    places = [(number, str(form.get(f"place-{number}", ""))) for number in range(MOST_ROWS)]
    return [
        {
            "dataCentre": place,
            "editions": [str(edition) for edition in form.getlist(f"edition-{number}")],
            "opensOn": str(form.get(f"opens-{number}", "")).strip() or None,
        }
        for number, place in places
        if place
    ]


def _settings_in(form: FormData) -> dict[str, Any]:
    modules = modules_in(form, "module")
    every = len(modules) == len(grantable_modules())
    refusal = f"Operations are kept for 1 to {MOST_DAYS} days."
    return {
        "booksOrganization": str(form.get("books_organization", "")).strip(),
        "billingOrganization": str(form.get("billing_organization", "")).strip(),
        "defaultTemplate": str(form.get("template", "")),
        "modules": None if every else modules,
        "everyModule": every,
        "policy": chosen_in(form, "withheld"),
        "keepsUsage": form.get("keeps_usage") == "yes",
        "usageDays": number_in(str(form.get("usage_days", "")).strip(), MOST_DAYS, refusal),
    }


async def _page(visit: Visit, refusals: Sequence[str] = (), status: int = 200) -> Response:
    data, problems = await read(visit, OVERVIEW)
    integration: dict[str, Any] = value_at(data, "integration") or {}
    settings: dict[str, Any] | None = integration.get("settings")
    on = value_at(settings, "modules")
    waves: list[dict[str, Any]] = value_at(settings, "rolloutWaves") or []
    assert visit.session is not None  # noqa: S101  # the door of these pages lets nobody else in
    own = visit.session.caller.data_centre
    return visit.page(
        "integration_settings.html",
        status,
        integration=integration,
        settings=settings,
        templates=integration.get("templates") or [],
        modules=[(str(module), on is None or str(module) in on) for module in grantable_modules()],
        waves=[*waves, *({"dataCentre": "", "editions": [], "opensOn": None} for _ in range(EMPTY_ROWS))][:MOST_ROWS],
        places=[*dict.fromkeys([own, *PLACES, *(wave["dataCentre"] for wave in waves)])],
        editions=EDITIONS,
        matrix=choices(value_at(settings, "policy") or []),
        problems=[*refusals, *problems],
    )
