"""Deleting records: they go to the recycle bin, and lookups at them are cleared."""

from starlette.responses import Response

from sandbox.crm.batches import answered_batch, batch_ids
from sandbox.crm.caller import Call
from sandbox.crm.changes import rename_in_lookups
from sandbox.crm.clock import now, written
from sandbox.crm.listing import deleted_of
from sandbox.crm.responses import CrmRefusal, invalid_path
from sandbox.store import Body


def delete_records(call: Call) -> Response:
    """DELETE /{module}?ids=: at most 100."""
    return answered_batch(batch_ids(call), lambda id_, _: _deleted(call, id_), 200)


def delete_record(call: Call) -> Response:
    """DELETE /{module}/{id}."""
    if not call.path("id").isdecimal():
        raise invalid_path(1)
    return answered_batch([call.path("id")], lambda id_, _: _deleted(call, id_), 200)


def _deleted(call: Call, id_: str) -> Body:
    store, module = call.sandbox.store, call.module
    body = store.body("crm", module.key, id_)
    if body is None:
        raise CrmRefusal("INVALID_DATA", "record not deleted", id=id_)
    store.remove("crm", module.key, id_)
    entry: Body = {
        "id": id_,
        "display_name": body[module.display],
        "type": "recycle",
        "deleted_time": written(now(call.sandbox.options)),
        "deleted_by": {"name": call.persona.full_name, "id": call.persona.crm_id},
        "created_by": {"name": body["Created_By"]["name"], "id": body["Created_By"]["id"]},
    }
    store.put("crm", deleted_of(module), id_, entry)
    rename_in_lookups(call, module, body, None)
    return {"code": "SUCCESS", "details": {"id": id_}, "message": "record deleted", "status": "success"}
