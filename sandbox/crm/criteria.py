"""The grammar of search criteria, `((Last_Name:equals:Dahl)and(Email:starts_with:a))` (page "Search Records")."""

import re
from collections.abc import Mapping

from sandbox.crm.caller import Call
from sandbox.crm.conditions import Comparison, Condition, ConditionGroup, Operator, comparisons, literal
from sandbox.crm.metadata import CrmModule, Family, Field
from sandbox.crm.responses import CrmRefusal

MAX_CRITERIA = 10
MAX_VALUES = 100
MAX_LENGTH = 3000

_PART = re.compile(r"(?P<field>[\w$]+):(?P<operator>\w+):(?P<value>(?:\\.|[^()\\])*)(?=\))")
_JOINT = re.compile(r"\s*(and|or)\s*", re.IGNORECASE)

_EQUALITY = "equals not_equal"
_ORDERED = f"{_EQUALITY} greater_equal greater_than less_equal less_than between in"
_ALLOWED: Mapping[Family, str] = {
    "boolean": _EQUALITY,
    "choice": f"{_EQUALITY} in",
    "date": _ORDERED,
    "datetime": _ORDERED,
    "id": _ORDERED,
    "lookup": f"{_EQUALITY} in",
    "multiple": f"{_EQUALITY} in starts_with",
    "number": _ORDERED,
    "text": f"{_EQUALITY} starts_with in",
    "textarea": f"{_EQUALITY} starts_with",
}
_OPERATORS: Mapping[str, Operator] = {
    "equals": "equal",
    "not_equal": "not_equal",
    "greater_equal": "greater_equal",
    "greater_than": "greater_than",
    "less_equal": "less_equal",
    "less_than": "less_than",
    "between": "between",
    "in": "in",
    "starts_with": "starts_with",
}
_ON_TEXT: Mapping[Operator, Operator] = {"equal": "contains", "not_equal": "not_contains"}


def invalid_query(reason: str, message: str = "Invalid query formed", **details: str) -> CrmRefusal:
    """Criteria that cannot be searched by."""
    return CrmRefusal("INVALID_QUERY", message, reason=reason, **details)


def parsed_criteria(call: Call, module: CrmModule, raw: str) -> Condition:
    """The condition that the criteria state, every field of it visible to the caller."""
    if len(raw) > MAX_LENGTH:
        raise invalid_query("the criteria are too long", param_name="criteria")
    try:
        condition = _Reader(call, module, raw).whole()
    except RecursionError:
        raise invalid_query("the criteria are nested too deeply") from None
    if len(comparisons(condition)) > MAX_CRITERIA:
        message = f"no of criterium that can be given exceed the limit {MAX_CRITERIA}"
        raise CrmRefusal("CRITERIA_LIMIT_EXCEEDED", message)
    return condition


class _Reader:
    """Reads criteria from left to right."""

    def __init__(self, call: Call, module: CrmModule, raw: str) -> None:
        self._call = call
        self._module = module
        self._raw = raw.strip()
        self._at = 0

    def whole(self) -> Condition:
        condition = self._joined()
        if self._at != len(self._raw):
            raise self._broken()
        return condition

    def _joined(self) -> Condition:
        """Brackets, joined from left to right."""
        condition = self._bracket()
        while joint := _JOINT.match(self._raw, self._at):
            self._at = joint.end()
            word = "and" if joint[1].lower() == "and" else "or"
            condition = ConditionGroup(word, (condition, self._bracket()))
        return condition

    def _bracket(self) -> Condition:
        self._take("(")
        part = _PART.match(self._raw, self._at)
        if part is None:
            condition = self._joined()
        else:
            self._at = part.end()
            condition = self._comparison(part["field"], part["operator"], part["value"])
        self._take(")")
        return condition

    def _take(self, letter: str) -> None:
        if not self._raw.startswith(letter, self._at):
            raise self._broken()
        self._at += 1

    def _broken(self) -> CrmRefusal:
        return invalid_query(f"the criteria cannot be read from character {self._at + 1} on")

    def _comparison(self, name: str, word: str, raw: str) -> Comparison:
        field = self._call.field_at(self._module, (name,))
        if field is None:
            raise invalid_query("the field is not available for search", api_name=name)
        if word not in _ALLOWED[field.family].split():
            raise invalid_query("the operator does not suit the field", api_name=name, operator=word)
        operator = _OPERATORS[word]
        values = _values(field, operator, raw)
        if field.family in {"text", "textarea"}:
            # "equals" on text finds what contains the value (public page "Search Records").
            operator = _ON_TEXT.get(operator, operator)
        return Comparison((name,), operator, values)


def _values(field: Field, operator: Operator, raw: str) -> tuple[str, ...]:
    listed = re.findall(r"(?:\\.|[^,\\])+", raw) if operator in {"in", "between"} else [raw]
    values = tuple(re.sub(r"\\(.)", r"\1", value) for value in listed)
    if len(values) > MAX_VALUES:
        message = 'Only 100 values are allowed in "IN" criteria'
        raise CrmRefusal("INVALID_QUERY", message, api_name=field.name, param_name="criteria")
    if operator == "between" and len(values) != 2:
        raise invalid_query("two values are needed", api_name=field.name, operator="between")
    for value in values:
        try:
            literal(field, value)
        except ValueError:
            expected = field.data_type
            raise invalid_query(
                "the value does not suit the field", api_name=field.name, expected_data_type=expected
            ) from None
    return values
