"""Books credit notes."""

from datetime import date
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import books
from domain.queries import Row
from resolvers.reading.customers import account_of_customer, contact_of_customer
from schema.books.documents import NO_SALESPERSON, BooksTransaction, LineItem, LineTax
from schema.books.parties import CUSTOMER
from schema.engine.declare.base_amounts import in_base
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.filters import DateFilter, DecimalFilter, TextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, upstream
from schema.shared.addresses import Address, address_in_books
from schema.shared.custom_fields import custom_fields
from schema.shared.money import TO_BASE, Money
from schema.shared.records import record


@strawberry.enum(description="Status of a credit note.")
class CreditNoteStatus(Enum):
    """Values as Books names them."""

    DRAFT = strawberry.enum_value("draft", description="Not sent or issued yet.")
    PENDING_APPROVAL = strawberry.enum_value("pending_approval", description="Waits for an approval.")
    APPROVED = strawberry.enum_value("approved", description="Approved, but not sent or issued yet.")
    REJECTED = strawberry.enum_value("rejected", description="Rejected by an approver.")
    OPEN = strawberry.enum_value("open", description="In force.")
    CLOSED = strawberry.enum_value("closed", description="Settled or finished.")
    VOID = strawberry.enum_value("void", description="Declared void.")
    UNKNOWN = UNKNOWN_VALUE


@record(books.CREDIT_NOTES)
class CreditNote(BooksTransaction, Node):
    """A Books credit note."""

    number: str | None = upstream("creditnote_number", "The number printed on the credit note.")
    reference: str | None = upstream("reference_number", "The customer's or your own reference.")
    status: CreditNoteStatus | None = upstream("status", "Credit note status.")
    issued_on: date | None = upstream("date", "The day of the credit note.")
    customer_name: str | None = upstream("customer_name", "Name of the customer.")
    salesperson: str | None = upstream("salesperson_name", "Name of the salesperson.", unless=NO_SALESPERSON)
    total: Money | None = upstream("total", "Total including tax.", currency="currency_code", crm="Grand_Total")
    total_in_base: Money | None = in_base("total")
    balance: Money | None = upstream("balance", "Amount not yet used.", currency="currency_code", crm="Balance")
    balance_in_base: Money | None = in_base("balance")
    sub_total: Money | None = upstream(
        "sub_total", "Total excluding tax.", detail=True, currency="currency_code", crm="Sub_Total"
    )
    sub_total_in_base: Money | None = in_base("sub_total")
    tax_total: Money | None = upstream(
        "tax_total", "Total of the taxes.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    tax_total_in_base: Money | None = in_base("tax_total")
    exchange_rate_to_base: Decimal | None = upstream("exchange_rate", TO_BASE, crm="ExchangeRate")
    line_items: list[LineItem] | None = upstream(
        "line_items", "Lines of the credit note.", detail=True, currency="currency_code"
    )
    taxes: list[LineTax] | None = upstream(
        "taxes", "Taxes by name.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    billing_address: Address | None = address_in_books("billing_address", "Billing address.")
    is_emailed: bool | None = upstream("is_emailed", "Whether it was mailed.")
    author: str | None = upstream("created_by_name", "Who created it.", detail=True, same_as="User.name")
    customer: Row | None = link("books.customers.Customer", "The customer in Books.", key="customer_id", named=CUSTOMER)
    account: Row | None = link(
        "crm.accounts.Account", "The customer's account in CRM.", key="customer_id", hop=account_of_customer
    )
    contact: Row | None = link(
        "crm.contacts.Contact", "The customer's contact in CRM.", key="customer_id", hop=contact_of_customer
    )
    invoice: Row | None = link("books.invoices.Invoice", "The invoice it corrects.", key="invoice_id", detail=True)
    custom_fields: list[Row] | None = custom_fields(detail=True, crm="Grand_Total")


@strawberry.enum(description="Field by which credit notes are ordered.")
class CreditNoteOrderField(Enum):
    """Books' sortable columns."""

    CREATED_AT = "created_time"
    ISSUED_ON = "date"
    NUMBER = "creditnote_number"
    CUSTOMER_NAME = "customer_name"
    TOTAL = "total"
    BALANCE = "balance"


class CreditNoteView(Enum):
    """Books' `filter_by`."""

    ALL = "Status.All"
    DRAFT = "Status.Draft"
    OPEN = "Status.Open"
    CLOSED = "Status.Closed"
    VOID = "Status.Void"


@filter_input("Filter for credit notes; a record must meet every condition.")
class CreditNoteFilter:
    """What Books compares."""

    number: TextFilter | None = where("creditnote_number", "By number.")
    reference: TextFilter | None = where("reference_number", "By reference.")
    customer_name: TextFilter | None = where("customer_name", "By customer.")
    status: CreditNoteStatus | None = where("status", "By status.")
    issued_on: DateFilter | None = where("date", "By day.")
    total: DecimalFilter | None = where("total", "By total.")
    customer_id: strawberry.ID | None = where("customer_id", "By customer.", refers_to="Customer")


CREDIT_NOTES = Listing(
    CreditNote,
    filter=CreditNoteFilter,
    order=CreditNoteOrderField,
    view=CreditNoteView,
    search=True,
)
