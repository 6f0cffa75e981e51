"""Notes on records (public pages "Get Notes", "Create Notes", "Update Notes" and "Delete Notes")."""

from typing import Any, cast

from starlette.responses import Response

from sandbox.crm.batches import answered_batch, batch_ids, batch_items
from sandbox.crm.caller import Call
from sandbox.crm.changes import new_id
from sandbox.crm.child_records import (
    NOTES,
    PARENT,
    check_changeable,
    discard,
    may_change,
    of_record,
    parent_link,
    visible,
    within_path,
)
from sandbox.crm.clock import now, written
from sandbox.crm.listing import of_ids, page_of_rows
from sandbox.crm.metadata import CrmModule
from sandbox.crm.reading import existing_record, named_fields, rows
from sandbox.crm.responses import (
    CrmRefusal,
    answer,
    invalid_part,
    invalid_path,
    missing_part,
    no_permission,
    not_supported,
    nothing,
)
from sandbox.crm.seed import user
from sandbox.crm.timeline import happened, named
from sandbox.crm.writing import success
from sandbox.store import Body

LENGTHS = {"Note_Title": 120, "Note_Content": 65_535}


def list_of_notes(call: Call) -> Response:
    """GET /{module}/{id}/Notes; GET /Notes: everybody's notes, for an administrator alone."""
    if not within_path(call) and not call.profile.administrator:
        raise not_supported(403)
    names = named_fields(call, required=True)
    where = [of_record(existing_record(call)["id"])] if within_path(call) else []
    return page_of_rows(call, NOTES, [*where, *of_ids(call)], names, lambda body: _state(call, body, names))


def single_note(call: Call) -> Response:
    """GET /Notes/{note} and /{module}/{id}/Notes/{note}; 204 where there is none."""
    names = named_fields(call, required=True)
    body = visible(call, NOTES, _note_of_path(call))
    if body is None:
        return nothing()
    (row,) = rows(call, NOTES, [body], names)
    return answer({"data": [row | _state(call, body, names)]})


def create_notes(call: Call) -> Response:
    """POST /{module}/{id}/Notes, and POST /Notes with the record in `Parent_Id`: 201."""
    parent = parent_link(existing_record(call), call.module) if within_path(call) else None
    return answered_batch(batch_items(call), lambda item, index: _created(call, item, index, parent), 201)


def update_notes(call: Call) -> Response:
    """PUT of several notes, each with its `id`."""
    _check_parent(call)
    return answered_batch(batch_items(call), lambda item, index: _updated(call, item, index), 200)


def update_note(call: Call) -> Response:
    """PUT of the one note of the path."""
    _check_parent(call)
    (item,) = batch_items(call, 1)
    item |= {"id": _note_of_path(call)}
    return answered_batch([item], lambda each, index: _updated(call, each, index), 200)


def delete_notes(call: Call) -> Response:
    """DELETE ?ids=: at most 100."""
    _check_parent(call)
    return answered_batch(batch_ids(call), lambda id_, _: _deleted(call, id_), 200)


def delete_note(call: Call) -> Response:
    """DELETE of the one note of the path."""
    _check_parent(call)
    return answered_batch([_note_of_path(call)], lambda id_, _: _deleted(call, id_), 200)


def _check_parent(call: Call) -> None:
    if within_path(call):
        existing_record(call)


def _note_of_path(call: Call) -> str:
    id_ = call.path("note")
    if not id_.isdecimal():
        raise invalid_path(3 if within_path(call) else 1)
    return id_


def _state(call: Call, body: Body, names: list[str] | None) -> Body:
    """CRM's own `$` keys of a note, where `fields` names them."""
    editable = may_change(call, body)
    state: Body = {
        "$editable": editable,
        "$sharing_permission": "full_access" if editable else "read_only",
        "$attachments": [],
        "$is_shared_to_client": False,
        "$size": None,
        "$state": "save",
        "$voice_note": False,
    }
    return {name: value for name, value in state.items() if name in (names or ())}


def _created(call: Call, item: Body, index: int, parent: Body | None) -> Body:
    link = parent or _parent_of_item(call, item, index)
    texts = _texts(item, index)
    if "Note_Content" not in texts:
        raise missing_part("Note_Content", f"$.data[{index}].Note_Content")
    at, author = written(now(call.sandbox.options)), user(call.persona)
    body: Body = dict.fromkeys(("Owner", "Created_By", "Modified_By"), author)
    body |= {"id": new_id(call), "Parent_Id": link, "Created_Time": at, "Modified_Time": at, **texts}
    call.sandbox.store.put("crm", NOTES.key, body["id"], body)
    happened(call, link["id"], "added", named(NOTES, body))
    return success("record added", body)


def _parent_of_item(call: Call, item: Body, index: int) -> Body:
    """The record that `Parent_Id` names by its module and its id."""
    path = f"$.data[{index}].Parent_Id"
    sent = item.get("Parent_Id")
    if sent is None:
        raise missing_part("Parent_Id", path)
    parent: Body = cast("Body", sent) if isinstance(sent, dict) else {}
    named: Any = parent.get("module")
    name: Any = cast("Body", named).get("api_name") if isinstance(named, dict) else None
    module = call.modules.named.get(str(name))
    if module is None or module.mirror:
        raise invalid_part("module", f"{path}.module", "the module name given seems to be invalid")
    if not call.profile.may("View", module):
        raise no_permission(f"Crm_Implied_View_{module.api_name}")
    return _linked(call, module, str(parent.get("id")), path)


def _linked(call: Call, module: CrmModule, id_: str, path: str) -> Body:
    record = call.sandbox.store.body("crm", module.key, id_)
    if record is None:
        raise invalid_part("id", f"{path}.id", "the id given seems to be invalid")
    return parent_link(record, module)


def _texts(item: Body, index: int) -> Body:
    """The title and the content that the item sets; None for a title that it clears."""
    texts: Body = {}
    for name in LENGTHS:
        if name in item:
            texts[name] = _text(item[name], name, f"$.data[{index}].{name}")
    return texts


def _text(value: Any, name: str, path: str) -> str | None:
    if value is None or value == "":
        if name == "Note_Content":
            raise missing_part(name, path)
        return None
    if not isinstance(value, str):
        raise invalid_part(name, path, expected_data_type="string")
    if len(value) > LENGTHS[name]:
        raise invalid_part(name, path, maximum_length=LENGTHS[name])
    return value


def _updated(call: Call, item: Body, index: int) -> Body:
    path = f"$.data[{index}].id"
    if "id" not in item:
        raise missing_part("id", path)
    before = visible(call, NOTES, str(item["id"]))
    if before is None:
        raise invalid_part("id", path, "the id given seems to be invalid")
    check_changeable(call, NOTES, "Edit", before)
    stamp: Body = {"Modified_By": user(call.persona), "Modified_Time": written(now(call.sandbox.options))}
    body = before | _texts(item, index) | stamp
    call.sandbox.store.put("crm", NOTES.key, body["id"], body)
    happened(call, body[PARENT]["id"], "updated", named(NOTES, body))
    return success("record updated", body)


def _deleted(call: Call, id_: str) -> Body:
    body = visible(call, NOTES, id_)
    if body is None:
        raise CrmRefusal("INVALID_DATA", "record not deleted", id=id_)
    check_changeable(call, NOTES, "Delete", body)
    discard(call, NOTES, body)
    happened(call, body[PARENT]["id"], "deleted", named(NOTES, body))
    return {"code": "SUCCESS", "details": {"id": id_}, "message": "record deleted", "status": "success"}
