"""CRM deals with the documents and subscriptions that came of them."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import crm
from domain.queries import Row
from schema.billing.quotes import BILLING_QUOTES
from schema.billing.subscriptions import SUBSCRIPTIONS
from schema.books.estimates import ESTIMATES
from schema.books.invoices import INVOICES
from schema.books.sales_orders import SALES_ORDERS
from schema.crm.notes import notes, timeline
from schema.crm.users import AUTHOR_INLINE, USER_INLINE
from schema.engine.declare.filters import (
    ChoiceFilter,
    DateFilter,
    DateTimeFilter,
    DecimalFilter,
    SearchTextFilter,
    filter_input,
    where,
)
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, related, upstream
from schema.shared.attachments import Attachment, attachments
from schema.shared.custom_fields import custom_fields
from schema.shared.money import FROM_BASE, Money
from schema.shared.records import record


@record(crm.DEALS)
class Deal(Node):
    """A CRM deal."""

    name: str | None = upstream("Deal_Name", "The deal's name.")
    stage: str | None = upstream("Stage", "Stage, as the organisation names it.")
    pipeline: str | None = upstream("Pipeline", "Pipeline of the stage, if there are several.")
    amount: Money | None = upstream("Amount", "Amount of the deal.", currency="Currency")
    expected_revenue: Money | None = upstream("Expected_Revenue", "Amount times probability.", currency="Currency")
    probability: int | None = upstream("Probability", "Probability of winning, in per cent.")
    closing_on: date | None = upstream("Closing_Date", "When it is expected to close.")
    kind: str | None = upstream("Type", "New or existing business, as the organisation names it.")
    lead_source: str | None = upstream("Lead_Source", "Lead source.")
    next_step: str | None = upstream("Next_Step", "Next step.")
    description: str | None = upstream("Description", "Free text.")
    exchange_rate_from_base: Decimal | None = upstream("Exchange_Rate", FROM_BASE)
    created_at: datetime | None = upstream("Created_Time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("Modified_Time", "When it was last changed.", is_moment=True)
    owner: Row | None = link("crm.users.User", "The owner.", key="Owner.id", inline=USER_INLINE)
    created_by: Row | None = link("crm.users.User", "Who created it.", key="Created_By.id", inline=AUTHOR_INLINE)
    account: Row | None = link(
        "crm.accounts.Account",
        "The account that the deal is with.",
        key="Account_Name.id",
        inline={"id": "id", "Account_Name": "name"},
    )
    contact: Row | None = link(
        "crm.contacts.Contact", "The contact person.", key="Contact_Name.id", inline={"id": "id"}
    )
    estimates: Row | None = related(ESTIMATES, "Estimates for the deal.", key="id", by="zcrm_potential_id")
    sales_orders: Row | None = related(
        SALES_ORDERS, "Sales orders that resulted from it.", key="id", by="zcrm_potential_id"
    )
    invoices: Row | None = related(INVOICES, "Invoices that resulted from it.", key="id", by="zcrm_potential_id")
    subscriptions: Row | None = related(
        SUBSCRIPTIONS,
        "Subscriptions whose reference is the deal's id; this is a convention of suitegraph.",
        key="id",
        by="reference_contains",
        exactly="reference_id",
    )
    billing_quotes: Row | None = related(
        BILLING_QUOTES, "Quotes of Billing for the deal.", key="id", by="zcrm_potential_id"
    )
    notes: Row | None = notes()
    timeline: Row | None = timeline()
    custom_fields: list[Row] | None = custom_fields()
    attachments: list[Attachment] | None = attachments()


@strawberry.enum(description="Field by which deals are ordered.")
class DealOrderField(Enum):
    """CRM's sortable columns."""

    CREATED_AT = "Created_Time"
    UPDATED_AT = "Modified_Time"
    NAME = "Deal_Name"
    AMOUNT = "Amount"
    CLOSING_ON = "Closing_Date"


@filter_input("Filter for deals; a record must meet every condition.")
class DealFilter:
    """What CRM's search compares."""

    name: SearchTextFilter | None = where("Deal_Name", "By name.")
    stage: ChoiceFilter | None = where("Stage", "By stage.")
    amount: DecimalFilter | None = where("Amount", "By amount.")
    closing_on: DateFilter | None = where("Closing_Date", "By closing day.")
    created_at: DateTimeFilter | None = where("Created_Time", "By creation.")
    updated_at: DateTimeFilter | None = where("Modified_Time", "By last change.")
    owner_id: strawberry.ID | None = where("Owner", "By owner.", refers_to="User")
    account_id: strawberry.ID | None = where("Account_Name", "By account.", refers_to="Account")
    contact_id: strawberry.ID | None = where("Contact_Name", "By contact.", refers_to="Contact")


DEALS = Listing(
    Deal,
    filter=DealFilter,
    order=DealOrderField,
    saved_views=True,
    search=True,
)
