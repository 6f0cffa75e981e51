"""Payments of customers, in Books."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import books
from domain.queries import Row
from resolvers.reading.customers import account_of_customer, contact_of_customer
from schema.books.parties import CUSTOMER
from schema.engine.declare.base_amounts import in_base
from schema.engine.declare.filters import DateFilter, DecimalFilter, TextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, part, upstream
from schema.shared.custom_fields import custom_fields
from schema.shared.money import TO_BASE, Money
from schema.shared.records import record


@part
class PaymentApplication:
    """The part of a payment that was applied to an invoice."""

    invoice_number: str | None = upstream("invoice_number", "The invoice's number.", same_as="Invoice.number")
    amount: Money | None = upstream(
        "amount_applied", "Amount applied to the invoice.", currency="", crm="Balance", same_as="Invoice.paymentMade"
    )
    amount_in_base: Money | None = in_base("amount")
    invoice: Row | None = link("books.invoices.Invoice", "The invoice.", key="invoice_id")


@record(books.CUSTOMER_PAYMENTS)
class CustomerPayment(Node):
    """A customer's payment.

    Books' list names no currency. It is the organisation's where an amount equals its worth in that, else the
    customer's, which takes one call for each customer whose currency is not remembered; `XXX` where the customer
    cannot be read.
    """

    number: str | None = upstream("payment_number", "The payment's number.")
    paid_on: date | None = upstream("date", "The day it was paid.")
    mode: str | None = upstream(
        "payment_mode", "Payment mode, such as bank transfer or cash, as the organisation names it."
    )
    reference: str | None = upstream("reference_number", "The payment's reference.")
    description: str | None = upstream("description", "Free text.")
    customer_name: str | None = upstream("customer_name", "Name of the customer.")
    deposited_to: str | None = upstream("account_name", "Account that the payment was deposited to.")
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.", is_currency=True)
    amount: Money | None = upstream("amount", "Amount paid.", currency="currency_code", crm="Balance")
    amount_in_base: Money | None = in_base("amount", twin="bcy_amount")
    unused: Money | None = upstream("unused_amount", "Amount not yet applied.", currency="currency_code", crm="Balance")
    unused_in_base: Money | None = in_base("unused", twin="bcy_unused_amount")
    exchange_rate_to_base: Decimal | None = upstream("exchange_rate", TO_BASE, detail=True, crm="ExchangeRate")
    applied_to: list[PaymentApplication] | None = upstream(
        "invoices", "The invoices that it was applied to.", detail=True, currency="currency_code"
    )
    created_at: datetime | None = upstream("created_time", "When it was recorded.", is_moment=True)
    customer: Row | None = link("books.customers.Customer", "The customer in Books.", key="customer_id", named=CUSTOMER)
    account: Row | None = link(
        "crm.accounts.Account", "The customer's account in CRM.", key="customer_id", hop=account_of_customer
    )
    contact: Row | None = link(
        "crm.contacts.Contact", "The customer's contact in CRM.", key="customer_id", hop=contact_of_customer
    )
    custom_fields: list[Row] | None = custom_fields(detail=True, crm="Grand_Total")


class CustomerPaymentView(Enum):
    """Books' `filter_by`."""

    ALL = "PaymentMode.All"
    CHECK = "PaymentMode.Check"
    CASH = "PaymentMode.Cash"
    BANK_TRANSFER = "PaymentMode.BankTransfer"
    CREDIT_CARD = "PaymentMode.CreditCard"


@filter_input("Filter for payments; a record must meet every condition.")
class CustomerPaymentFilter:
    """What Books compares."""

    reference: TextFilter | None = where("reference_number", "By reference.")
    customer_name: TextFilter | None = where("customer_name", "By customer.")
    mode: TextFilter | None = where("payment_mode", "By mode.")
    paid_on: DateFilter | None = where("date", "By day.")
    amount: DecimalFilter | None = where("amount", "By amount.")
    customer_id: strawberry.ID | None = where("customer_id", "By customer.", refers_to="Customer")


CUSTOMER_PAYMENTS = Listing(
    CustomerPayment,
    filter=CustomerPaymentFilter,
    view=CustomerPaymentView,
    search=True,
)
