"""The first page at `/integration`: whether integration users are set up, and the form that sets them up."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from domain.errors import BadUserInput
from gateway.pages.answers import value_at
from gateway.pages.integration_answers import changed, read
from gateway.pages.integration_documents import OVERVIEW, SET_UP
from gateway.pages.visits import INTEGRATION_HOME, Visit

# As `domain/integration_checks.py` names them.
CHECKS = {
    "DATABASE": "Database",
    "SETTINGS": "Set-up of the organisation",
    "BOOKS_ORGANIZATION": "Organisation in Books",
    "BILLING_ORGANIZATION": "Organisation in Billing",
    "ADMINISTRATOR_RIGHTS": "Your rights in Books",
    "CRM_MODULES": "Finance modules in CRM",
    "TEMPLATES": "Templates of grants",
    "ROSTER": "Roster",
    "LIMIT": "Room for more users",
    "MAIL": "Mail",
}

URGENCY = ("MISSING", "UNKNOWN", "ATTENTION", "PASSED")


async def overview_page(visit: Visit) -> Response:
    """The page."""
    return await _overview(visit)


async def set_up(visit: Visit) -> Response:
    """Set integration users up; what is missing stands on the page."""
    form = await visit.form()
    chosen: dict[str, Any] = {
        "defaultTemplate": str(form.get("template", "")) or None,
        "booksOrganization": str(form.get("books_organization", "")).strip() or None,
        "billingOrganization": str(form.get("billing_organization", "")).strip() or None,
        "keepsUsage": form.get("keeps_usage") == "yes",
    }
    try:
        await changed(visit, SET_UP, {"input": {name: value for name, value in chosen.items() if value is not None}})
    except BadUserInput as refusal:
        return await _overview(visit, [refusal.message], 400)
    return visit.redirect(INTEGRATION_HOME)


async def _overview(visit: Visit, refusals: Sequence[str] = (), status: int = 200) -> Response:
    data, problems = await read(visit, OVERVIEW)
    integration: dict[str, Any] = value_at(data, "integration") or {}
    checks: list[dict[str, Any]] = integration.get("checks") or []
    return visit.page(
        "integration.html",
        status,
        integration=integration,
        settings=integration.get("settings"),
        checks=sorted(checks, key=lambda check: URGENCY.index(check["state"])),
        templates=integration.get("templates") or [],
        titles=CHECKS,
        problems=[*refusals, *problems],
    )
