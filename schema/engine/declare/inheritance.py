"""Fields that several records declare alike: written once in a plain class, inherited by each record as its own."""

import dataclasses
import inspect
from typing import cast

from strawberry.types.base import has_object_definition

from schema.engine.declare.kinds import SourcedField

_SLOTS = cast("tuple[str, ...]", dataclasses.Field.__slots__)


def inherit_fields(cls: type) -> None:
    """Give a class its own copies of the fields that plain bases of it declare, but for those that it declares itself.

    A field knows the type that it stands in and how to read its rows: no two types share one.
    """
    for base in cls.__mro__[1:]:
        if has_object_definition(base):
            continue
        for name, annotation in inspect.get_annotations(base).items():
            field = base.__dict__.get(name)
            if isinstance(field, SourcedField) and name not in cls.__annotations__:
                cls.__annotations__[name] = annotation
                setattr(cls, name, _copy_of(field))


def _copy_of(field: SourcedField) -> SourcedField:
    """The same declaration as another object: Strawberry's own copy knows its own arguments alone."""
    copied = object.__new__(type(field))
    for name in _SLOTS:
        setattr(copied, name, getattr(field, name))
    for name, value in vars(field).items():
        setattr(copied, name, value)
    return copied
