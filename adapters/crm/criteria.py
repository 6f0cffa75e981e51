"""CRM's criteria: the grammar of its search, and those of saved views. Source: Zoho CRM v8, Search Records.

`equals` on a text behaves like "contains". The graph therefore offers `contains` for texts and no equality, and
CONTAINS becomes `equals` here.
"""

import re
from typing import cast

from domain.errors import BadUserInput
from domain.json_values import mapping
from domain.queries import Condition, Operator, Row

LARGEST_CRITERIA = 10
_OPERATORS = {
    Operator.IS: "equals",
    Operator.CONTAINS: "equals",
    Operator.IS_NOT: "not_equal",
    Operator.STARTS_WITH: "starts_with",
    Operator.IN: "in",
    Operator.LESS: "less_than",
    Operator.AT_MOST: "less_equal",
    Operator.MORE: "greater_than",
    Operator.AT_LEAST: "greater_equal",
    Operator.BEFORE: "less_than",
    Operator.UNTIL: "less_equal",
    Operator.AFTER: "greater_than",
    Operator.FROM: "greater_equal",
}
_SPECIAL = re.compile(r"([(),\\])")


def _escaped(value: str) -> str:
    return _SPECIAL.sub(r"\\\1", value)


def _criterion(condition: Condition) -> str:
    values = (condition.value,) if isinstance(condition.value, str) else condition.value
    return f"({condition.column}:{_OPERATORS[condition.operator]}:{','.join(_escaped(value) for value in values)})"


def criteria_of(conditions: tuple[Condition, ...]) -> str:
    """All conditions together, nested in pairs as the grammar requires. Raises BadUserInput for more than ten."""
    if len(conditions) > LARGEST_CRITERIA:
        raise BadUserInput(f"Zoho CRM takes {LARGEST_CRITERIA} comparisons at most, not {len(conditions)}.")
    criteria = _criterion(conditions[0])
    for condition in conditions[1:]:
        criteria = f"({criteria}and{_criterion(condition)})"
    return criteria


def fields_of_view(view: Row) -> frozenset[str] | None:
    """Every field that a saved view compares or orders by: what it lists would reveal their values.

    None where some of them are not known: the view says so in an unknown shape, or compares fields of other modules.
    """
    if not {"criteria", "sort_by"} <= view.keys():
        return None
    criteria, order = view["criteria"], view["sort_by"]
    compared = compared_fields(criteria) if criteria else frozenset[str]()
    ordered = _name_in(order) if order else ""
    if compared is None or ordered is None:
        return None
    fields = compared | frozenset([ordered] if ordered else [])
    return None if any("." in name for name in fields) else fields


def _name_in(field: object) -> str | None:
    name = field if isinstance(field, str) else mapping(field).get("api_name")
    return name if isinstance(name, str) and name else None


def compared_fields(criteria: object) -> frozenset[str] | None:
    """Every field that the criteria of a saved view compare, however deeply nested; None where a shape is unknown."""
    if isinstance(criteria, list):
        parts = [compared_fields(each) for each in cast("list[object]", criteria)]
    else:
        criterion = mapping(criteria)
        parts = [compared_fields(criterion["group"])] if "group" in criterion else []
        if "field" in criterion or not parts:
            name = _name_in(criterion.get("field"))
            parts.append(None if name is None else frozenset({name}))
    known = [part for part in parts if part is not None]
    return frozenset[str]().union(*known) if len(known) == len(parts) else None
