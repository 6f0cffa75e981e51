"""Every operation of the local Books."""

from collections.abc import Iterator

from sandbox.books import (
    approval_transitions,
    attachments,
    contact_persons,
    conversions,
    crm_import,
    document_parts,
    emails,
    field_definitions,
    invoice_counts,
    items,
    organizations,
    payment_terms,
    printing,
    rest,
    salespersons,
    settings,
    templates,
    transaction_locks,
    transitions,
    users,
)
from sandbox.books.catalogue import DECLARED
from sandbox.books.comments import ChangeResponse, comment_operations, contact_comment_operations
from sandbox.books.contacts import CONTACTS
from sandbox.books.credit_notes import CREDIT_NOTES
from sandbox.books.customer_payments import CUSTOMER_PAYMENTS
from sandbox.books.estimates import ESTIMATES
from sandbox.books.invoices import INVOICES
from sandbox.books.items import ITEMS
from sandbox.books.operations import Operation
from sandbox.books.purchase_orders import PURCHASE_ORDERS
from sandbox.books.sales_orders import SALES_ORDERS

DOCUMENTS = (ESTIMATES, SALES_ORDERS, INVOICES, PURCHASE_ORDERS, CREDIT_NOTES, CUSTOMER_PAYMENTS)


def operations() -> Iterator[Operation]:
    """All of them. Of two with the same method and path the later one counts."""
    for module in (CONTACTS, ITEMS, *DOCUMENTS):
        yield from rest.operations_of(module)
    changed = ChangeResponse("Comment has been updated.")
    yield from comment_operations(ESTIMATES, ChangeResponse("Comment has been updated successfully."))
    yield from comment_operations(INVOICES, ChangeResponse("success"))
    yield from comment_operations(CREDIT_NOTES, None)
    # By their pages only these two answer the new comment; purchase orders need the date, and answer 201.
    yield from comment_operations(SALES_ORDERS, changed, with_comment=True)
    required, silent = ("expected_delivery_date",), ChangeResponse("Comment has been updated.", with_comment=False)
    yield from comment_operations(PURCHASE_ORDERS, silent, status=201, required=required, with_comment=True)
    for declared in DECLARED:
        yield from declared.operations
    yield from contact_comment_operations(CONTACTS)
    yield from contact_persons.operations(CONTACTS)
    yield from invoice_counts.operations()
    yield from transitions.operations()
    yield from conversions.operations()
    yield from emails.operations()
    yield from approval_transitions.operations()
    yield from printing.operations()
    yield from document_parts.operations()
    yield from attachments.operations()
    yield from crm_import.operations()
    yield from items.operations()
    yield from settings.operations()
    yield from field_definitions.operations()
    yield from payment_terms.operations()
    yield from templates.operations()
    yield from salespersons.operations()
    yield from transaction_locks.operations()
    yield from users.operations()
    yield from organizations.operations()
