"""Custom fields of all three products as one shape: a name, a label, a kind and a value."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

from domain.json_values import mappings


class CustomKind(Enum):
    """What a custom field holds."""

    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    CHOICE = "choice"
    CHOICES = "choices"
    REFERENCE = "reference"
    # A formula, or a type that this version does not know: shown as text.
    OTHER = "other"


# From their values amounts can be read: they are hidden where the amounts of their module are.
AMOUNT_LIKE = (CustomKind.AMOUNT, CustomKind.NUMBER, CustomKind.OTHER)


@dataclass(frozen=True, slots=True)
class CustomValue:
    """One custom field of one record, its value as the product sent it."""

    name: str
    label: str | None
    kind: CustomKind
    value: Any


# Data types as Zoho CRM v8 (fields metadata) and Zoho Books v3 (custom fields) name them; any other may be anything.
_KINDS = {
    **dict.fromkeys(
        ("auto_number", "autonumber", "email", "multiline", "phone", "string", "text", "text_area", "textarea", "url"),
        CustomKind.TEXT,
    ),
    "website": CustomKind.TEXT,
    "amount": CustomKind.AMOUNT,
    "bigint": CustomKind.NUMBER,
    "boolean": CustomKind.BOOLEAN,
    "check_box": CustomKind.BOOLEAN,
    "currency": CustomKind.AMOUNT,
    "date": CustomKind.DATE,
    "date_time": CustomKind.INSTANT,
    "datetime": CustomKind.INSTANT,
    "decimal": CustomKind.NUMBER,
    "double": CustomKind.NUMBER,
    "dropdown": CustomKind.CHOICE,
    "integer": CustomKind.NUMBER,
    "lookup": CustomKind.REFERENCE,
    "multiselect": CustomKind.CHOICES,
    "multiselectpicklist": CustomKind.CHOICES,
    "number": CustomKind.NUMBER,
    "ownerlookup": CustomKind.REFERENCE,
    "percent": CustomKind.NUMBER,
    "picklist": CustomKind.CHOICE,
    "userlookup": CustomKind.REFERENCE,
}


def kind_of(data_type: object) -> CustomKind:
    """The kind behind a product's data type."""
    return _KINDS.get(str(data_type).lower(), CustomKind.OTHER)


def crm_custom_values(fields: list[dict[str, Any]], row: dict[str, Any]) -> list[CustomValue]:
    """The custom fields that a CRM row carries, by the module's field metadata."""
    return [
        CustomValue(name, _label(field.get("field_label")), kind_of(field.get("data_type")), row[name])
        for field in fields
        if (name := str(field["api_name"])) in row
    ]


def finance_custom_values(row: dict[str, Any]) -> list[CustomValue] | None:
    """The custom fields that a Books or Billing row carries, None where they are malformed.

    Billing knows them by label alone. A row without any may carry "" in their place.
    """
    entries: object = row.get("custom_fields")
    if entries in (None, "", {}):
        return []
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in cast("list[object]", entries)):
        return None
    return [
        CustomValue(str(name), _label(entry.get("label")), kind_of(entry.get("data_type")), entry.get("value"))
        for entry in mappings(entries)
        if (name := entry.get("api_name") or entry.get("label"))
    ]


def _label(label: object) -> str | None:
    return label if isinstance(label, str) else None
