"""How the products of the model list: they compare, order and search by whatever they are asked, hidden or not."""

import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any, cast

import msgspec

from adapters.crm.criteria import criteria_of
from adapters.crm.paging import EVERYTHING
from domain.queries import Row
from tests.noninterference.callers import columns_of

Params = Mapping[str, str]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CRITERION = re.compile(r"\((\w+):(\w+):((?:\\.|[^()\\])*)\)")
NO_VIEWS: Mapping[str, Sequence[str]] = {}
Test = Callable[[Any, Any], bool]


def _contains(one: Any, other: Any) -> bool:
    return str(other) in str(one)


def _begins(one: Any, other: Any) -> bool:
    return str(one).startswith(str(other))


def _is_among(one: Any, other: Any) -> bool:
    return str(one) in str(other).split(",")


_CRM: Mapping[str, Test] = {
    "equals": eq,
    "not_equal": ne,
    "starts_with": _begins,
    "in": _is_among,
    "less_than": lt,
    "less_equal": le,
    "greater_than": gt,
    "greater_equal": ge,
}
# Suffixes of finance parameters, the longer ones first.
_FINANCE: Mapping[str, Test] = {
    "_greater_equals": ge,
    "_greater_than": gt,
    "_less_equals": le,
    "_less_than": lt,
    "_startswith": _begins,
    "_contains": _contains,
    "_before": lt,
    "_start": ge,
    "_after": gt,
    "_end": le,
}
# Where CRM's search needs a criterion and nobody gave one.
EVERY_RECORD = criteria_of((EVERYTHING,))
FIRST_VIEW = 7_000_000_000
FIRST_ORDERED_VIEW = FIRST_VIEW + 10_000
_PAGING = {"organization_id", "page", "per_page", "filter_by", "search_text", "sort_column", "sort_order"}
_FIXED = {"contact_type"}
# Billing's parameter is named after a column that is called otherwise.
_RENAMED = {"reference": "reference_id"}


def view_of(column: int, *, orders: bool = False) -> str:
    """The id of the saved view that compares a module's nth column, or that orders by it."""
    return str((FIRST_ORDERED_VIEW if orders else FIRST_VIEW) + column)


def viewed_column(api_name: str, view_id: str) -> tuple[str, bool]:
    """The column that a saved view compares or orders by, and whether it orders."""
    orders = int(view_id) >= FIRST_ORDERED_VIEW
    return [*columns_of(api_name)][int(view_id) - (FIRST_ORDERED_VIEW if orders else FIRST_VIEW)], orders


def finance_column(parameter: str) -> str:
    """The column that a finance list parameter compares."""
    suffix = next((suffix for suffix in _FINANCE if parameter.endswith(suffix)), "")
    column = parameter.removesuffix(suffix)
    return _RENAMED.get(column, column) if suffix else parameter


def compared_in_finance(params: Params) -> list[str]:
    """The parameters of a finance list that compare a column."""
    return [name for name in params if name not in _PAGING | _FIXED]


def compared_in_crm(params: Params) -> list[str]:
    """The fields that the criteria of a CRM search compare."""
    criteria = params.get("criteria", "").replace(EVERY_RECORD, "")
    return [name for name, _, _ in _CRITERION.findall(criteria)]


def finance_rows(
    rows: Iterable[Row], params: Params, every: str | None, views: Mapping[str, Sequence[str]] = NO_VIEWS
) -> list[Row]:
    """What a finance list answers to these parameters; `views` are the columns that its views look at, where known."""
    found = [row for row in rows if all(_holds(row, name, params[name]) for name in compared_in_finance(params))]
    if params.get("search_text"):
        found = [row for row in found if _mentions(row, params["search_text"])]
    viewed = params.get("filter_by") or every or ""
    if viewed in views and viewed != every:
        found = [row for row in found if _checksum([viewed, *[row.get(name) for name in views[viewed]]]) % 2]
    elif viewed != (every or ""):
        # A view may look at anything.
        found = [row for row in found if _checksum(row) % 2]
    return _ordered(found, params.get("sort_column"), descending=params.get("sort_order") == "D")


def crm_rows(rows: Iterable[Row], params: Params, viewed: str | None) -> list[Row]:
    """What a CRM list or search answers; `viewed` is the field that the saved view compares."""
    found = list(rows)
    criteria: list[tuple[str, str, str]] = _CRITERION.findall(params.get("criteria", ""))
    for name, operator, value in criteria:
        wanted = re.sub(r"\\(.)", r"\1", value)
        found = [row for row in found if _compares(row.get(name), _CRM[operator], wanted)]
    if "word" in params:
        found = [row for row in found if any(params["word"] in text for text in _texts(row))]
    if viewed is not None:
        found = [row for row in found if _checksum(_key(row.get(viewed))) % 2]
    return _ordered(found, params.get("sort_by"), descending=params.get("sort_order") == "desc")


def _holds(row: Row, parameter: str, wanted: str) -> bool:
    suffix = next((suffix for suffix in _FINANCE if parameter.endswith(suffix)), "")
    column = finance_column(parameter)
    return _compares(row.get(column), _FINANCE.get(suffix, eq), wanted)


def _compares(value: object, test: Test, wanted: str) -> bool:
    if isinstance(value, dict):
        value = cast("Row", value)["id"]
    if isinstance(value, bool):
        return test(str(value).lower(), wanted)
    if isinstance(value, int | float):
        return test(Decimal(str(value)), Decimal(wanted))
    return value is not None and test(str(value), wanted)


def _mentions(row: Row, words: str) -> bool:
    return words.encode() in msgspec.json.encode(row)


def _texts(row: Row) -> list[str]:
    """What CRM's search for words looks into: texts, no days and no look-ups (page "Search Records")."""
    return [value for value in row.values() if isinstance(value, str) and _DAY.match(value) is None]


def _checksum(value: object) -> int:
    return zlib.crc32(msgspec.json.encode(value))


def _ordered(rows: list[Row], column: str | None, *, descending: bool) -> list[Row]:
    if column is None:
        return rows
    return sorted(rows, key=lambda row: _key(row.get(column)), reverse=descending)


def _key(value: object) -> tuple[str, Any]:
    """A value as lists compare it: a look-up by the id to which it leads."""
    if isinstance(value, dict):
        value = cast("Row", value)["id"]
    return ("number", value) if isinstance(value, int | float) else ("text", str(value))
