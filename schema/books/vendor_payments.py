"""What was paid to vendors, in Books."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import books
from domain.queries import Row
from resolvers.reading.customers import vendor_of_vendor
from schema.books.ledger_accounts import PAID_THROUGH, LedgerAccount
from schema.books.parties import VENDOR
from schema.engine.declare.base_amounts import in_base
from schema.engine.declare.filters import DateFilter, DecimalFilter, TextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, part, upstream
from schema.shared.custom_fields import custom_fields
from schema.shared.money import TO_BASE, Money
from schema.shared.records import record


@part
class BillPayment:
    """How much of a payment went to which bill."""

    amount: Money | None = upstream(
        "amount_applied",
        "The amount that was applied to the bill.",
        currency="",
        crm="Grand_Total",
        same_as="Bill.paid",
    )
    amount_in_base: Money | None = in_base("amount")
    bill: Row | None = link("books.bills.Bill", "The bill.", key="bill_id")


@record(books.VENDOR_PAYMENTS)
class VendorPayment(Node):
    """A payment to a vendor.

    Books' list names no currency. It is the organisation's where an amount equals its worth in that, else the vendor's,
    which takes one call for each vendor whose currency is not remembered; `XXX` where the vendor cannot be read.
    """

    number: str | None = upstream("payment_number", "The payment's number.")
    paid_on: date | None = upstream("date", "The day it was paid.")
    mode: str | None = upstream("payment_mode", "Bank transfer, cash and so on, in the organisation's words.")
    reference: str | None = upstream("reference_number", "The payment's reference.")
    description: str | None = upstream("description", "Free text.")
    vendor_name: str | None = upstream("vendor_name", "Who was paid.")
    paid_through: LedgerAccount | None = upstream("", "The account that the money left.", parts=PAID_THROUGH)
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.", is_currency=True)
    amount: Money | None = upstream("amount", "What was paid.", currency="currency_code", crm="Grand_Total")
    amount_in_base: Money | None = in_base("amount", twin="bcy_amount")
    unused: Money | None = upstream("balance", "What is not yet applied.", currency="currency_code", crm="Grand_Total")
    unused_in_base: Money | None = in_base("unused", twin="bcy_balance")
    exchange_rate_to_base: Decimal | None = upstream("exchange_rate", TO_BASE, crm="ExchangeRate")
    applied_to: list[BillPayment] | None = upstream(
        "bills", "The bills that it was applied to.", detail=True, currency="currency_code"
    )
    created_at: datetime | None = upstream("created_time", "When it was recorded.", is_moment=True)
    updated_at: datetime | None = upstream("last_modified_time", "When it was last changed.", is_moment=True)
    books_vendor: Row | None = link(
        "books.vendors.BooksVendor", "Who was paid, in Books.", key="vendor_id", named=VENDOR
    )
    vendor: Row | None = link("crm.vendors.Vendor", "Who was paid, in CRM.", key="vendor_id", hop=vendor_of_vendor)
    custom_fields: list[Row] | None = custom_fields(detail=True, crm="Grand_Total")


@strawberry.enum(description="By which field payments to vendors are ordered.")
class VendorPaymentOrderField(Enum):
    """Books' sortable columns."""

    PAID_ON = "date"
    REFERENCE = "reference_number"
    VENDOR_NAME = "vendor_name"
    AMOUNT = "amount"
    UNUSED = "balance"


class VendorPaymentView(Enum):
    """Books' `filter_by`."""

    ALL = "PaymentMode.All"
    CHECK = "PaymentMode.Check"
    CASH = "PaymentMode.Cash"
    BANK_TRANSFER = "PaymentMode.BankTransfer"
    CREDIT_CARD = "PaymentMode.CreditCard"


@filter_input("Which payments to vendors; all that is given must hold.")
class VendorPaymentFilter:
    """What Books compares."""

    number: TextFilter | None = where("payment_number", "By number.")
    reference: TextFilter | None = where("reference_number", "By reference.")
    vendor_name: TextFilter | None = where("vendor_name", "By vendor.")
    mode: TextFilter | None = where("payment_mode", "By mode.")
    paid_on: DateFilter | None = where("date", "By day.")
    amount: DecimalFilter | None = where("amount", "By amount.")
    books_vendor_id: strawberry.ID | None = where("vendor_id", "By vendor.", refers_to="BooksVendor")


VENDOR_PAYMENTS = Listing(
    VendorPayment,
    filter=VendorPaymentFilter,
    order=VendorPaymentOrderField,
    view=VendorPaymentView,
    search=True,
)
