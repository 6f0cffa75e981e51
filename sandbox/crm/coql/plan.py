"""A COQL query checked against the module and against what the caller may see."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.crm.caller import Call
from sandbox.crm.conditions import Comparison, Condition, ConditionGroup, Operator, literal
from sandbox.crm.coql.query import ColumnTest, Criterion, CriterionPair, Query, Selected
from sandbox.crm.metadata import CrmModule, Family, Field
from sandbox.crm.responses import CrmRefusal

MAX_COLUMNS = 500
MAX_AGGREGATES = 5
MAX_TESTS = 25
MAX_ORDER = 10
MAX_GROUP = 4
MAX_VALUES = 100
MAX_LIMIT = 2_000
MAX_REACH = 100_000

_TEXT = "=,!=,like,not like,in,not in,is null,is not null"
_LOOKUP = "=,!=,in,not in,is null,is not null"
_ORDERED = f"{_LOOKUP},<,<=,>,>=,between,not between"
_ALLOWED: Mapping[Family, str] = {
    "boolean": "=",
    "choice": _TEXT,
    "date": _ORDERED,
    "datetime": _ORDERED,
    "id": _ORDERED,
    "lookup": _LOOKUP,
    "multiple": _TEXT,
    "number": _ORDERED,
    "text": _TEXT,
}
_OPERATORS: Mapping[str, Operator] = {
    "=": "equal",
    "!=": "not_equal",
    "<": "less_than",
    "<=": "less_equal",
    ">": "greater_than",
    ">=": "greater_equal",
    "between": "between",
    "not between": "not_between",
    "in": "in",
    "not in": "not_in",
    "is null": "empty",
    "is not null": "not_empty",
}


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """What the query asks of the store."""

    module: CrmModule
    columns: tuple[tuple[Selected, Field], ...]
    condition: Condition
    order: tuple[tuple[Selected, bool], ...]

    @property
    def aggregates(self) -> bool:
        """Whether the answer has rows of its own rather than records."""
        return any(selected.function for selected, _ in self.columns)


def planned(call: Call, module: CrmModule, query: Query) -> QueryPlan:
    """The query's plan; refused where it names what the caller cannot see or asks for too much."""
    _check_sizes(query)
    _check_names(query)
    columns = tuple((selected, _field(call, module, selected.path)) for selected in query.selected)
    for selected, field in columns:
        if selected.function in {"SUM", "AVG"} and field.family != "number":
            raise _unsupported(selected.path, field)
    plan = QueryPlan(module, columns, _condition(call, module, query.where), tuple(_order(call, module, query)))
    _check_grouping(call, plan, query)
    return plan


def _check_sizes(query: Query) -> None:
    sizes = (
        (len(query.selected), MAX_COLUMNS),
        (sum(1 for selected in query.selected if selected.function), MAX_AGGREGATES),
        (sum(1 for _ in _tests(query.where)), MAX_TESTS),
        (len(query.order), MAX_ORDER),
        (len(query.group), MAX_GROUP),
    )
    if any(size > allowed for size, allowed in sizes):
        raise CrmRefusal("LIMIT_EXCEEDED", "limit exceeded")
    for asked, allowed in ((query.limit, MAX_LIMIT), (query.offset + query.limit, MAX_REACH)):
        if asked > allowed:
            raise CrmRefusal("INVALID_QUERY", "invalid query formed", limit=allowed)


def _tests(where: Criterion) -> Iterator[ColumnTest]:
    if isinstance(where, CriterionPair):
        yield from _tests(where.left)
        yield from _tests(where.right)
    else:
        yield where


def _check_names(query: Query) -> None:
    texts: set[str] = set()
    aliases: dict[str, list[str]] = {}
    for selected in query.selected:
        name = ".".join(selected.path)
        if selected.text in texts:
            aggregate = {"aggregate": selected.function} if selected.function else {}
            raise CrmRefusal("DUPLICATE_DATA", "duplicate data", column_name=name, **aggregate)
        texts.add(selected.text)
        if selected.alias is not None:
            if not selected.alias.strip():
                raise CrmRefusal("INVALID_ALIAS", "the alias given is invalid", alias=selected.alias, column_name=name)
            aliases.setdefault(selected.alias, []).append(name)
    for alias, names in aliases.items():
        if len(names) > 1:
            raise CrmRefusal("DUPLICATE_ALIAS", "duplicate alias", alias=alias, referred_columns=names)


def _field(call: Call, module: CrmModule, path: tuple[str, ...], **where: str) -> Field:
    field = call.field_at(module, path)
    if field is None:
        raise _invalid_column(".".join(path), **where)
    return field


def _invalid_column(name: str, **details: str) -> CrmRefusal:
    return CrmRefusal("INVALID_QUERY", "column given seems to be invalid", column_name=name, **details)


def _unsupported(path: tuple[str, ...], field: Field) -> CrmRefusal:
    name = ".".join(path)
    return CrmRefusal("INVALID_QUERY", "data type not supported", column_name=name, data_type=field.data_type)


def _condition(call: Call, module: CrmModule, where: Criterion) -> Condition:
    if isinstance(where, CriterionPair):
        return ConditionGroup(
            where.joint, (_condition(call, module, where.left), _condition(call, module, where.right))
        )
    field = _field(call, module, where.path)
    if field.family == "textarea":
        # Multi-line text is not allowed in criteria (public page "COQL Limitations").
        raise _unsupported(where.path, field)
    if where.operator not in _ALLOWED[field.family].split(","):
        raise _invalid_test(where, reason="the operator does not suit the column")
    if len(where.values) > MAX_VALUES:
        raise _invalid_test(where, reason=f"no more than {MAX_VALUES} values are allowed")
    if where.operator.endswith("like"):
        return _likeness(where)
    for value in where.values:
        try:
            literal(field, value)
        except ValueError:
            message = "value given seems to be invalid for the column"
            name = ".".join(where.path)
            raise CrmRefusal("INVALID_QUERY", message, column_name=name, expected_data_type=field.data_type) from None
    return Comparison(where.path, _OPERATORS[where.operator], where.values)


def _invalid_test(where: ColumnTest, **details: Any) -> CrmRefusal:
    name = ".".join(where.path)
    return CrmRefusal("INVALID_QUERY", "invalid query formed", column_name=name, operator=where.operator, **details)


def _likeness(where: ColumnTest) -> Comparison:
    """`%` stands at the beginning, at the end or at both; with `not like` at both."""
    pattern = re.fullmatch(r"(%?)([^%]*)(%?)", where.values[0])
    if pattern is None:
        raise _invalid_test(where, reason="% stands at the ends only")
    operators: dict[tuple[str, str], Operator] = {
        ("%", "%"): "contains",
        ("%", ""): "ends_with",
        ("", "%"): "starts_with",
        ("", ""): "equal",
    }
    operator = operators[pattern[1], pattern[3]]
    if where.operator == "not like":
        if operator != "contains":
            raise _invalid_test(where, reason="not like needs % at both ends")
        operator = "not_contains"
    return Comparison(where.path, operator, (pattern[2],))


def _order(call: Call, module: CrmModule, query: Query) -> Iterator[tuple[Selected, bool]]:
    named = {name: selected for selected in query.selected for name in (selected.text, selected.key)}
    for name, down in query.order:
        selected = named.get(name)
        if selected is None:
            selected = Selected(tuple(name.split(".")))
            _field(call, module, selected.path, clause="order by")
        yield selected, down


def _check_grouping(call: Call, plan: QueryPlan, query: Query) -> None:
    """With aggregates or groups, whatever is selected or ordered by is grouped by or aggregated."""
    for path in query.group:
        _field(call, plan.module, path, clause="group by")
    if not query.group and not plan.aggregates:
        return
    used = [*(selected for selected, _ in plan.columns), *(selected for selected, _ in plan.order)]
    for selected in used:
        if selected.function is None and selected.path not in query.group:
            raise _invalid_column(selected.text, clause="group by")
