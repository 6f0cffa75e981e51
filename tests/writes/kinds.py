"""Every kind of write."""

from collections.abc import Iterator
from typing import Any

from sandbox.context import Sandbox
from tests.writes.kind import (
    ATTACHING,
    CUSTOMER,
    DOCUMENTS,
    LINES,
    VENDOR,
    Given,
    Holds,
    Kind,
    having,
    id_in,
    on,
    standing,
)
from tests.writes.stock import Stock
from tests.writes.subscribed import subscribed


def _created() -> Iterator[Kind]:
    for name, module in DOCUMENTS.items():
        party = {"party": {"booksVendor": VENDOR}} if name == "PurchaseOrder" else {"party": {"customer": CUSTOMER}}
        fixed = {**party, "lineItems": LINES}
        yield Kind(
            f"create{name}",
            lambda _, word, fixed=fixed: {**fixed, "reference": word},
            having("books", module, "reference_number"),
            repeatable="with the field",
        )
    yield Kind(
        "createEstimate for an account",
        lambda stock, word: {
            "party": {"account": on("Account", stock.unlinked())["id"]},
            "lineItems": LINES,
            "reference": word,
        },
        # The import is lost first, and that is repeatable.
        having("books", "estimates", "reference_number"),
    )
    yield Kind(
        "recordPayment",
        lambda stock, word: {
            "invoiceId": stock.document("invoices", "sent", "overdue"),
            "amount": "1.5",
            "paidOn": "2026-01-02",
            "mode": "Cash",
            "reference": word,
        },
        # A payment does not tell its author.
        having("books", "customerpayments", "reference_number"),
        found="with the field",
        repeatable="with the field",
    )


def _converted() -> Iterator[Kind]:
    for source, target, status in (
        ("Estimate", "SalesOrder", "accepted"),
        ("Estimate", "Invoice", "accepted"),
        ("SalesOrder", "Invoice", "open"),
    ):

        def times(sandbox: Sandbox, given: Given, _word: str, source: str = source, target: str = target) -> int:
            reference = (sandbox.store.body("books", DOCUMENTS[source], id_in(given)) or {})["reference_number"]
            found = sandbox.store.bodies("books", DOCUMENTS[target])
            return sum(body.get("reference_number") == reference for body in found)

        yield Kind(
            f"convert{source}To{target}",
            lambda stock, _, source=source, status=status: on(
                source, stock.document(DOCUMENTS[source], status, referring=True)
            ),
            times,
            found="with the field",
            repeatable="with the field",
        )


def _changed() -> Iterator[Kind]:
    for name, module in DOCUMENTS.items():
        statuses = ("sent", "open", "overdue", "draft") if name != "PurchaseOrder" else ("billed", "open")
        yield Kind(
            f"update{name}",
            lambda stock, word, name=name, module=module, statuses=statuses: on(
                name, stock.document(module, *statuses), notes=word
            ),
            standing("books", module, "notes"),
        )
    yield Kind(
        "deleteDocument",
        lambda stock, _: on("Estimate", stock.document("estimates", "draft")),
        lambda sandbox, given, _: int(sandbox.store.body("books", "estimates", id_in(given)) is None),
    )
    yield Kind("removeAttachment", _with_file, _unfiled)
    yield Kind(
        "setDocumentAddress",
        lambda stock, word: on("Estimate", stock.document("estimates", "sent"), kind="BILLING", address={"city": word}),
        lambda sandbox, given, word: int(
            (sandbox.store.body("books", "estimates", id_in(given)) or {})["billing_address"].get("city") == word
        ),
    )


def _moved() -> Iterator[Kind]:
    for name, before, mark in (
        ("Estimate", "sent", "ACCEPTED"),
        ("SalesOrder", "open", "VOID"),
        ("Invoice", "overdue", "VOID"),
        ("PurchaseOrder", "draft", "OPEN"),
    ):
        yield Kind(
            f"mark{name}",
            lambda stock, _, name=name, before=before, mark=mark: {
                **on(name, stock.document(DOCUMENTS[name], before)),
                "as": mark,
            },
            standing("books", DOCUMENTS[name], "status", mark.lower()),
        )
    steps: tuple[tuple[str, str, str, Holds], ...] = (
        ("submit", "draft", "pending_approval", "never"),
        ("approve", "pending_approval", "approved", "never"),
        ("reject", "pending_approval", "rejected", "never"),
    )
    for act, before, after, repeatable in steps:
        yield Kind(
            f"{act}Document",
            lambda stock, _, before=before: on("Estimate", stock.document("estimates", before)),
            standing("books", "estimates", "status", after),
            repeatable=repeatable,
        )


def _in_crm() -> Iterator[Kind]:
    for name, key, field_, more in (
        ("Account", "Account_Name", "name", {}),
        ("Contact", "Last_Name", "lastName", {}),
        ("Deal", "Deal_Name", "name", {"stage": "Qualification"}),
    ):
        yield Kind(
            f"create{name}",
            lambda _, word, field_=field_, more=more: {field_: word, **more},
            having("crm", f"{name}s", key),
            repeatable="with the field",
        )
        yield Kind(
            f"update{name}",
            lambda stock, word, name=name: on(name, stock.one("crm", f"{name}s")["id"], description=word),
            standing("crm", f"{name}s", "Description"),
        )
    yield Kind(
        "importToBooks",
        lambda stock, _: on("Account", stock.unlinked()),
        lambda sandbox, given, _: sum(
            row.get("zcrm_account_id") == id_in(given) for row in sandbox.store.bodies("books", "contacts")
        ),
    )


def _said() -> Iterator[Kind]:
    yield Kind(
        "addNote",
        lambda stock, word: on("Deal", stock.one("crm", "Deals")["id"], text=word),
        having("crm", "Notes", "Note_Content"),
        repeatable="never",
    )
    yield Kind(
        "addComment",
        lambda stock, word: on("Invoice", stock.document("invoices", "paid"), text=word),
        lambda sandbox, given, word: having("books", f"invoices/{id_in(given)}/comments", "description")(
            sandbox, given, word
        ),
        repeatable="never",
    )
    yield Kind(
        "sendDocument",
        lambda stock, word: on("Invoice", stock.document("invoices", "draft"), to=["a@b.example"], subject=word),
        _mailed,
        found="never",
        repeatable="never",
    )
    yield Kind(
        "sendDocument once more",
        lambda stock, word: on("Invoice", stock.document("invoices", "paid"), to=["a@b.example"], subject=word),
        _mailed,
        found="never",
        repeatable="never",
    )
    yield Kind(
        "sendMail",
        lambda stock, word: on(
            "Contact", stock.one("crm", "Contacts")["id"], to=["a@b.example"], subject=word, body="Hello"
        ),
        _mailed,
        found="never",
        repeatable="never",
    )


def _with_file(stock: Stock, word: str) -> Given:
    id_, file_id = stock.attached(word)
    return {"recordId": on("Invoice", id_)["id"], "attachmentId": file_id}


def _unfiled(sandbox: Sandbox, given: Given, _word: str) -> int:
    invoice = sandbox.store.body("books", "invoices", id_in({"id": given["recordId"]})) or {}
    return int(not invoice["documents"])


def _attached() -> Iterator[Kind]:
    yield Kind(
        f"{ATTACHING} to an invoice",
        lambda stock, word: on("Invoice", stock.document("invoices", "paid"), name=f"{word}.txt"),
        lambda sandbox, given, _: sum(
            file["file_name"] == given["name"]
            for file in (sandbox.store.body("books", "invoices", id_in(given)) or {}).get("documents", ())
        ),
        repeatable="never",
    )
    yield Kind(
        f"{ATTACHING} to a deal",
        lambda stock, word: on("Deal", stock.one("crm", "Deals")["id"], name=f"{word}.txt"),
        lambda sandbox, given, _: having("crm", "Attachments", "File_Name")(sandbox, given, given["name"]),
        repeatable="never",
    )


def _mailed(sandbox: Sandbox, _given: Given, word: str) -> int:
    return sum(letter["subject"] == word for letter in sandbox.outbox.all())


def _reworded() -> Iterator[Kind]:
    yield Kind("updateNote", lambda stock, word: _on_note(stock, text=word), having("crm", "Notes", "Note_Content"))
    yield Kind(
        "deleteNote",
        lambda stock, _: _on_note(stock),
        lambda sandbox, given, _: int(sandbox.store.body("crm", "Notes", given["noteId"]) is None),
    )
    yield Kind(
        "updateComment",
        lambda stock, word: _on_comment(stock, text=word),
        lambda sandbox, given, word: int((_comment(sandbox, given) or {})["description"] == word),
    )
    yield Kind(
        "deleteComment",
        lambda stock, _: _on_comment(stock),
        lambda sandbox, given, _: int(_comment(sandbox, given) is None),
    )


def _on_note(stock: Stock, **more: Any) -> Given:
    note_id, deal = stock.noted()
    return on("Deal", deal, noteId=note_id, **more)


def _on_comment(stock: Stock, **more: Any) -> Given:
    comment_id, invoice = stock.commented()
    return on("Invoice", invoice, commentId=comment_id, **more)


def _comment(sandbox: Sandbox, given: Given) -> dict[str, Any] | None:
    return sandbox.store.body("books", f"invoices/{id_in(given)}/comments", given["commentId"])


KINDS = (
    *(*_created(), *_converted(), *_changed(), *_moved(), *_in_crm(), *subscribed()),
    *(*_said(), *_reworded(), *_attached()),
)
