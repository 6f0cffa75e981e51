"""Compiled objects: functions from an object whose attributes are its fields to an object of the response."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from graphql import GraphQLNonNull

from schema.engine.declare.selections import SelectedField

ResponseObject = dict[str, Any]


class NotCompilable(Exception):
    """A selection that has behaviour of its own: the standard executor answers it."""


class NullWhereNoneIsAllowed(Exception):
    """A product sent nothing for a value that every record has: the standard executor reports where."""


def is_required(selected: SelectedField) -> bool:
    """Whether a field is never null."""
    return isinstance(cast("Any", selected.field.type), GraphQLNonNull)


def object_of(selected: Sequence[SelectedField], type_name: str) -> Callable[[Any], ResponseObject]:
    """The function from an object with the fields as attributes to an object of the response. Raises NotCompilable."""
    members: list[tuple[str, str, Callable[[Any], Any] | None, bool]] = []
    constants = {each.key: type_name if each.name == "__typename" else None for each in selected}
    for each in selected:
        if each.name == "__typename":
            continue
        declared = each.field.extensions["strawberry-definition"]
        if not declared.is_basic_field:
            raise NotCompilable(each.coordinate)
        inner = next((object_of(below, name) for name, below in each.below.items()), None)
        members.append((each.key, declared.python_name, inner, is_required(each)))

    def built(value: Any) -> ResponseObject:
        built_object: ResponseObject = dict(constants)
        for key, attribute, inner, required in members:
            answer = getattr(value, attribute)
            if required and answer is None:
                raise NullWhereNoneIsAllowed
            built_object[key] = answer if inner is None or answer is None else inner(answer)
        return built_object

    return built
