"""Many users at once: by a filter, or from the text of a CSV file; rehearsed first, as every change is."""

from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from domain.errors import BadUserInput
from gateway.pages.answers import value_at
from gateway.pages.integration_answers import changed, read
from gateway.pages.integration_documents import ADD_BY_FILTER, ADD_FROM_CSV, ROSTER
from gateway.pages.visits import Visit

# What one page lists; the report of a file goes on behind a count.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class BulkForm:
    """A form that adds many users: its mutation, and the fields that say which."""

    document: str
    fields: tuple[str, ...]


FORMS = {"filter": BulkForm(ADD_BY_FILTER, ("search", "profile")), "csv": BulkForm(ADD_FROM_CSV, ("csv",))}


async def bulk_page(visit: Visit) -> Response:
    """The two forms."""
    data, problems = await read(visit, ROSTER)
    integration = value_at(data, "integration")
    return visit.page(
        "integration_bulk.html",
        templates=value_at(integration, "templates") or [],
        default=value_at(integration, "settings", "defaultTemplate"),
        is_set_up=value_at(integration, "settings") is not None,
        problems=problems,
    )


async def add_many(visit: Visit) -> Response:
    """Rehearse an addition of many users, or make it; either shows what becomes of each. Raises BadUserInput."""
    form = await visit.form()
    kind = str(form.get("kind", ""))
    chosen = FORMS.get(kind)
    if chosen is None:
        raise BadUserInput("The form names no way to add users.")
    kept = {name: _text(form, name) for name in chosen.fields}
    template = _text(form, "template")
    variables: dict[str, Any] = {name: text or None for name, text in kept.items()}
    if kind == "csv" and not kept["csv"]:
        raise BadUserInput("Paste the text of a CSV file whose first line names the column `email`.")
    variables |= {"template": template or None, "rehearsal": form.get("step") != "confirm"}
    outcome = value_at(await changed(visit, chosen.document, variables), "change")
    return visit.page(
        "integration_many.html",
        kind=kind,
        kept=kept,
        chosen=template,
        outcome=outcome,
        shown=sorted(outcome["results"], key=lambda each: each["done"])[:MOST_SHOWN],
    )


def _text(form: FormData, name: str) -> str:
    return str(form.get(name, "")).strip()
