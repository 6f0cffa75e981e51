"""The company's story in Books' own words: every record that a new sandbox begins with."""

from collections.abc import Callable, Iterator, Mapping

from sandbox.books import (
    balances,
    contact_seed,
    credit_notes,
    customer_payment_writes,
    documents,
    estimates,
    histories,
    invoice_writes,
    items,
    purchase_orders,
    sales_orders,
    settings,
    users,
)
from sandbox.books.catalogue import DECLARED, mentions
from sandbox.books.comments import shelf_of
from sandbox.books.contact_persons import PERSONS
from sandbox.books.contacts import CONTACTS
from sandbox.books.credit_notes import CREDIT_NOTES
from sandbox.books.customer_payments import CUSTOMER_PAYMENTS
from sandbox.books.declaration import Declaration
from sandbox.books.documents import Trade
from sandbox.books.estimates import ESTIMATES
from sandbox.books.invoices import INVOICES
from sandbox.books.items import ITEMS
from sandbox.books.memberships import ORGANIZATIONS
from sandbox.books.purchase_orders import PURCHASE_ORDERS
from sandbox.books.sales_orders import SALES_ORDERS
from sandbox.company.company import Company
from sandbox.company.documents import Document
from sandbox.store import Body

Seeded = tuple[str, str, str, Body]
TRADES: dict[str, tuple[Trade, str]] = {
    "estimate": (estimates.TRADE, "Estimate"),
    "salesorder": (sales_orders.TRADE, "Sales Order"),
    "invoice": (invoice_writes.TRADE, "Invoice"),
    "purchaseorder": (purchase_orders.TRADE, "Purchase Order"),
    "creditnote": (credit_notes.TRADE, "Credit note"),
}
MODULES = {
    module.name: module
    for module in (
        CONTACTS, PERSONS, ESTIMATES, SALES_ORDERS, INVOICES, PURCHASE_ORDERS, CREDIT_NOTES, CUSTOMER_PAYMENTS, ITEMS
    )
}  # fmt: skip


def records(company: Company) -> Iterator[Seeded]:
    """Everything: (shelf, module, id, body). The default organisation has it all, the other only its settings."""
    for organization in ORGANIZATIONS:
        for module, body in settings.seeded():
            yield organization.shelf, module.name, body[module.id_key], body
        for declared in DECLARED:
            if declared.everyone:
                yield from _declared(organization.shelf, declared, company)
        for user in users.seeded(organization):
            yield organization.shelf, users.USERS.name, user["user_id"], user
    shelf = ORGANIZATIONS[0].shelf
    besides = mentions(company)
    for module, id_, body in _business(company):
        yield shelf, module, id_, MODULES[module].completed(body | besides.get((module, id_), {}))
    for declared in DECLARED:
        if not declared.everyone:
            yield from _declared(shelf, declared, company, besides)
    for module, id_, body in _histories(company):
        yield shelf, shelf_of(module, id_), body["comment_id"], body


def _declared(
    shelf: str, declared: Declaration, company: Company, besides: Mapping[tuple[str, str], Body] | None = None
) -> Iterator[Seeded]:
    module = declared.module
    for body in declared.records(company):
        id_ = body[module.id_key]
        part = (besides or {}).get((module.name, id_), {})
        yield shelf, module.name, id_, module.completed(body | part)


def _business(company: Company) -> Iterator[tuple[str, str, Body]]:
    contacts = _contacts(company)
    bodies = list(_documents(company, contacts))
    payments = [customer_payment_writes.seeded_payment(payment) for payment in company.payments]
    owed: dict[str, dict[str, list[Body]]] = {id_: {} for id_ in contacts}
    for module, body in [*bodies, *(("customerpayments", payment) for payment in payments)]:
        if module in balances.SOURCES:
            owed[body["customer_id"]].setdefault(module, []).append(body)
    for id_, contact in contacts.items():
        sources = [owed[id_].get(module, []) for module in balances.SOURCES]
        yield "contacts", id_, contact | balances.balances(contact["currency_code"], *sources)
    for person in company.contacts:
        if person.account.books_id is not None:
            yield "contact_persons", person.books_person_id, contact_seed.person(person, person.account.books_id)
    for product in company.products:
        yield "items", product.books_id, items.item_of(product)
    for module, body in bodies:
        yield module, body[f"{module.removesuffix('s')}_id"], body
    for payment in payments:
        yield "customerpayments", payment["payment_id"], payment


def _contacts(company: Company) -> dict[str, Body]:
    customers = {
        account.books_id: contact_seed.customer(account, account.books_id, company.contacts_of(account)[0])
        for account in company.accounts
        if account.books_id is not None
    }
    vendors = {vendor.books_id: contact_seed.vendor(vendor, vendor.books_id) for vendor in company.vendors}
    return customers | vendors


def _documents(company: Company, contacts: dict[str, Body]) -> Iterator[tuple[str, Body]]:
    orders = {order.source.books_id: order for order in company.documents_of("salesorder") if order.source}
    own: dict[str, Callable[[Document], Body]] = {
        "estimate": lambda document: estimates.seeded_estimate(document, orders.get(document.books_id)),
        "salesorder": sales_orders.seeded_order,
        "invoice": invoice_writes.seeded_invoice,
        "purchaseorder": purchase_orders.seeded_order,
        "creditnote": credit_notes.seeded_credit_note,
    }
    for document in company.documents:
        trade, _ = TRADES[document.kind]
        contact = contacts[document.party.books_id or ""]
        yield trade.module, documents.seeded_document(trade, document, contact) | own[document.kind](document)


def _histories(company: Company) -> Iterator[tuple[str, str, Body]]:
    for document in company.documents:
        trade, noun = TRADES[document.kind]
        yield from histories.of_document(document, trade.module, noun)
    for payment in company.payments:
        for position, (invoice, amount) in enumerate(payment.applied):
            what = f"Payment of {invoice.currency} {amount:.2f} received."
            body = histories.noted(payment.books_id, position, payment.author, payment.created_at, what)
            yield "invoices", invoice.books_id, body | {"transaction_type": "customer_payment"}
    for declared in DECLARED:
        yield from declared.history(company)
