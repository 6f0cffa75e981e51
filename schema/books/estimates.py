"""Books estimates, "quotes" in its own pages."""

from datetime import date
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
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@strawberry.enum(description="Status of an estimate.")
class EstimateStatus(Enum):
    """Values as Books names them."""

    DRAFT = strawberry.enum_value("draft", description="Not sent or issued yet.")
    PENDING_APPROVAL = strawberry.enum_value("pending_approval", description="Waits for an approval.")
    APPROVED = strawberry.enum_value("approved", description="Approved, but not sent or issued yet.")
    REJECTED = strawberry.enum_value("rejected", description="Rejected by an approver.")
    SENT = strawberry.enum_value("sent", description="Sent to the customer.")
    VIEWED = strawberry.enum_value("viewed", description="Opened by the customer.")
    ACCEPTED = strawberry.enum_value("accepted", description="Accepted by the customer.")
    DECLINED = strawberry.enum_value("declined", description="Declined by the customer.")
    EXPIRED = strawberry.enum_value("expired", description="Its time has run out.")
    INVOICED = strawberry.enum_value("invoiced", description="Invoiced as a whole.")
    PARTIALLY_INVOICED = strawberry.enum_value("partially_invoiced", description="Invoiced in part.")
    UNKNOWN = UNKNOWN_VALUE


@record(books.ESTIMATES)
class Estimate(FinanceDocument, Node):
    """A Books estimate."""

    number: str | None = upstream("estimate_number", "The number printed on the estimate.")
    reference: str | None = upstream("reference_number", "The customer's or your own reference.")
    status: EstimateStatus | None = upstream("status", "Estimate status.", crm="Status")
    issued_on: date | None = upstream("date", "The day of the estimate.", crm="Estimate_Date")
    expires_on: date | None = upstream("expiry_date", "Day on which it expires.", crm="Expiry_Date")
    accepted_on: date | None = upstream("accepted_date", "When the customer accepted it.", listed=True)
    declined_on: date | None = upstream("declined_date", "When the customer declined it.", listed=True)
    customer_name: str | None = upstream("customer_name", "Name of the customer.")
    salesperson: str | None = upstream("salesperson_name", "Name of the salesperson.", unless=NO_SALESPERSON)
    shipping_charge: Money | None = upstream(
        "shipping_charge", "Shipping charge.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    shipping_charge_in_base: Money | None = in_base("shipping_charge", twin="bcy_shipping_charge", detail=True)
    line_items: list[LineItem] | None = upstream(
        "line_items", "Lines of the estimate.", detail=True, currency="currency_code"
    )
    billing_address: Address | None = address_in_books("billing_address", "Billing address.")
    shipping_address: Address | None = address_in_books("shipping_address", "Shipping address.")
    is_emailed: bool | None = upstream("is_emailed", "Whether it was mailed.", listed=True)
    customer: Row | None = link("books.customers.Customer", "The customer in Books.", key="customer_id", named=CUSTOMER)
    account: Row | None = link(
        "crm.accounts.Account", "The customer's account in CRM.", key="customer_id", hop=account_of_customer
    )
    contact: Row | None = link(
        "crm.contacts.Contact", "The customer's contact in CRM.", key="customer_id", hop=contact_of_customer
    )
    deal: Row | None = link("crm.deals.Deal", "The deal that it was created for.", key="zcrm_potential_id")
    custom_fields: list[Row] | None = custom_fields(detail=True, crm="Grand_Total")


@strawberry.enum(description="Field by which estimates are ordered.")
class EstimateOrderField(Enum):
    """Books' sortable columns."""

    CREATED_AT = "created_time"
    ISSUED_ON = "date"
    NUMBER = "estimate_number"
    CUSTOMER_NAME = "customer_name"
    TOTAL = "total"


class EstimateView(Enum):
    """Books' `filter_by`."""

    ALL = "Status.All"
    DRAFT = "Status.Draft"
    SENT = "Status.Sent"
    ACCEPTED = "Status.Accepted"
    DECLINED = "Status.Declined"
    INVOICED = "Status.Invoiced"
    EXPIRED = "Status.Expired"


@filter_input("Filter for estimates; a record must meet every condition.")
class EstimateFilter:
    """What Books compares."""

    number: TextFilter | None = where("estimate_number", "By number.")
    reference: TextFilter | None = where("reference_number", "By reference.")
    customer_name: TextFilter | None = where("customer_name", "By customer.")
    status: EstimateStatus | None = where("status", "By status.")
    issued_on: DateFilter | None = where("date", "By day.")
    expires_on: DateFilter | None = where("expiry_date", "By expiry.")
    total: DecimalFilter | None = where("total", "By total.")
    customer_id: strawberry.ID | None = where("customer_id", "By customer.", refers_to="Customer")
    deal_id: strawberry.ID | None = where("zcrm_potential_id", "By deal.", refers_to="Deal")


ESTIMATES = Listing(
    Estimate,
    filter=EstimateFilter,
    order=EstimateOrderField,
    view=EstimateView,
    search=True,
)
