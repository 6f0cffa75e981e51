"""Records as the caller may read them."""

from collections.abc import Iterable

from starlette.responses import Response

from sandbox.crm.caller import Call
from sandbox.crm.metadata import CrmModule
from sandbox.crm.responses import answer, invalid_path, missing_param, nothing, over_limit
from sandbox.store import Body

MAX_FIELDS = 50


def named_fields(call: Call, *, required: bool) -> list[str] | None:
    """The names in `fields`, None where all are meant (public page "Get Records": required, at most 50)."""
    raw = call.param("fields")
    if raw is None:
        if required:
            raise missing_param("fields")
        return None
    names = [name.strip() for name in raw.split(",")]
    if len(names) > MAX_FIELDS:
        raise over_limit("fields", MAX_FIELDS)
    return names


def rows(call: Call, module: CrmModule, bodies: Iterable[Body], names: list[str] | None) -> list[Body]:
    """The named fields of each body, or all of them, and always the id; hidden ones as the options say."""
    asked = list(module.fields) if names is None else [name for name in names if name in module.fields]
    shown = [name for name in dict.fromkeys((*asked, "id")) if not call.hides(module, name)]
    blank: Body = {}
    if call.sandbox.options.hidden_fields == "blank":
        blank = {name: None for name in asked if call.hides(module, name)}
    return [{name: body.get(name) for name in shown} | blank for body in bodies]


def record_of_path(call: Call) -> Body | None:
    """The record that the path names, None where there is none."""
    id_ = call.path("id")
    if not id_.isdecimal():
        raise invalid_path(1)
    return call.sandbox.store.body("crm", call.module.key, id_)


def existing_record(call: Call) -> Body:
    """The record that the path names, which must be there for whatever hangs on it."""
    body = record_of_path(call)
    if body is None:
        raise invalid_path(1, "the related id given seems to be invalid")
    return body


def single_record(call: Call) -> Response:
    """GET /{module}/{id}: every visible field and CRM's own `$` keys, or only the named fields."""
    names = named_fields(call, required=False)
    body = record_of_path(call)
    if body is None:
        return nothing()
    (row,) = rows(call, call.module, [body], names)
    return answer({"data": [row if names else row | _state(call, body)]})


def _state(call: Call, body: Body) -> Body:
    editable = call.profile.may("Edit", call.module) and not call.module.mirror
    return {
        "$currency_symbol": "$" if body.get("Currency") == "USD" else "€",
        "$field_states": None,
        "$editable": editable,
        "$sharing_permission": "full_access" if editable else "read_only",
        "$approval": {"delegate": False, "approve": False, "reject": False, "resubmit": False},
        "$approval_state": "approved",
        "$process_flow": False,
        "$locked_for_me": False,
        "$review_process": {"approve": False, "reject": False, "resubmit": False},
        "$review": None,
        "$orchestration": None,
        "$in_merge": False,
        "$pathfinder": None,
        "$wizard_connection_path": None,
        "$zia_visions": None,
        "$zia_owner_assignment": "owner_recommendation_unavailable",
    }
