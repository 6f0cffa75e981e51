"""Checks of a document's values, before Books is called."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from domain.modules.books import PURCHASE_ORDERS
from domain.modules.module import Module
from domain.queries import RECORD_ID
from resolvers.writing.documents import NAMELESS_LINE, is_nameless
from schema.engine.declare.inputs import ParsedInput
from schema.shared.checks import add_problem, check_once

DISCOUNT = re.compile(r"(?P<number>\d{1,18}(\.\d{1,9})?)(?P<share>%?)", re.ASCII)
NO_DISCOUNT = "A discount is an amount such as `12.50`, or a percentage of at most `100%`."
# Zoho Books v3, "Invoices", `quantity`.
NO_QUANTITY = "A quantity is greater than zero: give what is taken back as a credit note, or take it off as a discount."
BOTH = "Set a discount on the document or on its lines, not on both."
WHOLE_ONLY = "Books applies a discount only to a whole purchase order: set its own `discount`."


def check_document(parsed: ParsedInput, module: Module, key_field: str | None, *, is_new: bool) -> None:
    """Add to the problems what is wrong; `key_field` is the custom field that marks writes."""
    check_once(parsed)
    _check_custom_fields(parsed, key_field)
    _check_lines(parsed, is_new=is_new)
    _check_discounts(parsed, module, is_new=is_new)


def _check_custom_fields(parsed: ParsedInput, key_field: str | None) -> None:
    """Every name is that of a custom field, and not of the one that marks writes."""
    for place, each in enumerate(parsed.values.get("custom_fields") or ()):
        if not each["api_name"].startswith("cf_") or each["api_name"] == key_field:
            add_problem(parsed, "This is not a custom field that you can set.", "customFields", str(place), "name")


def _check_lines(parsed: ParsedInput, *, is_new: bool) -> None:
    """There is at least one line, no line is listed twice, and each has an item or a name, and some quantity."""
    lines: Sequence[Mapping[str, Any]] = parsed.values.get("line_items") or ()
    wrong = {problem.path[:2] for problem in parsed.problems}
    if not lines and (is_new or "line_items" in parsed.values) and ("lineItems",) not in wrong:
        add_problem(parsed, "Add at least one line.", "lineItems")
    kept: set[str] = set()
    for place, line in enumerate(lines):
        id_, path = str(line.get("line_item_id") or ""), ("lineItems", str(place))
        if id_ in kept:
            add_problem(parsed, "This line is already listed above.", *path, "lineItemId")
        elif id_ and is_new:
            add_problem(parsed, "A new document has no lines to keep.", *path, "lineItemId")
        elif id_ and RECORD_ID.fullmatch(id_) is None:
            add_problem(parsed, "This is not a valid id.", *path, "lineItemId")
        elif not id_ and path not in wrong and is_nameless(line):
            add_problem(parsed, NAMELESS_LINE, *path, "name")
        kept |= {id_} - {""}
    for place, line in enumerate(lines):
        if line.get("quantity", 1) <= 0:
            add_problem(parsed, NO_QUANTITY, "lineItems", str(place), "quantity")


def _check_discounts(parsed: ParsedInput, module: Module, *, is_new: bool) -> None:
    """Set `discount_type`, without which Books may ignore discounts on the document or on its lines."""
    lines: Sequence[Mapping[str, Any]] = parsed.values.get("line_items") or ()
    whole = _is_some(parsed, parsed.values.get("discount"), "discount")
    on_lines = [
        place
        for place, line in enumerate(lines)
        if _is_some(parsed, line.get("discount"), "lineItems", str(place), "discount")
    ]
    if module == PURCHASE_ORDERS:
        for place in on_lines:
            add_problem(parsed, WHOLE_ONLY, "lineItems", str(place), "discount")
    elif whole and on_lines:
        add_problem(parsed, BOTH, "discount")
    elif whole or on_lines:
        level: Literal["entity_level", "item_level"] = "entity_level" if whole else "item_level"
        parsed.values["discount_type"] = level
        at = ("discount",) if whole else ("lineItems", str(on_lines[0]), "discount")
        parsed.key_paths.setdefault("discount_type", at)
        if not is_new:
            # A conflict with existing discounts would reveal them, and so would removing them.
            for coordinate in (f"{parsed.about}.discount", "LineItem.discount"):
                parsed.coordinate_paths.setdefault(coordinate, at)


def _is_some(parsed: ParsedInput, discount: object, *path: str) -> bool:
    """Whether a discount is more than zero; an invalid one becomes a problem."""
    if discount is None or discount in ("", 0):
        return False
    read = DISCOUNT.fullmatch(str(discount))
    number = Decimal(read["number"]) if read else None
    if read is None or number is None or (read["share"] and number > 100):
        add_problem(parsed, NO_DISCOUNT, *path)
        return False
    return number != 0
