"""Custom fields that an organisation has defined in Books, as public client code reads them: no document has them."""

from typing import Any

from adapters.answers import objects_in, row_list
from domain.queries import Row

KEY = "customfields"


def definitions_in(body: dict[str, Any]) -> list[Row]:
    """The custom fields of an answer by the keys that CRM has for its fields. Raises UpstreamUnavailable."""
    return [_definition(row) for row in row_list("books", body, KEY, "customfield_id")]


def _definition(row: Row) -> Row:
    return {
        "api_name": row.get("api_name"),
        "display_label": row.get("label"),
        "data_type": row.get("data_type"),
        "custom_field": True,
        "system_mandatory": row.get("is_mandatory"),
        "pick_list_values": [
            {"display_value": value.get("name"), "sequence_number": value.get("order")}
            for value in objects_in("books", row, "values")
        ],
    }
