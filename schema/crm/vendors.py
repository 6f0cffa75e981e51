"""CRM vendors and what was ordered from them."""

from datetime import datetime
from enum import Enum

import strawberry

from domain.modules import crm
from domain.queries import Row
from resolvers.reading.customers import vendors_of_vendor
from schema.books.bills import BILLS
from schema.books.expenses import EXPENSES
from schema.books.purchase_orders import PURCHASE_ORDERS
from schema.books.vendor_payments import VENDOR_PAYMENTS
from schema.books.vendors import BOOKS_VENDORS
from schema.crm.notes import notes, timeline
from schema.crm.users import AUTHOR_INLINE, USER_INLINE
from schema.engine.declare.filters import ChoiceFilter, SearchTextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, related, upstream
from schema.shared.addresses import Address, address_in_crm
from schema.shared.attachments import Attachment, attachments
from schema.shared.custom_fields import custom_fields
from schema.shared.records import record


@record(crm.VENDORS)
class Vendor(Node):
    """A CRM vendor. If linked, it is a `BooksVendor` in Books."""

    name: str | None = upstream("Vendor_Name", "The vendor's name.")
    email: str | None = upstream("Email", "E-mail address.")
    phone: str | None = upstream("Phone", "Phone.")
    website: str | None = upstream("Website", "Website.")
    category: str | None = upstream("Category", "The category.")
    address: Address | None = address_in_crm("", "Postal address.")
    description: str | None = upstream("Description", "Free text.")
    created_at: datetime | None = upstream("Created_Time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("Modified_Time", "When it was last changed.", is_moment=True)
    owner: Row | None = link("crm.users.User", "The owner.", key="Owner.id", inline=USER_INLINE)
    created_by: Row | None = link("crm.users.User", "Who created it.", key="Created_By.id", inline=AUTHOR_INLINE)
    books_vendors: Row | None = related(
        BOOKS_VENDORS, "The vendor in Books, usually one.", key="id", by="zcrm_vendor_id"
    )
    purchase_orders: Row | None = related(
        PURCHASE_ORDERS, "Purchase orders from the vendor.", key="id", by="vendor_id", hops=vendors_of_vendor
    )
    bills: Row | None = related(BILLS, "What the vendor billed.", key="id", by="vendor_id", hops=vendors_of_vendor)
    payments: Row | None = related(
        VENDOR_PAYMENTS, "Payments to the vendor.", key="id", by="vendor_id", hops=vendors_of_vendor
    )
    expenses: Row | None = related(
        EXPENSES, "What was spent with the vendor.", key="id", by="vendor_id", hops=vendors_of_vendor
    )
    notes: Row | None = notes()
    timeline: Row | None = timeline()
    custom_fields: list[Row] | None = custom_fields()
    attachments: list[Attachment] | None = attachments()


@strawberry.enum(description="Field by which vendors are ordered.")
class VendorOrderField(Enum):
    """CRM's sortable columns."""

    CREATED_AT = "Created_Time"
    UPDATED_AT = "Modified_Time"
    NAME = "Vendor_Name"


@filter_input("Filter for vendors; a record must meet every condition.")
class VendorFilter:
    """What CRM's search compares."""

    name: SearchTextFilter | None = where("Vendor_Name", "By name.")
    email: SearchTextFilter | None = where("Email", "By e-mail address.")
    category: ChoiceFilter | None = where("Category", "By category.")
    owner_id: strawberry.ID | None = where("Owner", "By owner.", refers_to="User")


VENDORS = Listing(
    Vendor,
    filter=VendorFilter,
    order=VendorOrderField,
    saved_views=True,
    search=True,
)
