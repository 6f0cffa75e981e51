"""POST /coql: a planned query asked of the store."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, func
from sqlmodel import col, select
from starlette.responses import Response

from sandbox.crm.caller import Call, module_scopes, require_scopes
from sandbox.crm.clock import written
from sandbox.crm.conditions import column, sql
from sandbox.crm.coql.grammar import parsed_query
from sandbox.crm.coql.plan import QueryPlan, planned
from sandbox.crm.coql.query import Query, Selected
from sandbox.crm.metadata import CrmModule, Field
from sandbox.crm.responses import CrmRefusal, answer, nothing
from sandbox.store import Body, Record

LookedUp = dict[tuple[str, str], Body]


def coql_result(call: Call) -> Response:
    """POST /coql: records' columns, or aggregates; 204 where there are none."""
    text, with_fields = _asked(call)
    query = parsed_query(text)
    module = call.modules.named.get(query.module)
    if module is None:
        raise CrmRefusal("INVALID_MODULE", "the module name given seems to be invalid")
    require_scopes(call.grant, *module_scopes(module.api_name, "READ", custom=module.mirror))
    call.require("View", module)
    plan = planned(call, module, query)
    rows = _grouped_rows(call, plan, query) if plan.aggregates or query.group else _record_rows(call, plan, query)
    data = rows[: query.limit]
    if not data:
        return nothing()
    body: Body = {"data": data, "info": {"count": len(data), "more_records": len(rows) > query.limit}}
    if with_fields:
        body["fields"] = {selected.key: _described(field) for selected, field in plan.columns}
    return answer(body)


def _asked(call: Call) -> tuple[str, bool]:
    body = call.json_object()
    text = body.get("select_query")
    path = {"api_name": "select_query", "json_path": "$.select_query"}
    if text is None:
        raise CrmRefusal("MANDATORY_NOT_FOUND", "required field not found", api_name="select_query")
    if not isinstance(text, str):
        raise CrmRefusal("INVALID_DATA", "invalid data", expected_data_type="string", **path)
    meta: Any = body.get("include_meta", [])
    if meta not in ([], ["fields"]):
        place = {"api_name": "include_meta", "json_path": "$.include_meta"}
        raise CrmRefusal("INVALID_DATA", "invalid data", supported_values=["fields"], **place)
    if meta:
        require_scopes(call.grant, "ZohoCRM.settings.fields.READ")
    return text, bool(meta)


def _described(field: Field) -> Body:
    return {"api_name": field.name, "field_label": field.label, "data_type": field.data_type}


def _record_rows(call: Call, plan: QueryPlan, query: Query) -> list[Body]:
    bodies = call.sandbox.store.bodies(
        "crm",
        plan.module.key,
        [sql(call.modules, plan.module, plan.condition)],
        order=[*_order(call, plan), col(Record.id).asc()],
        offset=query.offset,
        limit=query.limit + 1,
    )
    looked_up: LookedUp = {}
    _look_up(call, plan.module, bodies, [selected.path for selected, _ in plan.columns], looked_up)
    return [
        {selected.key: _value(call, plan.module, body, selected.path, looked_up) for selected, _ in plan.columns}
        | {"id": body["id"]}
        for body in bodies
    ]


def _order(call: Call, plan: QueryPlan) -> Sequence[ColumnElement[Any]]:
    columns = [(_column(call, plan.module, selected), down) for selected, down in plan.order]
    return [expression.desc() if down else expression.asc() for expression, down in columns]


def _look_up(call: Call, module: CrmModule, bodies: list[Body], paths: list[tuple[str, ...]], into: LookedUp) -> None:
    """Read the records that the paths go through: one query a lookup."""
    through = [path for path in paths if len(path) > 1]
    for name in dict.fromkeys(path[0] for path in through):
        target = call.modules.keyed[module.fields[name].target]
        ids = {body[name]["id"] for body in bodies if body.get(name)}
        targets = call.sandbox.store.bodies("crm", target.key, [col(Record.id).in_(ids)])
        into.update({(target.key, body["id"]): body for body in targets})
        _look_up(call, target, targets, [path[1:] for path in through if path[0] == name], into)


def _value(call: Call, module: CrmModule, body: Body, path: tuple[str, ...], looked_up: LookedUp) -> Any:
    """What the path names in a record; a bare lookup shows its id alone (public page "COQL Overview")."""
    field, value = module.fields[path[0]], body.get(path[0])
    if field.family != "lookup" or value is None:
        return value
    if len(path) == 1:
        return {"id": value["id"]}
    other = looked_up.get((field.target, value["id"]), {})
    return _value(call, call.modules.keyed[field.target], other, path[1:], looked_up)


def _column(call: Call, module: CrmModule, selected: Selected) -> ColumnElement[Any]:
    expression = column(call.modules, module, selected.path)
    return getattr(func, selected.function.lower())(expression) if selected.function else expression


def _grouped_rows(call: Call, plan: QueryPlan, query: Query) -> list[Body]:
    columns: list[Label[Any]] = [_column(call, plan.module, selected).label(None) for selected, _ in plan.columns]
    statement = (
        select(*columns)
        .where(col(Record.product) == "crm", col(Record.module) == plan.module.key)
        .where(sql(call.modules, plan.module, plan.condition))
        .group_by(*(column(call.modules, plan.module, path) for path in query.group))
        .order_by(*_order(call, plan))
        .offset(query.offset)
        .limit(query.limit + 1)
    )
    with call.sandbox.store.connection() as connection:
        groups = connection.execute(statement).all()
    return [
        {
            selected.key: _shown(selected, field, value)
            for (selected, field), value in zip(plan.columns, row, strict=True)
        }
        for row in groups
    ]


def _shown(selected: Selected, field: Field, value: Any) -> Any:
    """A compared value as records show it."""
    if value is None or selected.function == "COUNT":
        return value
    if field.family == "datetime":
        return written(datetime.fromtimestamp(value, UTC))
    if field.family == "boolean":
        return bool(value)
    if field.family == "lookup":
        return {"id": value}
    if field.data_type == "integer" and selected.function != "AVG":
        return int(value)
    if field.family == "number":
        return round(float(value), 2)
    return value
