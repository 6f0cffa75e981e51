"""Objects inside records and their plain fields: one line a field."""

import inspect
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import strawberry
from typing_extensions import dataclass_transform

from domain.modules.module import Module
from domain.sources import Source
from schema.engine.declare.connections import always
from schema.engine.declare.fields import UpstreamField
from schema.engine.declare.kinds import SourcedField

PartClass = TypeVar("PartClass", bound=type)


def upstream(
    key: str,
    description: str,
    *,
    detail: bool = False,
    listed: bool = False,
    currency: str | None = None,
    parts: Mapping[str, str] | None = None,
    inside: str | None = None,
    crm: str | None = None,
    public: str | None = None,
    same_as: str | None = None,
    amount: bool = False,
    is_moment: bool = False,
    is_local: bool = False,
    unless: tuple[str, str] | None = None,
    is_currency: bool = False,
    init: Literal[False] = False,
) -> Any:
    """A field that the product sends under `key`.

    `detail`: the single answer decides; `listed`: the list does. One of them is said where the other lacks it or says
    something else. `unless` is another key of the row and the value there that makes it null. `currency` is the key of
    the amount's currency, "" for the one in force. `parts` names an object's fields and their upstream keys, those of
    the object under `key` or, where `key` is "", of the row. `inside` is where the single answer keeps it instead,
    `plan.name`. `crm` is its twin in the CRM mirror module, with which it is hidden; `public` is the reason why it is
    shown to everybody who sees the record. `same_as` is the field of another record that shows the same value,
    `User.email`: where that is hidden, so is this. `amount` says of a text that amounts can be read from it,
    `is_moment` of an instant that it is when the record was created or changed, `is_local` that the product may report
    it as a day of the organisation, `is_currency` of a text that it is a code of ISO 4217: no other is shown.
    """
    columns = (key,) if key else ()
    spread = tuple((parts or {}).items())
    inner = path_of(inside)
    source = Source(
        *(columns, detail, listed, currency, spread, inner, crm),
        public=public,
        same_as=same_as,
        amount=amount,
        is_moment=is_moment,
        is_local=is_local,
        unless=unless,
        is_currency=is_currency,
    )
    return UpstreamField(source, description)


@dataclass_transform(field_specifiers=(upstream,))
def part(cls: PartClass) -> PartClass:
    """An object inside a record: fields of its own, no id."""
    cls.__suitegraph_part__ = True  # pyright: ignore[reportAttributeAccessIssue]  # read by `is_part`
    cls.is_type_of = classmethod(always)  # pyright: ignore[reportAttributeAccessIssue]  # read by Strawberry
    bind(cls, None)
    return strawberry.type(cls, description=inspect.getdoc(cls))


def bind(cls: type, module: Module | None) -> None:
    """Make the fields of a type its own; `module` is that of a record, None for a part."""
    for name, annotation in inspect.get_annotations(cls).items():
        field = cls.__dict__.get(name)
        if isinstance(field, SourcedField):
            field.belong_to(cls, name, annotation, module)


def path_of(dotted: str | None) -> tuple[str, ...]:
    """The keys of a dotted path."""
    return tuple(dotted.split(".")) if dotted else ()
