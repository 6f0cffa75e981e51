"""Books estimates, "quotes" in its own pages."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.queries import Row
from domain.sources import Module
from resolvers.reading.customers import account_of_customer, contact_of_customer
from schema.books.comments import comments
from schema.books.documents import APPROVAL, Approval, LineItem, LineTax
from schema.engine.declare.filters import DateFilter, DecimalFilter, TextFilter, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.pdf_urls import pdf_url
from schema.engine.declare.records import link, upstream
from schema.engine.declare.values import UNKNOWN as NOT_KNOWN
from schema.shared.addresses import Address, address_in_books
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@strawberry.enum(description="How far an estimate is.")
class EstimateStatus(Enum):
    """Books' words."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    REJECTED = "rejected"
    SENT = "sent"
    VIEWED = "viewed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    INVOICED = "invoiced"
    PARTIALLY_INVOICED = "partially_invoiced"
    UNKNOWN = NOT_KNOWN


@record(product="books", module="estimates")
class Estimate(Node):
    """A Books estimate."""

    number: str | None = upstream("estimate_number", "The number printed on the estimate.")
    reference: str | None = upstream("reference_number", "The customer's or your own reference.")
    status: EstimateStatus | None = upstream("status", "How far it is.", crm="Status")
    issued_on: date | None = upstream("date", "The day of the estimate.", crm="Estimate_Date")
    expires_on: date | None = upstream("expiry_date", "Until when it holds.", crm="Expiry_Date")
    accepted_on: date | None = upstream("accepted_date", "When the customer accepted it.", listed=True)
    declined_on: date | None = upstream("declined_date", "When the customer declined it.", listed=True)
    customer_name: str | None = upstream("customer_name", "For whom it is.")
    salesperson: str | None = upstream("salesperson_name", "Who sells.")
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.")
    total: Money | None = upstream("total", "The sum with tax.", currency="currency_code", crm="Grand_Total")
    sub_total: Money | None = upstream(
        "sub_total", "The sum without tax.", detail=True, currency="currency_code", crm="Sub_Total"
    )
    tax_total: Money | None = upstream(
        "tax_total", "The taxes.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    discount_total: Money | None = upstream(
        "discount_total", "The discounts.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    discount: str | None = upstream(
        "discount", "The discount on the whole, a number or a share like `10.00%`.", detail=True, crm="Grand_Total"
    )
    is_discount_before_tax: bool | None = upstream(
        "is_discount_before_tax", "Whether it comes off before tax.", detail=True, crm="Grand_Total"
    )
    is_inclusive_tax: bool | None = upstream(
        "is_inclusive_tax", "Whether the rates have the tax in them.", detail=True, crm="Grand_Total"
    )
    shipping_charge: Money | None = upstream(
        "shipping_charge", "Shipping.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    adjustment: Money | None = upstream(
        "adjustment", "A last adjustment.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    adjustment_description: str | None = upstream(
        "adjustment_description", "What the adjustment is for.", detail=True, crm="Grand_Total"
    )
    exchange_rate: Decimal | None = upstream(
        "exchange_rate", "From the organisation's currency to the document's.", detail=True
    )
    line_items: list[LineItem] | None = upstream(
        "line_items", "What is offered.", detail=True, currency="currency_code"
    )
    taxes: list[LineTax] | None = upstream(
        "taxes", "Taxes by name.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    billing_address: Address | None = address_in_books("billing_address", "Where the invoice will go.")
    shipping_address: Address | None = address_in_books("shipping_address", "Where the goods will go.")
    notes: str | None = upstream("notes", "What stands below the lines.", detail=True)
    terms: str | None = upstream("terms", "Terms and conditions.", detail=True)
    is_emailed: bool | None = upstream("is_emailed", "Whether it was mailed.", listed=True)
    approval: Approval | None = upstream("", "How far its approval is.", detail=True, parts=APPROVAL)
    created_at: datetime | None = upstream("created_time", "When it was created.")
    updated_at: datetime | None = upstream("last_modified_time", "When it was last changed.")
    customer: Row | None = link("books.customers.Customer", "For whom it is, in Books.", key="customer_id")
    account: Row | None = link(
        "crm.accounts.Account", "For whom it is, in CRM.", key="customer_id", hop=account_of_customer
    )
    contact: Row | None = link(
        "crm.contacts.Contact", "The customer's contact in CRM.", key="customer_id", hop=contact_of_customer
    )
    deal: Row | None = link("crm.deals.Deal", "The deal that it was made for.", key="zcrm_potential_id")
    comments: list[Row] | None = comments("estimates")
    custom_fields: list[Row] | None = custom_fields(detail=True)
    pdf_url: str | None = pdf_url("Estimate", Module("books", "estimates"))


@strawberry.enum(description="By which field estimates are ordered.")
class EstimateOrderField(Enum):
    """Books' sortable columns."""

    CREATED_AT = "created_time"
    ISSUED_ON = "date"
    NUMBER = "estimate_number"
    CUSTOMER_NAME = "customer_name"
    TOTAL = "total"


@strawberry.enum(description="Books' predefined views of estimates.")
class EstimateView(Enum):
    """Books' `filter_by`."""

    ALL = "Status.All"
    DRAFT = "Status.Draft"
    SENT = "Status.Sent"
    ACCEPTED = "Status.Accepted"
    DECLINED = "Status.Declined"
    INVOICED = "Status.Invoiced"
    EXPIRED = "Status.Expired"


@strawberry.input(description="Which estimates; all that is given must hold.")
class EstimateFilter:
    """What Books compares."""

    number: TextFilter | None = where("estimate_number", "By number.")
    reference: TextFilter | None = where("reference_number", "By reference.")
    customer_name: TextFilter | None = where("customer_name", "By customer.")
    status: EstimateStatus | None = where("status", "By status.")
    issued_on: DateFilter | None = where("date", "By day.")
    expires_on: DateFilter | None = where("expiry_date", "By expiry.")
    total: DecimalFilter | None = where("total", "By sum.")
    customer_id: strawberry.ID | None = where("customer_id", "By customer.", refers_to="Customer")
    deal_id: strawberry.ID | None = where("zcrm_potential_id", "By deal.", refers_to="Deal")


ESTIMATES = Listing(
    "Estimate",
    "schema.books.estimates",
    Module("books", "estimates"),
    filter=EstimateFilter,
    order=EstimateOrderField,
    view=EstimateView,
    search=True,
)
