"""Creating, updating and upserting records, each in the name of the token's owner."""

from typing import Any, cast

from starlette.responses import Response

from sandbox.crm.batches import answered_batch, batch_items
from sandbox.crm.caller import Call
from sandbox.crm.changes import changed_fields, check_unique, completed, duplicate_of, new_id, rename_in_lookups
from sandbox.crm.clock import now, written
from sandbox.crm.listing import instant
from sandbox.crm.responses import CrmRefusal, invalid_part, invalid_path, missing_part
from sandbox.crm.seed import user
from sandbox.crm.timeline import changed
from sandbox.store import Body

# The field by which CRM itself recognizes duplicates (public page "Upsert Records").
DUPLICATE_FIELDS = {
    "Accounts": "Account_Name",
    "Contacts": "Email",
    "Deals": "Deal_Name",
    "Products": "Product_Name",
    "Vendors": "Vendor_Name",
}


def create_records(call: Call) -> Response:
    """POST /{module}: 201, or 207 where some were refused, or 400 where all were."""
    return answered_batch(batch_items(call), lambda item, index: _created(call, item, index), 201)


def update_records(call: Call) -> Response:
    """PUT /{module}: each item names its record by `id`."""
    return answered_batch(batch_items(call), lambda item, index: _updated(call, item, index), 200)


def update_record(call: Call) -> Response:
    """PUT /{module}/{id}: the one record of the path."""
    if not call.path("id").isdecimal():
        raise invalid_path(1)
    (item, *_) = batch_items(call)
    return answered_batch([item | {"id": call.path("id")}], lambda each, index: _updated(call, each, index), 200)


def upsert_records(call: Call) -> Response:
    """POST /{module}/upsert: updates the first record that a duplicate-check field finds, else creates."""
    call.require("Edit", call.module)
    names = _check_fields(call)
    return answered_batch(batch_items(call), lambda item, index: _upserted(call, item, index, names), 200)


def _check_fields(call: Call) -> list[str]:
    """The fields to look for duplicates by: the listed ones or the system's, then the other unique ones."""
    unique = [field.name for field in call.module.fields.values() if field.unique]
    system = DUPLICATE_FIELDS[call.module.key]
    listed: Any = call.json_object().get("duplicate_check_fields") or [system]
    allowed = [system, *unique]
    if not isinstance(listed, list) or any(name not in allowed for name in cast("list[Any]", listed)):
        raise invalid_part("duplicate_check_fields", "$.duplicate_check_fields", supported_values=allowed)
    return list(dict.fromkeys([*cast("list[str]", listed), *unique]))


def _created(call: Call, item: Body, index: int) -> Body:
    module = call.module
    changes = changed_fields(call, item, index, creating=True)
    check_unique(call, changes, index, None)
    at = written(now(call.sandbox.options))
    author = user(call.persona)
    defaults: Body = {name: False for name, field in module.fields.items() if field.family == "boolean"}
    defaults |= {"Owner": author, "Created_By": author, "Modified_By": author, "Created_Time": at, "Modified_Time": at}
    defaults |= {"id": new_id(call), "Record_Status__s": "Available", "Tag": []}
    body = completed(module, defaults | changes, changes)
    call.sandbox.store.put("crm", module.key, body["id"], body)
    return success("record added", body) | {"details": _details(body) | {"$approval_state": "approved"}}


def _updated(call: Call, item: Body, index: int) -> Body:
    module = call.module
    path = f"$.data[{index}].id"
    if "id" not in item:
        raise missing_part("id", path)
    before = call.sandbox.store.body("crm", module.key, str(item["id"]))
    if before is None:
        raise invalid_part("id", path, "the id given seems to be invalid")
    _check_unmodified(call, before)
    changes = changed_fields(call, item, index, before=before)
    check_unique(call, changes, index, before)
    stamp: Body = {"Modified_By": user(call.persona), "Modified_Time": written(now(call.sandbox.options))}
    body = completed(module, before | changes | stamp, changes)
    call.sandbox.store.put("crm", module.key, body["id"], body)
    rename_in_lookups(call, module, before, body)
    changed(call, before, body)
    return success("record updated", body)


def _upserted(call: Call, item: Body, index: int, names: list[str]) -> Body:
    for name in names:
        duplicate = duplicate_of(call, name, item.get(name))
        if duplicate is not None:
            result = _updated(call, item | {"id": duplicate["id"]}, index)
            return result | {"duplicate_field": name, "action": "update"}
    return _created(call, item, index) | {"duplicate_field": None, "action": "insert"}


def _check_unmodified(call: Call, body: Body) -> None:
    raw = call.request.headers.get("if-unmodified-since")
    if raw is not None and instant(body["Modified_Time"], "") > instant(raw, "If-Unmodified-Since"):
        message = "record has been modified after the given time"
        raise CrmRefusal("ALREADY_MODIFIED", message, 412, **_details(body))


def _details(body: Body) -> Body:
    people = {name: {"name": body[name]["name"], "id": body[name]["id"]} for name in ("Created_By", "Modified_By")}
    return {"id": body["id"], "Created_Time": body["Created_Time"], "Modified_Time": body["Modified_Time"]} | people


def success(message: str, body: Body) -> Body:
    """The result of a write that went well."""
    return {"code": "SUCCESS", "details": _details(body), "message": message, "status": "success"}
