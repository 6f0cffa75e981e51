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
    "DATABASE": "Changes are kept",
    "SETTINGS": "The organisation is set up",
    "BOOKS_ORGANIZATION": "You belong to the organisation in Books",
    "BILLING_ORGANIZATION": "You belong to the organisation in Billing",
    "ADMINISTRATOR_RIGHTS": "You are an administrator of Books",
    "CRM_MODULES": "CRM lists the finance modules",
    "TEMPLATES": "All templates exist",
    "ROSTER": "There are integration users",
    "LIMIT": "There is room for one more user",
    "MAIL": "Users can be written to",
}


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
    return visit.page(
        "integration.html",
        status,
        integration=integration,
        settings=integration.get("settings"),
        checks=integration.get("checks") or [],
        templates=integration.get("templates") or [],
        titles=CHECKS,
        problems=[*refusals, *problems],
    )
