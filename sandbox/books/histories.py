"""What the seeded history of a record says, with the ids of its lines."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sandbox.books.comments import remark
from sandbox.company.documents import Document
from sandbox.people import Persona
from sandbox.store import Body

Event = tuple[Persona, datetime, str, str]
# A line's id goes by what it is about; the last of ten is for the line in the history of the customer or vendor.
AT_PARTY = 9
FIRST_COMMENT = 460_000_000_100_000_000
# Of these the history has other lines, or none yet.
SILENT = {"draft", "pending_approval", "paid", "partially_paid"}


def noted(about: str, position: int, author: Persona, at: datetime, what: str, operation: str = "Added") -> Body:
    """A note of the product's own, one of at most nine about the record with this id."""
    id_ = FIRST_COMMENT + int(about) % 1_000_000_000 * 10 + position
    return remark(str(id_), author, at, what, operation)


def of_document(document: Document, module: str, noun: str) -> Iterator[tuple[str, str, Body]]:
    """The notes about a document: its own, and that of its customer or vendor. (module, id, body)."""
    for position, (author, at, what, operation) in enumerate(_events(document, noun)):
        yield module, document.books_id, noted(document.books_id, position, author, at, what, operation)
        if position == 0:
            transaction = {"transaction_id": document.books_id, "transaction_type": document.kind}
            body = noted(document.books_id, AT_PARTY, author, at, f"{noun} {document.name} created.")
            yield "contacts", document.party.books_id or "", body | transaction


def _events(document: Document, noun: str) -> Iterator[Event]:
    at, author = document.created_at, document.author
    yield author, at, f"{noun} created.", "Added"
    if document.submitter is not None:
        yield document.submitter, at + timedelta(minutes=10), f"{noun} submitted for approval.", "Updated"
    if document.approver is not None:
        yield document.approver, at + timedelta(minutes=40), f"{noun} approved.", "Updated"
    if document.status not in SILENT:
        yield author, at + timedelta(minutes=50), f"{noun} marked as {document.status.replace('_', ' ')}.", "Updated"
