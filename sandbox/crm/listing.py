"""Lists of records: a module's, a record's related ones, and the deleted ones."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col
from starlette.responses import Response

from sandbox.crm.caller import Call
from sandbox.crm.conditions import column, sql
from sandbox.crm.metadata import CrmModule, Relation
from sandbox.crm.paging import asked_page, numbered_page, page_info, plain_info
from sandbox.crm.reading import existing_record, named_fields, rows
from sandbox.crm.responses import (
    CrmRefusal,
    ambiguous,
    answer,
    invalid_param,
    invalid_path,
    nothing,
    over_limit,
)
from sandbox.crm.views import CustomView, views_of
from sandbox.store import Body, Record, text_at

SqlConditions = list[ColumnElement[bool]]
MAX_IDS = 100
SORTABLE = ("id", "Created_Time", "Modified_Time")


def list_of_records(call: Call) -> Response:
    """GET /{module}: the records of one page; a view's and a header's conditions apply."""
    module = call.module
    names = named_fields(call, required=True)
    if call.param("cvid") and call.param("sort_by"):
        raise ambiguous("cvid", "sort_by")
    return page_of_rows(call, module, [*_view_condition(call, module), *of_ids(call)], names)


def list_of_related(call: Call) -> Response:
    """GET /{module}/{id}/{relation}: the related records of one page."""
    relation = _relation_of_path(call)
    names = named_fields(call, required=True)
    parent = existing_record(call)
    if relation.through:
        linked: Body = parent.get(relation.through) or {}
        condition = col(Record.id) == linked.get("id", "")
    else:
        condition = text_at(relation.by, "id") == parent["id"]
    extra = {name: value for name, value in (relation.extra or {}).items() if name in (names or ())}
    child = call.modules.keyed[relation.child]
    return page_of_rows(call, child, [condition, *of_ids(call)], names, lambda _: extra)


def list_of_deleted(call: Call) -> Response:
    """GET /{module}/deleted: the last deleted ones first. Everything deleted here stays in the recycle bin."""
    kind = call.param("type") or "all"
    if kind not in {"all", "recycle", "permanent"}:
        raise invalid_param("type", supported_values=["all", "recycle", "permanent"])
    page = numbered_page(call)
    newest = [col(Record.position).desc()]
    bodies = call.sandbox.store.bodies(
        "crm", deleted_of(call.module), order=newest, offset=page.offset, limit=page.size + 1
    )
    shown = bodies[: page.size]
    if not shown or kind == "permanent":
        return nothing()
    return answer({"data": shown, "info": plain_info(page, len(shown), more=len(bodies) > page.size)})


def deleted_of(module: CrmModule) -> str:
    """Where the store keeps what was deleted from the module."""
    return f"{module.key}/deleted"


def page_of_rows(
    call: Call,
    module: CrmModule,
    where: SqlConditions,
    names: list[str] | None,
    extra: Callable[[Body], Body] = lambda _: {},
) -> Response:
    """One page of the bodies that meet every condition; 204 or 304 where it is empty. `extra` adds to a body's row."""
    since = modified_since(call)
    if since is not None:
        where.append(column(call.modules, module, ("Modified_Time",)) > int(since.timestamp()))
    page = asked_page(call)
    sort_by, order = _order(call, module)
    bodies = call.sandbox.store.bodies("crm", module.key, where, order=order, offset=page.offset, limit=page.size + 1)
    shown = bodies[: page.size]
    if not shown:
        return Response(status_code=304) if since is not None else nothing()
    data = rows(call, module, shown, names)
    info = page_info(call, page, len(shown), more=len(bodies) > page.size)
    info |= {"sort_by": sort_by, "sort_order": call.param("sort_order") or "desc"}
    return answer({"data": [row | extra(body) for row, body in zip(data, shown, strict=True)], "info": info})


def modified_since(call: Call) -> datetime | None:
    """The instant in the header If-Modified-Since."""
    raw = call.request.headers.get("if-modified-since")
    return None if raw is None else instant(raw, "If-Modified-Since")


def instant(raw: str, name: str) -> datetime:
    """An ISO-8601 instant with an offset."""
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CrmRefusal("INVALID_DATA", "invalid data", header_name=name, expected_data_type="datetime")
    return moment


def _order(call: Call, module: CrmModule) -> tuple[str, Sequence[ColumnElement[Any]]]:
    view = view_of_param(call, module)
    if view is not None and view.sort_by is not None:
        # The profile does not matter: a view lists by what its reader may not see as well.
        return view.sort_by, ordered(call, module, view.sort_by)
    sort_by = call.param("sort_by") or "id"
    if sort_by not in SORTABLE:
        raise invalid_param("sort_by", supported_values=list(SORTABLE))
    return sort_by, ordered(call, module, sort_by)


def ordered(call: Call, module: CrmModule, sort_by: str) -> Sequence[ColumnElement[Any]]:
    """The order by a field in the direction of `sort_order`, ties by id."""
    direction = call.param("sort_order") or "desc"
    if direction not in {"asc", "desc"}:
        raise invalid_param("sort_order", supported_values=["asc", "desc"])
    names = dict.fromkeys((sort_by, "id"))
    columns = [column(call.modules, module, (name,)) for name in names]
    return [each.asc() if direction == "asc" else each.desc() for each in columns]


def of_ids(call: Call) -> SqlConditions:
    """The condition of the parameter `ids`."""
    raw = call.param("ids")
    if raw is None:
        return []
    ids = raw.split(",")
    if len(ids) > MAX_IDS:
        raise over_limit("ids", MAX_IDS)
    if not all(id_.isdecimal() for id_ in ids):
        raise invalid_param("ids")
    return [col(Record.id).in_(ids)]


def view_of_param(call: Call, module: CrmModule) -> CustomView | None:
    """The view that `cvid` names, None where there is no such parameter."""
    id_ = call.param("cvid")
    if id_ is None:
        return None
    view = next((view for view in views_of(module, call.sandbox.options.today) if view.id == id_), None)
    if view is None:
        raise invalid_param("cvid")
    return view


def _view_condition(call: Call, module: CrmModule) -> SqlConditions:
    view = view_of_param(call, module)
    condition = view.condition_for(call.persona) if view else None
    return [sql(call.modules, module, condition)] if condition else []


def _relation_of_path(call: Call) -> Relation:
    for relation in call.module.relations:
        child = call.modules.keyed[relation.child]
        if call.modules.relation_name(relation) == call.path("relation") and call.profile.may("View", child):
            return relation
    raise invalid_path(2, "the relation name given seems to be invalid")
