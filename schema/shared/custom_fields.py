"""Custom fields in the graph: one interface, one type per kind of value."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal, cast

import strawberry

from domain.custom_fields import CustomKind, CustomValue
from domain.queries import Row
from domain.sources import Source
from schema.engine.declare.custom_values import CustomFieldsField
from schema.engine.declare.values import reader_of, shape_of
from schema.shared.money import Money

NAME = "The field's name in the product."
LABEL = "Label that users see."


@strawberry.interface(description="A field that the organisation added to a record.")
class CustomField:
    """What every custom field has."""

    name: str = strawberry.field(description=NAME)
    label: str | None = strawberry.field(description=LABEL)


@strawberry.type(description="A custom field that holds text.")
class CustomText(CustomField):
    """Text, and every kind that this version does not know."""

    text: str | None = strawberry.field(description="The text.")


@strawberry.type(description="A custom field that holds a number or a percentage.")
class CustomNumber(CustomField):
    """A number."""

    number: Decimal | None = strawberry.field(description="The number.")


@strawberry.type(description="A custom field that holds an amount.")
class CustomAmount(CustomField):
    """An amount."""

    amount: Money | None = strawberry.field(description="The amount, in the record's currency.")


@strawberry.type(description="A custom field that holds true or false.")
class CustomBoolean(CustomField):
    """True or false."""

    boolean: bool | None = strawberry.field(description="True or false.")


@strawberry.type(description="A custom field that holds a day.")
class CustomDate(CustomField):
    """A day."""

    date: dt.date | None = strawberry.field(description="The day.")


@strawberry.type(description="A custom field that holds an instant.")
class CustomDateTime(CustomField):
    """An instant."""

    date_time: dt.datetime | None = strawberry.field(description="The instant.")


@strawberry.type(description="A custom field that holds one choice of a list.")
class CustomChoice(CustomField):
    """One choice."""

    choice: str | None = strawberry.field(description="The choice.")


@strawberry.type(description="A custom field that holds several choices of a list.")
class CustomChoices(CustomField):
    """Several choices."""

    choices: list[str] | None = strawberry.field(description="The choices.")


@strawberry.type(description="A custom field that points to another record.")
class CustomReference(CustomField):
    """Another record, as the product names it."""

    record_id: str | None = strawberry.field(description="The other record's id in the product.")
    record_name: str | None = strawberry.field(description="The other record's name.")


# Kind: the type, its field, and the annotation that the value is read by.
_KINDS: dict[CustomKind, tuple[type[CustomField], str, Any]] = {
    CustomKind.TEXT: (CustomText, "text", str),
    CustomKind.OTHER: (CustomText, "text", str),
    CustomKind.NUMBER: (CustomNumber, "number", Decimal),
    CustomKind.AMOUNT: (CustomAmount, "amount", Money),
    CustomKind.BOOLEAN: (CustomBoolean, "boolean", bool),
    CustomKind.DATE: (CustomDate, "date", dt.date),
    CustomKind.INSTANT: (CustomDateTime, "date_time", dt.datetime),
    CustomKind.CHOICE: (CustomChoice, "choice", str),
    CustomKind.CHOICES: (CustomChoices, "choices", list[str]),
}
TYPES: list[type[CustomField]] = [*dict.fromkeys(kind[0] for kind in _KINDS.values()), CustomReference]
# Where the graph shows each kind from which amounts can be read.
AMOUNT_COORDINATES = {
    CustomKind.AMOUNT: f"{CustomAmount.__name__}.amount",
    CustomKind.NUMBER: f"{CustomNumber.__name__}.number",
    # A text may be no amount: it is named with the numbers.
    CustomKind.OTHER: f"{CustomNumber.__name__}.number",
}
_READERS = {
    kind: reader_of(shape_of(annotation), Source(("value",), currency="currency"), None, "customFields")
    for kind, (_, _, annotation) in _KINDS.items()
}
_REFERENCE = [reader_of(shape_of(str), Source((key,)), None, "customFields") for key in ("id", "name")]


def custom_field_of(value: CustomValue, record: Row) -> CustomField:
    """One custom field as its kind's type. `record` carries its product and currency."""
    if value.kind is CustomKind.REFERENCE:
        target = cast("Row", value.value) if isinstance(value.value, dict) else {"id": value.value}
        record_id, record_name = (read({**target, **record}) for read in _REFERENCE)
        return CustomReference(name=value.name, label=value.label, record_id=record_id, record_name=record_name)
    field_type, field, _ = _KINDS[value.kind]
    converted = _READERS[value.kind]({**record, "value": value.value})
    return field_type(name=value.name, label=value.label, **{field: converted})


def custom_fields(
    *, detail: bool = False, crm: str | None = None, public: str | None = None, init: Literal[False] = False
) -> Any:
    """The record's custom fields; `detail` if only the response for a single record has them.

    `crm` is the field of the CRM mirror module with which custom amounts and numbers are hidden; `public` is why they
    never are.
    """
    source = Source(detail=detail, custom=True, crm=crm, public=public)
    return CustomFieldsField(source, list[CustomField] | None, custom_field_of, AMOUNT_COORDINATES)
