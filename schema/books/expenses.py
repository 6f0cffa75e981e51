"""What was spent without a bill, in Books."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import books
from domain.queries import Row
from resolvers.reading.customers import account_of_customer, contact_of_customer, vendor_of_vendor
from schema.books.comments import comments
from schema.books.ledger_accounts import BOOKED_ON, PAID_THROUGH, LedgerAccount
from schema.books.parties import CUSTOMER, VENDOR
from schema.engine.declare.base_amounts import in_base
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.filters import DateFilter, DecimalFilter, TextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, upstream
from schema.shared.custom_fields import custom_fields
from schema.shared.money import TO_BASE, Money
from schema.shared.records import record


@strawberry.enum(description="Whether an expense is charged to a customer, and how far that is.")
class ExpenseStatus(Enum):
    """Books' words."""

    UNBILLED = strawberry.enum_value("unbilled", description="To be charged to a customer.")
    INVOICED = strawberry.enum_value("invoiced", description="Charged on an invoice.")
    REIMBURSED = strawberry.enum_value("reimbursed", description="Paid back by the customer.")
    NONBILLABLE = strawberry.enum_value("nonbillable", description="Charged to nobody.")
    UNKNOWN = UNKNOWN_VALUE


@record(books.EXPENSES)
class Expense(Node):
    """An expense. Where it is billable, its customer is charged for it."""

    reference: str | None = upstream("reference_number", "The expense's reference.")
    description: str | None = upstream("description", "Free text.")
    status: ExpenseStatus | None = upstream("status", "How far it is.")
    spent_on: date | None = upstream("date", "The day of the expense.")
    is_billable: bool | None = upstream("is_billable", "Whether the customer is charged for it.")
    category: str | None = upstream("account_name", "The name of the account that it is booked on.")
    ledger_account: LedgerAccount | None = upstream(
        "", "The account that it is booked on.", detail=True, parts=BOOKED_ON
    )
    paid_through: LedgerAccount | None = upstream(
        "", "The account that the money left.", detail=True, parts=PAID_THROUGH
    )
    vendor_name: str | None = upstream("vendor_name", "Who was paid.")
    customer_name: str | None = upstream("customer_name", "For whom it was spent.")
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.", is_currency=True)
    total: Money | None = upstream("total", "The sum with tax.", currency="currency_code")
    total_in_base: Money | None = in_base("total", twin="bcy_total")
    sub_total: Money | None = upstream("sub_total", "The sum without tax.", detail=True, currency="currency_code")
    sub_total_in_base: Money | None = in_base("sub_total")
    tax_total: Money | None = upstream("tax_amount", "The tax.", detail=True, currency="currency_code")
    tax_total_in_base: Money | None = in_base("tax_total")
    tax_name: str | None = upstream("tax_name", "The tax's name.", detail=True)
    tax_percentage: Decimal | None = upstream("tax_percentage", "The tax in per cent.", detail=True)
    is_inclusive_tax: bool | None = upstream(
        "is_inclusive_tax", "Whether the amount was entered with the tax in it.", detail=True
    )
    exchange_rate_to_base: Decimal | None = upstream("exchange_rate", TO_BASE, detail=True)
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("last_modified_time", "When it was last changed.", is_moment=True)
    books_vendor: Row | None = link(
        "books.vendors.BooksVendor", "Who was paid, in Books.", key="vendor_id", named=VENDOR
    )
    vendor: Row | None = link("crm.vendors.Vendor", "Who was paid, in CRM.", key="vendor_id", hop=vendor_of_vendor)
    customer: Row | None = link(
        "books.customers.Customer", "For whom it was spent, in Books.", key="customer_id", named=CUSTOMER
    )
    account: Row | None = link(
        "crm.accounts.Account", "For whom it was spent, in CRM.", key="customer_id", hop=account_of_customer
    )
    contact: Row | None = link(
        "crm.contacts.Contact", "The customer's contact in CRM.", key="customer_id", hop=contact_of_customer
    )
    invoice: Row | None = link(
        "books.invoices.Invoice", "The invoice that charges the customer for it.", key="invoice_id", detail=True
    )
    comments: Row | None = comments()
    custom_fields: list[Row] | None = custom_fields(detail=True)


@strawberry.enum(description="By which field expenses are ordered.")
class ExpenseOrderField(Enum):
    """Books' sortable columns."""

    CREATED_AT = "created_time"
    SPENT_ON = "date"
    REFERENCE = "reference_number"
    CATEGORY = "account_name"
    CUSTOMER_NAME = "customer_name"
    TOTAL = "total"


class ExpenseView(Enum):
    """Books' `filter_by`."""

    ALL = "Status.All"
    BILLABLE = "Status.Billable"
    NONBILLABLE = "Status.Nonbillable"
    UNBILLED = "Status.Unbilled"
    INVOICED = "Status.Invoiced"
    REIMBURSED = "Status.Reimbursed"


@filter_input("Filter for expenses; a record must meet every condition.")
class ExpenseFilter:
    """What Books compares."""

    status: ExpenseStatus | None = where("status", "By status; not by NONBILLABLE.")
    reference: TextFilter | None = where("reference_number", "By reference.")
    description: TextFilter | None = where("description", "By description.")
    category: TextFilter | None = where("account_name", "By the account that it is booked on.")
    vendor_name: TextFilter | None = where("vendor_name", "By vendor.")
    customer_name: TextFilter | None = where("customer_name", "By customer.")
    spent_on: DateFilter | None = where("date", "By day.")
    total: DecimalFilter | None = where("amount", "By sum.")
    books_vendor_id: strawberry.ID | None = where("vendor_id", "By vendor.", refers_to="BooksVendor")
    customer_id: strawberry.ID | None = where("customer_id", "By customer.", refers_to="Customer")


EXPENSES = Listing(Expense, filter=ExpenseFilter, order=ExpenseOrderField, view=ExpenseView, search=True)
