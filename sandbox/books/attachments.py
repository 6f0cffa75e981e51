"""Files that are attached to documents (Zoho Books API v3, the documents' pages)."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import PurePosixPath

from sandbox.books import comments, locks, values
from sandbox.books.files import File, fit_name, pieces
from sandbox.books.invoices import INVOICES
from sandbox.books.modules import Module
from sandbox.books.operations import Answer, Ask, Operation, Upload, success
from sandbox.books.purchase_orders import PURCHASE_ORDERS
from sandbox.books.refusals import invalid, missing
from sandbox.books.rest import store_changed
from sandbox.books.sales_orders import SALES_ORDERS
from sandbox.store import Body

# Zoho Books help, "Attach files": ten files of at most ten megabytes each.
MOST, SIZE = 10, 10 * 1024 * 1024
FILES = "document_files"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a module's documents answer when a file is attached, mailed along or not, and taken off."""

    module: Module
    attached: str
    changed: str
    removed: str
    status: int


WORDINGS = (
    Wording(
        SALES_ORDERS,
        "Your file has been successfully attached to the sales order.",
        "Sales Order Updated Successfully.",
        "Your file is no longer attached to the sales order.",
        201,
    ),
    Wording(
        INVOICES,
        "Your file has been successfully attached to the invoice.",
        "Invoice information has been updated.",
        "Your file is no longer attached to the invoice.",
        200,
    ),
    Wording(
        PURCHASE_ORDERS,
        "The document has been attached.",
        "Purchase Order has been updated.",
        "The attachment has been deleted.",
        201,
    ),
)


def operations() -> list[Operation]:
    """The attachment of each document, which is the last one of its files, and of invoices each file by its id."""
    path, entity = "/invoices/{id}/documents/{document}", INVOICES.entity
    return [
        *(operation for wording in WORDINGS for operation in _operations_of(wording)),
        Operation("GET", path, "invoices.READ", (entity, "view"), _document),
        Operation("DELETE", path, "invoices.DELETE", (entity, "edit"), _delete_document),
    ]


def _operations_of(wording: Wording) -> list[Operation]:
    module = wording.module

    def read(ask: Ask) -> Answer:
        return _content(ask, _last(module.found(ask, ask.ids["id"])))

    def add(ask: Ask) -> Answer:
        record = module.found(ask, ask.ids["id"])
        files = [upload for upload in ask.uploads if upload.field == "attachment"]
        rows: list[Body] = record.get("documents", [])
        if not files or len(rows) + len(files) > MOST or any(len(file.content) > SIZE for file in files):
            raise invalid("attachment")
        mailed = values.flag("can_send_in_mail", ask.params.get("can_send_in_mail", "false"))
        locks.check(ask, module, record)
        added = [_stored(ask, file, len(rows) + place, mailed) for place, file in enumerate(files, start=1)]
        names = ", ".join(row["file_name"] for row in added)
        _keep(ask, module, record, [*rows, *added], f"attachment {names} added")
        return Answer(success(wording.attached).body, wording.status)

    def change(ask: Ask) -> Answer:
        record = module.found(ask, ask.ids["id"])
        mailed = values.flag("can_send_in_mail", ask.params.get("can_send_in_mail"))
        _last(record)
        locks.check(ask, module, record)
        rows = [row | {"can_send_in_mail": mailed} for row in record["documents"]]
        _keep(ask, module, record, rows, f"attachments {'go' if mailed else 'do not go'} with mail")
        return success(wording.changed)

    def delete(ask: Ask) -> Answer:
        record = module.found(ask, ask.ids["id"])
        _remove(ask, module, record, _last(record))
        return success(wording.removed)

    path, entity = f"/{module.name}/{{id}}/attachment", module.entity
    return [
        Operation("GET", path, f"{module.scope}.READ", (entity, "view"), read),
        Operation("POST", path, f"{module.scope}.CREATE", (entity, "edit"), add),
        Operation("PUT", path, f"{module.scope}.UPDATE", (entity, "edit"), change),
        Operation("DELETE", path, f"{module.scope}.DELETE", (entity, "edit"), delete),
    ]


def _document(ask: Ask) -> Answer:
    row = _named(ask, INVOICES.found(ask, ask.ids["id"]))
    if ask.params.get("responseformat") != "json":
        return _content(ask, row)
    keys = ("document_id", "file_name", "file_size", "file_type", "created_time", "last_modified_time")
    times = {"created_time": row["uploaded_on"], "last_modified_time": row["uploaded_on"]}
    named = {key: value for key, value in (row | times).items() if key in keys}
    return success(document=named | {"document_name": row["file_name"]})


def _delete_document(ask: Ask) -> Answer:
    record = INVOICES.found(ask, ask.ids["id"])
    _remove(ask, INVOICES, record, _named(ask, record))
    return success("The document has been deleted successfully.")


def _last(record: Body) -> Body:
    rows: list[Body] = record.get("documents", [])
    if not rows:
        raise missing("Attachment")
    return rows[-1]


def _named(ask: Ask, record: Body) -> Body:
    rows: list[Body] = record.get("documents", [])
    row = next((row for row in rows if row["document_id"] == ask.ids["document"]), None)
    if row is None:
        raise missing("Document")
    return row


def _content(ask: Ask, row: Body) -> Answer:
    kept = ask.ledger.body(FILES, row["document_id"]) or {}
    return Answer({}, file=File(row["file_name"], kept["kind"], pieces(b64decode(kept["content"]))))


def _stored(ask: Ask, upload: Upload, order: int, mailed: bool) -> Body:
    name, id_, size = fit_name(upload.name), ask.ledger.next_id(), len(upload.content)
    ask.ledger.put(FILES, id_, {"kind": upload.kind, "content": b64encode(upload.content).decode()})
    return {
        "document_id": id_,
        "file_name": name,
        "file_type": PurePosixPath(name).suffix.removeprefix("."),
        "file_size": size,
        "file_size_formatted": f"{size / 1024:.1f} KB",
        "attachment_order": order,
        "can_send_in_mail": mailed,
        "source": "desktop",
        "uploaded_by_id": ask.persona.books_id,
        "uploaded_by": ask.persona.full_name,
        "uploaded_on": ask.now,
    }


def _remove(ask: Ask, module: Module, record: Body, row: Body) -> None:
    locks.check(ask, module, record)
    ask.ledger.remove(FILES, row["document_id"])
    rows = [each for each in record["documents"] if each is not row]
    _keep(ask, module, record, rows, f"attachment {row['file_name']} removed")


def _keep(ask: Ask, module: Module, record: Body, rows: list[Body], what: str) -> None:
    told = {"documents": rows, "has_attachment": bool(rows), "attachment_name": rows[-1]["file_name"] if rows else ""}
    told["can_send_in_mail"] = any(row["can_send_in_mail"] for row in rows)
    store_changed(ask, module, record, record | told)
    comments.note(ask, module, ask.ids["id"], f"{what}.", "Updated")
