"""Definitions of CRM's fields. Source: Zoho CRM v8, "Fields Metadata"."""

from adapters.answers import objects_in
from domain.queries import Row

# What is kept of a field of CRM, whose description has some seventy keys.
_KEPT = ("api_name", "display_label", "data_type", "custom_field", "system_mandatory", "read_only", "length")
_KEPT_OF_CHOICE = (
    "display_value", "sequence_number", "colour_code", "type", "probability", "forecast_type", "forecast_category",
)  # fmt: skip


def kept_definition(row: Row) -> Row:
    """What is kept of a field, with its choices. Raises UpstreamUnavailable where these are no list of objects."""
    kept = {key: row.get(key) for key in _KEPT}
    choices = objects_in("crm", row, "pick_list_values")
    return kept | {"pick_list_values": [{key: each.get(key) for key in _KEPT_OF_CHOICE} for each in choices]}
