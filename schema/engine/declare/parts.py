"""Objects inside records and their plain fields: one line a field."""

import inspect
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

import strawberry
from strawberry.utils.str_converters import to_camel_case
from typing_extensions import dataclass_transform

from domain.sources import Module, Source
from schema.engine.declare.connections import always
from schema.engine.declare.fields import SourcedField, UpstreamField
from schema.engine.declare.values import reader_of, shape_of

PartClass = TypeVar("PartClass", bound=type)


def upstream(
    key: str,
    description: str,
    *,
    detail: bool = False,
    listed: bool = False,
    currency: str | None = None,
    base: str | None = None,
    parts: Mapping[str, str] | None = None,
    inside: str | None = None,
    crm: str | None = None,
    init: Literal[False] = False,
) -> Any:
    """A field that the product sends under `key`.

    `detail`: only the single answer has it; `listed`: only list rows have it. `currency` is the key of the amount's
    currency, "" for the one in force; `base` that of its twin in the organisation's currency. `parts` names an
    object's fields and their upstream keys, those of the object under `key` or, where `key` is "", of the row itself.
    `inside` is where the single answer keeps it instead, `plan.name`. `crm` is its twin in the CRM mirror module.
    """
    columns = (key,) if key else ()
    source = Source(columns, detail, listed, currency, base, tuple((parts or {}).items()), path_of(inside), crm)
    return UpstreamField(source, description)


@dataclass_transform(field_specifiers=(upstream,))
def part(cls: PartClass) -> PartClass:
    """An object inside a record: fields of its own, no id."""
    cls.__suitegraph_part__ = True  # pyright: ignore[reportAttributeAccessIssue]  # read by `is_part`
    cls.is_type_of = classmethod(always)  # pyright: ignore[reportAttributeAccessIssue]  # read by Strawberry
    bind(cls, None)
    return strawberry.type(cls, description=inspect.getdoc(cls))


def bind(cls: type, module: Module | None) -> None:
    """Tell the fields of a type how to read its rows; `module` is that of a record, None for a part."""
    product = None if module is None else module.product
    for name, annotation in inspect.get_annotations(cls).items():
        field = cls.__dict__.get(name)
        if isinstance(field, UpstreamField):
            kind = str if annotation is strawberry.ID else cast("object", annotation)
            field.shape = shape_of(kind)
            field.read = reader_of(field.shape, field.source, product, f"{cls.__name__}.{to_camel_case(name)}")
        elif isinstance(field, SourcedField) and module is not None:
            field.belong_to(module)


def path_of(dotted: str | None) -> tuple[str, ...]:
    """The keys of a dotted path."""
    return tuple(dotted.split(".")) if dotted else ()
