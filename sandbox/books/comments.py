"""Comments and history: what people wrote on a record, and what the product noted about it, by whom."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sandbox.books import clock, values
from sandbox.books.lists import paging
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.refusals import empty_body, foreign_comment, invalid, missing
from sandbox.books.roles import CONTACT, Entity, Right
from sandbox.people import Persona
from sandbox.store import Body

SHOWN = ("comment_id", "description", "commented_by_id", "commented_by", "comment_type", "operation_type")


@dataclass(frozen=True, slots=True)
class ChangeResponse:
    """How a module answers that a comment was changed: with the comment where `with_comment` is set."""

    message: str
    with_comment: bool = True


def shelf_of(module_name: str, id_: str) -> str:
    """The module of the store under which the comments of one record stand."""
    return f"{module_name}/{id_}/comments"


def remark(comment_id: str, author: Persona, at: datetime, description: str, operation: str = "") -> Body:
    """A stored comment: a note of the product's own where it names an operation ("Added", "Updated")."""
    return {
        "comment_id": comment_id,
        "description": description,
        "commented_by_id": author.books_id,
        "commented_by": author.full_name,
        "comment_type": "system" if operation else "internal",
        "operation_type": operation,
        "at": at.isoformat(),
    }


def note(request: BooksRequest, module: BooksModule, id_: str, what: str, operation: str) -> None:
    """Write into the record's history what the user did to it."""
    comment_id = request.ledger.next_id()
    body = remark(comment_id, request.persona, clock.now(request.sandbox), f"{module.noun} {what}", operation)
    request.ledger.put(shelf_of(module.name, id_), comment_id, body)


def note_at_party(request: BooksRequest, module: BooksModule, body: Body) -> None:
    """Write a new transaction into the history of its customer or vendor."""
    party = body.get("customer_id") or body.get("vendor_id")
    if party:
        comment_id, number = request.ledger.next_id(), body.get(f"{module.singular}_number", "")
        what = f"{module.noun} {number} created."
        transaction = {"transaction_id": body[module.id_key], "transaction_type": module.singular}
        entry = remark(comment_id, request.persona, clock.now(request.sandbox), what, "Added") | transaction
        request.ledger.put(shelf_of("contacts", party), comment_id, entry)


def comment_operations(
    module: BooksModule,
    changed: ChangeResponse | None,
    *,
    status: int = 200,
    required: tuple[str, ...] = (),
    with_comment: bool = False,
) -> list[Operation]:
    """Read and write the comments of a module's records; a new one stands in the answer where `with_comment` is set.

    Without `changed` a comment is never changed, only deleted.
    """
    path = f"/{module.name}/{{id}}/comments"

    def listed(request: BooksRequest) -> BooksResponse:
        record = module.existing(request, request.ids["id"])
        rows = request.ledger.bodies(shelf_of(module.name, request.ids["id"]))
        return success(comments=[_rendered(request, module, record, row) for row in rows])

    def add(request: BooksRequest) -> BooksResponse:
        record = module.existing(request, request.ids["id"])
        _check(request, required)
        body = _added(request, module)
        parts = {"comment": _rendered(request, module, record, body)} if with_comment else {}
        return BooksResponse(success("Comments added.", **parts).body, status)

    def change(request: BooksRequest, way: ChangeResponse) -> BooksResponse:
        record = module.existing(request, request.ids["id"])
        stored = _own(request, module)
        _check(request, required)
        body = _kept(request, module, stored)
        parts = {"comment": _rendered(request, module, record, body)} if way.with_comment else {}
        return success(way.message, **parts)

    def delete(request: BooksRequest) -> BooksResponse:
        module.existing(request, request.ids["id"])
        request.ledger.remove(shelf_of(module.name, request.ids["id"]), _own(request, module)["comment_id"])
        return success("The comment has been deleted.")

    one = f"{path}/{{comment_id}}"
    right: tuple[Entity, Right] = (module.entity, "edit")
    return [
        *([Operation("PUT", one, f"{module.scope}.UPDATE", right, partial(change, way=changed))] if changed else []),
        Operation("GET", path, f"{module.scope}.READ", (module.entity, "view"), listed),
        Operation("POST", path, f"{module.scope}.CREATE", (module.entity, "edit"), add),
        Operation("DELETE", one, f"{module.scope}.DELETE", (module.entity, "edit"), delete),
    ]


def contact_comment_operations(contacts: BooksModule) -> list[Operation]:
    """The comments of contacts, which have pages and a name of their own."""

    def listed(request: BooksRequest) -> BooksResponse:
        contact = contacts.existing(request, request.ids["id"])
        page, per_page = paging(request.params)
        rows = request.ledger.bodies(
            shelf_of(contacts.name, request.ids["id"]), offset=(page - 1) * per_page, limit=per_page + 1
        )
        context: Body = {"page": page, "per_page": per_page, "has_more_page": len(rows) > per_page}
        context |= {"applied_filter": "Status.All", "sort_column": "created_time", "sort_order": "A"}
        shown = [_of_contact(request, contacts, contact, row) for row in rows[:per_page]]
        return success(contact_comments=shown, page_context=context)

    def add(request: BooksRequest) -> BooksResponse:
        contacts.existing(request, request.ids["id"])
        _check(request, ())
        _added(request, contacts)
        return success("The comment has been added.")

    return [
        Operation("GET", "/contacts/{id}/comments", "contacts.READ", (CONTACT, "view"), listed),
        Operation("POST", "/contacts/{id}/comments", "contacts.CREATE", (CONTACT, "edit"), add),
    ]


def _check(request: BooksRequest, required: tuple[str, ...]) -> None:
    if not request.body:
        raise empty_body()
    for name in ("description", *required):
        if not request.body.get(name):
            raise invalid(name)


def _own(request: BooksRequest, module: BooksModule) -> Body:
    """The comment that the request names, if the user wrote it: what the product noted is nobody's to change."""
    stored = request.ledger.body(shelf_of(module.name, request.ids["id"]), request.ids["comment_id"])
    if stored is None:
        raise missing("Comment")
    if stored["comment_type"] == "system" or stored["commented_by_id"] != request.persona.books_id:
        raise foreign_comment()
    return stored


def _added(request: BooksRequest, module: BooksModule) -> Body:
    return _kept(request, module, remark(request.ledger.next_id(), request.persona, clock.now(request.sandbox), ""))


def _kept(request: BooksRequest, module: BooksModule, stored: Body) -> Body:
    body = stored | {"description": values.text("description", request.body["description"])}
    if "show_comment_to_clients" in request.body:
        shown = values.flag("show_comment_to_clients", request.body["show_comment_to_clients"])
        body["comment_type"] = "client" if shown else "internal"
    request.ledger.put(shelf_of(module.name, request.ids["id"]), body["comment_id"], body)
    return body


def _rendered(request: BooksRequest, module: BooksModule, record: Body, body: Body) -> Body:
    at = datetime.fromisoformat(body["at"])
    day = clock.local_day(at)
    return {key: body[key] for key in SHOWN} | {
        module.id_key: record[module.id_key],
        "date": day.isoformat(),
        "date_description": clock.days_between(day, request.today),
        "time": clock.written_time(at),
        "transaction_id": body.get("transaction_id", record[module.id_key]),
        "transaction_type": body.get("transaction_type", module.singular),
    }


def _of_contact(request: BooksRequest, contacts: BooksModule, contact: Body, body: Body) -> Body:
    shown = _rendered(request, contacts, contact, body)
    return shown | {"contact_name": contact["contact_name"], "is_entity_deleted": False}
