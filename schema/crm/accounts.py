"""CRM accounts with everything that belongs to them in all three products."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import crm
from domain.queries import Row
from resolvers.reading.billing_customers import billing_customers_of_account
from resolvers.reading.customers import customers_of_account
from schema.billing.invoices import BILLING_INVOICES
from schema.billing.subscriptions import SUBSCRIPTIONS
from schema.books.credit_notes import CREDIT_NOTES
from schema.books.customer_payments import CUSTOMER_PAYMENTS
from schema.books.customers import CUSTOMERS
from schema.books.estimates import ESTIMATES
from schema.books.expenses import EXPENSES
from schema.books.invoices import INVOICES
from schema.books.sales_orders import SALES_ORDERS
from schema.crm.contacts import CONTACTS
from schema.crm.deals import DEALS
from schema.crm.notes import notes, timeline
from schema.crm.users import AUTHOR_INLINE, USER_INLINE
from schema.engine.declare.filters import (
    ChoiceFilter,
    DateTimeFilter,
    DecimalFilter,
    SearchTextFilter,
    filter_input,
    where,
)
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, related, upstream
from schema.shared.addresses import Address, address_in_crm
from schema.shared.attachments import Attachment, attachments
from schema.shared.custom_fields import custom_fields
from schema.shared.money import FROM_BASE, Money
from schema.shared.records import record


@record(crm.ACCOUNTS)
class Account(Node):
    """A CRM account. If linked, it is a customer in Books and Billing."""

    name: str | None = upstream("Account_Name", "The account's name.")
    number: str | None = upstream("Account_Number", "The account's number.")
    kind: str | None = upstream(
        "Account_Type", "Kind of account, such as customer or prospect, as the organisation names it."
    )
    industry: str | None = upstream("Industry", "The industry.")
    phone: str | None = upstream("Phone", "Phone.")
    website: str | None = upstream("Website", "Website.")
    employees: int | None = upstream("Employees", "Number of employees.")
    annual_revenue: Money | None = upstream("Annual_Revenue", "Annual revenue.", currency="Currency")
    rating: str | None = upstream("Rating", "The rating.")
    ownership: str | None = upstream("Ownership", "Form of ownership, such as public or private.")
    billing_address: Address | None = address_in_crm("Billing", "Billing address.")
    shipping_address: Address | None = address_in_crm("Shipping", "Shipping address.")
    description: str | None = upstream("Description", "Free text.")
    exchange_rate_from_base: Decimal | None = upstream("Exchange_Rate", FROM_BASE)
    created_at: datetime | None = upstream("Created_Time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("Modified_Time", "When it was last changed.", is_moment=True)
    owner: Row | None = link("crm.users.User", "The owner.", key="Owner.id", inline=USER_INLINE)
    created_by: Row | None = link("crm.users.User", "Who created it.", key="Created_By.id", inline=AUTHOR_INLINE)
    parent: Row | None = link(
        "crm.accounts.Account",
        "The account above it.",
        key="Parent_Account.id",
        inline={"id": "id", "Account_Name": "name"},
    )
    contacts: Row | None = related(
        CONTACTS, "Contacts at the account.", key="id", by="Account_Name", relation=("Accounts", "Contacts")
    )
    deals: Row | None = related(
        DEALS, "Deals with the account.", key="id", by="Account_Name", relation=("Accounts", "Deals")
    )
    customers: Row | None = related(CUSTOMERS, "The account in Books, usually one.", key="id", by="zcrm_account_id")
    estimates: Row | None = related(
        ESTIMATES, "Estimates for the account.", key="id", by="customer_id", hops=customers_of_account
    )
    sales_orders: Row | None = related(
        SALES_ORDERS, "Orders of the account.", key="id", by="customer_id", hops=customers_of_account
    )
    invoices: Row | None = related(
        INVOICES, "Invoices of the account.", key="id", by="customer_id", hops=customers_of_account
    )
    payments: Row | None = related(
        CUSTOMER_PAYMENTS, "Payments of the account.", key="id", by="customer_id", hops=customers_of_account
    )
    credit_notes: Row | None = related(
        CREDIT_NOTES, "Credit notes for the account.", key="id", by="customer_id", hops=customers_of_account
    )
    expenses: Row | None = related(
        EXPENSES, "What was spent for the account.", key="id", by="customer_id", hops=customers_of_account
    )
    subscriptions: Row | None = related(
        SUBSCRIPTIONS,
        "Subscriptions of the account.",
        key="id",
        by="customer_id",
        hops=billing_customers_of_account,
    )
    billing_invoices: Row | None = related(
        BILLING_INVOICES,
        "Invoices of Billing for the account's subscriptions.",
        key="id",
        by="customer_id",
        hops=billing_customers_of_account,
    )
    notes: Row | None = notes()
    timeline: Row | None = timeline()
    custom_fields: list[Row] | None = custom_fields()
    attachments: list[Attachment] | None = attachments()


@strawberry.enum(description="Field by which accounts are ordered.")
class AccountOrderField(Enum):
    """CRM's sortable columns."""

    CREATED_AT = "Created_Time"
    UPDATED_AT = "Modified_Time"
    NAME = "Account_Name"
    ANNUAL_REVENUE = "Annual_Revenue"


@filter_input("Filter for accounts; a record must meet every condition.")
class AccountFilter:
    """What CRM's search compares."""

    name: SearchTextFilter | None = where("Account_Name", "By name.")
    kind: ChoiceFilter | None = where("Account_Type", "By kind.")
    industry: ChoiceFilter | None = where("Industry", "By industry.")
    annual_revenue: DecimalFilter | None = where("Annual_Revenue", "By revenue.")
    created_at: DateTimeFilter | None = where("Created_Time", "By creation.")
    updated_at: DateTimeFilter | None = where("Modified_Time", "By last change.")
    owner_id: strawberry.ID | None = where("Owner", "By owner.", refers_to="User")


ACCOUNTS = Listing(
    Account,
    filter=AccountFilter,
    order=AccountOrderField,
    saved_views=True,
    search=True,
)
