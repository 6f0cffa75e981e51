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


def fields_of_view(view: Row) -> frozenset[str]:
    """Every field that a saved view compares or orders by: what it lists would reveal their values."""
    order = view.get("sort_by")
    name = order if isinstance(order, str) else mapping(order).get("api_name")
    return compared_fields(view.get("criteria")) | frozenset([str(name)] if name else [])


def compared_fields(criteria: object) -> frozenset[str]:
    """Every field that the criteria of a saved view compare, however deeply nested."""
    if isinstance(criteria, list):
        return frozenset[str]().union(*map(compared_fields, cast("list[object]", criteria)))
    criterion = mapping(criteria)
    name = mapping(criterion.get("field")).get("api_name")
    own = frozenset[str]() if name is None else frozenset({str(name)})
    return own | compared_fields(criterion["group"]) if "group" in criterion else own
