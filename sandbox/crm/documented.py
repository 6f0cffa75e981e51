"""Operations that Zoho CRM's public pages (API v8) document and the sandbox does not have: answered as not built.

Each line has the methods and the path below `/crm/v8`, with the sandbox's own names of what varies.
"""

from collections.abc import Mapping

# From the OpenAPI documents of API v8.
_DOCUMENTS = """
    GET /__apis
    GET /__features
    GET /__features/data_enrichment
    GET /__features/user_licenses
    GET /__features/{feature}
    GET POST PUT PATCH DELETE /actions/watch
    GET POST PUT /org/currencies
    POST PUT /org/currencies/actions/enable
    GET PUT /org/currencies/{id}
    GET POST DELETE /org/photo
    PUT /settings/custom_views/actions/change_sort
    PUT /settings/custom_views/{id}/actions/change_sort
    POST PATCH /settings/fields
    PATCH DELETE /settings/fields/{id}
    GET PATCH /settings/layouts
    GET PATCH DELETE /settings/layouts/{id}
    POST DELETE /settings/layouts/{id}/actions/activate
    GET POST /settings/layouts/{id}/map_dependency
    GET PUT DELETE /settings/layouts/{id}/map_dependency/{dependency}
    POST PUT /settings/modules
    PUT /settings/modules/{name}
    PUT DELETE /settings/profiles/{id}
    POST /settings/profiles/{id}/actions/clone
    GET /settings/related_lists/{id}
    POST PUT /settings/roles
    PUT DELETE /settings/roles/{id}
    POST PUT /users
    PUT DELETE /users/{id}
    GET /users/{id}/actions/associated_groups
    POST /{module}/actions/assign_territories
    POST /{module}/actions/count
    GET /{module}/actions/fetch_full_data
    GET POST /{module}/actions/mass_update
    POST /{module}/actions/remove_territories
    GET /{module}/deleted/{id}/{relation}
    POST /{module}/{id}/actions/assign_territories
    POST /{module}/{id}/actions/clone
    GET /{module}/{id}/actions/fetch_full_data
    POST /{module}/{id}/actions/get_related_records_count
    POST /{module}/{id}/actions/remove_territories
    GET POST PUT DELETE /{module}/{id}/actions/share
    GET /{module}/{id}/Emails
    GET /{module}/{id}/Emails/{message}
    GET POST DELETE /{module}/{id}/photo
    PUT DELETE /{module}/{id}/{relation}
    GET PUT DELETE /{module}/{id}/{relation}/{related}
"""
# From the pages of the same version that have no document among those.
_PAGES = """
    GET POST PUT DELETE /Contacts/roles
    GET PUT DELETE /Contacts/roles/{id}
    GET PUT DELETE /Deals/{id}/Contact_Roles/{contact}
    POST /Events/{id}/actions/cancel
    GET /Leads/{id}/__conversion_options
    POST /Leads/{id}/actions/convert
    GET POST /Leads/actions/mass_convert
    GET POST PUT DELETE /settings/audit_log_export
    GET /settings/audit_log_export/{id}
    GET /settings/automation/assignment_rules
    GET /settings/automation/assignment_rules/{id}
    GET POST PUT DELETE /settings/automation/workflow_rules
    GET PUT DELETE /settings/automation/workflow_rules/{id}
    GET POST PUT /settings/business_hours
    GET PUT /settings/data_sharing
    GET POST PUT DELETE /settings/duplicate_check_preference
    GET /settings/email_templates
    GET /settings/email_templates/{id}
    GET PUT /settings/fiscal_year
    GET POST /settings/global_picklists
    GET PATCH DELETE /settings/global_picklists/{id}
    GET POST PUT /settings/holidays
    GET PUT DELETE /settings/holidays/{id}
    GET /settings/inventory_templates
    GET /settings/inventory_templates/{id}
    GET POST PUT /settings/pipeline
    POST /settings/pipeline/actions/transfer
    GET PUT /settings/pipeline/{id}
    GET POST PUT DELETE /settings/record_locking_configurations
    GET DELETE /settings/recycle_bin
    GET POST PUT DELETE /settings/scoring_rules
    GET PUT DELETE /settings/scoring_rules/{id}
    GET POST PUT /settings/tags
    GET PUT DELETE /settings/tags/{id}
    POST /settings/tags/{id}/actions/merge
    GET /settings/tags/{id}/actions/records_count
    GET POST PUT DELETE /settings/territories
    GET PUT DELETE /settings/territories/{id}
    GET POST PUT DELETE /settings/unsubscribe_links
    GET PUT DELETE /settings/unsubscribe_links/{id}
    GET POST PUT DELETE /settings/user_groups
    GET PUT DELETE /settings/user_groups/{id}
    GET POST PUT /settings/users_unavailability
    GET PUT DELETE /settings/users_unavailability/{id}
    GET /settings/variable_groups
    GET /settings/variable_groups/{id}
    GET POST PUT DELETE /settings/variables
    GET PUT DELETE /settings/variables/{id}
    GET /settings/wizards
    GET /settings/wizards/{id}
    GET PUT DELETE /users/{id}/territories
    GET PUT DELETE /users/{id}/territories/{territory}
    POST /{module}/actions/add_tags
    POST /{module}/actions/change_owner
    GET POST /{module}/actions/mass_delete
    POST /{module}/actions/remove_tags
    POST /{module}/{id}/actions/add_tags
    GET PUT /{module}/{id}/actions/blueprint
    POST /{module}/{id}/actions/change_owner
    POST /{module}/{id}/actions/remove_tags
    GET POST PUT DELETE /{module}/{id}/Locking_Information__s
"""


def _operations(lines: str) -> Mapping[str, frozenset[str]]:
    by_path: dict[str, frozenset[str]] = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        *methods, path = line.split()
        by_path[path] = frozenset(methods)
    return by_path


UNBUILT = {**_operations(_DOCUMENTS), **_operations(_PAGES)}
