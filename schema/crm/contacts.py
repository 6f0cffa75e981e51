"""CRM contacts with their deals and, where a finance customer is linked, documents and subscriptions."""

from datetime import date, datetime
from enum import Enum

import strawberry

from domain.modules import crm
from domain.queries import Row
from resolvers.reading.billing_customers import billing_customers_of_contact
from resolvers.reading.customers import customers_of_contact
from schema.billing.subscriptions import SUBSCRIPTIONS
from schema.books.credit_notes import CREDIT_NOTES
from schema.books.customer_payments import CUSTOMER_PAYMENTS
from schema.books.customers import CUSTOMERS
from schema.books.estimates import ESTIMATES
from schema.books.expenses import EXPENSES
from schema.books.invoices import INVOICES
from schema.books.sales_orders import SALES_ORDERS
from schema.crm.deals import DEALS
from schema.crm.notes import notes, timeline
from schema.crm.users import AUTHOR_INLINE, USER_INLINE
from schema.engine.declare.filters import ChoiceFilter, DateTimeFilter, SearchTextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, related, upstream
from schema.shared.addresses import Address, address_in_crm
from schema.shared.attachments import Attachment, attachments
from schema.shared.custom_fields import custom_fields
from schema.shared.records import record


@record(crm.CONTACTS)
class Contact(Node):
    """A CRM contact. Its finance lists are those of the customer that is linked to the contact itself."""

    name: str | None = upstream("Full_Name", "First and last name.")
    salutation: str | None = upstream("Salutation", "Salutation.")
    first_name: str | None = upstream("First_Name", "First name.")
    last_name: str | None = upstream("Last_Name", "Last name.")
    title: str | None = upstream("Title", "Job title.")
    department: str | None = upstream("Department", "Department.")
    email: str | None = upstream("Email", "E-mail address.")
    secondary_email: str | None = upstream("Secondary_Email", "Another e-mail address.")
    phone: str | None = upstream("Phone", "Phone.")
    mobile: str | None = upstream("Mobile", "Mobile phone.")
    born_on: date | None = upstream("Date_of_Birth", "Date of birth.")
    lead_source: str | None = upstream("Lead_Source", "Lead source.")
    has_opted_out: bool | None = upstream("Email_Opt_Out", "Whether the contact has opted out of e-mail.")
    mailing_address: Address | None = address_in_crm("Mailing", "Mailing address.")
    other_address: Address | None = address_in_crm("Other", "Another address.")
    description: str | None = upstream("Description", "Free text.")
    created_at: datetime | None = upstream("Created_Time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("Modified_Time", "When it was last changed.", is_moment=True)
    owner: Row | None = link("crm.users.User", "The owner.", key="Owner.id", inline=USER_INLINE)
    created_by: Row | None = link("crm.users.User", "Who created it.", key="Created_By.id", inline=AUTHOR_INLINE)
    account: Row | None = link(
        "crm.accounts.Account",
        "The account that the contact belongs to.",
        key="Account_Name.id",
        inline={"id": "id", "Account_Name": "name"},
    )
    deals: Row | None = related(
        DEALS, "Deals with the contact.", key="id", by="Contact_Name", relation=("Contacts", "Deals")
    )
    customers: Row | None = related(CUSTOMERS, "The contact in Books.", key="id", by="zcrm_contact_id")
    estimates: Row | None = related(
        ESTIMATES, "The linked customer's estimates.", key="id", by="customer_id", hops=customers_of_contact
    )
    sales_orders: Row | None = related(
        SALES_ORDERS, "The linked customer's orders.", key="id", by="customer_id", hops=customers_of_contact
    )
    invoices: Row | None = related(
        INVOICES, "The linked customer's invoices.", key="id", by="customer_id", hops=customers_of_contact
    )
    payments: Row | None = related(
        CUSTOMER_PAYMENTS, "The linked customer's payments.", key="id", by="customer_id", hops=customers_of_contact
    )
    credit_notes: Row | None = related(
        CREDIT_NOTES, "The linked customer's credit notes.", key="id", by="customer_id", hops=customers_of_contact
    )
    expenses: Row | None = related(
        EXPENSES, "What was spent for the linked customer.", key="id", by="customer_id", hops=customers_of_contact
    )
    subscriptions: Row | None = related(
        SUBSCRIPTIONS,
        "The linked customer's subscriptions.",
        key="id",
        by="customer_id",
        hops=billing_customers_of_contact,
    )
    notes: Row | None = notes()
    timeline: Row | None = timeline()
    custom_fields: list[Row] | None = custom_fields()
    attachments: list[Attachment] | None = attachments()


@strawberry.enum(description="Field by which contacts are ordered.")
class ContactOrderField(Enum):
    """CRM's sortable columns."""

    CREATED_AT = "Created_Time"
    UPDATED_AT = "Modified_Time"
    LAST_NAME = "Last_Name"


@filter_input("Filter for contacts; a record must meet every condition.")
class ContactFilter:
    """What CRM's search compares."""

    first_name: SearchTextFilter | None = where("First_Name", "By first name.")
    last_name: SearchTextFilter | None = where("Last_Name", "By last name.")
    email: SearchTextFilter | None = where("Email", "By e-mail address.")
    lead_source: ChoiceFilter | None = where("Lead_Source", "By source.")
    created_at: DateTimeFilter | None = where("Created_Time", "By creation.")
    updated_at: DateTimeFilter | None = where("Modified_Time", "By last change.")
    owner_id: strawberry.ID | None = where("Owner", "By owner.", refers_to="User")
    account_id: strawberry.ID | None = where("Account_Name", "By account.", refers_to="Account")


CONTACTS = Listing(
    Contact,
    filter=ContactFilter,
    order=ContactOrderField,
    saved_views=True,
    search=True,
)
