"""The parameters that narrow a list, as SQL: each helper declares one documented parameter with its variants."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, String, TableValuedAlias, func, literal, or_, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.sql.elements import SQLColumnExpression
from sqlmodel import col

from sandbox.books import values
from sandbox.books.custom_fields import CUSTOM
from sandbox.books.refusals import invalid
from sandbox.store import Record, number_of, text_at, text_of

SqlCondition = ColumnElement[bool]
Filters = Mapping[str, Callable[[str], SqlCondition]]
Text = SQLColumnExpression[str]


def word(param: str, key: str = "") -> Filters:
    """The value itself, for ids and the like."""
    value = text_of(key or param)
    return {param: lambda sought: value == sought}


def text(param: str, key: str = "") -> Filters:
    """The text itself, what it starts with and what it contains; case does not matter."""
    return _text(param, text_of(key or param))


def listed(param: str) -> Filters:
    """As `text`, with `_in` and `_not_in`, which take several values between commas."""
    value = text_of(param)
    return {
        **text(param),
        f"{param}_in": lambda sought: value.in_(sought.split(",")),
        f"{param}_not_in": lambda sought: value.not_in(sought.split(",")),
    }


def number(param: str, key: str = "") -> Filters:
    """The number itself, or a bound."""
    value = number_of(key or param)

    def bound(name: str, compare: Callable[[float], SqlCondition]) -> Callable[[str], SqlCondition]:
        return lambda sought: compare(float(values.decimal(name, sought)))

    variants: dict[str, Callable[[float], SqlCondition]] = {
        param: lambda sought: value == sought,
        f"{param}_less_than": lambda sought: value < sought,
        f"{param}_less_equals": lambda sought: value <= sought,
        f"{param}_greater_than": lambda sought: value > sought,
        f"{param}_greater_equals": lambda sought: value >= sought,
    }
    return {name: bound(name, compare) for name, compare in variants.items()}


def day(param: str, key: str = "", *, exactly: bool = True) -> Filters:
    """The day itself, or a bound: `_start` and `_end` are inclusive, `_before` and `_after` are not."""
    value = func.substr(text_of(key or param), 1, 10)

    def bound(name: str, compare: Callable[[str], SqlCondition]) -> Callable[[str], SqlCondition]:
        return lambda sought: compare(values.day(name, sought)) & (value != "")

    variants: dict[str, Callable[[str], SqlCondition]] = {
        f"{param}_start": lambda sought: value >= sought,
        f"{param}_end": lambda sought: value <= sought,
        f"{param}_before": lambda sought: value < sought,
        f"{param}_after": lambda sought: value > sought,
    }
    if exactly:
        variants[param] = lambda sought: value == sought
    return {name: bound(name, compare) for name, compare in variants.items()}


def one_of(param: str, words: Mapping[str, SqlCondition]) -> Filters:
    """One word of a vocabulary; any other is refused."""

    def condition(sought: str) -> SqlCondition:
        if sought not in words:
            raise invalid(param)
        return words[sought]

    return {param: condition}


def statuses(*named: str, **computed: SqlCondition) -> Filters:
    """The `status` parameter: words that stand in the record, and such as are computed."""
    return one_of("status", {name: text_of("status") == name for name in named} | computed)


def views(*words: str) -> Mapping[str, SqlCondition]:
    """`Status.` views, each of the records whose status is the word."""
    return {f"Status.{name}": text_of("status") == name.lower() for name in words}


def flagged(key: str) -> SqlCondition:
    """The flag is set."""
    return number_of(key) == 1


def modified() -> Filters:
    """Modified after that instant."""
    changed = _utc(text_of("last_modified_time"))

    def condition(sought: str) -> SqlCondition:
        at: datetime = values.instant("last_modified_time", sought)
        return changed > _utc(literal(at.strftime("%Y-%m-%dT%H:%M:%S%z")))

    return {"last_modified_time": condition}


def ids(param: str) -> Filters:
    """Records by their ids, between commas."""
    return {param: lambda sought: col(Record.id).in_(sought.split(","))}


def lines() -> Filters:
    """What one of the line items is."""
    return {
        **_inside("item_id", "$.line_items", at="$.item_id"),
        **_inside("item_name", "$.line_items", at="$.name"),
        **_inside("item_description", "$.line_items", at="$.description"),
    }


def line_item() -> Filters:
    """One of the line items by its own id."""
    return _inside("line_item_id", "$.line_items", at="$.line_item_id")


def line_tax() -> Filters:
    """The tax of one of the line items."""
    return _inside("tax_id", "$.line_items", at="$.tax_id")


def inside(param: str, key: str) -> Filters:
    """The id of one of the records under the key."""
    return {param: _inside(param, f"$.{key}", at=f"$.{param}")[param]}


def contained(param: str, key: str) -> Filters:
    """One of the ids under the key."""
    return {param: _inside(param, f"$.{key}")[param]}


def addresses() -> Filters:
    """What one of the fields of a contact's addresses is."""
    return _inside("address", "$.billing_address", "$.shipping_address")


def custom_fields(names: Collection[str]) -> Filters:
    """Any custom field's value, or a certain one's."""
    certain = [_text(name, text_at(CUSTOM, name)) for name in names]
    return {
        **_inside("custom_field", f"$.{CUSTOM}"),
        **{param: variant for variants in certain for param, variant in variants.items()},
    }


def containing(sought: str, keys: Collection[str]) -> SqlCondition:
    """One of the keys' values contains the text."""
    return or_(*(text_of(key).contains(sought, autoescape=True) for key in keys))


def _text(param: str, value: Text) -> Filters:
    return {
        param: lambda sought: func.lower(value) == sought.lower(),
        f"{param}_startswith": lambda sought: value.startswith(sought, autoescape=True),
        f"{param}_contains": lambda sought: value.contains(sought, autoescape=True),
    }


def _inside(param: str, *paths: str, at: str = "") -> Filters:
    """As `text`, for any element of the arrays or objects at these paths, or for what stands `at` a path in it."""
    variants: list[Filters] = []
    for path in paths:
        each = func.json_each(col(Record.body), path).table_valued("value")
        extracted = func.json_extract(each.c.value, at) if at else each.c.value
        value = cast("Text", sql_cast(extracted, String))
        variants.append({name: _some(each, test) for name, test in _text(param, value).items()})
    return {name: lambda sought, name=name: or_(*(tests[name](sought) for tests in variants)) for name in variants[0]}


def _some(elements: TableValuedAlias, test: Callable[[str], SqlCondition]) -> Callable[[str], SqlCondition]:
    return lambda sought: select(1).select_from(elements).where(test(sought)).exists()


def _utc(value: SQLColumnExpression[str]) -> ColumnElement[float]:
    # SQLite reads an offset only with a colon.
    return func.julianday(func.substr(value, 1, 22) + ":" + func.substr(value, 23))
