"""Taking hidden values out of the rows of products. Pure."""

from collections.abc import Container
from dataclasses import replace
from typing import cast

from domain.custom_fields import CustomValue
from domain.queries import Row

ColumnPath = tuple[str, ...]


def drop_value(value: object, path: ColumnPath, kept: Container[str | None] = ()) -> None:
    """Take out of a value what lies at a path in it, in each member of a list; of custom fields a path names the kind.

    `kept` are the names of the custom fields that stay.
    """
    if isinstance(value, list):
        members = cast("list[object]", value)
        for at, each in enumerate(members):
            if isinstance(each, CustomValue):
                is_dropped = each.kind.value == path[0] and each.name not in kept
                members[at] = replace(each, value=None) if is_dropped else each
            else:
                drop_value(each, path)
    elif isinstance(value, dict):
        row = cast("Row", value)
        if len(path) == 1:
            row.pop(path[0], None)
        else:
            drop_value(row.get(path[0]), path[1:])
