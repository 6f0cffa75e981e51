"""The modules of Zoho Books."""

from domain.actions import ACTIONS, ActionName
from domain.modules.module import CATALOGUE, VIEW, Module
from domain.modules.registry import declare

ALL: frozenset[ActionName] = frozenset(ACTIONS)
# They can be made of a record of CRM, or recorded, and are otherwise for reading.
CREATED_ALONE: frozenset[ActionName] = frozenset({"view", "create", "export"})
# What integration users get in documents. Who may edit may send and convert, as with a role.
DRAFTED: frozenset[ActionName] = frozenset({"create", "view", "edit", "send", "convert"})
# Comments of customers and vendors come in pages, the oldest first: at most so many are read.
COMMENT_PAGES = 5

CUSTOMERS = declare(
    Module(
        "books",
        "customers",
        entity="contact",
        actions=CREATED_ALONE,
        is_grantable=True,
        comment_calls=COMMENT_PAGES,
    )
)
VENDORS = declare(
    Module(
        "books",
        "vendors",
        entity="contact",
        actions=CREATED_ALONE,
        is_grantable=True,
        comment_calls=COMMENT_PAGES,
    )
)
ESTIMATES = declare(
    Module(
        "books",
        "estimates",
        entity="estimate",
        mirror="CustomModule5002",
        actions=ALL,
        is_grantable=True,
        default_grant=DRAFTED,
        earlier_grant=ALL,
        comment_calls=1,
        has_pdf=True,
    )
)
SALES_ORDERS = declare(
    Module(
        "books",
        "sales_orders",
        entity="salesorder",
        mirror="CustomModule5004",
        actions=ALL,
        is_grantable=True,
        default_grant=DRAFTED,
        earlier_grant=VIEW,
        comment_calls=1,
        has_pdf=True,
        files="last",
    )
)
INVOICES = declare(
    Module(
        "books",
        "invoices",
        entity="invoice",
        mirror="CustomModule5001",
        actions=ALL,
        is_grantable=True,
        default_grant=DRAFTED,
        earlier_grant=VIEW,
        comment_calls=1,
        has_pdf=True,
        files="each",
    )
)
PURCHASE_ORDERS = declare(
    Module(
        "books",
        "purchase_orders",
        entity="purchaseorder",
        mirror="CustomModule5003",
        actions=ALL,
        is_grantable=True,
        default_grant=DRAFTED,
        earlier_grant=VIEW,
        comment_calls=1,
        has_pdf=True,
        files="last",
    )
)
CUSTOMER_PAYMENTS = declare(
    Module("books", "customer_payments", entity="customerpayment", actions=CREATED_ALONE, is_grantable=True)
)
CREDIT_NOTES = declare(Module("books", "credit_notes", entity="creditnote", is_grantable=True, comment_calls=1))
BILLS = declare(Module("books", "bills", entity="bill", is_grantable=True, comment_calls=1))
VENDOR_PAYMENTS = declare(Module("books", "vendor_payments", entity="vendorpayment", is_grantable=True))
EXPENSES = declare(Module("books", "expenses", entity="expense", is_grantable=True, comment_calls=1))
ITEMS = declare(Module("books", "items", entity="item", is_grantable=True, ttl=CATALOGUE))

# What is written, mailed, commented on and approved in the same ways.
DOCUMENTS = (ESTIMATES, SALES_ORDERS, INVOICES, PURCHASE_ORDERS)
