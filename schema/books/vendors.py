"""Books vendors: contacts of type vendor, with what was ordered from them."""

from datetime import datetime
from enum import Enum

import strawberry

from domain.modules import books
from domain.queries import Row
from schema.books.bills import BILLS
from schema.books.comments import comments
from schema.books.contact_persons import ContactPerson
from schema.books.customers import BooksContactFilter, BooksContactStatus, BooksContactView
from schema.books.expenses import EXPENSES
from schema.books.purchase_orders import PURCHASE_ORDERS
from schema.books.vendor_payments import VENDOR_PAYMENTS
from schema.engine.declare.base_amounts import in_base
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, related, upstream
from schema.shared.addresses import Address, address_in_books
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@record(books.VENDORS)
class BooksVendor(Node):
    """A Books vendor. If linked, it is a `Vendor` in CRM."""

    name: str | None = upstream("contact_name", "The name shown in lists.")
    company_name: str | None = upstream("company_name", "The company's name.")
    first_name: str | None = upstream("first_name", "First name of the primary person.")
    last_name: str | None = upstream("last_name", "Last name of the primary person.")
    email: str | None = upstream("email", "E-mail address.")
    phone: str | None = upstream("phone", "Phone.")
    mobile: str | None = upstream("mobile", "Mobile phone.")
    website: str | None = upstream("website", "Website.")
    status: BooksContactStatus | None = upstream("status", "Vendor status.")
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.", is_currency=True)
    payment_terms: str | None = upstream("payment_terms_label", "The terms of payment.")
    payable: Money | None = upstream(
        "outstanding_payable_amount", "Amount owed to the vendor.", currency="currency_code", crm="Grand_Total"
    )
    payable_in_base: Money | None = in_base("payable", twin="outstanding_payable_amount_bcy")
    unused_credits: Money | None = upstream(
        "unused_credits_payable_amount", "Credits not yet used.", currency="currency_code", crm="Grand_Total"
    )
    unused_credits_in_base: Money | None = in_base("unused_credits", twin="unused_credits_payable_amount_bcy")
    is_linked_with_crm: bool | None = upstream("is_linked_with_zohocrm", "Whether the vendor is linked with CRM.")
    persons: list[ContactPerson] | None = upstream("contact_persons", "People at the vendor.", detail=True)
    billing_address: Address | None = address_in_books("billing_address", "Billing address.")
    shipping_address: Address | None = address_in_books("shipping_address", "Shipping address.")
    notes: str | None = upstream("notes", "Free text.", detail=True)
    author: str | None = upstream("created_by_name", "Who created it.", detail=True, same_as="User.name")
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("last_modified_time", "When it was last changed.", is_moment=True)
    vendor: Row | None = link("crm.vendors.Vendor", "The vendor in CRM.", key="zcrm_vendor_id", detail=True)
    purchase_orders: Row | None = related(
        PURCHASE_ORDERS, "Purchase orders from the vendor.", key="contact_id", by="vendor_id"
    )
    bills: Row | None = related(BILLS, "What it billed.", key="contact_id", by="vendor_id")
    payments: Row | None = related(VENDOR_PAYMENTS, "Payments to it.", key="contact_id", by="vendor_id")
    expenses: Row | None = related(EXPENSES, "What was spent with it.", key="contact_id", by="vendor_id")
    comments: Row | None = comments()
    custom_fields: list[Row] | None = custom_fields(crm="Grand_Total")


@strawberry.enum(description="Field by which vendors of Books are ordered.")
class BooksVendorOrderField(Enum):
    """Books' sortable columns."""

    NAME = "contact_name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    CREATED_AT = "created_time"
    UPDATED_AT = "last_modified_time"


BOOKS_VENDORS = Listing(
    BooksVendor,
    filter=BooksContactFilter,
    order=BooksVendorOrderField,
    view=BooksContactView,
    search=True,
)
