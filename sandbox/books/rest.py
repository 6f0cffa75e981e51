"""What all modules do alike: list, read, create, change and delete their records."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sandbox.books import approvals, comments, locks, unique_fields, values
from sandbox.books.lists import list_answer
from sandbox.books.modules import Module
from sandbox.books.operations import Answer, Ask, Operation, success
from sandbox.books.refusals import empty_body, missing, unauthorized
from sandbox.store import Body

WRITING = ("list", "read", "create", "update", "delete")


def operations_of(module: Module, which: Sequence[str] = WRITING) -> list[Operation]:
    """The operations of a module at its usual paths."""
    everything, one = f"/{module.name}", f"/{module.name}/{{id}}"

    def listed(ask: Ask) -> Answer:
        return list_answer(ask, module)

    def read(ask: Ask) -> Answer:
        return detail_answer(ask, module, module.found(ask, ask.ids["id"]))

    def create(ask: Ask) -> Answer:
        return created(ask, module)

    def update(ask: Ask) -> Answer:
        body = changed(ask, module, module.found(ask, ask.ids["id"]))
        return detail_answer(ask, module, body, message=module.messages[1])

    def delete(ask: Ask) -> Answer:
        return deleted(ask, module, module.found(ask, ask.ids["id"]))

    known = {
        "list": Operation("GET", everything, f"{module.scope}.READ", (module.entity, "view"), listed),
        "read": Operation("GET", one, f"{module.scope}.READ", (module.entity, "view"), read),
        "create": Operation("POST", everything, f"{module.scope}.CREATE", (module.entity, "create"), create),
        "update": Operation("PUT", one, f"{module.scope}.UPDATE", (module.entity, "edit"), update),
        "delete": Operation("DELETE", one, f"{module.scope}.DELETE", (module.entity, "delete"), delete),
    }
    if any(each.unique for each in module.custom_fields):
        right = (module.entity, "edit")
        upsert = Operation("PUT", everything, f"{module.scope}.UPDATE", right, lambda ask: upserted(ask, module))
        return [upsert, *(known[name] for name in which)]
    return [known[name] for name in which]


def detail_answer(ask: Ask, module: Module, body: Body, *, message: str = "success") -> Answer:
    """The envelope with one record in full."""
    return success(message, **{module.singular: module.rendered_detail(ask, body)})


def created(ask: Ask, module: Module) -> Answer:
    """Create a record from what was sent."""
    if not ask.body:
        raise empty_body()
    body = store_new(ask, module, module.write(ask, {}))
    answer = detail_answer(ask, module, body, message=module.messages[0])
    return Answer(answer.body, 201, f"/{module.name}/{body[module.id_key]}")


def upserted(ask: Ask, module: Module) -> Answer:
    """Change the record that has the unique value, or where the request wants it create one that has."""
    if not ask.body:
        raise empty_body()
    field, value = unique_fields.named(ask, module)
    stored = unique_fields.holder(ask, module, field, value)
    if stored is not None:
        return detail_answer(ask, module, changed(ask, module, stored), message=module.messages[1])
    if not values.flag(unique_fields.UPSERT, ask.headers.get(unique_fields.UPSERT, "false")):
        raise missing(module.noun)
    if not ask.role.may(module.entity, "create"):
        raise unauthorized(*ask.sandbox.options.role_denial)
    told = values.objects("custom_fields", ask.body.get("custom_fields", []))
    body = ask.body | {"custom_fields": [*told, {"api_name": field.api_name, "value": value}]}
    return replace(created(replace(ask, body=body), module), status=200)


def store_new(ask: Ask, module: Module, body: Body) -> Body:
    """Keep a new record under its id or a new one, with its author, its time and the first line of its history."""
    id_, at = body.get(module.id_key) or ask.ledger.next_id(), ask.now
    author = {"created_by_id": ask.persona.books_id, "created_by_name": ask.persona.full_name, "created_time": at}
    body |= author | {module.id_key: id_, "last_modified_by_id": ask.persona.books_id, "last_modified_time": at}
    body = module.completed(body)
    unique_fields.check(ask, module, {}, body)
    locks.check(ask, module, body)
    ask.ledger.put(module.name, id_, body)
    comments.note(ask, module, id_, "created.", "Added")
    comments.note_at_party(ask, module, body)
    module.settle(ask, {}, body)
    # `settle` may have come back to the record itself.
    return ask.ledger.body(module.name, id_) or body


def changed(ask: Ask, module: Module, stored: Body) -> Body:
    """Change what was sent and nothing else."""
    return rewritten(ask, module, stored, module.write)


def rewritten(ask: Ask, module: Module, stored: Body, write: Callable[[Ask, Body], Body]) -> Body:
    """Change the record, or a part of it, as `write` does it."""
    if not ask.body:
        raise empty_body()
    after = write(ask, approvals.reopened(ask, module, stored))
    locks.check(ask, module, stored, after)
    unique_fields.check(ask, module, stored, after)
    body = store_changed(ask, module, stored, after)
    comments.note(ask, module, body[module.id_key], "updated.", "Updated")
    return body


def store_changed(ask: Ask, module: Module, before: Body, after: Body) -> Body:
    """Keep a changed record, with who changed it and when."""
    body = after | {"last_modified_by_id": ask.persona.books_id, "last_modified_time": ask.now}
    ask.ledger.put(module.name, body[module.id_key], body)
    module.settle(ask, before, body)
    return body


def store_followed(ask: Ask, module: Module, body: Body, made: str) -> None:
    """Keep the record that another one was made from, with who made it."""
    store_changed(ask, module, body, body)
    comments.note(ask, module, body[module.id_key], f"converted to {made}.", "Updated")


def deleted(ask: Ask, module: Module, stored: Body) -> Answer:
    """Delete the record, if nothing depends on it."""
    module.guard(ask, stored)
    locks.check(ask, module, stored)
    ask.ledger.remove(module.name, stored[module.id_key])
    module.settle(ask, stored, {})
    return success(module.messages[2].format_map(stored))
