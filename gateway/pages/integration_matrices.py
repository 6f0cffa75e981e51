"""Grants as matrices of modules by actions, and what was chosen in one."""

from collections.abc import Iterable, Sequence
from typing import Any

from starlette.datastructures import FormData

from domain.actions import ACTIONS
from domain.grants import grantable_modules


def columns_of(names: Iterable[str]) -> list[str]:
    """Actions by name as the columns of a matrix: those of all records first."""
    named = dict.fromkeys(names)
    of_records = [name.upper() for name in ACTIONS if name.upper() in named]
    return [*dict.fromkeys([*of_records, *named])]


def choices(chosen: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The matrix of all that can be granted; `rows` name the possible and the chosen actions of each module."""
    marked = {each["module"]: {*each["actions"]} for each in chosen}
    rows = [
        {
            "module": str(module),
            "possible": {action.upper() for action in module.actions},
            "chosen": marked.get(str(module), set()),
        }
        for module in grantable_modules()
    ]
    possible = sorted({name for row in rows for name in row["possible"]})
    return {"columns": columns_of(possible), "rows": rows}


def chosen_in(form: FormData, name: str) -> list[dict[str, Any]]:
    """The actions of each module whose boxes were ticked, as the graph takes them. What is no box is left out."""
    known = {str(module): {action.upper() for action in module.actions} for module in grantable_modules()}
    ticked: dict[str, list[str]] = {}
    for value in _words(form, name):
        module, _, action = value.partition(" ")
        if action in known.get(module, set()):
            ticked.setdefault(module, []).append(action)
    return [{"module": module, "actions": actions} for module, actions in ticked.items()]


def modules_in(form: FormData, name: str) -> list[str]:
    """The modules whose boxes were ticked."""
    known = {str(module) for module in grantable_modules()}
    return [value for value in _words(form, name) if value in known]


def _words(form: FormData, name: str) -> Sequence[str]:
    return [str(value) for value in form.getlist(name)]
