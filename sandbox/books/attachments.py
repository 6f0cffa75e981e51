"""Files that are attached to documents (Zoho Books API v3, the documents' pages)."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import PurePosixPath

from sandbox.books import comments, locks, values
from sandbox.books.files import File, fit_name, pieces
from sandbox.books.invoices import INVOICES
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, Upload, success
from sandbox.books.purchase_orders import PURCHASE_ORDERS
from sandbox.books.refusals import invalid, missing
from sandbox.books.rest import store_changed
from sandbox.books.sales_orders import SALES_ORDERS
from sandbox.store import Body

# Zoho Books help, "Attach files": ten files of at most ten megabytes each.
MOST, SIZE = 10, 10 * 1024 * 1024
FILES = "document_files"


@dataclass(frozen=True, slots=True)
class AttachmentMessages:
    """What a module's documents answer when a file is attached, mailed along or not, and taken off."""

    module: BooksModule
    attached: str
    changed: str
    removed: str
    status: int


WORDINGS = (
    AttachmentMessages(
        SALES_ORDERS,
        "Your file has been successfully attached to the sales order.",
        "Sales Order Updated Successfully.",
        "Your file is no longer attached to the sales order.",
        201,
    ),
    AttachmentMessages(
        INVOICES,
        "Your file has been successfully attached to the invoice.",
        "Invoice information has been updated.",
        "Your file is no longer attached to the invoice.",
        200,
    ),
    AttachmentMessages(
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


def _operations_of(wording: AttachmentMessages) -> list[Operation]:
    module = wording.module

    def read(request: BooksRequest) -> BooksResponse:
        return _content(request, _last(module.existing(request, request.ids["id"])))

    def add(request: BooksRequest) -> BooksResponse:
        record = module.existing(request, request.ids["id"])
        files = [upload for upload in request.uploads if upload.field == "attachment"]
        rows: list[Body] = record.get("documents", [])
        if not files or len(rows) + len(files) > MOST or any(len(file.content) > SIZE for file in files):
            raise invalid("attachment")
        mailed = values.flag("can_send_in_mail", request.params.get("can_send_in_mail", "false"))
        locks.check(request, module, record)
        added = [_stored(request, file, len(rows) + place, mailed) for place, file in enumerate(files, start=1)]
        names = ", ".join(row["file_name"] for row in added)
        _keep(request, module, record, [*rows, *added], f"attachment {names} added")
        return BooksResponse(success(wording.attached).body, wording.status)

    def change(request: BooksRequest) -> BooksResponse:
        record = module.existing(request, request.ids["id"])
        mailed = values.flag("can_send_in_mail", request.params.get("can_send_in_mail"))
        _last(record)
        locks.check(request, module, record)
        rows = [row | {"can_send_in_mail": mailed} for row in record["documents"]]
        _keep(request, module, record, rows, f"attachments {'go' if mailed else 'do not go'} with mail")
        return success(wording.changed)

    def delete(request: BooksRequest) -> BooksResponse:
        record = module.existing(request, request.ids["id"])
        _remove(request, module, record, _last(record))
        return success(wording.removed)

    path, entity = f"/{module.name}/{{id}}/attachment", module.entity
    return [
        Operation("GET", path, f"{module.scope}.READ", (entity, "view"), read),
        Operation("POST", path, f"{module.scope}.CREATE", (entity, "edit"), add),
        Operation("PUT", path, f"{module.scope}.UPDATE", (entity, "edit"), change),
        Operation("DELETE", path, f"{module.scope}.DELETE", (entity, "edit"), delete),
    ]


def _document(request: BooksRequest) -> BooksResponse:
    row = _named(request, INVOICES.existing(request, request.ids["id"]))
    if request.params.get("responseformat") != "json":
        return _content(request, row)
    keys = ("document_id", "file_name", "file_size", "file_type", "created_time", "last_modified_time")
    times = {"created_time": row["uploaded_on"], "last_modified_time": row["uploaded_on"]}
    named = {key: value for key, value in (row | times).items() if key in keys}
    return success(document=named | {"document_name": row["file_name"]})


def _delete_document(request: BooksRequest) -> BooksResponse:
    record = INVOICES.existing(request, request.ids["id"])
    _remove(request, INVOICES, record, _named(request, record))
    return success("The document has been deleted successfully.")


def _last(record: Body) -> Body:
    rows: list[Body] = record.get("documents", [])
    if not rows:
        raise missing("Attachment")
    return rows[-1]


def _named(request: BooksRequest, record: Body) -> Body:
    rows: list[Body] = record.get("documents", [])
    row = next((row for row in rows if row["document_id"] == request.ids["document"]), None)
    if row is None:
        raise missing("Document")
    return row


def _content(request: BooksRequest, row: Body) -> BooksResponse:
    kept = request.ledger.body(FILES, row["document_id"]) or {}
    return BooksResponse({}, file=File(row["file_name"], kept["kind"], pieces(b64decode(kept["content"]))))


def _stored(request: BooksRequest, upload: Upload, order: int, mailed: bool) -> Body:
    name, id_, size = fit_name(upload.name), request.ledger.next_id(), len(upload.content)
    request.ledger.put(FILES, id_, {"kind": upload.kind, "content": b64encode(upload.content).decode()})
    return {
        "document_id": id_,
        "file_name": name,
        "file_type": PurePosixPath(name).suffix.removeprefix("."),
        "file_size": size,
        "file_size_formatted": f"{size / 1024:.1f} KB",
        "attachment_order": order,
        "can_send_in_mail": mailed,
        "source": "desktop",
        "uploaded_by_id": request.persona.books_id,
        "uploaded_by": request.persona.full_name,
        "uploaded_on": request.now,
    }


def _remove(request: BooksRequest, module: BooksModule, record: Body, row: Body) -> None:
    locks.check(request, module, record)
    request.ledger.remove(FILES, row["document_id"])
    rows = [each for each in record["documents"] if each is not row]
    _keep(request, module, record, rows, f"attachment {row['file_name']} removed")


def _keep(request: BooksRequest, module: BooksModule, record: Body, rows: list[Body], what: str) -> None:
    changes = {
        "documents": rows,
        "has_attachment": bool(rows),
        "attachment_name": rows[-1]["file_name"] if rows else "",
    }
    changes["can_send_in_mail"] = any(row["can_send_in_mail"] for row in rows)
    store_changed(request, module, record, record | changes)
    comments.note(request, module, request.ids["id"], f"{what}.", "Updated")
