"""Templates of grants as matrices of modules by actions."""

from typing import Any

from starlette.responses import Response

from domain.actions import ACTIONS
from gateway.pages.answers import value_at
from gateway.pages.integration_answers import read
from gateway.pages.integration_documents import TEMPLATES
from gateway.pages.visits import Visit


async def templates_page(visit: Visit) -> Response:
    """The page."""
    data, problems = await read(visit, TEMPLATES)
    integration = value_at(data, "integration")
    templates: list[dict[str, Any]] = value_at(integration, "templates") or []
    return visit.page(
        "integration_templates.html",
        templates=[matrix_of(template) for template in templates],
        default=value_at(integration, "settings", "defaultTemplate"),
        problems=problems,
    )


def matrix_of(template: dict[str, Any]) -> dict[str, Any]:
    """A template with a column for each action that any of its modules has, those of all records first."""
    granted = dict.fromkeys(action for grant in template["grants"] for action in grant["actions"])
    of_records = [name.upper() for name in ACTIONS if name.upper() in granted]
    return {**template, "columns": [*dict.fromkeys([*of_records, *granted])]}
