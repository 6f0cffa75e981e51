"""Books sales orders."""

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
from schema.shared.attachments import Attachment, attachments
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@strawberry.enum(description="Status of a sales order.")
class SalesOrderStatus(Enum):
    """Values as Books names them."""

    DRAFT = strawberry.enum_value("draft", description="Not sent or issued yet.")
    PENDING_APPROVAL = strawberry.enum_value("pending_approval", description="Waits for an approval.")
    APPROVED = strawberry.enum_value("approved", description="Approved, but not sent or issued yet.")
    REJECTED = strawberry.enum_value("rejected", description="Rejected by an approver.")
    OPEN = strawberry.enum_value("open", description="In force.")
    PARTIALLY_INVOICED = strawberry.enum_value("partially_invoiced", description="Invoiced in part.")
    INVOICED = strawberry.enum_value("invoiced", description="Invoiced as a whole.")
    OVERDUE = strawberry.enum_value("overdue", description="Past the day that it was due.")
    VOID = strawberry.enum_value("void", description="Declared void.")
    CLOSED = strawberry.enum_value("closed", description="Settled or finished.")
    UNKNOWN = UNKNOWN_VALUE


@record(books.SALES_ORDERS)
class SalesOrder(FinanceDocument, Node):
    """A Books sales order."""

    number: str | None = upstream("salesorder_number", "The number printed on the order.")
    reference: str | None = upstream("reference_number", "The customer's or your own reference.")
    status: SalesOrderStatus | None = upstream("status", "Sales order status.", crm="Status")
    ordered_on: date | None = upstream("date", "The day of the order.")
    shipment_on: date | None = upstream("shipment_date", "When it is to be shipped.")
    customer_name: str | None = upstream("customer_name", "Name of the customer.")
    salesperson: str | None = upstream(
        "salesperson_name", "Name of the salesperson.", detail=True, unless=NO_SALESPERSON
    )
    sub_total: Money | None = upstream("sub_total", "Total excluding tax.", currency="currency_code", crm="Sub_Total")
    sub_total_in_base: Money | None = in_base("sub_total", twin="bcy_sub_total", detail=True)
    total_in_base: Money | None = in_base("total", twin="bcy_total")
    shipping_charge: Money | None = upstream(
        "shipping_charge", "Shipping charge.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    shipping_charge_in_base: Money | None = in_base("shipping_charge", twin="bcy_shipping_charge", detail=True)
    line_items: list[LineItem] | None = upstream(
        "line_items", "Lines of the order.", detail=True, currency="currency_code"
    )
    billing_address: Address | None = address_in_books("billing_address", "Billing address.")
    shipping_address: Address | None = address_in_books("shipping_address", "Shipping address.")
    is_emailed: bool | None = upstream("is_emailed", "Whether it was mailed.")
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
    custom_fields: list[Row] | None = custom_fields(crm="Grand_Total")
    attachments: list[Attachment] | None = attachments()


@strawberry.enum(description="Field by which sales orders are ordered.")
class SalesOrderOrderField(Enum):
    """Books' sortable columns."""

    CREATED_AT = "created_time"
    UPDATED_AT = "last_modified_time"
    ORDERED_ON = "date"
    SHIPMENT_ON = "shipment_date"
    NUMBER = "salesorder_number"
    REFERENCE = "reference_number"
    CUSTOMER_NAME = "customer_name"
    TOTAL = "total"


class SalesOrderView(Enum):
    """Books' `filter_by`."""

    ALL = "Status.All"
    DRAFT = "Status.Draft"
    OPEN = "Status.Open"
    OVERDUE = "Status.OverDue"
    PARTIALLY_INVOICED = "Status.PartiallyInvoiced"
    INVOICED = "Status.Invoiced"
    VOID = "Status.Void"
    CLOSED = "Status.Closed"


@filter_input("Filter for sales orders; a record must meet every condition.")
class SalesOrderFilter:
    """What Books compares."""

    number: TextFilter | None = where("salesorder_number", "By number.")
    reference: TextFilter | None = where("reference_number", "By reference.")
    customer_name: TextFilter | None = where("customer_name", "By customer.")
    status: SalesOrderStatus | None = where("status", "By status.")
    ordered_on: DateFilter | None = where("date", "By day.")
    shipment_on: DateFilter | None = where("shipment_date", "By shipment.")
    total: DecimalFilter | None = where("total", "By total.")
    customer_id: strawberry.ID | None = where("customer_id", "By customer.", refers_to="Customer")
    deal_id: strawberry.ID | None = where("zcrm_potential_id", "By deal.", refers_to="Deal")


SALES_ORDERS = Listing(
    SalesOrder,
    filter=SalesOrderFilter,
    order=SalesOrderOrderField,
    view=SalesOrderView,
    search=True,
)
