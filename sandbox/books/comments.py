"""Comments and history: what people wrote on a record, and what the product noted about it, by whom."""

from datetime import datetime

from sandbox.books import clock, values
from sandbox.books.lists import paging
from sandbox.books.modules import Module
from sandbox.books.operations import Answer, Ask, Operation, success
from sandbox.books.refusals import empty_body, invalid, missing, not_a_comment
from sandbox.books.roles import Entity, Right
from sandbox.people import Persona
from sandbox.store import Body

TOLD = ("comment_id", "description", "commented_by_id", "commented_by", "comment_type", "operation_type")


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


def note(ask: Ask, module: Module, id_: str, what: str, operation: str) -> None:
    """Write into the record's history what the user did to it."""
    comment_id = ask.ledger.next_id()
    body = remark(comment_id, ask.persona, clock.now(ask.sandbox), f"{module.noun} {what}", operation)
    ask.ledger.put(shelf_of(module.name, id_), comment_id, body)


def note_at_party(ask: Ask, module: Module, body: Body) -> None:
    """Write a new transaction into the history of its customer or vendor."""
    party = body.get("customer_id") or body.get("vendor_id")
    if party:
        comment_id, number = ask.ledger.next_id(), body.get(f"{module.singular}_number", "")
        what = f"{module.noun} {number} created."
        transaction = {"transaction_id": body[module.id_key], "transaction_type": module.singular}
        told = remark(comment_id, ask.persona, clock.now(ask.sandbox), what, "Added") | transaction
        ask.ledger.put(shelf_of("contacts", party), comment_id, told)


def comment_operations(
    module: Module, *, status: int = 200, required: tuple[str, ...] = (), told: bool = False, changed: bool = True
) -> list[Operation]:
    """Read and write the comments of a module's records, and change them where they can be `changed`.

    Only where `told` does writing answer the comment.
    """
    path = f"/{module.name}/{{id}}/comments"

    def listed(ask: Ask) -> Answer:
        record = module.found(ask, ask.ids["id"])
        rows = ask.ledger.bodies(shelf_of(module.name, ask.ids["id"]))
        return success(comments=[_rendered(ask, module, record, row) for row in rows])

    def add(ask: Ask) -> Answer:
        record = module.found(ask, ask.ids["id"])
        _check(ask, required)
        body = _added(ask, module)
        parts = {"comment": _rendered(ask, module, record, body)} if told else {}
        return Answer(success("Comments added.", **parts).body, status)

    def change(ask: Ask) -> Answer:
        record, shelf, body = _written(ask, module)
        _check(ask, ())
        body = body | _said(ask)
        ask.ledger.put(shelf, body["comment_id"], body)
        # The page of purchase orders alone shows no comment here.
        parts = {} if required else {"comment": _rendered(ask, module, record, body)}
        return success("The comment has been updated.", **parts)

    def remove(ask: Ask) -> Answer:
        _, shelf, body = _written(ask, module)
        ask.ledger.remove(shelf, body["comment_id"])
        return success("The comment has been deleted.")

    one = f"{path}/{{comment_id}}"
    right: tuple[Entity, Right] = (module.entity, "edit")
    return [
        Operation("GET", path, f"{module.scope}.READ", (module.entity, "view"), listed),
        Operation("POST", path, f"{module.scope}.CREATE", right, add),
        *([Operation("PUT", one, f"{module.scope}.UPDATE", right, change)] if changed else ()),
        Operation("DELETE", one, f"{module.scope}.DELETE", right, remove),
    ]


def contact_comment_operations(contacts: Module) -> list[Operation]:
    """The comments of contacts, which have pages and a name of their own."""

    def listed(ask: Ask) -> Answer:
        contact = contacts.found(ask, ask.ids["id"])
        page, per_page = paging(ask.params)
        rows = ask.ledger.bodies(
            shelf_of(contacts.name, ask.ids["id"]), offset=(page - 1) * per_page, limit=per_page + 1
        )
        context: Body = {"page": page, "per_page": per_page, "has_more_page": len(rows) > per_page}
        context |= {"applied_filter": "Status.All", "sort_column": "created_time", "sort_order": "A"}
        shown = [_of_contact(ask, contacts, contact, row) for row in rows[:per_page]]
        return success(contact_comments=shown, page_context=context)

    def add(ask: Ask) -> Answer:
        contacts.found(ask, ask.ids["id"])
        _check(ask, ())
        _added(ask, contacts)
        return success("The comment has been added.")

    return [
        Operation("GET", "/contacts/{id}/comments", "contacts.READ", ("contact", "view"), listed),
        Operation("POST", "/contacts/{id}/comments", "contacts.CREATE", ("contact", "edit"), add),
    ]


def _check(ask: Ask, required: tuple[str, ...]) -> None:
    if not ask.body:
        raise empty_body()
    for name in ("description", *required):
        if not ask.body.get(name):
            raise invalid(name)


def _written(ask: Ask, module: Module) -> tuple[Body, str, Body]:
    """The record, its shelf of comments and the comment of the path: one that somebody wrote, not the product."""
    record, shelf = module.found(ask, ask.ids["id"]), shelf_of(module.name, ask.ids["id"])
    body = ask.ledger.body(shelf, ask.ids["comment_id"])
    if body is None:
        raise missing("Comment")
    if body["comment_type"] == "system":
        raise not_a_comment()
    return record, shelf, body


def _said(ask: Ask) -> Body:
    """What the body says, and to whom."""
    shown = values.flag("show_comment_to_clients", ask.body.get("show_comment_to_clients", False))
    text = values.text("description", ask.body["description"])
    return {"description": text, "comment_type": "client" if shown else "internal"}


def _added(ask: Ask, module: Module) -> Body:
    body = remark(ask.ledger.next_id(), ask.persona, clock.now(ask.sandbox), "") | _said(ask)
    ask.ledger.put(shelf_of(module.name, ask.ids["id"]), body["comment_id"], body)
    return body


def _rendered(ask: Ask, module: Module, record: Body, body: Body) -> Body:
    at = datetime.fromisoformat(body["at"])
    day = clock.local_day(at)
    return {key: body[key] for key in TOLD} | {
        module.id_key: record[module.id_key],
        "date": day.isoformat(),
        "date_description": clock.days_between(day, ask.today),
        "time": clock.written_time(at),
        "transaction_id": body.get("transaction_id", record[module.id_key]),
        "transaction_type": body.get("transaction_type", module.singular),
    }


def _of_contact(ask: Ask, contacts: Module, contact: Body, body: Body) -> Body:
    shown = _rendered(ask, contacts, contact, body)
    return shown | {"contact_name": contact["contact_name"], "is_entity_deleted": False}
