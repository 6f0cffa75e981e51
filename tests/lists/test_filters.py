"""Every comparison that the graph offers is made by the product, and is right.

Products ignore parameters that they do not know, so a filter that does nothing would go unnoticed: here each one's
result is held against all rows of the product.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from strawberry.utils.str_converters import to_camel_case

from domain.queries import Row
from resolvers.catalogue import FINANCE, key_of
from schema import query
from schema.engine.declare import filters
from schema.engine.declare.listings import Listing
from tests.graphs import Graph
from tests.lists.questions import record_ids
from tests.lists.raw import number, raw_rows, value_at
from tests.proofs import family

LISTINGS: list[Listing] = [value for value in vars(query).values() if isinstance(value, Listing)]
Holds = Callable[[Any, Any], bool]
# The product filters by it, but no list row carries it; a case page shows that it narrows.
ON_NO_ROW = {("BillingInvoice", "subscription_id")}


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of one column of one list."""

    listing: Listing
    field: Any
    column: str
    kind: Any
    operator: str | None

    def __str__(self) -> str:
        return f"{self.listing.type_name}.{self.field.python_name}.{self.operator or 'is'}"


# By input: operator, how to make a value of a row's, and whether another row's value holds.
COMPARISONS: dict[Any, dict[str, tuple[Callable[[Any], Any], Holds]]] = {
    filters.TextFilter: {
        "is": (str, lambda row, given: row == given),
        "startsWith": (lambda value: value[: max(1, len(value) // 2)], lambda row, given: row.startswith(given)),
        "contains": (lambda value: value[1:-1] or value, lambda row, given: given in row),
    },
    filters.ContainedTextFilter: {
        "contains": (lambda value: value[1:-1] or value, lambda row, given: given in row),
    },
    filters.SearchTextFilter: {
        "startsWith": (
            lambda value: value[: max(2, len(value) // 2)],
            lambda row, given: row.lower().startswith(given.lower()),
        ),
        "contains": (lambda value: value[1:-1] or value, lambda row, given: given.lower() in row.lower()),
    },
    filters.ChoiceFilter: {
        "is": (str, lambda row, given: row == given),
        "in": (lambda value: [value], lambda row, given: row in given),
        "notIn": (lambda value: [value], lambda row, given: row not in given),
    },
    filters.DateFilter: {
        "on": (str, lambda row, given: row == given),
        "from": (str, lambda row, given: row >= given),
        "until": (str, lambda row, given: row <= given),
        "after": (str, lambda row, given: row > given),
        "before": (str, lambda row, given: row < given),
    },
    filters.DecimalFilter: {
        "is": (str, lambda row, given: number(row) == number(given)),
        "lessThan": (str, lambda row, given: number(row) < number(given)),
        "atMost": (str, lambda row, given: number(row) <= number(given)),
        "moreThan": (str, lambda row, given: number(row) > number(given)),
        "atLeast": (str, lambda row, given: number(row) >= number(given)),
    },
    filters.DateTimeFilter: {
        "from": (str, lambda row, given: row >= given),
        "until": (str, lambda row, given: row <= given),
    },
}


def checks() -> Iterator[Check]:
    """Everything that can be compared."""
    for listing in LISTINGS:
        if listing.filter is None:
            continue
        inputs: Any = listing.filter
        for field in inputs.__strawberry_definition__.fields:
            if (listing.type_name, field.metadata["column"]) in ON_NO_ROW:
                continue
            kind = field.type.of_type
            for operator in COMPARISONS.get(kind, {None: None}):
                yield Check(listing, field, field.metadata["column"], kind, operator)


def choices_of(check: Check) -> Any:
    """The enum that an input compares with, None for one that is none."""
    of_enum: bool = check.kind.__dict__.get("comparisons") is filters.enum_comparisons
    return check.kind.__annotations__["is_"].__args__[0] if of_enum else None


def given_of(check: Check, value: Any) -> Any:
    """The filter input that compares with a row's value."""
    if check.operator is not None:
        return {check.operator: COMPARISONS[check.kind][check.operator][0](value)}
    choices = choices_of(check)
    return value if choices is None else {"is": choices(value).name}


def holds(check: Check, row: Row, given: Any) -> bool:
    """Whether a row meets the comparison."""
    value = compared_value(check, row)
    if value is None or value == "":
        return check.operator == "notIn"
    if check.operator is not None:
        return COMPARISONS[check.kind][check.operator][1](value, given[check.operator])
    choices = choices_of(check)
    return bool(value == (given if choices is None else choices[given["is"]].value))


def compared_value(check: Check, row: Row) -> Any:
    """The row's value as the comparison takes it: a number that is compared as text is text."""
    value = value_at(row, row_column(check))
    return str(value) if check.kind is filters.TextFilter and isinstance(value, int) else value


def listed_statuses(check: Check, values: list[str]) -> list[str]:
    """The statuses of rows by which the product lists: any, or those that it has a view for."""
    finance_module = FINANCE[check.listing.module]
    return sorted({value for value in values if not finance_module.statuses or value in dict(finance_module.statuses)})


def row_column(check: Check) -> str:
    """The row's key behind a filter's column."""
    finance_module = FINANCE.get(check.listing.module)
    return check.column if finance_module is None else dict(finance_module.compares).get(check.column, check.column)


@family(short=16)
@pytest.mark.parametrize("check", list(checks()), ids=str)
async def test_a_comparison_finds_exactly_the_rows_that_meet_it(check: Check, graph: Graph) -> None:
    rows = await raw_rows(graph, check.listing, {row_column(check)})
    found_values = [compared_value(check, row) for row in rows]
    values = sorted((value for value in found_values if value is not None and value != ""), key=str)
    assert values, f"no row has a value of {check.column}"
    # Each status may be asked for in a way of its own.
    samples = values[len(values) // 2 :][:1] if choices_of(check) is None else listed_statuses(check, values)
    key = key_of(check.listing.module)
    for sample in samples:
        given = given_of(check, sample)
        expected = sorted(str(row[key]) for row in rows if holds(check, row, given))
        found = await record_ids(graph, check.listing, filter={to_camel_case(check.field.python_name): given})
        assert sorted(found) == expected


def test_every_kind_of_comparison_is_checked() -> None:
    assert {check.kind for check in checks()} >= set(COMPARISONS)
