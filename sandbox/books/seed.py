"""The company's story in Books' own words: every record that a new sandbox begins with."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sandbox.books import (
    balances,
    contacts_told,
    credit_notes,
    customer_payments_written,
    documents,
    estimates,
    invoices_written,
    items,
    purchase_orders,
    sales_orders,
    settings,
    users,
)
from sandbox.books.comments import remark, shelf_of
from sandbox.books.contact_persons import PERSONS
from sandbox.books.contacts import CONTACTS
from sandbox.books.credit_notes import CREDIT_NOTES
from sandbox.books.customer_payments import CUSTOMER_PAYMENTS
from sandbox.books.documents import Trade
from sandbox.books.estimates import ESTIMATES
from sandbox.books.invoices import INVOICES
from sandbox.books.items import ITEMS
from sandbox.books.memberships import ORGANIZATIONS
from sandbox.books.purchase_orders import PURCHASE_ORDERS
from sandbox.books.sales_orders import SALES_ORDERS
from sandbox.company.shapes import Document, DocumentKind, Payment
from sandbox.company.whole import Company
from sandbox.people import Persona
from sandbox.store import Body

Seeded = tuple[str, str, str, Body]
Event = tuple[Persona, datetime, str, str]
TRADES: dict[DocumentKind, tuple[Trade, str]] = {
    "estimate": (estimates.TRADE, "Estimate"),
    "salesorder": (sales_orders.TRADE, "Sales Order"),
    "invoice": (invoices_written.TRADE, "Invoice"),
    "purchaseorder": (purchase_orders.TRADE, "Purchase Order"),
    "creditnote": (credit_notes.TRADE, "Credit note"),
}
MODULES = {
    module.name: module
    for module in (
        CONTACTS, PERSONS, ESTIMATES, SALES_ORDERS, INVOICES, PURCHASE_ORDERS, CREDIT_NOTES, CUSTOMER_PAYMENTS, ITEMS
    )
}  # fmt: skip
# A comment's id goes by what it is about; the last of ten is for the line in the history of the customer or vendor.
AT_PARTY = 9
FIRST_COMMENT = 460_000_000_100_000_000


def records(company: Company) -> Iterator[Seeded]:
    """Everything: (shelf, module, id, body). The default organisation has it all, the other only its settings."""
    for organization in ORGANIZATIONS:
        for module, body in settings.seeded():
            yield organization.shelf, module.name, body[module.id_key], body
        for user in users.seeded(organization):
            yield organization.shelf, users.USERS.name, user["user_id"], user
    shelf = ORGANIZATIONS[0].shelf
    for module, id_, body in _business(company):
        yield shelf, module, id_, MODULES[module].completed(body)
    for module, id_, body in _histories(company):
        yield shelf, shelf_of(module, id_), body["comment_id"], body


def _business(company: Company) -> Iterator[tuple[str, str, Body]]:
    contacts = _contacts(company)
    told = list(_documents(company, contacts))
    payments = [customer_payments_written.told(payment) for payment in company.payments]
    owed: dict[str, dict[str, list[Body]]] = {id_: {} for id_ in contacts}
    for module, body in [*told, *(("customerpayments", payment) for payment in payments)]:
        if module in balances.SOURCES:
            owed[body["customer_id"]].setdefault(module, []).append(body)
    for id_, contact in contacts.items():
        sources = [owed[id_].get(module, []) for module in balances.SOURCES]
        yield "contacts", id_, contact | balances.balances(contact["currency_code"], *sources)
    for person in company.contacts:
        if person.account.books_id is not None:
            yield "contact_persons", person.books_person_id, contacts_told.person(person, person.account.books_id)
    for product in company.products:
        yield "items", product.books_id, items.told(product)
    for module, body in told:
        yield module, body[f"{module.removesuffix('s')}_id"], body
    for payment in payments:
        yield "customerpayments", payment["payment_id"], payment


def _contacts(company: Company) -> dict[str, Body]:
    customers = {
        account.books_id: contacts_told.customer(account, account.books_id, company.contacts_of(account)[0])
        for account in company.accounts
        if account.books_id is not None
    }
    vendors = {vendor.books_id: contacts_told.vendor(vendor, vendor.books_id) for vendor in company.vendors}
    return customers | vendors


def _documents(company: Company, contacts: dict[str, Body]) -> Iterator[tuple[str, Body]]:
    orders = {order.source.books_id: order for order in company.documents_of("salesorder") if order.source}
    own: dict[DocumentKind, Callable[[Document], Body]] = {
        "estimate": lambda document: estimates.told(document, orders.get(document.books_id)),
        "salesorder": sales_orders.told,
        "invoice": invoices_written.told,
        "purchaseorder": purchase_orders.told,
        "creditnote": credit_notes.told,
    }
    for document in company.documents:
        trade, _ = TRADES[document.kind]
        contact = contacts[document.party.books_id or ""]
        yield trade.module, documents.told(trade, document, contact) | own[document.kind](document)


def _histories(company: Company) -> Iterator[tuple[str, str, Body]]:
    for document in company.documents:
        trade, noun = TRADES[document.kind]
        party = document.party.books_id or ""
        for position, (author, at, what, operation) in enumerate(_events(document, noun)):
            yield trade.module, document.books_id, remark(_comment_id(document, position), author, at, what, operation)
            if position == 0:
                transaction = {"transaction_id": document.books_id, "transaction_type": document.kind}
                body = remark(_comment_id(document, AT_PARTY), author, at, f"{noun} {document.name} created.", "Added")
                yield "contacts", party, body | transaction
    for payment in company.payments:
        for position, (invoice, amount) in enumerate(payment.applied):
            what = f"Payment of {invoice.currency} {amount:.2f} received."
            body = remark(_comment_id(payment, position), payment.author, payment.created_at, what, "Added")
            yield "invoices", invoice.books_id, body | {"transaction_type": "customer_payment"}


def _comment_id(of: Document | Payment, position: int) -> str:
    return str(FIRST_COMMENT + int(of.books_id) % 1_000_000_000 * 10 + position)


def _events(document: Document, noun: str) -> Iterator[Event]:
    at, author = document.created_at, document.author
    yield author, at, f"{noun} created.", "Added"
    if document.submitter is not None:
        yield document.submitter, at + timedelta(minutes=10), f"{noun} submitted for approval.", "Updated"
    if document.approver is not None:
        yield document.approver, at + timedelta(minutes=40), f"{noun} approved.", "Updated"
    if document.status not in {"draft", "pending_approval", "paid", "partially_paid"}:
        yield author, at + timedelta(minutes=50), f"{noun} marked as {document.status.replace('_', ' ')}.", "Updated"
