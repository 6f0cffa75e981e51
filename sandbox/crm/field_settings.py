"""Fields as the calling user finds them set up (public page "Fields Metadata")."""

from typing import Any

from starlette.responses import Response

from sandbox.crm.caller import Call
from sandbox.crm.fields import STAGES
from sandbox.crm.metadata import CrmModule, Field
from sandbox.crm.profiles import PROFILES
from sandbox.crm.responses import MEDIA_TYPE, answer, invalid_path, nothing
from sandbox.store import Body


def list_of_fields(call: Call) -> Response:
    """GET /settings/fields: every field, the hidden ones too. All of them are in use."""
    module = call.module_param()
    if call.param("type") == "unused":
        return nothing()
    # It follows from the profile and the module, and is most of what getting to know a caller takes.
    profile = call.profile
    key = (profile.id, profile.hidden, profile.read_only, call.sandbox.options.subscriptions_module, module.key)
    if key not in _ANSWERED:
        _ANSWERED[key] = bytes(answer({"fields": [_field(call, module, each) for each in module.fields.values()]}).body)
    return Response(_ANSWERED[key], media_type=MEDIA_TYPE)


_ANSWERED: dict[tuple[str, frozenset[str], frozenset[str], str, str], bytes] = {}


def single_field(call: Call) -> Response:
    """GET /settings/fields/{id}."""
    module = call.module_param()
    for field in module.fields.values():
        if module.field_id(field.name) == call.path("id"):
            return answer({"fields": [_field(call, module, field)]})
    raise invalid_path(2)


def _field(call: Call, module: CrmModule, field: Field) -> Body:
    return (
        _names(module, field)
        | _permissions(call, module, field)
        | _constraints(call, module, field)
        | dict.fromkeys(_NULL)
        | dict.fromkeys(_FALSE, False)
    )


# What none of the sandbox's fields makes use of.
_NULL = (
    "tooltip", "associated_module", "display_format_properties", "association_details", "parent_field", "child_fields",
    "private", "crypt", "range", "global_picklist", "history_tracking", "additional_column", "address", "external",
    "hipaa_compliance", "created_time", "modified_time", "display_format", "customizable_properties",
    "quick_sequence_number", "sharing_properties",
)  # fmt: skip
_FALSE = (
    "webhook", "separator", "history_tracking_enabled", "businesscard_supported", "virtual_field", "public",
    "hipaa_compliance_enabled", "colour_code_enabled_by_system", "enable_colour_code", "blueprint_supported",
    "pick_list_values_sorted_lexically",
)  # fmt: skip


def _names(module: CrmModule, field: Field) -> Body:
    return {
        "id": module.field_id(field.name),
        "api_name": field.name,
        "field_label": field.label,
        "display_label": field.label,
        "column_name": field.name.upper(),
        "data_type": field.data_type,
        "json_type": field.json_type,
        "length": field.length,
        "type": "used",
        "custom_field": field.custom,
        "created_source": "default",
        "display_type": -1,
        "ui_type": 1,
        "display_field": field.name == module.display,
        "system_mandatory": field.mandatory,
    }


def _permissions(call: Call, module: CrmModule, field: Field) -> Body:
    """What the caller may do with the field; what each profile may, for whoever may customise modules."""
    permission = call.profile.permission(module, field.name)
    visible, written = permission != "hidden", permission == "read_write" and not field.computed
    profiles = [
        {"id": profile.id, "name": profile.name, "permission_type": profile.permission(module, field.name)}
        for profile in PROFILES
    ]
    return {
        "visible": visible,
        "read_only": permission == "read_only" or field.computed,
        "field_read_only": field.computed,
        "view_type": {"view": visible, "edit": written, "create": written, "quick_create": written and field.mandatory},
        "operation_type": dict.fromkeys(("web_create", "web_update", "api_create", "api_update"), written),
        "profiles": profiles if call.profile.administrator else None,
    }


def _constraints(call: Call, module: CrmModule, field: Field) -> Body:
    return {
        "pick_list_values": _choices(module, field),
        "lookup": _lookup(call, field) if field.target else {},
        "unique": {"case_sensitive": False} if field.unique else {},
        "currency": {"rounding_option": "normal", "precision": 2} if field.data_type == "currency" else {},
        "decimal_place": {"currency": 2, "double": 2, "percent": 2}.get(field.data_type),
        "textarea": {"type": "large"} if field.family == "textarea" else None,
        **dict.fromkeys(("filterable", "sortable", "searchable"), not field.nested),
        "mass_update": not field.computed,
        "email_parser": {"fields_update_supported": False, "record_operations_supported": False},
        "convert_mapping": dict.fromkeys(("Contacts", "Deals", "Accounts")),
        "layout_associations": [
            {"api_name": "Standard", "name": "Standard", "id": str(4150868000000091000 + module.number)}
        ],
        **{name: dict[str, Any]() for name in _EMPTY},
    }


# The colours of stages, one after the other, and the categories of a forecast.
COLOURS = ("#f5c72f", "#63c57e", "#3290ff", "#b88562")
PROBABILITIES = dict(STAGES)
FORECAST_CATEGORIES = {
    "Pipeline": "4150868000000006787",
    "Closed": "4150868000000006789",
    "Omitted": "4150868000000006791",
}
_EMPTY = ("multi_module_lookup", "formula", "rollup_summary", "auto_number", "multiselectlookup", "multiuserlookup")


def _choices(module: CrmModule, field: Field) -> list[Body]:
    # Sixteen ids are kept for each field.
    first = 4150868000000300000 + int(module.field_id(field.name)) % 100000 * 16
    return [
        {
            "id": str(first + position),
            "display_value": choice,
            "actual_value": choice,
            "reference_value": choice,
            "sequence_number": position + 1,
            "colour_code": COLOURS[position % len(COLOURS)] if field.name == "Stage" else None,
            "type": "used",
            **(_forecast(choice) if field.name == "Stage" else {}),
        }
        for position, choice in enumerate(field.choices)
    ]


def _forecast(stage: str) -> Body:
    """What a stage means for a forecast, as the keys of the field `Stage` have it (public page "Pipelines")."""
    closed = stage.startswith("Closed")
    category = {"Closed Won": "Closed", "Closed Lost": "Omitted"}.get(stage, "Pipeline")
    return {
        "probability": PROBABILITIES[stage],
        "forecast_type": stage if closed else "Open",
        "forecast_category": {"name": category, "id": FORECAST_CATEGORIES[category]},
    }


def _lookup(call: Call, field: Field) -> Body:
    target = call.modules.keyed[field.target]
    return {
        "api_name": field.name,
        "display_label": field.label,
        "id": target.id,
        "module": {"api_name": target.api_name, "crypt": False, "id": target.id},
        "revalidate_filter_during_edit": False,
        "query_details": {},
    }
