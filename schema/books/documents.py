"""What documents of Books have in common: lines, taxes, approval, and the fields that are the same in all of them."""

from datetime import datetime
from decimal import Decimal

from domain.queries import Row
from schema.books.comments import comments
from schema.books.document_templates import PRINTED_WITH, DocumentTemplate
from schema.books.ledger_accounts import BOOKED_ON, LedgerAccount
from schema.engine.declare.base_amounts import in_base
from schema.engine.declare.pdf_urls import pdf_url
from schema.engine.declare.records import link, part, upstream
from schema.engine.declare.shared_interfaces import SharedInterface
from schema.shared.money import TO_BASE, Money

# Whom lists of Books name, as "Others", where a document has no salesperson; its single record names nobody.
NO_SALESPERSON = ("salesperson_id", "-1")
# The keys of an approval are columns of the document itself.
APPROVAL = {
    "submitted_at": "submitted_date",
    "submitted_by": "submitted_by_name",
    "submitted_by_email": "submitted_by_email",
    "submitter_id": "submitter_id",
    "approver_id": "approver_id",
}


@part
class LineTax:
    """A tax on a line or on a document."""

    name: str | None = upstream("tax_name", "The tax's name.")
    amount: Money | None = upstream("tax_amount", "Amount of the tax.", currency="", crm="Grand_Total")
    amount_in_base: Money | None = in_base("amount")


@part
class LineItem:
    """One line of a document."""

    line_item_id: str | None = upstream("line_item_id", "The line's id in Books.")
    name: str | None = upstream("name", "Name of what is sold or bought.")
    description: str | None = upstream("description", "Free text.")
    quantity: Decimal | None = upstream("quantity", "Quantity.", public="A number of units is no price.")
    unit: str | None = upstream("unit", "The unit.")
    rate: Money | None = upstream("rate", "The price of one unit.", currency="", crm="Sub_Total")
    rate_in_base: Money | None = in_base("rate", twin="bcy_rate")
    discount: str | None = upstream(
        "discount", "The discount, a number or a percentage like `10.00%`.", crm="Sub_Total"
    )
    total: Money | None = upstream(
        "item_total", "Quantity times rate less discount, excluding tax.", currency="", crm="Sub_Total"
    )
    total_in_base: Money | None = in_base("total")
    tax_name: str | None = upstream("tax_name", "The tax's name.")
    tax_percentage: Decimal | None = upstream(
        "tax_percentage", "The tax in per cent.", public="The rate of a tax is set by law, not by the document."
    )
    taxes: list[LineTax] | None = upstream("line_item_taxes", "Taxes on the line.", currency="", crm="Sub_Total")
    ledger_account: LedgerAccount | None = upstream(
        "", "The account that the line is booked on; lines of estimates and sales orders name none.", parts=BOOKED_ON
    )
    item: Row | None = link("books.items.Item", "The item behind the line.", key="item_id")


@part
class Approval:
    """The approval of a document; empty if it was never submitted for approval."""

    submitted_at: datetime | None = upstream(
        "submitted_at", "When it was submitted; the start of the day where Books reports the day alone.", is_local=True
    )
    submitted_by: str | None = upstream("submitted_by", "Name of the user who submitted it.", same_as="User.name")
    submitted_by_email: str | None = upstream(
        "submitted_by_email", "E-mail address of the submitter.", same_as="User.email"
    )
    submitter_id: str | None = upstream("submitter_id", "Id of the submitter in Books.")
    approver_id: str | None = upstream("approver_id", "Id in Books of the user who approved it or is to approve it.")


class BooksTransaction:
    """Fields of every transaction of Books: a record that inherits from it declares none of them again."""

    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.", is_currency=True)
    notes: str | None = upstream("notes", "Notes below the lines.", detail=True)
    terms: str | None = upstream("terms", "Terms and conditions.", detail=True)
    approval: Approval | None = upstream("", "Its approval.", detail=True, parts=APPROVAL)
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("last_modified_time", "When it was last changed.", is_moment=True)
    comments: Row | None = comments()


class FinanceDocument(BooksTransaction):
    """Fields of estimates, orders and invoices, whose mirrors in CRM hide amounts.

    Amounts from which a hidden one would follow share its twin. A record declares the fields that differ again.
    """

    total: Money | None = upstream("total", "Total including tax.", currency="currency_code", crm="Grand_Total")
    total_in_base: Money | None = in_base("total", twin="bcy_total", detail=True)
    sub_total: Money | None = upstream(
        "sub_total", "Total excluding tax.", detail=True, currency="currency_code", crm="Sub_Total"
    )
    sub_total_in_base: Money | None = in_base("sub_total", twin="bcy_sub_total")
    tax_total: Money | None = upstream(
        "tax_total", "Total of the taxes.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    tax_total_in_base: Money | None = in_base("tax_total", twin="bcy_tax_total")
    discount_total: Money | None = upstream(
        "discount_total", "Total of the discounts.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    discount_total_in_base: Money | None = in_base("discount_total", twin="bcy_discount_total")
    discount: str | None = upstream(
        "discount",
        "Discount on the whole document, a number or a percentage like `10.00%`.",
        detail=True,
        crm="Grand_Total",
    )
    is_discount_before_tax: bool | None = upstream(
        "is_discount_before_tax", "Whether the discount is applied before tax.", detail=True, crm="Grand_Total"
    )
    is_inclusive_tax: bool | None = upstream(
        "is_inclusive_tax", "Whether the rates include tax.", detail=True, crm="Grand_Total"
    )
    adjustment: Money | None = upstream(
        "adjustment", "Final adjustment.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    adjustment_in_base: Money | None = in_base("adjustment", twin="bcy_adjustment", detail=True)
    adjustment_description: str | None = upstream(
        "adjustment_description", "Reason for the adjustment.", detail=True, crm="Grand_Total"
    )
    exchange_rate_to_base: Decimal | None = upstream("exchange_rate", TO_BASE, detail=True, crm="Grand_Total")
    taxes: list[LineTax] | None = upstream(
        "taxes", "Taxes by name.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    template: DocumentTemplate | None = upstream("", "Template of its PDF.", detail=True, parts=PRINTED_WITH)
    pdf_url: str | None = pdf_url()


FINANCE_DOCUMENT = SharedInterface(
    "FinanceDocument",
    "What estimates, sales orders, invoices and purchase orders of Books have in common.",
    ("Estimate", "SalesOrder", "Invoice", "PurchaseOrder"),
    {
        "number": "The number printed on the document.",
        "reference": "The other side's or your own reference.",
        "lineItems": "Lines of the document.",
    },
)
