"""Books bills: what vendors billed."""

from datetime import date
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import books
from domain.queries import Row
from resolvers.reading.customers import vendor_of_vendor
from schema.books.documents import BooksTransaction, LineTax
from schema.books.ledger_accounts import BOOKED_ON, LedgerAccount
from schema.books.parties import VENDOR
from schema.books.vendor_payments import VENDOR_PAYMENTS
from schema.engine.declare.base_amounts import in_base
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.filters import DateFilter, DecimalFilter, TextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, part, related, upstream
from schema.shared.addresses import Address, address_in_books
from schema.shared.custom_fields import custom_fields
from schema.shared.money import TO_BASE, Money
from schema.shared.records import record


@strawberry.enum(description="How far a bill is.")
class BillStatus(Enum):
    """Books' words."""

    DRAFT = strawberry.enum_value("draft", description="Not sent or issued yet.")
    PENDING_APPROVAL = strawberry.enum_value("pending_approval", description="Waits for an approval.")
    APPROVED = strawberry.enum_value("approved", description="Approved, but not sent or issued yet.")
    REJECTED = strawberry.enum_value("rejected", description="Rejected by an approver.")
    OPEN = strawberry.enum_value("open", description="In force.")
    OVERDUE = strawberry.enum_value("overdue", description="Past the day that it was due.")
    PARTIALLY_PAID = strawberry.enum_value("partially_paid", description="Paid in part.")
    PAID = strawberry.enum_value("paid", description="Paid in full.")
    VOID = strawberry.enum_value("void", description="Declared void.")
    UNKNOWN = UNKNOWN_VALUE


@part
class BillLineItem:
    """One line of a bill."""

    line_item_id: str | None = upstream("line_item_id", "The line's id in Books.")
    name: str | None = upstream("name", "What was bought.")
    description: str | None = upstream("description", "Free text.")
    quantity: Decimal | None = upstream("quantity", "How much.", public="A number of units is no price.")
    unit: str | None = upstream("unit", "The unit.")
    rate: Money | None = upstream("rate", "The price of one unit.", currency="", crm="Sub_Total")
    rate_in_base: Money | None = in_base("rate", twin="bcy_rate")
    total: Money | None = upstream(
        "item_total", "Quantity times rate less discount, without tax.", currency="", crm="Sub_Total"
    )
    total_in_base: Money | None = in_base("total")
    tax_name: str | None = upstream("tax_name", "The tax's name.")
    tax_percentage: Decimal | None = upstream(
        "tax_percentage", "The tax in per cent.", public="The rate of a tax is set by law, not by the document."
    )
    is_billable: bool | None = upstream("is_billable", "Whether it is to be invoiced to a customer.")
    ledger_account: LedgerAccount | None = upstream("", "The account that the line is booked on.", parts=BOOKED_ON)
    item: Row | None = link("books.items.Item", "The item behind the line.", key="item_id")
    customer: Row | None = link("books.customers.Customer", "For whom it was bought, in Books.", key="customer_id")


@part
class BilledOrder:
    """A purchase order that a bill is for."""

    number: str | None = upstream("purchaseorder_number", "The order's number.")
    ordered_on: date | None = upstream("purchaseorder_date", "The day of the order.")
    purchase_order: Row | None = link("books.purchase_orders.PurchaseOrder", "The order.", key="purchaseorder_id")


@record(books.BILLS)
class Bill(BooksTransaction, Node):
    """A Books bill. Its one link to CRM is the vendor."""

    number: str | None = upstream("bill_number", "The number printed on the bill.")
    reference: str | None = upstream("reference_number", "Your own reference.")
    status: BillStatus | None = upstream("status", "How far it is.")
    billed_on: date | None = upstream("date", "The day of the bill.")
    due_on: date | None = upstream("due_date", "When it is to be paid.")
    vendor_name: str | None = upstream("vendor_name", "Who billed.")
    total: Money | None = upstream("total", "The sum with tax.", currency="currency_code", crm="Grand_Total")
    total_in_base: Money | None = in_base("total")
    balance: Money | None = upstream(
        "balance", "What is still to be paid.", currency="currency_code", crm="Grand_Total"
    )
    balance_in_base: Money | None = in_base("balance")
    sub_total: Money | None = upstream(
        "sub_total", "The sum without tax.", detail=True, currency="currency_code", crm="Sub_Total"
    )
    sub_total_in_base: Money | None = in_base("sub_total")
    tax_total: Money | None = upstream(
        "tax_total", "The taxes.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    tax_total_in_base: Money | None = in_base("tax_total")
    paid: Money | None = upstream(
        "payment_made", "What is paid.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    paid_in_base: Money | None = in_base("paid")
    credits_applied: Money | None = upstream(
        "vendor_credits_applied",
        "Credits of the vendor that were applied to it.",
        detail=True,
        currency="currency_code",
        crm="Grand_Total",
    )
    credits_applied_in_base: Money | None = in_base("credits_applied")
    adjustment: Money | None = upstream(
        "adjustment", "A last adjustment.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    adjustment_in_base: Money | None = in_base("adjustment")
    exchange_rate_to_base: Decimal | None = upstream("exchange_rate", TO_BASE, crm="ExchangeRate")
    ledger_account: LedgerAccount | None = upstream(
        "", "The account of payables that it is booked on.", detail=True, parts=BOOKED_ON
    )
    line_items: list[BillLineItem] | None = upstream(
        "line_items", "What was billed.", detail=True, currency="currency_code"
    )
    taxes: list[LineTax] | None = upstream(
        "taxes", "Taxes by name.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    billing_address: Address | None = address_in_books("billing_address", "The vendor's address.")
    orders: list[BilledOrder] | None = upstream("purchaseorders", "The purchase orders that it is for.", detail=True)
    books_vendor: Row | None = link("books.vendors.BooksVendor", "Who billed, in Books.", key="vendor_id", named=VENDOR)
    vendor: Row | None = link("crm.vendors.Vendor", "Who billed, in CRM.", key="vendor_id", hop=vendor_of_vendor)
    payments: Row | None = related(VENDOR_PAYMENTS, "Payments that were applied to it.", key="bill_id", by="bill_id")
    custom_fields: list[Row] | None = custom_fields(detail=True, crm="Grand_Total")


@strawberry.enum(description="By which field bills are ordered.")
class BillOrderField(Enum):
    """Books' sortable columns."""

    CREATED_AT = "created_time"
    BILLED_ON = "date"
    DUE_ON = "due_date"
    NUMBER = "bill_number"
    VENDOR_NAME = "vendor_name"
    TOTAL = "total"
    BALANCE = "balance"


class BillView(Enum):
    """Books' `filter_by`."""

    ALL = "Status.All"
    OPEN = "Status.Open"
    OVERDUE = "Status.Overdue"
    PARTIALLY_PAID = "Status.PartiallyPaid"
    PAID = "Status.Paid"
    VOID = "Status.Void"


@filter_input("Which bills; all that is given must hold.")
class BillFilter:
    """What Books compares."""

    number: TextFilter | None = where("bill_number", "By number.")
    reference: TextFilter | None = where("reference_number", "By reference.")
    vendor_name: TextFilter | None = where("vendor_name", "By vendor.")
    status: BillStatus | None = where("status", "By status.")
    billed_on: DateFilter | None = where("date", "By day.")
    due_on: DateFilter | None = where("due_date", "By due day.")
    total: DecimalFilter | None = where("total", "By sum.")
    books_vendor_id: strawberry.ID | None = where("vendor_id", "By vendor.", refers_to="BooksVendor")


BILLS = Listing(Bill, filter=BillFilter, order=BillOrderField, view=BillView, search=True)
