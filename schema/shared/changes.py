"""The changes of a record under the graph's names, without what is hidden from the caller."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from domain.custom_fields import finance_custom_values
from domain.json_values import mapping, mappings
from domain.modules.module import Module
from domain.permissions import ModuleView
from domain.queries import Row
from domain.sources import CUSTOM
from resolvers.catalogue import key_of
from schema.engine.declare import registry
from schema.engine.declare.fields import fields_of, plain_text

# What is written on a record, the product's key of its text, and the field of the record that shows it.
REMARKS = {"comment": ("description", "comments"), "note": ("Note_Content", "notes")}


FieldState = Mapping[str, Any]
RecordedChange = tuple[str, str | None, str | None]


def changes_of(module: Module, view: ModuleView, before: FieldState | None, after: FieldState | None) -> list[Row]:
    """The fields that differ between two states of a record, each with its texts; of a new one all that it has.

    Only what the graph declares is looked at: a product repeats a hidden amount under names of its own.
    """
    if after is None:
        return []
    old, new = _stripped(view, before), _stripped(view, after) or {}
    changes = [
        *_declared(module, view, old, new),
        *_custom(module, view, old, new),
        *_remarks(module, view, old or {}, new),
    ]
    return [{"field": name, "before": was, "after": now} for name, was, now in changes if was != now]


def changes_of_timeline(module: Module, view: ModuleView, histories: object, custom: Sequence[str]) -> list[Row]:
    """The changed fields in CRM's timeline that the graph knows; `custom` names the custom ones."""
    own = dict(zip(custom, custom, strict=True)) if _shows_custom(module, view) else {}
    names = {**_names(module), **own}
    changes: list[Row] = []
    for row in mappings(histories):
        column, values = str(row.get("api_name")), mapping(row.get("_value"))
        name = names.get(column)
        if name is not None and column not in view.columns and f"{registry.type_of(module)}.{name}" not in view.hidden:
            changes.append(
                {"field": name, "before": plain_text(values.get("old")), "after": plain_text(values.get("new"))}
            )
    return changes


def visible_state(module: Module, view: ModuleView, state: FieldState | None) -> Row | None:
    """A recorded state with the columns alone that a visible field of the graph shows.

    Objects of a finance product are left out: they repeat amounts under keys that no declaration names.
    """
    stripped = _stripped(view, state)
    if stripped is None:
        return None
    type_name = registry.type_of(module)
    fields = _fields(registry.class_of(type_name)).items()
    shown = {column for name, field in fields if f"{type_name}.{name}" not in view.hidden for column in field.columns()}
    repeats = () if module.mirrors_self else (dict, list)
    return {key: value for key, value in stripped.items() if key in shown and not isinstance(value, repeats)}


_fields = cache(fields_of)


@cache
def _names(module: Module) -> Mapping[str, str]:
    """The names in the graph of a record's columns. Links are left out: what they lead to may be hidden."""
    fields = _fields(registry.class_of(registry.type_of(module)))
    return {column: name for name, field in fields.items() if field.is_recorded() for column in field.columns()}


def _stripped(view: ModuleView, state: FieldState | None) -> Row | None:
    if state is None:
        return None
    # The journal's values may be shared between operations.
    row = deepcopy(dict(state))
    view.strip([row])
    return row


def _declared(module: Module, view: ModuleView, old: Row | None, new: Row) -> Iterator[RecordedChange]:
    type_name = registry.type_of(module)
    for name, field in _fields(registry.class_of(type_name)).items():
        if not field.is_recorded() or f"{type_name}.{name}" in view.hidden:
            continue
        columns = field.columns()
        # What an answer leaves out was not changed; the id is the record's own.
        is_known = all(column in row for row in (new, old or new) for column in columns)
        if is_known and columns != (key_of(module),):
            yield name, None if old is None else field.recorded_text(old, module), field.recorded_text(new, module)


def _shows_custom(module: Module, view: ModuleView) -> bool:
    return (CUSTOM,) not in view.dropped and f"{registry.type_of(module)}.customFields" not in view.hidden


def _custom(module: Module, view: ModuleView, old: Row | None, new: Row) -> Iterator[RecordedChange]:
    """Custom fields that come as one list."""
    key = module.traits.custom_fields_key
    if key is None or not _shows_custom(module, view) or (old is not None and key not in old):
        return
    was, now = (
        {
            each.name: plain_text(each.value)
            for each in finance_custom_values(state) or ()
            if not view.hides_custom(each.kind, each.name)
        }
        for state in (old or {}, new)
    )
    for name in dict.fromkeys((*was, *now)):
        yield name, was.get(name), now.get(name)


def _remarks(module: Module, view: ModuleView, old: Row, new: Row) -> Iterator[RecordedChange]:
    """What was said on the record, before and since."""
    for name, (key, field) in REMARKS.items():
        if name in old and f"{registry.type_of(module)}.{field}" not in view.hidden:
            was = old[name].get(key)
            yield name, plain_text(was), plain_text(new[name].get(key, was)) if name in new else None
