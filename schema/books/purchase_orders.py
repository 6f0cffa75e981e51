"""Books purchase orders."""

from datetime import date
from enum import Enum

import strawberry

from domain.modules import books
from domain.queries import Row
from resolvers.reading.customers import vendor_of_vendor
from schema.books.bills import BILLS
from schema.books.documents import FinanceDocument, LineItem
from schema.books.parties import VENDOR
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.filters import DateFilter, DecimalFilter, TextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, related, upstream
from schema.shared.addresses import Address, address_in_books
from schema.shared.attachments import Attachment, attachments
from schema.shared.custom_fields import custom_fields
from schema.shared.records import record


@strawberry.enum(description="Status of a purchase order.")
class PurchaseOrderStatus(Enum):
    """Values as Books names them."""

    DRAFT = strawberry.enum_value("draft", description="Not sent or issued yet.")
    PENDING_APPROVAL = strawberry.enum_value("pending_approval", description="Waits for an approval.")
    APPROVED = strawberry.enum_value("approved", description="Approved, but not sent or issued yet.")
    REJECTED = strawberry.enum_value("rejected", description="Rejected by an approver.")
    OPEN = strawberry.enum_value("open", description="In force.")
    ISSUED = strawberry.enum_value("issued", description="Sent to the vendor.")
    PARTIALLY_BILLED = strawberry.enum_value("partially_billed", description="Billed in part.")
    BILLED = strawberry.enum_value("billed", description="Billed as a whole.")
    CANCELLED = strawberry.enum_value("cancelled", description="Cancelled.")
    CLOSED = strawberry.enum_value("closed", description="Settled or finished.")
    UNKNOWN = UNKNOWN_VALUE


@strawberry.enum(description="How far a purchase order is billed.")
class BilledStatus(Enum):
    """Values as Books names them."""

    TO_BE_BILLED = strawberry.enum_value("to_be_billed", description="Nothing is billed yet.")
    PARTIALLY_BILLED = strawberry.enum_value("partially_billed", description="Billed in part.")
    BILLED = strawberry.enum_value("billed", description="Billed as a whole.")
    UNKNOWN = UNKNOWN_VALUE


@strawberry.enum(description="How far what a purchase order orders is received.")
class ReceivedStatus(Enum):
    """Values as Books names them."""

    TO_BE_RECEIVED = strawberry.enum_value("to_be_received", description="Nothing is received yet.")
    PARTIALLY_RECEIVED = strawberry.enum_value("partially_received", description="Received in part.")
    RECEIVED = strawberry.enum_value("received", description="Received as a whole.")
    UNKNOWN = UNKNOWN_VALUE


@record(books.PURCHASE_ORDERS)
class PurchaseOrder(FinanceDocument, Node):
    """A Books purchase order. Its only link to CRM is the vendor."""

    number: str | None = upstream("purchaseorder_number", "The number printed on the order.")
    reference: str | None = upstream("reference_number", "Your own reference.")
    status: PurchaseOrderStatus | None = upstream("status", "Purchase order status.", crm="Status")
    billed_status: BilledStatus | None = upstream("billed_status", "How far it is billed.", listed=True)
    received_status: ReceivedStatus | None = upstream("received_status", "How far it is received.", listed=True)
    ordered_on: date | None = upstream("date", "The day of the order.")
    delivery_on: date | None = upstream("delivery_date", "When it is to be delivered.")
    vendor_name: str | None = upstream("vendor_name", "Name of the vendor.")
    line_items: list[LineItem] | None = upstream(
        "line_items", "Lines of the order.", detail=True, currency="currency_code"
    )
    billing_address: Address | None = address_in_books("billing_address", "Billing address.")
    delivery_address: Address | None = address_in_books("delivery_address", "Delivery address.")
    books_vendor: Row | None = link("books.vendors.BooksVendor", "The vendor in Books.", key="vendor_id", named=VENDOR)
    vendor: Row | None = link("crm.vendors.Vendor", "The vendor in CRM.", key="vendor_id", hop=vendor_of_vendor)
    bills: Row | None = related(BILLS, "Bills for this order.", key="purchaseorder_id", by="purchaseorder_id")
    custom_fields: list[Row] | None = custom_fields(detail=True, crm="Grand_Total")
    attachments: list[Attachment] | None = attachments()


@strawberry.enum(description="Field by which purchase orders are ordered.")
class PurchaseOrderOrderField(Enum):
    """Books' sortable columns."""

    CREATED_AT = "created_time"
    ORDERED_ON = "date"
    DELIVERY_ON = "delivery_date"
    NUMBER = "purchaseorder_number"
    VENDOR_NAME = "vendor_name"
    TOTAL = "total"


class PurchaseOrderView(Enum):
    """Books' `filter_by`."""

    ALL = "Status.All"
    DRAFT = "Status.Draft"
    OPEN = "Status.Open"
    BILLED = "Status.Billed"
    CANCELLED = "Status.Cancelled"


@filter_input("Filter for purchase orders; a record must meet every condition.")
class PurchaseOrderFilter:
    """What Books compares."""

    number: TextFilter | None = where("purchaseorder_number", "By number.")
    reference: TextFilter | None = where("reference_number", "By reference.")
    vendor_name: TextFilter | None = where("vendor_name", "By vendor.")
    status: PurchaseOrderStatus | None = where("status", "By status.")
    ordered_on: DateFilter | None = where("date", "By day.")
    total: DecimalFilter | None = where("total", "By total.")
    books_vendor_id: strawberry.ID | None = where("vendor_id", "By vendor.", refers_to="BooksVendor")


PURCHASE_ORDERS = Listing(
    PurchaseOrder,
    filter=PurchaseOrderFilter,
    order=PurchaseOrderOrderField,
    view=PurchaseOrderView,
    search=True,
)
