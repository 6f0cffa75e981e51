"""Comments and history: what people wrote on a record, and what the product noted about it, by whom."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sandbox.books import clock, values
from sandbox.books.lists import paging
from sandbox.books.modules import Module
from sandbox.books.operations import Answer, Ask, Operation, success
from sandbox.books.refusals import empty_body, foreign_comment, invalid, missing
from sandbox.books.roles import CONTACT, Entity, Right
from sandbox.people import Persona
from sandbox.store import Body

TOLD = ("comment_id", "description", "commented_by_id", "commented_by", "comment_type", "operation_type")


@dataclass(frozen=True, slots=True)
class Changed:
    """How a module answers that a comment was changed: only where `told` with the comment."""

    message: str
    told: bool = True


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
    module: Module,
    changed: Changed | None,
    *,
    status: int = 200,
    required: tuple[str, ...] = (),
    told: bool = False,
) -> list[Operation]:
    """Read and write the comments of a module's records; only where `told` does a new one stand in the answer.

    Without `changed` a comment is never changed, only deleted.
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

    def change(ask: Ask, way: Changed) -> Answer:
        record = module.found(ask, ask.ids["id"])
        stored = _own(ask, module)
        _check(ask, required)
        body = _kept(ask, module, stored)
        told = {"comment": _rendered(ask, module, record, body)} if way.told else {}
        return success(way.message, **told)

    def delete(ask: Ask) -> Answer:
        module.found(ask, ask.ids["id"])
        ask.ledger.remove(shelf_of(module.name, ask.ids["id"]), _own(ask, module)["comment_id"])
        return success("The comment has been deleted.")

    one = f"{path}/{{comment_id}}"
    right: tuple[Entity, Right] = (module.entity, "edit")
    return [
        *([Operation("PUT", one, f"{module.scope}.UPDATE", right, partial(change, way=changed))] if changed else []),
        Operation("GET", path, f"{module.scope}.READ", (module.entity, "view"), listed),
        Operation("POST", path, f"{module.scope}.CREATE", (module.entity, "edit"), add),
        Operation("DELETE", one, f"{module.scope}.DELETE", (module.entity, "edit"), delete),
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
        Operation("GET", "/contacts/{id}/comments", "contacts.READ", (CONTACT, "view"), listed),
        Operation("POST", "/contacts/{id}/comments", "contacts.CREATE", (CONTACT, "edit"), add),
    ]


def _check(ask: Ask, required: tuple[str, ...]) -> None:
    if not ask.body:
        raise empty_body()
    for name in ("description", *required):
        if not ask.body.get(name):
            raise invalid(name)


def _own(ask: Ask, module: Module) -> Body:
    """The comment that the request names, if the user wrote it: what the product noted is nobody's to change."""
    stored = ask.ledger.body(shelf_of(module.name, ask.ids["id"]), ask.ids["comment_id"])
    if stored is None:
        raise missing("Comment")
    if stored["comment_type"] == "system" or stored["commented_by_id"] != ask.persona.books_id:
        raise foreign_comment()
    return stored


def _added(ask: Ask, module: Module) -> Body:
    return _kept(ask, module, remark(ask.ledger.next_id(), ask.persona, clock.now(ask.sandbox), ""))


def _kept(ask: Ask, module: Module, stored: Body) -> Body:
    body = stored | {"description": values.text("description", ask.body["description"])}
    if "show_comment_to_clients" in ask.body:
        shown = values.flag("show_comment_to_clients", ask.body["show_comment_to_clients"])
        body["comment_type"] = "client" if shown else "internal"
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
