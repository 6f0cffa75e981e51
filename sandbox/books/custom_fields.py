"""Custom fields: which there are, how a record shows them and how a body sets them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.books import clock, values
from sandbox.books.refusals import invalid
from sandbox.store import Body

CustomFieldType = Literal["text", "dropdown", "decimal", "check_box", "date"]
# Under this key a stored record holds its custom fields' plain values, by API name.
CUSTOM = "custom"

PARSERS: Mapping[CustomFieldType, values.Parser] = {
    "text": values.text,
    "dropdown": values.text,
    "decimal": values.number,
    "check_box": values.flag,
    "date": values.day,
}


@dataclass(frozen=True, slots=True)
class CustomField:
    """A custom field of a module."""

    field_id: str
    index: int
    api_name: str
    label: str
    data_type: CustomFieldType
    options: tuple[str, ...] = ()
    unique: bool = False

    def rendered(self, value: object) -> Body:
        """The element of `custom_fields` that shows the value."""
        body: Body = {
            "field_id": self.field_id,
            "customfield_id": self.field_id,
            "api_name": self.api_name,
            "label": self.label,
            "data_type": self.data_type,
            "value": value,
            "value_formatted": self.formatted(value),
            "index": self.index,
            "is_active": True,
            "show_on_pdf": False,
        }
        if self.data_type == "dropdown" and value in self.options:
            body["selected_option_id"] = f"{self.field_id}{self.options.index(str(value))}"
        return body

    def formatted(self, value: object) -> str:
        """The value as the user interface shows it."""
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            return f"{value:.2f}"
        return clock.written_day(str(value)) if self.data_type == "date" else str(value)

    def named_by(self, element: Body) -> bool:
        """Whether an element of a request means this field: by its id, its API name, its label or its index."""
        own = {"customfield_id": self.field_id, "field_id": self.field_id, "api_name": self.api_name}
        own |= {"label": self.label, "index": str(self.index)}
        return any(str(element[key]) == name for key, name in own.items() if key in element)

    def parsed(self, value: object) -> Any:
        """The value that a request sets; an empty string clears the field."""
        if value in ("", None):
            return ""
        parsed = PARSERS[self.data_type](self.label, value)
        if self.options and parsed not in self.options:
            raise invalid(self.label)
        return parsed


def rendered(fields: Sequence[CustomField], body: Body) -> Body:
    """`custom_fields` and `custom_field_hash` of a stored record; fields that are not set are left out."""
    held: Mapping[str, object] = body.get(CUSTOM, {})
    filled = [(field, held[field.api_name]) for field in fields if held.get(field.api_name, "") != ""]
    hashed: Body = {}
    for field, value in filled:
        hashed |= {field.api_name: field.formatted(value), f"{field.api_name}_unformatted": value}
    return {"custom_fields": [field.rendered(value) for field, value in filled], "custom_field_hash": hashed}


def written(fields: Sequence[CustomField], sent: Body, stored: Body) -> Body:
    """The stored form after a write: the fields that it names change, the others stay."""
    held: Body = dict(stored.get(CUSTOM, {}))
    for element in values.objects("custom_fields", sent.get("custom_fields", [])):
        field = next((field for field in fields if field.named_by(element)), None)
        if field is None:
            raise invalid("custom_fields")
        held[field.api_name] = field.parsed(element.get("value"))
    return {CUSTOM: held}


def _request_key(field_id: str, index: int) -> CustomField:
    # By it a client recognises what it wrote, though the answer was lost.
    return CustomField(field_id, index, "cf_request_key", "Request key", "text", unique=True)


REGIONS = ("North", "South", "East", "West")

OF_CONTACTS = (
    CustomField("460000000000801", 1, "cf_region", "Region", "dropdown", REGIONS),
    CustomField("460000000000802", 2, "cf_newsletter", "Newsletter", "check_box"),
    CustomField("460000000000803", 3, "cf_customer_since", "Customer since", "date"),
)
OF_ESTIMATES = (
    CustomField("460000000000811", 1, "cf_project_code", "Project code", "text"),
    _request_key("460000000000812", 2),
)
OF_SALES_ORDERS = (
    CustomField("460000000000821", 1, "cf_project_code", "Project code", "text"),
    _request_key("460000000000822", 2),
)
OF_INVOICES = (
    CustomField("460000000000831", 1, "cf_project_code", "Project code", "text"),
    CustomField("460000000000832", 2, "cf_priority", "Priority", "dropdown", ("Low", "Normal", "High")),
    CustomField("460000000000833", 3, "cf_margin", "Margin", "decimal"),
    _request_key("460000000000834", 4),
)
OF_PURCHASE_ORDERS = (
    CustomField("460000000000841", 1, "cf_incoterm", "Incoterm", "dropdown", ("EXW", "FCA", "DAP", "DDP")),
    _request_key("460000000000842", 2),
)
OF_CUSTOMER_PAYMENTS = (_request_key("460000000000851", 1),)
