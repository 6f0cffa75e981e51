"""What is left of a sales order that was invoiced in part, so that its invoices come to what it comes to.

Source: Zoho Books v3, "Invoices" and "Sales Orders": an invoice names the order's lines, the order not its invoices.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from adapters.books.document_lines import document_lines
from domain.currencies import decimals_of
from domain.modules.books import INVOICES
from domain.queries import Row
from domain.writes import ProblemCode, not_done
from resolvers.catalogue import FINANCE
from resolvers.gathering import gathered
from resolvers.reading.loader import RecordLoader

# Of a customer's invoices since the order, so many are read to find those that were made from it.
MOST_LOOKED_AT = 10
CHARGES = ("shipping_charge", "adjustment")
NOT_FOUND = "Not all invoices that were made from it can be found: invoice what is left in Books."
NOT_EQUAL = (
    "It was invoiced in part at other conditions, so that no invoice of the remaining lines makes the parts come to "
    "its total: invoice them in Books."
)
NOTHING_LEFT = "Everything of it has been invoiced already."


@dataclass(frozen=True, slots=True)
class Remainder:
    """What is left of an order: its lines with what is left of their quantities, discount and charges.

    `total` is what the order's total leaves, `rounding` the most that rounding may make of a difference to it.
    """

    lines: list[Row]
    values: Mapping[str, Any]
    total: Decimal
    rounding: Decimal

    def missing(self, invoice: Row) -> Decimal:
        """The cents that an invoice of the remainder lacks for the parts to come to the whole."""
        difference = self.total - _amount(invoice, "total")
        return difference if abs(difference) <= self.rounding else Decimal(0)


def is_invoiced_in_part(order: Row) -> bool:
    """Whether some of the order was invoiced."""
    return any(line.get("is_invoiced") for line in document_lines(order)) or order.get("status") == "partially_invoiced"


async def invoices_of(loader: RecordLoader, order: Row) -> list[Row]:
    """The invoices that were made from an order: one call, and one for each invoice of its customer since.

    Raises NotDone where they are too many to look at, or where an invoiced line is in none of them.
    """
    books, module = await loader.books(), FINANCE[INVOICES]
    newest = (("sort_column", "created_time"), ("sort_order", "D"), ("per_page", "200"))
    page = await books.rows(
        module, (("customer_id", str(order["customer_id"])), ("filter_by", module.every or ""), *newest)
    )
    since = [row for row in page.rows if row.get("status") != "void" and _instant(row) >= _instant(order)]
    if len(since) > MOST_LOOKED_AT:
        raise not_done(ProblemCode.CONFLICT, NOT_FOUND, "id")
    rows = await gathered([books.one(module, str(row[module.id])) for row in since])
    lines = document_lines(order)
    own = {str(line["line_item_id"]) for line in lines}
    invoices: list[Row] = []
    for row in rows:
        if isinstance(row, Exception):
            raise row
        if own & _ordered(row).keys():
            invoices.append(row)
    seen = {id_ for row in invoices for id_ in _ordered(row)}
    if any(line.get("is_invoiced") and str(line["line_item_id"]) not in seen for line in lines):
        raise not_done(ProblemCode.CONFLICT, NOT_FOUND, "id")
    return invoices


def remainder_of(order: Row, invoices: Sequence[Row]) -> Remainder:
    """What is left of an order besides its invoices. Raises NotDone where nothing is, or no invoice can be for it."""
    taken: dict[str, Decimal] = {}
    for invoice in invoices:
        for id_, quantity in _ordered(invoice).items():
            taken[id_] = taken.get(id_, Decimal(0)) + quantity
    cent = Decimal(1).scaleb(-(decimals_of(str(order.get("currency_code") or "")) or 0))
    ordered = document_lines(order)
    lines = [left for line in ordered if (left := _left_of(line, taken, cent)) is not None]
    if not lines:
        raise not_done(ProblemCode.CONFLICT, NOTHING_LEFT, "id")
    values: dict[str, Any] = {key: left for key in CHARGES if (left := _left(order, invoices, key))}
    values |= _discount(order, invoices, lines, cent)
    total = _left(order, invoices, "total")
    rounding = cent * (len(ordered) + len(invoices))
    if total < 0 or abs(_total(order, lines, values) - total) > rounding:
        raise not_done(ProblemCode.CONFLICT, NOT_EQUAL, "id")
    return Remainder(lines, values, total, rounding)


def _discount(order: Row, invoices: Sequence[Row], lines: Sequence[Row], cent: Decimal) -> Mapping[str, Any]:
    """The discount on the whole: the same share where that is what is left of it, else what is left in money.

    Raises NotDone where more of it is left than the lines come to.
    """
    discount = str(order.get("discount") or 0)
    if order.get("discount_type") != "entity_level" or not discount.strip("0.%"):
        return {}
    left = _left(order, invoices, "discount_total")
    if discount.endswith("%"):
        share = _basis(order, lines) * Decimal(discount.removesuffix("%")) / 100
        if abs(share - left) <= cent * (len(invoices) + 1):
            return {"discount": discount}
    if left > _basis(order, lines):
        # Books takes no discount that is more than there is.
        raise not_done(ProblemCode.CONFLICT, NOT_EQUAL, "id")
    return {"discount": max(left, Decimal(0))} if left else {}


def _total(order: Row, lines: Sequence[Row], values: Mapping[str, Any]) -> Decimal:
    """What an invoice of these lines comes to, but for rounding."""
    net, basis = sum(map(_net, lines), Decimal(0)), _basis(order, lines)
    discount = str(values.get("discount", 0))
    off = basis * Decimal(discount.removesuffix("%")) / 100 if discount.endswith("%") else Decimal(discount)
    share = 1 - off / net if _is_before_tax(order) and net else Decimal(1)
    return net - off + sum(map(_tax, lines), Decimal(0)) * share + sum(values.get(key, 0) for key in CHARGES)


def _basis(order: Row, lines: Sequence[Row]) -> Decimal:
    """What a discount on the whole is taken off."""
    net = sum(map(_net, lines), Decimal(0))
    return net if _is_before_tax(order) else net + sum(map(_tax, lines), Decimal(0))


def _is_before_tax(order: Row) -> bool:
    return order.get("is_discount_before_tax") is not False


def _net(line: Row) -> Decimal:
    return _amount(line, "item_total")


def _tax(line: Row) -> Decimal:
    return _net(line) * _amount(line, "tax_percentage") / 100


def _left_of(line: Row, taken: Mapping[str, Decimal], cent: Decimal) -> Row | None:
    """A line with what is left of it, None where nothing is."""
    quantity = _amount(line, "quantity")
    left = quantity - taken.get(str(line["line_item_id"]), Decimal(0))
    if line.get("is_invoiced") or left <= 0:
        return None
    if left == quantity:
        return line
    part: Row = {**line, "quantity": left, "item_total": _net(line) * left / quantity}
    if not str(line.get("discount") or "").endswith("%"):
        part["discount"] = (_amount(line, "discount") * left / quantity).quantize(cent)
    return part


def _left(order: Row, invoices: Sequence[Row], key: str) -> Decimal:
    return _amount(order, key) - sum((_amount(invoice, key) for invoice in invoices), Decimal(0))


def _ordered(invoice: Row) -> dict[str, Decimal]:
    """The quantities that an invoice has of an order's lines, by the lines' ids."""
    quantities: dict[str, Decimal] = {}
    for line in document_lines(invoice):
        if id_ := str(line.get("salesorder_item_id") or ""):
            quantities[id_] = quantities.get(id_, Decimal(0)) + _amount(line, "quantity")
    return quantities


def _amount(row: Row, key: str) -> Decimal:
    return Decimal(str(row.get(key) or 0))


def _instant(row: Row) -> datetime:
    return datetime.fromisoformat(str(row["created_time"]))
