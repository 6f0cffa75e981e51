"""What finance documents have in common: lines, taxes, approval."""

from decimal import Decimal

from domain.queries import Row
from schema.engine.declare.records import link, part, upstream
from schema.shared.money import Money

# The keys of an approval lie on the document itself.
APPROVAL = {
    "submitted_on": "submitted_date",
    "submitted_by": "submitted_by_name",
    "submitted_by_email": "submitted_by_email",
    "submitter_id": "submitter_id",
    "approver_id": "approver_id",
}


@part
class LineTax:
    """A tax on a line or on a document."""

    name: str | None = upstream("tax_name", "The tax's name.")
    amount: Money | None = upstream("tax_amount", "What it comes to.", currency="", crm="Grand_Total")


@part
class LineItem:
    """One line of a document."""

    line_item_id: str | None = upstream("line_item_id", "The line's id in Books.")
    name: str | None = upstream("name", "What is sold or bought.")
    description: str | None = upstream("description", "Free text.")
    quantity: Decimal | None = upstream("quantity", "How much.")
    unit: str | None = upstream("unit", "The unit.")
    rate: Money | None = upstream("rate", "The price of one unit.", currency="", crm="Sub_Total")
    discount: str | None = upstream(
        "discount", "The discount, a number or a percentage like `10.00%`.", crm="Sub_Total"
    )
    total: Money | None = upstream(
        "item_total", "Quantity times rate less discount, without tax.", currency="", crm="Sub_Total"
    )
    tax_name: str | None = upstream("tax_name", "The tax's name.")
    tax_percentage: Decimal | None = upstream("tax_percentage", "The tax in per cent.")
    taxes: list[LineTax] | None = upstream("line_item_taxes", "Taxes on the line.", currency="", crm="Sub_Total")
    item: Row | None = link("books.items.Item", "The item behind the line.", key="item_id")


@part
class Approval:
    """How far a document's approval is; empty where none was asked for."""

    submitted_on: str | None = upstream("submitted_on", "When it was submitted, as Books writes it.")
    submitted_by: str | None = upstream("submitted_by", "Who submitted it.")
    submitted_by_email: str | None = upstream("submitted_by_email", "Their e-mail address.")
    submitter_id: str | None = upstream("submitter_id", "Their id in Books.")
    approver_id: str | None = upstream("approver_id", "The id in Books of who approved it or is to.")
