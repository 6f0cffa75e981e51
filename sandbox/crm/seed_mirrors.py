"""The seeded finance documents and subscriptions as CRM's mirrors show them."""

from collections.abc import Iterator

from sandbox.company.billing_entities import Subscription
from sandbox.company.company import Company
from sandbox.company.documents import Document
from sandbox.company.entities import Account, Vendor
from sandbox.crm.mirrors import ESTIMATES, INVOICES, PURCHASE_ORDERS, SALES_ORDERS, SUBSCRIPTIONS
from sandbox.crm.seed import RATES, link, money, record
from sandbox.store import Body

# Where each kind goes, and what its fields for Books' id, its reference and its two dates are called.
_PLACES: dict[str, tuple[str, str, str, str, str]] = {
    "invoice": (INVOICES, "Invoice_ID", "Order_Number", "Invoice_Date", "Due_Date"),
    "estimate": (ESTIMATES, "Estimate_ID", "Reference_Number", "Estimate_Date", "Expiry_Date"),
    "purchaseorder": (
        PURCHASE_ORDERS, "Purchase_Order_ID", "Reference_Number", "Purchase_Order_Date", "Delivery_Date",
    ),
    "salesorder": (SALES_ORDERS, "Sales_Order_ID", "Reference_Number", "Sales_Order_Date", "Shipment_Date"),
}  # fmt: skip


def mirror_records(company: Company) -> Iterator[tuple[str, Body]]:
    """Every mirror of a document or a subscription: (module, body). Credit notes have none."""
    primary = {contact.account.crm_id: link(contact) for contact in company.contacts if contact.primary}
    for document in company.documents:
        if document.kind in _PLACES:
            yield _PLACES[document.kind][0], _document(document, primary)
    for subscription in company.subscriptions:
        yield SUBSCRIPTIONS, _subscription(subscription)


def _party(party: Account | Vendor, primary: dict[str, Body]) -> Body:
    if isinstance(party, Vendor):
        return {"Vendor_Name": link(party)}
    return {"Account_Name": link(party), "Contact_Name": primary[party.crm_id]}


def _document(document: Document, primary: dict[str, Body]) -> Body:
    _, id_, reference, made_on, until = _PLACES[document.kind]
    values: Body = {
        "Name": document.name,
        id_: document.books_id,
        reference: document.reference,
        made_on: document.made_on.isoformat(),
        until: document.until.isoformat(),
        "Status": document.status,
        "Potential_Name": link(document.deal) if document.deal else None,
        "Sub_Total": money(document.net),
        "Grand_Total": money(document.total),
        "Currency": document.currency,
        "ExchangeRate": RATES[document.currency],
        "Sales_Person": document.salesperson.full_name,
        **_party(document.party, primary),
    }
    if document.kind == "invoice":
        values |= {"Balance": money(document.balance), "Client_Viewed": document.status in {"paid", "partially_paid"}}
    return record(document.mirror_id, document.author, document.created_at, document.modified_at, **values)


def _subscription(subscription: Subscription) -> Body:
    return record(
        subscription.mirror_id,
        subscription.salesperson,
        subscription.created_at,
        subscription.modified_at,
        Name=f"SUB-{subscription.number:05d}",
        Subscription_ID=subscription.billing_id,
        Account_Name=link(subscription.account),
        Contact_Name=link(subscription.contact),
        Plan_Name=subscription.plan.name,
        Status=subscription.status,
        Amount=money(subscription.amount),
        Next_Billing_Date=subscription.next_billing_on.isoformat() if subscription.next_billing_on else None,
    )
