"""Definitions of fields: what a form needs to offer a field of a record, an organisation's own ones included."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry

from domain.custom_fields import CustomKind
from domain.errors import BadUserInput
from domain.queries import Row
from domain.sources import PRODUCT
from resolvers.reading.field_definitions import KIND, defines_fields, field_definitions_of
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.records import part, upstream
from schema.shared.mutation_requests import OperationInfo
from schema.shared.record_types import RecordType

FIELD_DEFINITIONS = "Query.fieldDefinitions"


@strawberry.enum(description="What a field holds.")
class FieldKind(Enum):
    """Kinds of values, as custom fields have them."""

    TEXT = strawberry.enum_value("text", description="Text.")
    NUMBER = strawberry.enum_value("number", description="A number or a percentage.")
    AMOUNT = strawberry.enum_value("amount", description="An amount.")
    BOOLEAN = strawberry.enum_value("boolean", description="True or false.")
    DATE = strawberry.enum_value("date", description="A day.")
    INSTANT = strawberry.enum_value("instant", description="An instant.")
    CHOICE = strawberry.enum_value("choice", description="One choice of a pick list.")
    CHOICES = strawberry.enum_value("choices", description="Several choices of a pick list.")
    REFERENCE = strawberry.enum_value("reference", description="Another record.")
    OTHER = strawberry.enum_value("other", description="A formula or another type; see `dataType`.")
    UNKNOWN = UNKNOWN_VALUE


@part
class FieldChoice:
    """A choice of a pick list; an input takes its `value`."""

    value: str | None = upstream("display_value", "The choice as records have it.")
    position: int | None = upstream("sequence_number", "Its place among the choices, from 1 on.")
    colour: str | None = upstream("colour_code", "Its colour, `#25b52a`.")


@part
class FieldDefinition:
    """A field of a module, as the product describes it to you."""

    name: str | None = upstream("api_name", "Its name in the product; `name` of a custom field in inputs takes it.")
    label: str | None = upstream("display_label", "Label that users see.")
    kind: FieldKind | None = upstream(KIND, "What it holds.")
    data_type: str | None = upstream("data_type", "Its type, as the product names it.")
    is_custom: bool | None = upstream("custom_field", "Whether the organisation has added it.")
    is_required: bool | None = upstream("system_mandatory", "Whether a new record must have it.")
    is_read_only: bool | None = upstream("read_only", "Whether you cannot change it.")
    longest: int | None = upstream("length", "Number of characters that it takes.")
    choices: list[FieldChoice] | None = upstream("pick_list_values", "Choices of a pick list, in their order.")


def calls_of_crm(arguments: Mapping[str, Any]) -> int:
    """The calls to CRM for the fields of a type."""
    return int(arguments["of"].module.mirrors_self)


def calls_of_books(arguments: Mapping[str, Any]) -> int:
    """The calls to Books for the custom fields of a type."""
    return int(not arguments["of"].module.mirrors_self and defines_fields(arguments["of"].module))


async def field_definitions(info: OperationInfo, of: RecordType) -> list[Row] | None:
    """The fields of a type's records, None where the caller may not see these. Raises BadUserInput."""
    if not defines_fields(of.module):
        raise BadUserInput(f"No product lists the fields of `{of.value}`.")
    context = info.context
    if not await context.shows(FIELD_DEFINITIONS, of.module):
        return None
    view = await context.loader.permissions.of(of.module)
    rows = await context.looked_up(
        FIELD_DEFINITIONS, of.module, lambda: field_definitions_of(context.loader, of.module, view)
    )
    if rows is None:
        return None
    return [{PRODUCT: of.module.product, **row, KIND: _word(row[KIND])} for row in rows]


def _word(kind: CustomKind) -> str:
    return str(kind.value)
