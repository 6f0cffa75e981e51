"""Checks of the values of any record, before a product is called."""

from collections.abc import Mapping, Sequence
from typing import Any

from strawberry import UNSET

from domain.writes import InputPath, Problem, ProblemCode
from schema.engine.declare.inputs import ParsedInput


def check_once(parsed: ParsedInput) -> None:
    """Report custom fields that are set twice; drop an empty list, so that none is changed."""
    fields: Sequence[Mapping[str, Any]] = parsed.values.get("custom_fields") or ()
    named: set[str] = set()
    for place, each in enumerate(fields):
        if each["api_name"] in named:
            add_problem(parsed, "This custom field is already listed above.", "customFields", str(place), "name")
        named.add(each["api_name"])
    if not fields:
        parsed.values.pop("custom_fields", None)


def check_party(parsed: ParsedInput, party: object, deal: object) -> None:
    """A deal that is the party sets the customer, and is not named a second time."""
    if not party or party is UNSET:
        return
    # Any of the named records, even the deal, sets the customer.
    parsed.coordinate_paths.setdefault(f"{parsed.about}.customer", ("party", "deal"))
    if deal and deal is not UNSET:
        add_problem(parsed, "The party is a deal already: omit `dealId`.", "dealId")


def add_problem(parsed: ParsedInput, text: str, *path: str) -> None:
    """Add a problem of the kind VALIDATION at a place in the input."""
    place: InputPath = path
    parsed.problems.append(Problem(ProblemCode.VALIDATION, text, place))
