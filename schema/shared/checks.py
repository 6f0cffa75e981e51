"""What the values of any record must agree on before a product is asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.writes import InputPath, Problem, ProblemCode
from schema.engine.declare.inputs import ReadInput


def check_once(found: ReadInput) -> None:
    """No custom field has two values; where none is given, none is changed."""
    given: Sequence[Mapping[str, Any]] = found.values.get("custom_fields") or ()
    named: set[str] = set()
    for place, each in enumerate(given):
        if each["api_name"] in named:
            add_problem(found, "This custom field stands above already.", "customFields", str(place), "name")
        named.add(each["api_name"])
    if not given:
        found.values.pop("custom_fields", None)


def add_problem(found: ReadInput, text: str, *path: str) -> None:
    """Add a problem of the kind VALIDATION at a place in the input."""
    place: InputPath = path
    found.problems.append(Problem(ProblemCode.VALIDATION, text, place))
