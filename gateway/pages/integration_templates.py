"""Templates of grants as matrices of modules by actions, and the form that makes and changes an organisation's own."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from domain.errors import BadUserInput
from gateway.pages.answers import value_at
from gateway.pages.integration_answers import address_of, changed, read, version_in, word_in
from gateway.pages.integration_documents import PUT_TEMPLATE, REMOVE_TEMPLATE, TEMPLATES
from gateway.pages.integration_matrices import choices, chosen_in, columns_of
from gateway.pages.integration_plans import planned
from gateway.pages.visits import Visit


async def templates_page(visit: Visit) -> Response:
    """The page."""
    integration, problems = await _read(visit)
    templates: list[dict[str, Any]] = value_at(integration, "templates") or []
    return visit.page(
        "integration_templates.html",
        templates=[matrix_of(template) for template in templates],
        default=value_at(integration, "settings", "defaultTemplate"),
        is_set_up=value_at(integration, "settings") is not None,
        problems=problems,
    )


async def template_page(visit: Visit) -> Response:
    """The form for one template: an own one, a new one, or a new one that begins as another does."""
    integration, problems = await _read(visit)
    templates: list[dict[str, Any]] = value_at(integration, "templates") or []
    named = next((each for each in templates if each["name"] == word_in(visit, "name")), None)
    like = next((each for each in templates if each["name"] == word_in(visit, "like")), None)
    shown = named if named and not named["builtIn"] else None
    begun = shown or like or {"grants": []}
    template = shown or {"name": "", "title": "", "version": None, "members": 0}
    return _form(visit, template, begun["grants"], problems)


async def change_template(visit: Visit) -> Response:
    """Plan a template, store or remove it; what cannot be done stands on the form."""
    form = await visit.form()
    template: dict[str, Any] = {
        "name": str(form.get("name", "")).strip(),
        "title": str(form.get("title", "")).strip(),
        "grants": chosen_in(form, "grant"),
        "version": version_in(form),
    }
    step = form.get("step")
    try:
        if step == "plan":
            return await planned(visit, {"template": template})
        if step == "remove":
            await changed(visit, REMOVE_TEMPLATE, {"name": template["name"]})
        else:
            await changed(visit, PUT_TEMPLATE, {"input": template})
    except BadUserInput as refusal:
        return _form(visit, {**template, "members": 0}, template["grants"], [refusal.message], 400)
    return visit.redirect(address_of("/templates"))


def matrix_of(template: dict[str, Any]) -> dict[str, Any]:
    """A template with a column for each action that any of its modules has, those of all records first."""
    return {**template, "columns": columns_of(action for grant in template["grants"] for action in grant["actions"])}


async def _read(visit: Visit) -> tuple[Any, list[str]]:
    data, problems = await read(visit, TEMPLATES)
    return value_at(data, "integration"), problems


def _form(
    visit: Visit,
    template: dict[str, Any],
    grants: Sequence[dict[str, Any]],
    problems: Sequence[str],
    status: int = 200,
) -> Response:
    return visit.page("integration_template.html", status, edited=template, matrix=choices(grants), problems=problems)
