"""Line items and what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sandbox.books import settings, values
from sandbox.books.blanks import blanks
from sandbox.books.operations import BooksRequest
from sandbox.books.refusals import invalid, invalid_reference, no_line_items
from sandbox.books.values import cents, exact, money
from sandbox.company.documents import Line
from sandbox.store import Body

LINE = blanks(
    text="line_item_id item_id name description unit pricebook_id image_document_id tax_id tax_name",
    zero="item_order quantity rate bcy_rate discount tax_percentage item_total",
    empty="discounts line_item_taxes tags item_custom_fields",
    item_code={},
    tax_type="tax",
    line_item_category="line_item",
)
HEADED = blanks(text="header_id header_name")
SALE_LINE = LINE | blanks(text="internal_name", zero="discount_amount", empty="mapped_items", pricing_scheme="unit")
WORDS = ("name", "description", "unit", "salesorder_item_id")
LONGEST_UNIT = 100
CHARGES = ("shipping_charge", "adjustment")
SALES_ACCOUNT = {"account_id": "460000000000388", "account_name": "Sales"}


@dataclass(frozen=True, slots=True)
class LinePrice:
    """What a line costs. `discount` is an amount or, with a percent sign, a share, as requests write it.

    An `inclusive` rate has the tax in it.
    """

    quantity: Decimal
    rate: Decimal
    discount: str
    taxed: bool
    inclusive: bool = False

    @property
    def reduction(self) -> Decimal:
        """The amount that the discount takes off."""
        return reduction(self.discount, self.quantity * self.rate)

    @property
    def net(self) -> Decimal:
        """Quantity times rate less discount, to the cent."""
        left = self.quantity * self.rate - self.reduction
        if self.taxed and self.inclusive:
            left = left * 100 / (100 + settings.TAX_PERCENTAGE)
        return cents(left)

    @property
    def tax(self) -> Decimal:
        """The line's tax."""
        return cents(self.net * settings.TAX_PERCENTAGE / 100) if self.taxed else Decimal(0)

    def rendered(self, exchange_rate: Decimal) -> Body:
        """The line's amounts, as they are stored."""
        return {
            "quantity": float(self.quantity),
            "rate": money(self.rate),
            "bcy_rate": money(self.rate * exchange_rate),
            "discount": self.discount if self.discount.endswith("%") else money(self.reduction),
            "discount_amount": money(self.reduction),
            "item_total": money(self.net),
            "tax_id": settings.TAX_ID if self.taxed else "",
            "tax": money(self.tax),
        }


def reduction(discount: float | str, whole: Decimal) -> Decimal:
    """The amount that a discount takes off, an amount as it is, a share of the whole: no more than there is."""
    line = str(discount or 0)
    amount = values.decimal("discount", line.removesuffix("%"))
    off = whole * amount / 100 if line.endswith("%") else amount
    if off > max(whole, Decimal(0)):
        raise invalid("discount")
    return off


def shown(line: Body, blank: Body) -> Body:
    """A stored line with all the keys that its kind of document has."""
    full = {key: line.get(key, value) for key, value in blank.items()}
    if line["tax_id"]:
        tax = {"tax_id": settings.TAX_ID, "tax_name": settings.TAX_NAME}
        full |= tax | {"tax_percentage": float(settings.TAX_PERCENTAGE)}
        full["line_item_taxes"] = [tax | {"tax_amount": line.get("tax_amount", line["tax"])}]
    return full


def seeded_lines(lines: Sequence[Line], exchange_rate: Decimal) -> list[Body]:
    """The lines of a document of the company's story."""
    return [
        {
            "line_item_id": str(460000000012000000 + line.number),
            "item_id": line.product.books_id,
            "item_order": order,
            "name": line.product.name,
            "description": line.product.category,
            "unit": line.product.unit,
        }
        | LinePrice(line.quantity, line.rate, f"{line.discount:.2f}%" if line.discount else "", line.taxed).rendered(
            exchange_rate
        )
        for order, line in enumerate(lines, start=1)
    ]


def written(request: BooksRequest, body: Body, price_key: str, *, discounted: bool) -> list[Body]:
    """The lines that were sent. They replace those of the body; a known `line_item_id` keeps what is not sent anew.

    Where they are not `discounted` by themselves, what is sent as their discount is passed over.
    """
    stored, exchange_rate = body.get("line_items", []), exact(body["exchange_rate"])
    sent = values.objects("line_items", request.body.get("line_items", stored))
    if not sent:
        raise no_line_items()
    known = {line["line_item_id"]: line for line in stored}
    lines: list[Body] = []
    for order, line in enumerate(sent, start=1):
        base = known.get(values.text("line_item_id", line.get("line_item_id", ""))) or _fresh(
            request, line, price_key, exchange_rate
        )
        discount = line.get("discount", base["discount"]) if discounted else base["discount"]
        price = LinePrice(
            _quantity(line.get("quantity", base["quantity"])),
            cents(values.decimal("rate", line.get("rate", base["rate"]))),
            str(values.discount("discount", discount)),
            _taxed(line.get("tax_id", base["tax_id"])),
            inclusive=body.get("is_inclusive_tax", False),
        )
        words = {key: _word(key, line.get(key, base.get(key, ""))) for key in WORDS}
        account = _account(request, values.text("account_id", line.get("account_id", "")))
        lines.append(base | words | account | {"item_order": order} | price.rendered(exchange_rate))
    return lines


def _word(key: str, value: object) -> str:
    return (values.at_most(LONGEST_UNIT) if key == "unit" else values.text)(key, value)


def totals(lines: Sequence[Body], exchange_rate: Decimal, body: Body, *, whole: bool = False) -> Body:
    """What the lines add up to, in the document's currency and in the base one.

    Where there is a discount on the `whole`, it comes off before tax, and lessens the tax of each line by its share, or
    off what is with tax. Source: Zoho Books API v3, `discount_type` and `is_discount_before_tax`.
    """
    net = sum((exact(line["item_total"]) for line in lines), Decimal(0))
    before_tax = body.get("is_discount_before_tax", True)
    basis = net if before_tax else net + sum((exact(line["tax"]) for line in lines), Decimal(0))
    off = cents(reduction(body.get("discount", 0), basis)) if whole else Decimal(0)
    left = (net - off) / net if before_tax and net else Decimal(1)
    taxes = [cents(exact(line["tax"]) * left) for line in lines]
    tax, shipping, adjustment = sum(taxes, Decimal(0)), *(exact(body.get(key, 0)) for key in CHARGES)
    amounts = {
        "sub_total": net,
        "tax_total": tax,
        "discount_total": off + sum((exact(line["discount_amount"]) for line in lines), Decimal(0)),
        "shipping_charge": shipping,
        "adjustment": adjustment,
        "total": net - off + tax + shipping + adjustment,
    }
    taxed = {"tax_id": settings.TAX_ID, "tax_name": settings.TAX_NAME, "tax_amount": money(tax)}
    return {
        **{name: money(amount) for name, amount in amounts.items()},
        **{f"bcy_{name}": money(amount * exchange_rate) for name, amount in amounts.items()},
        "sub_total_exclusive_of_discount": money(net - off),
        "discount_applied_on_amount": money(basis if off else Decimal(0)),
        "line_items": [line | {"tax_amount": money(each)} for line, each in zip(lines, taxes, strict=True)],
        "total_quantity": sum(line["quantity"] for line in lines),
        "taxes": [taxed] if tax else [],
    }


def _quantity(value: object) -> Decimal:
    quantity = values.decimal("quantity", value)
    if quantity <= 0:
        raise invalid("quantity")
    return quantity


def _fresh(request: BooksRequest, line: Body, price_key: str, exchange_rate: Decimal) -> Body:
    base: Body = {"line_item_id": request.ledger.next_id(), "item_id": "", "name": "", "description": "", "unit": ""}
    base |= {"quantity": 1, "rate": 0, "discount": "", "tax_id": ""}
    item_id = values.text("item_id", line.get("item_id", ""))
    if item_id:
        item = request.ledger.body("items", item_id)
        if item is None:
            raise invalid_reference("Item")
        base |= {key: item.get(key, "") for key in ("item_id", "name", "description", "unit", "tax_id")}
        # Prices of items are in the base currency.
        base["rate"] = money(exact(item.get(price_key, 0)) / exchange_rate)
    elif not line.get("name") and not (line.get("account_id") and line.get("description")):
        raise invalid("item_id")
    else:
        base["item_type"] = ""
    return base


def _account(request: BooksRequest, account_id: str) -> Body:
    """The account that a line is booked on, where it names one."""
    if not account_id:
        return {}
    account = request.ledger.body("chartofaccounts", account_id)
    if account is None:
        raise invalid_reference("Account")
    return {key: account[key] for key in ("account_id", "account_name")}


def _taxed(tax_id: object) -> bool:
    if tax_id not in ("", None, settings.TAX_ID):
        raise invalid_reference("Tax")
    return bool(tax_id)
