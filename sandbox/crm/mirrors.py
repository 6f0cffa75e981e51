"""The finance modules inside CRM: read-only copies of what Books and Billing hold.

Zoho documents none of them for the API; names and fields are those seen in public client code (docs/fidelity.md).
"""

from dataclasses import replace

from sandbox.crm.fields import CURRENCIES
from sandbox.crm.metadata import CrmModule, Field, fields, module

INVOICES = "CustomModule5001"
ESTIMATES = "CustomModule5002"
PURCHASE_ORDERS = "CustomModule5003"
SALES_ORDERS = "CustomModule5004"
SUBSCRIPTIONS = "Subscriptions"
DOCUMENTS = (INVOICES, ESTIMATES, PURCHASE_ORDERS, SALES_ORDERS)
MIRRORS = (*DOCUMENTS, SUBSCRIPTIONS)

# The words that Books and Billing use themselves.
STATUSES = {
    INVOICES: ("draft", "sent", "overdue", "partially_paid", "paid", "void"),
    ESTIMATES: ("draft", "pending_approval", "sent", "accepted", "declined", "expired", "invoiced"),
    PURCHASE_ORDERS: ("draft", "open", "billed", "cancelled"),
    SALES_ORDERS: ("draft", "open", "invoiced", "void"),
    SUBSCRIPTIONS: (
        "live", "trial", "dunning", "unpaid", "non_renewing", "cancelled", "creation_failed", "cancelled_from_dunning",
        "expired", "trial_expired", "future", "paused",
    ),
}  # fmt: skip

_ACCOUNT = Field("Account_Name", "lookup", target="Accounts")
_CONTACT = Field("Contact_Name", "lookup", target="Contacts")
_CUSTOMER = (_ACCOUNT, _CONTACT, Field("Potential_Name", "lookup", target="Deals"))
_SUMS = (*fields("currency", "Sub_Total Grand_Total"), Field("Currency", "picklist", CURRENCIES))
_REST = (*fields("double", "ExchangeRate"), *fields("text", "Sales_Person"))


def _mirror(number: int, key: str, singular: str, texts: str, dates: str, *more: Field) -> CrmModule:
    status = Field("Status", "picklist", STATUSES[key])
    own = (Field("Name", "text", mandatory=True), *fields("text", texts), *fields("date", dates), status, *more)
    return module(number, key, singular, "Name", own, mirror=True)


MIRROR_MODULES: tuple[CrmModule, ...] = (
    _mirror(
        11, INVOICES, "Invoice", "Invoice_ID Order_Number", "Invoice_Date Due_Date", *_CUSTOMER, *_SUMS,
        *fields("currency", "Balance"), *_REST, *fields("boolean", "Client_Viewed"),
    ),
    _mirror(
        12, ESTIMATES, "Estimate", "Estimate_ID Reference_Number", "Estimate_Date Expiry_Date",
        *_CUSTOMER, *_SUMS, *_REST,
    ),
    _mirror(
        13, PURCHASE_ORDERS, "Purchase Order", "Purchase_Order_ID Reference_Number",
        "Purchase_Order_Date Delivery_Date", Field("Vendor_Name", "lookup", target="Vendors"), *_SUMS, *_REST,
    ),
    _mirror(
        14, SALES_ORDERS, "Sales Order", "Sales_Order_ID Reference_Number", "Sales_Order_Date Shipment_Date",
        *_CUSTOMER, *_SUMS, *_REST,
    ),
    _mirror(
        15, SUBSCRIPTIONS, "Subscription", "Subscription_ID Plan_Name", "Next_Billing_Date", _ACCOUNT, _CONTACT,
        *fields("currency", "Amount"),
    ),
)  # fmt: skip


def mirror_modules(subscriptions_module: str) -> tuple[CrmModule, ...]:
    """The finance modules, the one of subscriptions under the API name that the options give it."""
    *documents, subscriptions = MIRROR_MODULES
    return (*documents, replace(subscriptions, api_name=subscriptions_module))
