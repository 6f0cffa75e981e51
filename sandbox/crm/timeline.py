"""Timelines: who did what to a record and when (public page "Timeline of a Record"; words as clients see them).

That a record was made stands in the record; everything else is written down as it happens.
"""

from datetime import UTC, datetime
from typing import Any, cast

from starlette.responses import Response

from sandbox.crm.caller import Call
from sandbox.crm.changes import new_id
from sandbox.crm.clock import now, written
from sandbox.crm.metadata import CrmModule, Field
from sandbox.crm.paging import TOKEN_LIFETIME, Page, number_behind, numbered_page, token
from sandbox.crm.profiles import BY_NAME
from sandbox.crm.reading import existing_record
from sandbox.crm.responses import ambiguous, answer, invalid_param, nothing
from sandbox.people import PERSONAS
from sandbox.store import Body, text_of

KEY = "__timeline"
# What every change of a record changes.
_STAMPS = ("Modified_By", "Modified_Time")
# The entry of a record's making has the record's id, moved to where no record is.
_MAKING = 10**15
# A page token stands for a page and its size.
_SIZES = 1_000
_PROFILES = {persona.crm_id: BY_NAME[persona.profile] for persona in PERSONAS}


def timeline_of_record(call: Call) -> Response:
    """GET /{module}/{id}/__timeline: the newest first, or with `sort_order=asc` the oldest; hidden fields left out."""
    record = existing_record(call)
    page = _asked_page(call)
    direction = call.param("sort_order") or "desc"
    if direction not in {"asc", "desc"}:
        raise invalid_param("sort_order", supported_values=["asc", "desc"])
    later = call.sandbox.store.bodies("crm", KEY, [text_of("of") == record["id"]])
    entries = [_making(record, call.module), *later]
    if direction == "desc":
        entries.reverse()
    shown = entries[page.offset : page.offset + page.size]
    if not shown:
        return nothing()
    info = _info(call, page, len(shown), more=len(entries) > page.offset + page.size)
    return answer({KEY: [_shown(call, entry) for entry in shown], "info": info})


def happened(call: Call, record_id: str, action: str, what: Body, history: list[Body] | None = None) -> None:
    """Write down that the caller did that with the record, or with `what` hangs on it."""
    at, by = written(now(call.sandbox.options)), call.persona
    entry = entry_of(record_id, action, what, at, {"name": by.full_name, "id": by.crm_id}, "crm_api")
    entry |= {"id": new_id(call), "field_history": history}
    call.sandbox.store.put("crm", KEY, entry["id"], entry)


def changed(call: Call, before: Body, after: Body) -> None:
    """Write down which fields of the record the caller changed, if any."""
    module = call.module
    history = [
        _field_history(module, field, before.get(name), after.get(name))
        for name, field in module.fields.items()
        if name not in _STAMPS and before.get(name) != after.get(name)
    ]
    if history:
        happened(call, after["id"], "updated", named(module, after), history)


def named(module: CrmModule, body: Body) -> Body:
    """A record, or what hangs on one, as timelines name it."""
    place = {"api_name": module.api_name, "id": module.id}
    return {"name": body.get(module.display), "id": body["id"], "module": place}


def entry_of(record_id: str, action: str, what: Body, at: str, done_by: Body, source: str) -> Body:
    """An entry in the record's timeline, without its id."""
    return {
        "of": record_id,
        "action": action,
        "source": source,
        "audited_time": at,
        "type": "timeline",
        "done_by": {"name": done_by["name"], "id": done_by["id"]},
        "record": what,
        "field_history": None,
        **dict.fromkeys(("related_record", "automation_details", "extension")),
    }


def _making(record: Body, module: CrmModule) -> Body:
    at, id_ = record["Created_Time"], str(int(record["id"]) + _MAKING)
    return entry_of(record["id"], "added", named(module, record), at, record["Created_By"], "crm_ui") | {"id": id_}


def _field_history(module: CrmModule, field: Field, old: Any, new: Any) -> Body:
    return {
        "api_name": field.name,
        "id": module.field_id(field.name),
        "field_label": field.label,
        "data_type": field.data_type,
        "_value": {"old": _told(old), "new": _told(new)},
    }


def _told(value: Any) -> str | None:
    """A field's value in words."""
    if isinstance(value, list):
        return ";".join(str(each) for each in cast("list[Any]", value))
    if isinstance(value, dict):
        return cast("Body", value)["name"]
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def _shown(call: Call, entry: Body) -> Body:
    history: list[Body] | None = entry["field_history"]
    if history is not None:
        history = [each for each in history if not call.hides(call.module, each["api_name"])]
    profile = _PROFILES[entry["done_by"]["id"]]
    done_by = entry["done_by"] | {"profile": {"name": profile.name, "id": profile.id}}
    kept = {name: value for name, value in entry.items() if name != "of"}
    return kept | {"done_by": done_by, "field_history": history}


def _asked_page(call: Call) -> Page:
    token = call.param("page_token")
    if token is None:
        return numbered_page(call)
    for name in ("per_page", "page"):
        if call.param(name) is not None:
            raise ambiguous(name, "page_token")
    return Page(*divmod(number_behind(call, token), _SIZES))


def _info(call: Call, page: Page, count: int, *, more: bool) -> Body:
    expires_at = datetime.now(UTC) + TOKEN_LIFETIME
    params = {name: value for name, value in call.request.query_params.items() if name != "per_page"}

    def minted(number: int) -> str:
        path = call.request.url.path
        return token(call.persona.zuid, path, params, number * _SIZES + page.size, expires_at)

    return {
        "per_page": page.size,
        "page": page.number,
        "count": count,
        "more_records": more,
        "next_page_token": minted(page.number + 1) if more else None,
        "previous_page_token": minted(page.number - 1) if page.number > 1 else None,
    }
