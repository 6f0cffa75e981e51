"""Searching and counting (public pages "Search Records" and "Get Record Count")."""

from sqlalchemy import false
from starlette.responses import Response

from sandbox.crm.caller import Call
from sandbox.crm.conditions import Comparison, Condition, ConditionGroup, sql
from sandbox.crm.criteria import invalid_query, parsed_criteria
from sandbox.crm.listing import SqlConditions, ordered, view_of_param
from sandbox.crm.metadata import CrmModule, DataType
from sandbox.crm.paging import numbered_page, plain_info
from sandbox.crm.reading import named_fields, rows
from sandbox.crm.responses import CrmRefusal, ambiguous, answer, nothing

SEARCH_PARAMS = ("criteria", "email", "phone", "word")
LIMIT = 2_000
_WORD_TYPES: tuple[DataType, ...] = ("email", "phone", "picklist", "text", "textarea", "website")


def search_result(call: Call) -> Response:
    """GET /{module}/search: the first of criteria, email, phone and word that is given, at most 2,000 records."""
    module = call.module
    where = _searched(call, module)
    if where is None:
        message = "One of the expected parameter is missing"
        raise CrmRefusal("EXPECTED_PARAM_MISSING", message, param_names=list(SEARCH_PARAMS))
    names = named_fields(call, required=False)
    page = numbered_page(call)
    if page.number * page.size > LIMIT:
        raise CrmRefusal("LIMIT_REACHED", "maximum response iteration limit reached", limit=LIMIT)
    sort_by = call.param("sort_by") or "id"
    if call.field_at(module, (sort_by,)) is None:
        raise invalid_query("the field is not available for sorting", api_name=sort_by)
    bodies = call.sandbox.store.bodies(
        "crm", module.key, where, order=ordered(call, module, sort_by), offset=page.offset, limit=page.size + 1
    )
    data = rows(call, module, bodies[: page.size], names)
    if not data:
        return nothing()
    info = plain_info(page, len(data), more=len(bodies) > page.size)
    info |= {"sort_by": sort_by, "sort_order": call.param("sort_order") or "desc"}
    return answer({"data": data, "info": info})


def record_count(call: Call) -> Response:
    """GET /{module}/actions/count: how many records there are, in a view, or found by a search."""
    module = call.module
    view = view_of_param(call, module)
    searched = _searched(call, module)
    if view is not None and searched is not None:
        named = [name for name in ("cvid", *SEARCH_PARAMS) if call.param(name)]
        message = "Please use either Cvid or Search Params. Combination of both the params is not allowed"
        raise ambiguous(*named, message=message)
    condition = view.condition_for(call.persona) if view else None
    where = [sql(call.modules, module, condition)] if condition else searched or []
    return answer({"count": call.sandbox.store.count("crm", module.key, where)})


def _searched(call: Call, module: CrmModule) -> SqlConditions | None:
    """The condition of the first search parameter, None where there is none."""
    name = next((name for name in SEARCH_PARAMS if call.param(name)), None)
    if name is None:
        return None
    raw = call.required_param(name)
    if name == "criteria":
        return [sql(call.modules, module, parsed_criteria(call, module, raw))]
    if name == "word" and len(raw) < 2:
        raise invalid_query("a word needs two letters", param_name="word")
    types: tuple[DataType, ...] = _WORD_TYPES if name == "word" else ("email",) if name == "email" else ("phone",)
    conditions: list[Condition] = [
        Comparison((field.name,), "contains" if name == "word" else "equal", (raw,))
        for field in module.fields.values()
        if field.data_type in types and call.field_at(module, (field.name,))
    ]
    return [sql(call.modules, module, ConditionGroup("or", tuple(conditions)))] if conditions else [false()]
