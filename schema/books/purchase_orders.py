"""Books purchase orders."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.queries import Row
from domain.sources import Module
from resolvers.reading.customers import vendor_of_vendor
from schema.books.comments import comments
from schema.books.documents import APPROVAL, Approval, LineItem, LineTax
from schema.engine.declare.filters import DateFilter, DecimalFilter, TextFilter, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.pdf_urls import pdf_url
from schema.engine.declare.records import link, upstream
from schema.engine.declare.values import UNKNOWN as NOT_KNOWN
from schema.shared.addresses import Address, address_in_books
from schema.shared.attachments import Attachment, attachments
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@strawberry.enum(description="How far a purchase order is.")
class PurchaseOrderStatus(Enum):
    """Books' words."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    REJECTED = "rejected"
    OPEN = "open"
    ISSUED = "issued"
    PARTIALLY_BILLED = "partially_billed"
    BILLED = "billed"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    UNKNOWN = NOT_KNOWN


@record(product="books", module="purchase_orders")
class PurchaseOrder(Node):
    """A Books purchase order. Its one link to CRM is the vendor: the product has no other."""

    number: str | None = upstream("purchaseorder_number", "The number printed on the order.")
    reference: str | None = upstream("reference_number", "Your own reference.")
    status: PurchaseOrderStatus | None = upstream("status", "How far it is.", crm="Status")
    billed_status: str | None = upstream("billed_status", "How far it is billed, in Books' words.")
    received_status: str | None = upstream("received_status", "How far it is received, in Books' words.")
    ordered_on: date | None = upstream("date", "The day of the order.")
    delivery_on: date | None = upstream("delivery_date", "When it is to be delivered.")
    vendor_name: str | None = upstream("vendor_name", "From whom it is ordered.")
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
        "line_items", "What is ordered.", detail=True, currency="currency_code"
    )
    taxes: list[LineTax] | None = upstream(
        "taxes", "Taxes by name.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    billing_address: Address | None = address_in_books("billing_address", "Where the bill goes.")
    delivery_address: Address | None = address_in_books("delivery_address", "Where the goods go.")
    notes: str | None = upstream("notes", "What stands below the lines.", detail=True)
    terms: str | None = upstream("terms", "Terms and conditions.", detail=True)
    approval: Approval | None = upstream("", "How far its approval is.", detail=True, parts=APPROVAL)
    created_at: datetime | None = upstream("created_time", "When it was created.")
    updated_at: datetime | None = upstream("last_modified_time", "When it was last changed.")
    books_vendor: Row | None = link("books.vendors.BooksVendor", "From whom, in Books.", key="vendor_id")
    vendor: Row | None = link("crm.vendors.Vendor", "From whom, in CRM.", key="vendor_id", hop=vendor_of_vendor)
    comments: list[Row] | None = comments("purchase_orders")
    custom_fields: list[Row] | None = custom_fields(detail=True)
    pdf_url: str | None = pdf_url("PurchaseOrder", Module("books", "purchase_orders"))
    attachments: list[Attachment] | None = attachments("PurchaseOrder", Module("books", "purchase_orders"))


@strawberry.enum(description="By which field purchase orders are ordered.")
class PurchaseOrderOrderField(Enum):
    """Books' sortable columns."""

    CREATED_AT = "created_time"
    ORDERED_ON = "date"
    DELIVERY_ON = "delivery_date"
    NUMBER = "purchaseorder_number"
    VENDOR_NAME = "vendor_name"
    TOTAL = "total"


@strawberry.enum(description="Books' predefined views of purchase orders.")
class PurchaseOrderView(Enum):
    """Books' `filter_by`."""

    ALL = "Status.All"
    DRAFT = "Status.Draft"
    OPEN = "Status.Open"
    BILLED = "Status.Billed"
    CANCELLED = "Status.Cancelled"


@strawberry.input(description="Which purchase orders; all that is given must hold.")
class PurchaseOrderFilter:
    """What Books compares."""

    number: TextFilter | None = where("purchaseorder_number", "By number.")
    reference: TextFilter | None = where("reference_number", "By reference.")
    vendor_name: TextFilter | None = where("vendor_name", "By vendor.")
    status: PurchaseOrderStatus | None = where("status", "By status.")
    ordered_on: DateFilter | None = where("date", "By day.")
    total: DecimalFilter | None = where("total", "By sum.")
    books_vendor_id: strawberry.ID | None = where("vendor_id", "By vendor.", refers_to="BooksVendor")


PURCHASE_ORDERS = Listing(
    "PurchaseOrder",
    "schema.books.purchase_orders",
    Module("books", "purchase_orders"),
    filter=PurchaseOrderFilter,
    order=PurchaseOrderOrderField,
    view=PurchaseOrderView,
    search=True,
)
