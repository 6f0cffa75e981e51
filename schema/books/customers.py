"""Books customers: contacts of type customer, with their balances and documents."""

from datetime import datetime
from enum import Enum

import strawberry

from domain.modules import books
from domain.queries import Row
from schema.books.comments import comments
from schema.books.contact_persons import ContactPerson
from schema.books.credit_notes import CREDIT_NOTES
from schema.books.customer_payments import CUSTOMER_PAYMENTS
from schema.books.estimates import ESTIMATES
from schema.books.expenses import EXPENSES
from schema.books.invoices import INVOICES
from schema.books.sales_orders import SALES_ORDERS
from schema.engine.declare.base_amounts import in_base
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.filters import TextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, related, upstream
from schema.shared.addresses import Address, address_in_books
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@strawberry.enum(description="Status of a customer or vendor in Books.")
class BooksContactStatus(Enum):
    """Values as Books names them."""

    ACTIVE = strawberry.enum_value("active", description="In use.")
    INACTIVE = strawberry.enum_value("inactive", description="No longer in use.")
    CRM = strawberry.enum_value("crm", description="Taken over from CRM.")
    DUPLICATE = strawberry.enum_value("duplicate", description="A duplicate of another one.")
    UNKNOWN = UNKNOWN_VALUE


@record(books.CUSTOMERS)
class Customer(Node):
    """A Books customer. If linked, it is an account or a contact in CRM."""

    name: str | None = upstream("contact_name", "The name shown in lists.")
    company_name: str | None = upstream("company_name", "The company's name.")
    first_name: str | None = upstream("first_name", "First name of the primary person.")
    last_name: str | None = upstream("last_name", "Last name of the primary person.")
    email: str | None = upstream("email", "E-mail address.")
    phone: str | None = upstream("phone", "Phone.")
    mobile: str | None = upstream("mobile", "Mobile phone.")
    website: str | None = upstream("website", "Website.")
    status: BooksContactStatus | None = upstream("status", "Customer status.")
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.", is_currency=True)
    payment_terms: str | None = upstream("payment_terms_label", "The terms of payment.")
    receivable: Money | None = upstream(
        "outstanding_receivable_amount", "Amount that the customer owes.", currency="currency_code", crm="Balance"
    )
    receivable_in_base: Money | None = in_base("receivable", twin="outstanding_receivable_amount_bcy")
    unused_credits: Money | None = upstream(
        "unused_credits_receivable_amount", "Credits not yet used.", currency="currency_code", crm="Balance"
    )
    unused_credits_in_base: Money | None = in_base("unused_credits", twin="unused_credits_receivable_amount_bcy")
    is_linked_with_crm: bool | None = upstream("is_linked_with_zohocrm", "Whether the customer is linked with CRM.")
    persons: list[ContactPerson] | None = upstream("contact_persons", "People at the customer.", detail=True)
    billing_address: Address | None = address_in_books("billing_address", "Billing address.")
    shipping_address: Address | None = address_in_books("shipping_address", "Shipping address.")
    notes: str | None = upstream("notes", "Free text.", detail=True)
    assigned_to: str | None = upstream("owner_name", "The Books user that it is assigned to.", detail=True)
    author: str | None = upstream("created_by_name", "Who created it.", detail=True, same_as="User.name")
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("last_modified_time", "When it was last changed.", is_moment=True)
    account: Row | None = link("crm.accounts.Account", "The account in CRM.", key="zcrm_account_id", detail=True)
    contact: Row | None = link("crm.contacts.Contact", "The contact in CRM.", key="zcrm_contact_id", detail=True)
    estimates: Row | None = related(ESTIMATES, "Estimates for it.", key="contact_id", by="customer_id")
    sales_orders: Row | None = related(SALES_ORDERS, "Its orders.", key="contact_id", by="customer_id")
    invoices: Row | None = related(INVOICES, "Its invoices.", key="contact_id", by="customer_id")
    payments: Row | None = related(CUSTOMER_PAYMENTS, "Its payments.", key="contact_id", by="customer_id")
    credit_notes: Row | None = related(CREDIT_NOTES, "Its credit notes.", key="contact_id", by="customer_id")
    expenses: Row | None = related(EXPENSES, "What was spent for it.", key="contact_id", by="customer_id")
    comments: Row | None = comments()
    custom_fields: list[Row] | None = custom_fields(crm="Grand_Total")


@strawberry.enum(description="Field by which customers of Books are ordered.")
class BooksContactOrderField(Enum):
    """Books' sortable columns."""

    NAME = "contact_name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    RECEIVABLE = "outstanding_receivable_amount"
    CREATED_AT = "created_time"
    UPDATED_AT = "last_modified_time"


class BooksContactView(Enum):
    """Books' `filter_by`."""

    ALL = "Status.All"
    ACTIVE = "Status.Active"
    INACTIVE = "Status.Inactive"
    DUPLICATE = "Status.Duplicate"
    LINKED_WITH_CRM = "Status.Crm"
    OVERDUE = "Invoice.OverDue"
    UNPAID = "Invoice.Unpaid"
    CREDIT_LIMIT_EXCEEDED = "Status.CreditLimitExceed"


@filter_input("Filter for customers or vendors of Books; a record must meet every condition.")
class BooksContactFilter:
    """What Books compares."""

    status: BooksContactStatus | None = where("status", "By status.")
    name: TextFilter | None = where("contact_name", "By name.")
    company_name: TextFilter | None = where("company_name", "By company.")
    first_name: TextFilter | None = where("first_name", "By first name.")
    last_name: TextFilter | None = where("last_name", "By last name.")
    email: TextFilter | None = where("email", "By e-mail address.")
    phone: TextFilter | None = where("phone", "By phone.")


CUSTOMERS = Listing(
    Customer,
    filter=BooksContactFilter,
    order=BooksContactOrderField,
    view=BooksContactView,
    search=True,
)
