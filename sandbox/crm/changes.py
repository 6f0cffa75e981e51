"""What a written item changes in its record, and what the change brings with it."""

from typing import Any, cast

from sqlalchemy import func
from sqlmodel import col, select

from sandbox.crm.caller import Call
from sandbox.crm.child_records import follow_parent
from sandbox.crm.fields import STAGES
from sandbox.crm.metadata import CrmModule, Field
from sandbox.crm.responses import CrmRefusal, missing_part
from sandbox.crm.values import kept
from sandbox.store import Body, Record, text_at, text_of

FIRST_NEW_ID = 4150868000020000001
_PROBABILITY = dict(STAGES)


def changed_fields(call: Call, item: Body, index: int, *, before: Body | None = None, creating: bool = False) -> Body:
    """The fields that the item sets, as the record keeps them; None for those that it clears.

    Unknown keys and what CRM computes itself are passed over. Several errors come as one MULTIPLE_OR_MULTI_ERRORS.
    """
    changes: Body = {}
    errors: list[CrmRefusal] = []
    for field in call.module.fields.values():
        try:
            if field.name in item and not field.computed:
                changes[field.name] = _change(call, field, item, index, before)
            elif field.mandatory and creating:
                raise missing_part(field.name, f"$.data[{index}].{field.name}")
        except CrmRefusal as refusal:
            errors.append(refusal)
    if len(errors) > 1:
        bodies = [error.body for error in errors]
        raise CrmRefusal("MULTIPLE_OR_MULTI_ERRORS", "multiple errors found in the record", errors=bodies)
    if errors:
        raise errors[0]
    return changes


def _change(call: Call, field: Field, item: Body, index: int, before: Body | None) -> Any:
    value, path = item[field.name], f"$.data[{index}].{field.name}"
    if call.profile.permission(call.module, field.name) != "read_write":
        raise CrmRefusal("NO_PERMISSION", "Field Edit Permission not given", api_name=field.name, json_path=path)
    if value is None or value == "":
        if field.mandatory:
            raise missing_part(field.name, path)
        return None
    appended = item.get("$append_values")
    if isinstance(value, list) and isinstance(appended, dict) and cast("Body", appended).get(field.name) is True:
        earlier: list[Any] = (before or {}).get(field.name) or []
        value = [*earlier, *cast("list[Any]", value)]
    return kept(call, field, value, path)


def completed(module: CrmModule, body: Body, changes: Body) -> Body:
    """The body with what CRM computes from the changes, and without cleared fields."""
    if module.key == "Contacts":
        body["Full_Name"] = " ".join(body[name] for name in ("First_Name", "Last_Name") if body.get(name))
    if module.key == "Deals":
        if "Stage" in changes and "Probability" not in changes:
            body["Probability"] = _PROBABILITY[body["Stage"]]
        amount = body.get("Amount")
        expected = None if amount is None else round(amount * (body.get("Probability") or 0) / 100, 2)
        body["Expected_Revenue"] = expected
    if "Currency" in module.fields:
        body.setdefault("Currency", "EUR")
        body.setdefault("Exchange_Rate", 1.0)
    return _without_nulls(body)


def duplicate_of(call: Call, name: str, value: Any) -> Body | None:
    """The first record whose field has that value, in any case."""
    if not isinstance(value, str):
        return None
    holders = call.sandbox.store.bodies("crm", call.module.key, [text_of(name).collate("NOCASE") == value], limit=1)
    return holders[0] if holders else None


def check_unique(call: Call, changes: Body, index: int, before: Body | None) -> None:
    """Refuse a unique field's value that another record has."""
    for name in (field.name for field in call.module.fields.values() if field.unique):
        other = duplicate_of(call, name, changes.get(name))
        if other is None or (before is not None and other["id"] == before["id"]):
            continue
        duplicate = {
            "id": other["id"],
            "Owner": other["Owner"],
            "module": {"api_name": call.module.api_name, "id": call.module.id},
        }
        details = {"api_name": name, "json_path": f"$.data[{index}].{name}", "more_records": False}
        raise CrmRefusal("DUPLICATE_DATA", "duplicate data", duplicate_record=duplicate, **details)


def new_id(call: Call) -> str:
    """The next free id, never that of a deleted record."""
    statement = select(func.max(col(Record.id))).where(col(Record.product) == "crm")
    with call.sandbox.store.connection() as connection:
        last = connection.execute(statement).scalar_one()
    return str(max(FIRST_NEW_ID, int(last or 0) + 1))


def rename_in_lookups(call: Call, module: CrmModule, before: Body, after: Body | None) -> None:
    """Carry a record's new name into every lookup at it, or clear those lookups where it is gone."""
    if after is not None and after[module.display] == before[module.display]:
        return
    follow_parent(call, before, after)
    link = None if after is None else {"name": after[module.display], "id": after["id"]}
    for other, name in _lookups_at(call, module):
        for body in call.sandbox.store.bodies("crm", other.key, [text_at(name, "id") == before["id"]]):
            call.sandbox.store.put("crm", other.key, body["id"], _without_nulls(body | {name: link}))


def _lookups_at(call: Call, module: CrmModule) -> list[tuple[CrmModule, str]]:
    everywhere = call.modules.keyed.values()
    return [(each, field.name) for each in everywhere for field in each.fields.values() if field.target == module.key]


def _without_nulls(body: Body) -> Body:
    return {name: value for name, value in body.items() if value is not None}
