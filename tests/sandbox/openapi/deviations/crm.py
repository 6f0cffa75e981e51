"""Where the local CRM differs from what its documents say."""

from collections.abc import Mapping

from tests.sandbox.openapi.differences import NOT_BUILT, UNKNOWN
from tests.sandbox.openapi.listed import Deviation

FIELDS = ("GET /settings/fields", "GET /settings/fields/{id}")
MODULES = ("GET /settings/modules", "GET /settings/modules/{name}")
SETTINGS = ("GET /settings/*", "GET /users*", "GET /org")
OTHER_VALUE = "another value than the documented ones"


def deviation(reason: str, what: str, operations: str | tuple[str, ...], at: Mapping[str, str]) -> Deviation:
    """A deviation of CRM's."""
    return Deviation("crm", reason, what, (operations,) if isinstance(operations, str) else operations, at)


ANSWERS = (
    deviation(
        'An empty result is a 204 without a body (page "Status Codes").',
        "status not documented",
        (
            "GET /settings/modules",
            "GET /{module}",
            "GET /{module}/deleted",
            "GET /{module}/search",
            "GET /{module}/{id}",
            "GET /{module}/{id}/{relation}",
            "POST /coql",
        ),
        {"": "204"},
    ),
    deviation(
        'What is made answers 201, what succeeds in part 207 (page "Status Codes").',
        "status not documented",
        ("POST /{module}", "PUT /{module}"),
        {"": "201 207"},
    ),
    deviation(
        "The documents name a part of the codes and messages; the pages of the single operations name these.",
        OTHER_VALUE,
        ("GET /settings/profiles/{id}", "POST /coql", "POST /{module}", "PUT /{module}/{id}"),
        {"": "code message", "data[]": "code message status"},
    ),
    deviation(
        "The pages of the single operations name these details of errors.",
        "undocumented",
        ("GET /settings/fields", "GET /settings/fields/{id}", "POST /{module}"),
        {"details": "param_name resource_path_index", "data[].details": "errors more_records supported_values"},
    ),
    deviation(
        "Each error has its own details; the documents declare those of another one.",
        "missing",
        ("GET /settings/fields", "GET /settings/fields/{id}", "GET /settings/related_lists", "GET /{module}/search"),
        {"details": "api_name json_path param"},
    ),
    deviation(
        "The limit is a number, as in all other errors that name one; the document has the text of it.",
        "*",
        "GET /{module}/search",
        {"details": "limit"},
    ),
    deviation(
        'There may be no page before or behind; the page "Get Records" shows null.',
        "null instead of string",
        ("GET /{module}", "GET /{module}/{id}/{relation}"),
        {"info": "next_page_token page_token_expiry previous_page_token"},
    ),
    deviation(
        'A new record has no duplicate; the page "Upsert Records" shows null.',
        "null instead of string",
        "POST /{module}/upsert",
        {"data[]": "duplicate_field"},
    ),
    deviation(
        "`include_meta` asks for them; the document does not show the answer.",
        "undocumented",
        "POST /coql",
        {"": "fields"},
    ),
)
METADATA = (
    deviation(
        "Zoho's newer pages of the same operations have these keys; the OpenAPI documents are older.",
        "undocumented",
        SETTINGS,
        {
            "custom_views[].criteria": "type",
            "custom_views[].module": "api_name",
            "fields[]": """
                address child_fields display_format display_format_properties global_picklist history_tracking_enabled
                parent_field public range
            """,
            "modules[]": """
                access_type actual_plural_label actual_singular_label cc_enabled global_search_supported lookupable
                module_type public_fields_configured
            """,
            "org[].license_details": "portal_users_license_purchased",
            "profiles[]": "api_name",
            "profiles[].sections[].categories[]": "module",
            "related_lists[]": "record_operations visibility",
            "roles[]": "api_name",
            "users[]": "type__s",
        },
    ),
    deviation(
        "The OpenAPI documents require almost every key; Zoho's newer pages of the same operations do not have these,"
        " or have them where a feature is on that the sandbox does not build.",
        "missing",
        SETTINGS,
        {
            "custom_views[].fields[]": "_pin",
            "custom_views[].module": "name",
            "fields[]": """
                _update_existing_records allowed_modules autonumber available_in_user_layout category
                file_upolad_optionlist number_separator refer_from_field show_type static_field sub_module subform
            """,
            "fields[].common": "picklist",
            "fields[].multiuserlookup": """
                api_name connected_module connectedfield_apiname connectedlookup_apiname display_label id
                linking_module lookup_apiname record_access
            """,
            "modules[]": """
                $field_states $on_demand_properties $properties activity_badge business_card_fields chart_view
                chart_view_supported custom_view default_mapping_fields display_field fields filter_status kanban_view
                kanban_view_supported layout_associations layouts lookup_field_properties per_page
                related_list_properties related_lists search_layout_fields zia_view
            """,
            "modules[].common": "search_supported",
            "org[]": "call_icon checkin_preferences ezgid max_per_page oauth_presence zia_zgid",
            "org[].license_details": "trial_action",
            "profiles[]": "category",
            "related_lists[]": "visible",
            "users[].Modified_By": "first_name last_name",
        },
    ),
    deviation(
        'The list of profiles comes without permissions, a single profile with them (page "Get Profiles").',
        "missing",
        "GET /settings/profiles",
        {"profiles[]": "permissions_details sections"},
    ),
    deviation(
        "A single user or view comes without the pages of a list.",
        "missing",
        ("GET /settings/custom_views/{id}", "GET /users/{id}"),
        {"": "info"},
    ),
    deviation(
        "A criterion is a comparison or a group; the document requires the keys of both.",
        "missing",
        "GET /settings/custom_views/{id}",
        {"custom_views[].criteria": "group group_operator"},
    ),
    deviation(
        "A criterion's value is a text, or a list of texts; the document declares an object.",
        "* instead of null",
        "GET /settings/custom_views/{id}",
        {"custom_views[].criteria": "value"},
    ),
    deviation(
        "What is not set or not in use is null, as in the pages' own examples; the documents allow it for few keys.",
        "null instead of *",
        SETTINGS,
        {
            "custom_views[]": "criteria fields shared_to sort_by",
            "fields[]": """
                associated_module association_details crypt customizable_properties external hipaa_compliance
                history_tracking private quick_sequence_number sharing_properties textarea tooltip
            """,
            "modules[]": "modified_by",
            "org[]": "country employee_count phone",
            "org[].hierarchy_preferences": "strictly_reporting",
            "profiles[].permissions_details[]": "module parent_permissions",
            "related_lists[]": "connectedmodule fields linkingmodule sort_by",
            "roles[]": "forecast_manager reporting_to",
            "users[]": "Reporting_To",
        },
    ),
    deviation(
        'Only those who may customise modules see the profiles of a field (page "Fields Metadata").',
        "null instead of array",
        "GET /settings/fields",
        {"fields[]": "profiles"},
    ),
    deviation(
        "Newer answers name the module by its API name and id, older ones by a text.",
        "object instead of string",
        "GET /settings/profiles/{id}",
        {"profiles[].permissions_details[]": "module"},
    ),
    deviation(
        "The document allows null and one example; users have settings of their own.",
        "string instead of null",
        "GET /users*",
        {"users[]": "date_format number_separator time_zone"},
    ),
    deviation(
        "The document's pattern fits its own example alone.",
        "against its pattern",
        "GET /users*",
        {"users[]": "email"},
    ),
    deviation(
        "The type is written in lower case in Zoho's newer page, capitalised in the OpenAPI document.",
        OTHER_VALUE,
        "GET /org",
        {"org[]": "type"},
    ),
)
PARAMETERS = (
    deviation(
        'The pages "Search Records" and "Get Related Records" name them.',
        UNKNOWN,
        ("GET /{module}/search", "GET /{module}/{id}/{relation}"),
        {"": "ids page_token sort_by sort_order"},
    ),
    deviation(
        "Approval, conversion of leads, territories, layouts and variants of a single record are not built.",
        NOT_BUILT,
        ("GET /settings/related_lists", "GET /{module}", "GET /{module}/search", "GET /{module}/{id}"),
        {
            "": """
                approval_state approved converted endDateTime include_child layout_id startDateTime territory_id type
                uid
            """
        },
    ),
    deviation(
        "Views narrow lists and counts, nothing else.",
        NOT_BUILT,
        ("GET /{module}/search", "GET /{module}/{id}"),
        {"": "cvid"},
    ),
)
CRM = (*ANSWERS, *METADATA, *PARAMETERS)
