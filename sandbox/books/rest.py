"""What all modules do alike: list, read, create, change and delete their records."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sandbox.books import approvals, comments, locks, unique_fields, values
from sandbox.books.lists import list_answer
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.refusals import empty_body, missing, unauthorized
from sandbox.store import Body

WRITING = ("list", "read", "create", "update", "delete")


def operations_of(module: BooksModule, which: Sequence[str] = WRITING) -> list[Operation]:
    """The operations of a module at its usual paths."""
    everything, one = f"/{module.name}", f"/{module.name}/{{id}}"

    def listed(request: BooksRequest) -> BooksResponse:
        return list_answer(request, module)

    def read(request: BooksRequest) -> BooksResponse:
        return detail_answer(request, module, module.existing(request, request.ids["id"]))

    def create(request: BooksRequest) -> BooksResponse:
        return created(request, module)

    def update(request: BooksRequest) -> BooksResponse:
        body = changed(request, module, module.existing(request, request.ids["id"]))
        return detail_answer(request, module, body, message=module.messages[1])

    def delete(request: BooksRequest) -> BooksResponse:
        return deleted(request, module, module.existing(request, request.ids["id"]))

    known = {
        "list": Operation("GET", everything, f"{module.scope}.READ", (module.entity, "view"), listed),
        "read": Operation("GET", one, f"{module.scope}.READ", (module.entity, "view"), read),
        "create": Operation("POST", everything, f"{module.scope}.CREATE", (module.entity, "create"), create),
        "update": Operation("PUT", one, f"{module.scope}.UPDATE", (module.entity, "edit"), update),
        "delete": Operation("DELETE", one, f"{module.scope}.DELETE", (module.entity, "delete"), delete),
    }
    if any(each.unique for each in module.custom_fields):
        right = (module.entity, "edit")
        upsert = Operation(
            "PUT", everything, f"{module.scope}.UPDATE", right, lambda request: upserted(request, module)
        )
        return [upsert, *(known[name] for name in which)]
    return [known[name] for name in which]


def detail_answer(request: BooksRequest, module: BooksModule, body: Body, *, message: str = "success") -> BooksResponse:
    """The envelope with one record in full."""
    return success(message, **{module.singular: module.rendered_detail(request, body)})


def created(request: BooksRequest, module: BooksModule) -> BooksResponse:
    """Create a record from what was sent."""
    if not request.body:
        raise empty_body()
    body = store_new(request, module, module.write(request, {}))
    answer = detail_answer(request, module, body, message=module.messages[0])
    return BooksResponse(answer.body, 201, f"/{module.name}/{body[module.id_key]}")


def upserted(request: BooksRequest, module: BooksModule) -> BooksResponse:
    """Change the record that has the unique value, or where the request wants it create one that has."""
    if not request.body:
        raise empty_body()
    field, value = unique_fields.named(request, module)
    stored = unique_fields.holder(request, module, field, value)
    if stored is not None:
        return detail_answer(request, module, changed(request, module, stored), message=module.messages[1])
    if not values.flag(unique_fields.UPSERT, request.headers.get(unique_fields.UPSERT, "false")):
        raise missing(module.noun)
    if not request.role.may(module.entity, "create"):
        raise unauthorized(*request.sandbox.options.role_denial)
    fields = values.objects("custom_fields", request.body.get("custom_fields", []))
    body = request.body | {"custom_fields": [*fields, {"api_name": field.api_name, "value": value}]}
    return replace(created(replace(request, body=body), module), status=200)


def store_new(request: BooksRequest, module: BooksModule, body: Body) -> Body:
    """Keep a new record under its id or a new one, with its author, its time and the first line of its history."""
    id_, at = body.get(module.id_key) or request.ledger.next_id(), request.now
    author = {
        "created_by_id": request.persona.books_id,
        "created_by_name": request.persona.full_name,
        "created_time": at,
    }
    body |= author | {module.id_key: id_, "last_modified_by_id": request.persona.books_id, "last_modified_time": at}
    body = module.completed(body)
    unique_fields.check(request, module, {}, body)
    locks.check(request, module, body)
    request.ledger.put(module.name, id_, body)
    comments.note(request, module, id_, "created.", "Added")
    comments.note_at_party(request, module, body)
    module.settle(request, {}, body)
    # `settle` may have come back to the record itself.
    return request.ledger.body(module.name, id_) or body


def changed(request: BooksRequest, module: BooksModule, stored: Body) -> Body:
    """Change what was sent and nothing else."""
    return rewritten(request, module, stored, module.write)


def rewritten(
    request: BooksRequest, module: BooksModule, stored: Body, write: Callable[[BooksRequest, Body], Body]
) -> Body:
    """Change the record, or a part of it, as `write` does it."""
    if not request.body:
        raise empty_body()
    after = write(request, approvals.reopened(request, module, stored))
    locks.check(request, module, stored, after)
    unique_fields.check(request, module, stored, after)
    body = store_changed(request, module, stored, after)
    comments.note(request, module, body[module.id_key], "updated.", "Updated")
    return body


def store_changed(request: BooksRequest, module: BooksModule, before: Body, after: Body) -> Body:
    """Keep a changed record, with who changed it and when."""
    body = after | {"last_modified_by_id": request.persona.books_id, "last_modified_time": request.now}
    request.ledger.put(module.name, body[module.id_key], body)
    module.settle(request, before, body)
    return body


def store_followed(request: BooksRequest, module: BooksModule, body: Body, target: str) -> None:
    """Keep the record that another one was made from, with who made it."""
    store_changed(request, module, body, body)
    comments.note(request, module, body[module.id_key], f"converted to {target}.", "Updated")


def deleted(request: BooksRequest, module: BooksModule, stored: Body) -> BooksResponse:
    """Delete the record, if nothing depends on it."""
    module.guard(request, stored)
    locks.check(request, module, stored)
    request.ledger.remove(module.name, stored[module.id_key])
    module.settle(request, stored, {})
    return success(module.messages[2].format_map(stored))
