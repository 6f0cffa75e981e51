"""Books invoices."""

from datetime import date
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import books
from domain.queries import Row
from resolvers.reading.customers import account_of_customer, contact_of_customer
from schema.books.documents import NO_SALESPERSON, FinanceDocument, LineItem
from schema.books.parties import CUSTOMER
from schema.engine.declare.base_amounts import in_base
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.filters import DateFilter, DecimalFilter, TextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, upstream
from schema.shared.addresses import Address, address_in_books
from schema.shared.attachments import Attachment, attachments
from schema.shared.custom_fields import custom_fields
from schema.shared.money import TO_BASE, Money
from schema.shared.records import record


@strawberry.enum(description="Status of an invoice.")
class InvoiceStatus(Enum):
    """Values as Books names them."""

    DRAFT = strawberry.enum_value("draft", description="Not sent or issued yet.")
    PENDING_APPROVAL = strawberry.enum_value("pending_approval", description="Waits for an approval.")
    APPROVED = strawberry.enum_value("approved", description="Approved, but not sent or issued yet.")
    REJECTED = strawberry.enum_value("rejected", description="Rejected by an approver.")
    SENT = strawberry.enum_value("sent", description="Sent to the customer.")
    VIEWED = strawberry.enum_value("viewed", description="Opened by the customer.")
    OVERDUE = strawberry.enum_value("overdue", description="Past the day that it was due.")
    UNPAID = strawberry.enum_value("unpaid", description="Not paid yet.")
    PARTIALLY_PAID = strawberry.enum_value("partially_paid", description="Paid in part.")
    PAID = strawberry.enum_value("paid", description="Paid in full.")
    VOID = strawberry.enum_value("void", description="Declared void.")
    UNKNOWN = UNKNOWN_VALUE


@record(books.INVOICES)
class Invoice(FinanceDocument, Node):
    """A Books invoice."""

    number: str | None = upstream("invoice_number", "The number printed on the invoice.")
    reference: str | None = upstream("reference_number", "The customer's or your own reference.")
    status: InvoiceStatus | None = upstream("status", "Invoice status.", crm="Status")
    issued_on: date | None = upstream("date", "The day of the invoice.", crm="Invoice_Date")
    due_on: date | None = upstream("due_date", "The day payment is due.", crm="Due_Date")
    last_payment_on: date | None = upstream("last_payment_date", "Day of the last payment.")
    customer_name: str | None = upstream("customer_name", "Name of the customer.")
    email: str | None = upstream("email", "The customer's e-mail address.")
    salesperson: str | None = upstream(
        "salesperson_name", "Name of the salesperson.", crm="Sales_Person", unless=NO_SALESPERSON
    )
    balance: Money | None = upstream("balance", "Amount still to be paid.", currency="currency_code", crm="Balance")
    balance_in_base: Money | None = in_base("balance")
    total_in_base: Money | None = in_base("total")
    shipping_charge: Money | None = upstream(
        "shipping_charge", "Shipping charge.", currency="currency_code", crm="Grand_Total"
    )
    shipping_charge_in_base: Money | None = in_base("shipping_charge")
    adjustment: Money | None = upstream("adjustment", "Final adjustment.", currency="currency_code", crm="Grand_Total")
    adjustment_in_base: Money | None = in_base("adjustment")
    write_off: Money | None = upstream(
        "write_off_amount", "Amount written off.", currency="currency_code", crm="Grand_Total"
    )
    write_off_in_base: Money | None = in_base("write_off")
    payment_made: Money | None = upstream(
        "payment_made", "Amount paid.", detail=True, currency="currency_code", crm="Balance"
    )
    payment_made_in_base: Money | None = in_base("payment_made")
    credits_applied: Money | None = upstream(
        "credits_applied", "Amount settled with credit notes.", detail=True, currency="currency_code", crm="Balance"
    )
    credits_applied_in_base: Money | None = in_base("credits_applied")
    exchange_rate_to_base: Decimal | None = upstream("exchange_rate", TO_BASE, crm="ExchangeRate")
    payment_terms: str | None = upstream("payment_terms_label", "The terms of payment.", detail=True)
    line_items: list[LineItem] | None = upstream(
        "line_items", "Lines of the invoice.", detail=True, currency="currency_code"
    )
    billing_address: Address | None = address_in_books("billing_address", "Billing address.")
    shipping_address: Address | None = address_in_books("shipping_address", "Shipping address.")
    is_emailed: bool | None = upstream("is_emailed", "Whether it was mailed.")
    is_viewed: bool | None = upstream("is_viewed_by_client", "Whether the customer opened it.", crm="Client_Viewed")
    reminders_sent: int | None = upstream(
        "reminders_sent", "Number of reminders sent.", public="A number of reminders is no amount."
    )
    author: str | None = upstream("created_by_name", "Who created it.", detail=True, same_as="User.name")
    customer: Row | None = link("books.customers.Customer", "The customer in Books.", key="customer_id", named=CUSTOMER)
    account: Row | None = link(
        "crm.accounts.Account", "The customer's account in CRM.", key="customer_id", hop=account_of_customer
    )
    contact: Row | None = link(
        "crm.contacts.Contact", "The customer's contact in CRM.", key="customer_id", hop=contact_of_customer
    )
    deal: Row | None = link("crm.deals.Deal", "The deal that it resulted from.", key="zcrm_potential_id")
    estimate: Row | None = link(
        "books.estimates.Estimate", "The estimate it was made from.", key="estimate_id", detail=True
    )
    sales_order: Row | None = link(
        "books.sales_orders.SalesOrder", "The order it was made from.", key="salesorder_id", detail=True
    )
    custom_fields: list[Row] | None = custom_fields(crm="Grand_Total")
    attachments: list[Attachment] | None = attachments()


@strawberry.enum(description="Field by which invoices are ordered.")
class InvoiceOrderField(Enum):
    """Books' sortable columns."""

    CREATED_AT = "created_time"
    ISSUED_ON = "date"
    DUE_ON = "due_date"
    NUMBER = "invoice_number"
    CUSTOMER_NAME = "customer_name"
    TOTAL = "total"
    BALANCE = "balance"


class InvoiceView(Enum):
    """Books' `filter_by`."""

    ALL = "Status.All"
    DRAFT = "Status.Draft"
    SENT = "Status.Sent"
    VIEWED = "Status.Viewed"
    OVERDUE = "Status.OverDue"
    UNPAID = "Status.Unpaid"
    PARTIALLY_PAID = "Status.PartiallyPaid"
    PAID = "Status.Paid"
    VOID = "Status.Void"
    PAYMENT_EXPECTED = "Date.PaymentExpectedDate"


@filter_input("Filter for invoices; a record must meet every condition.")
class InvoiceFilter:
    """What Books compares."""

    number: TextFilter | None = where("invoice_number", "By number.")
    reference: TextFilter | None = where("reference_number", "By reference.")
    customer_name: TextFilter | None = where("customer_name", "By customer.")
    status: InvoiceStatus | None = where("status", "By status.")
    issued_on: DateFilter | None = where("date", "By day.")
    due_on: DateFilter | None = where("due_date", "By due day.")
    total: DecimalFilter | None = where("total", "By total.")
    balance: DecimalFilter | None = where("balance", "By amount still to be paid.")
    customer_id: strawberry.ID | None = where("customer_id", "By customer.", refers_to="Customer")
    deal_id: strawberry.ID | None = where("zcrm_potential_id", "By deal.", refers_to="Deal")


INVOICES = Listing(
    Invoice,
    filter=InvoiceFilter,
    order=InvoiceOrderField,
    view=InvoiceView,
    search=True,
)
