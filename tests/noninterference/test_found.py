"""What once told something hidden, each in few words."""

from typing import Any, cast

from domain.modules import books
from domain.permissions import GuardedField
from resolvers.catalogue import FINANCE
from schema.engine.declare import registry
from schema.engine.declare.selections import named_type
from schema.graph import graph
from tests.noninterference.callers import guarded
from tests.noninterference.cells import tables

# Filters by what no record of the graph shows, so that nobody can hide it.
SHOWN_NOWHERE = {("BillingInvoice", "subscription_id")}


def compared() -> dict[str, set[str]]:
    """The columns that the filter of each type compares."""
    found: dict[str, set[str]] = {}
    for field in cast("Any", graph().query_type).fields.values():
        if "filter" in field.args:
            type_name = named_type(field).name.removesuffix("Connection")
            if type_name not in registry.modules():
                # No records of a product, the audit log.
                continue
            kind = cast("Any", graph().type_map[str(field.args["filter"].type)])
            declared: list[Any] = kind.extensions["strawberry-definition"].fields
            found[type_name] = {each.metadata["column"] for each in declared}
    return found


def test_every_filter_compares_a_column_that_permissions_know() -> None:
    unknown: set[tuple[str, str]] = set()
    for type_name, columns in compared().items():
        module = registry.module_of(type_name)
        known = {path[0] for path in tables()[module].cells}
        names = {} if module not in FINANCE else dict(FINANCE[module].compares)
        unknown |= {(type_name, column) for column in columns if names.get(column, column) not in known}
    assert unknown == SHOWN_NOWHERE


def test_the_tax_of_a_line_is_guarded_like_the_tax_of_the_document() -> None:
    fields: tuple[GuardedField, ...] = guarded()[books.INVOICES]
    paths = {path for field in fields if field.coordinate == "LineTax.amount" for path in field.paths}
    assert paths == {("taxes", "tax_amount"), ("line_items", "line_item_taxes", "tax_amount")}
