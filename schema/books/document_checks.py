"""What values must agree on before a product is asked: a document's, and the custom fields of any record."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from domain.modules.books import PURCHASE_ORDERS
from domain.modules.module import Module
from domain.queries import RECORD_ID
from resolvers.writing.documents import NAMELESS_LINE, is_nameless
from schema.engine.declare.inputs import ReadInput
from schema.shared.checks import add_problem, check_once

DISCOUNT = re.compile(r"(?P<number>\d{1,18}(\.\d{1,9})?)(?P<share>%?)", re.ASCII)
NO_DISCOUNT = "A discount is an amount, `12.50`, or a share of at most `100%`."
BOTH = "Give a discount on the document or on its lines, not on both."
WHOLE_ONLY = "Books discounts a purchase order as a whole: give `discount` beside its lines."


def check_document(found: ReadInput, module: Module, key_field: str | None, *, is_new: bool) -> None:
    """Add to the problems what is wrong; `key_field` is the custom field that marks writes."""
    check_once(found)
    _check_custom_fields(found, key_field)
    _check_lines(found, is_new=is_new)
    _check_discounts(found, module, is_new=is_new)


def _check_custom_fields(found: ReadInput, key_field: str | None) -> None:
    """No name stands for anything but a custom field, and the one that marks writes is nobody's to set."""
    for place, each in enumerate(found.values.get("custom_fields") or ()):
        if not each["api_name"].startswith("cf_") or each["api_name"] == key_field:
            add_problem(found, "This is no custom field that you can set.", "customFields", str(place), "name")


def _check_lines(found: ReadInput, *, is_new: bool) -> None:
    """There is a line, none stands twice, and each has an item or a name."""
    lines: Sequence[Mapping[str, Any]] = found.values.get("line_items") or ()
    wrong = {problem.path[:2] for problem in found.problems}
    if not lines and (is_new or "line_items" in found.values) and ("lineItems",) not in wrong:
        add_problem(found, "Give at least one line.", "lineItems")
    kept: set[str] = set()
    for place, line in enumerate(lines):
        id_, path = str(line.get("line_item_id") or ""), ("lineItems", str(place))
        if id_ in kept:
            add_problem(found, "This line stands above already.", *path, "lineItemId")
        elif id_ and is_new:
            add_problem(found, "What is new has no lines to keep.", *path, "lineItemId")
        elif id_ and RECORD_ID.fullmatch(id_) is None:
            add_problem(found, "This is no such id.", *path, "lineItemId")
        elif not id_ and path not in wrong and is_nameless(line):
            add_problem(found, NAMELESS_LINE, *path, "name")
        kept |= {id_} - {""}


def _check_discounts(found: ReadInput, module: Module, *, is_new: bool) -> None:
    """Books takes discounts on the document or on its lines, as `discount_type` says; unsaid, it may pass them over."""
    lines: Sequence[Mapping[str, Any]] = found.values.get("line_items") or ()
    whole = _is_some(found, found.values.get("discount"), "discount")
    on_lines = [
        place
        for place, line in enumerate(lines)
        if _is_some(found, line.get("discount"), "lineItems", str(place), "discount")
    ]
    if module == PURCHASE_ORDERS:
        for place in on_lines:
            add_problem(found, WHOLE_ONLY, "lineItems", str(place), "discount")
    elif whole and on_lines:
        add_problem(found, BOTH, "discount")
    elif whole or on_lines:
        level: Literal["entity_level", "item_level"] = "entity_level" if whole else "item_level"
        found.values["discount_type"] = level
        at = ("discount",) if whole else ("lineItems", str(on_lines[0]), "discount")
        found.keys.setdefault("discount_type", at)
        if not is_new:
            # Whether the others stand in the way would tell of them, and so would taking them off.
            for coordinate in (f"{found.about}.discount", "LineItem.discount"):
                found.touched.setdefault(coordinate, at)


def _is_some(found: ReadInput, given: object, *path: str) -> bool:
    """Whether a discount takes anything off; one that is none is a problem."""
    if given is None or given in ("", 0):
        return False
    read = DISCOUNT.fullmatch(str(given))
    number = Decimal(read["number"]) if read else None
    if read is None or number is None or (read["share"] and number > 100):
        add_problem(found, NO_DISCOUNT, *path)
        return False
    return number != 0
