"""What documents of Books have in common: lines, taxes, approval, and the fields that are the same in all of them."""

from datetime import datetime
from decimal import Decimal

from domain.queries import Row
from schema.books.comments import comments
from schema.engine.declare.pdf_urls import pdf_url
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
    quantity: Decimal | None = upstream("quantity", "How much.", public="A number of units is no price.")
    unit: str | None = upstream("unit", "The unit.")
    rate: Money | None = upstream("rate", "The price of one unit.", currency="", crm="Sub_Total")
    discount: str | None = upstream(
        "discount", "The discount, a number or a percentage like `10.00%`.", crm="Sub_Total"
    )
    total: Money | None = upstream(
        "item_total", "Quantity times rate less discount, without tax.", currency="", crm="Sub_Total"
    )
    tax_name: str | None = upstream("tax_name", "The tax's name.")
    tax_percentage: Decimal | None = upstream(
        "tax_percentage", "The tax in per cent.", public="The rate of a tax is set by law, not by the document."
    )
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


class BooksTransaction:
    """What every transaction of Books has: a record that inherits from it declares none of these again."""

    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.")
    notes: str | None = upstream("notes", "What stands below the lines.", detail=True)
    terms: str | None = upstream("terms", "Terms and conditions.", detail=True)
    approval: Approval | None = upstream("", "How far its approval is.", detail=True, parts=APPROVAL)
    created_at: datetime | None = upstream("created_time", "When it was created.")
    updated_at: datetime | None = upstream("last_modified_time", "When it was last changed.")
    comments: list[Row] | None = comments()


class FinanceDocument(BooksTransaction):
    """What estimates, orders and invoices have, whose mirrors in CRM hide amounts.

    Amounts from which a hidden one would follow share its twin. A record declares again what differs in it.
    """

    total: Money | None = upstream("total", "The sum with tax.", currency="currency_code", crm="Grand_Total")
    sub_total: Money | None = upstream(
        "sub_total", "The sum without tax.", detail=True, currency="currency_code", crm="Sub_Total"
    )
    tax_total: Money | None = upstream(
        "tax_total", "The taxes.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    discount_total: Money | None = upstream(
        "discount_total", "The discounts.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    discount: str | None = upstream(
        "discount", "The discount on the whole, a number or a share like `10.00%`.", detail=True, crm="Grand_Total"
    )
    is_discount_before_tax: bool | None = upstream(
        "is_discount_before_tax", "Whether it comes off before tax.", detail=True, crm="Grand_Total"
    )
    is_inclusive_tax: bool | None = upstream(
        "is_inclusive_tax", "Whether the rates have the tax in them.", detail=True, crm="Grand_Total"
    )
    adjustment: Money | None = upstream(
        "adjustment", "A last adjustment.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    adjustment_description: str | None = upstream(
        "adjustment_description", "What the adjustment is for.", detail=True, crm="Grand_Total"
    )
    exchange_rate: Decimal | None = upstream(
        "exchange_rate", "From the organisation's currency to the document's.", detail=True, crm="Grand_Total"
    )
    taxes: list[LineTax] | None = upstream(
        "taxes", "Taxes by name.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    pdf_url: str | None = pdf_url()
