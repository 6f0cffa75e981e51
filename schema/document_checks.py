"""What the values of a document must agree on before Books is asked."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from domain.sources import Module
from domain.writes import Problem, ProblemCode
from resolvers.documents import PURCHASE_ORDERS
from schema.engine.inputs import Path, Taken

DISCOUNT = re.compile(r"(?P<number>\d{1,18}(\.\d{1,9})?)(?P<share>%?)", re.ASCII)
NO_DISCOUNT = "A discount is an amount, `12.50`, or a share of at most `100%`."
BOTH = "Give a discount on the document or on its lines, not on both."
WHOLE_ONLY = "Books discounts a purchase order as a whole: give `discount` beside its lines."


def check_document(found: Taken, module: Module, key_field: str | None) -> None:
    """Add to the problems what is wrong; `key_field` is the custom field that marks writes."""
    _check_custom_fields(found, key_field)
    _check_lines(found)
    _check_discounts(found, module)


def _check_custom_fields(found: Taken, key_field: str | None) -> None:
    """No name stands for anything but a custom field, and the one that marks writes is nobody's to set."""
    for place, each in enumerate(found.values.get("custom_fields") or ()):
        if not each["api_name"].startswith("cf_") or each["api_name"] == key_field:
            _add(found, "This is no custom field that you can set.", "customFields", str(place), "name")


def _check_lines(found: Taken) -> None:
    """No line stands twice."""
    kept: set[str] = set()
    for place, line in enumerate(found.values.get("line_items") or ()):
        id_ = str(line.get("line_item_id") or "")
        if id_ in kept:
            _add(found, "This line stands above already.", "lineItems", str(place), "lineItemId")
        kept |= {id_} - {""}


def _check_discounts(found: Taken, module: Module) -> None:
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
            _add(found, WHOLE_ONLY, "lineItems", str(place), "discount")
    elif whole and on_lines:
        _add(found, BOTH, "discount")
    elif whole or on_lines:
        level: Literal["entity_level", "item_level"] = "entity_level" if whole else "item_level"
        found.values["discount_type"] = level
        found.keys.setdefault("discount_type", ("discount",))


def _is_some(found: Taken, given: object, *path: str) -> bool:
    """Whether a discount takes anything off; one that is none is a problem."""
    if given is None or given in ("", 0):
        return False
    read = DISCOUNT.fullmatch(str(given))
    number = Decimal(read["number"]) if read else None
    if read is None or number is None or (read["share"] and number > 100):
        _add(found, NO_DISCOUNT, *path)
        return False
    return number != 0


def _add(found: Taken, text: str, *path: str) -> None:
    place: Path = path
    found.problems.append(Problem(ProblemCode.VALIDATION, text, place))
