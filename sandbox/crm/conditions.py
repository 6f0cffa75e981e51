"""Conditions on records, as search criteria, COQL and custom views all state them, and their SQL.

A negation is the exact complement of its affirmation: records without a value meet it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Integer, and_, func, not_, or_
from sqlalchemy import cast as sql_cast
from sqlalchemy import literal as sql_literal
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from sandbox.crm.catalogue import Catalogue
from sandbox.crm.metadata import CrmModule, Field
from sandbox.store import Record

Operator = Literal[
    "equal", "less_than", "less_equal", "greater_than", "greater_equal", "between", "in", "contains", "starts_with",
    "ends_with", "empty", "not_equal", "not_between", "not_in", "not_contains", "not_empty",
]  # fmt: skip
Value = str | float | int
Expression = ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field against values, as they were written. A `path` of several names goes through lookups."""

    path: tuple[str, ...]
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionGroup:
    """Conditions joined by one word."""

    joint: Literal["and", "or"]
    parts: "tuple[Condition, ...]"


Condition = Comparison | ConditionGroup


def comparisons(condition: Condition) -> list[Comparison]:
    """Every comparison in the condition, from left to right."""
    if isinstance(condition, Comparison):
        return [condition]
    return [operand for part in condition.parts for operand in comparisons(part)]


def literal(field: Field, raw: str) -> Value:
    """The written value as the field compares it; ValueError where it is no such value."""
    match field.family:
        case "number":
            try:
                return float(Decimal(raw))
            except InvalidOperation as error:
                raise ValueError(raw) from error
        case "boolean":
            return ("false", "true").index(raw.lower())
        case "date":
            return date.fromisoformat(raw).isoformat()
        case "datetime":
            moment = datetime.fromisoformat(raw)
            if moment.tzinfo is None:
                raise ValueError(raw)
            return int(moment.timestamp())
        case "id" | "lookup":
            return str(int(raw))
        case _:
            return raw


def column(modules: Catalogue, module: CrmModule, path: tuple[str, ...], at: type[Record] = Record) -> Expression:
    """What the path names, in the form that `literal` gives: through each lookup by a look at the other module."""
    field = module.fields[path[0]]
    if len(path) == 1:
        return _own_column(field, at)
    other = aliased(Record)
    return cast(
        "Expression",
        select(column(modules, modules.keyed[field.target], path[1:], other))
        .where(
            col(other.product) == "crm",
            col(other.module) == field.target,
            col(other.id) == col(at.body)[(field.name, "id")].as_string(),
        )
        .correlate(at)
        .scalar_subquery(),
    )


def _own_column(field: Field, at: type[Record]) -> Expression:
    value = col(at.body)[field.name]
    if field.name == "id":
        return cast("Expression", col(at.id))
    if field.family == "lookup":
        return cast("Expression", col(at.body)[(field.name, "id")].as_string())
    if field.family == "number":
        return cast("Expression", value.as_float())
    if field.family == "boolean":
        return cast("Expression", value.as_integer())
    if field.family == "datetime":
        # Seconds since the epoch: the offset of what is stored changes with the season.
        return sql_cast(func.strftime("%s", value.as_string()), Integer)
    if field.family == "multiple":
        each = func.json_each(col(at.body), f'$."{field.name}"').table_valued("value")
        joined = func.group_concat(each.c.value, ";")
        return cast("Expression", select(joined).select_from(each).correlate(at).scalar_subquery())
    return cast("Expression", value.as_string())


_TESTS: Mapping[Operator, Callable[[Expression, list[Value]], ColumnElement[bool]]] = {
    "equal": lambda column, values: column == values[0],
    "less_than": lambda column, values: column < values[0],
    "less_equal": lambda column, values: column <= values[0],
    "greater_than": lambda column, values: column > values[0],
    "greater_equal": lambda column, values: column >= values[0],
    "between": lambda column, values: column.between(values[0], values[1]),
    "in": lambda column, values: column.in_(values),
    "contains": lambda column, values: column.icontains(values[0], autoescape=True),
    "starts_with": lambda column, values: column.istartswith(values[0], autoescape=True),
    "ends_with": lambda column, values: column.iendswith(values[0], autoescape=True),
    "empty": lambda column, values: column.is_(None),
}
_NEGATIONS: Mapping[Operator, Operator] = {
    "not_equal": "equal",
    "not_between": "between",
    "not_in": "in",
    "not_contains": "contains",
    "not_empty": "empty",
}


def sql(modules: Catalogue, module: CrmModule, condition: Condition) -> ColumnElement[bool]:
    """The condition over the store's records of the module."""
    if isinstance(condition, ConditionGroup):
        joined = and_ if condition.joint == "and" else or_
        return joined(*(sql(modules, module, part) for part in condition.parts))
    field = end_field(modules, module, condition.path)
    operand = column(modules, module, condition.path)
    affirmation = _NEGATIONS.get(condition.operator)
    if affirmation is None:
        return _test(field, operand, condition.operator, condition.values)
    denied = not_(_test(field, operand, affirmation, condition.values))
    return denied if affirmation == "empty" else or_(denied, operand.is_(None))


def end_field(modules: Catalogue, module: CrmModule, path: tuple[str, ...]) -> Field:
    """The field that the path ends at; KeyError where a part of it names nothing."""
    field = module.fields[path[0]]
    return field if len(path) == 1 else end_field(modules, modules.keyed[field.target], path[1:])


def _test(field: Field, operand: Expression, operator: Operator, raws: tuple[str, ...]) -> ColumnElement[bool]:
    if field.family == "multiple" and operator in {"equal", "in"}:
        # Options are selected or not: "A;B" asks for both, several values for any of them.
        whole = cast("Expression", sql_literal(";") + operand + ";")
        asked = [and_(*(whole.contains(f";{option};", autoescape=True) for option in raw.split(";"))) for raw in raws]
        return or_(*asked)
    values = [literal(field, raw) for raw in raws]
    if field.family in {"text", "textarea"} and operator in {"equal", "in"}:
        return _TESTS[operator](cast("Expression", operand.collate("NOCASE")), values)
    return _TESTS[operator](operand, values)
