"""Modules, related lists and custom views as the calling user finds them set up."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from sandbox.crm.caller import Call
from sandbox.crm.conditions import Comparison, Condition
from sandbox.crm.metadata import CrmModule, Relation
from sandbox.crm.organization import FOUNDED, founder
from sandbox.crm.paging import numbered_page, plain_info
from sandbox.crm.profiles import PROFILES
from sandbox.crm.responses import answer, invalid_module, nothing
from sandbox.crm.views import CustomView, views_of
from sandbox.store import Body

# Where the finance modules stand among the tabs.
FINANCE_TAB = {"api_name": "Zoho_Books", "id": "4150868000000002900"}


def list_of_modules(call: Call) -> Response:
    """GET /settings/modules: every module, with the flags of the calling user. All of them are visible ones."""
    statuses = (call.param("status") or "visible").split(",")
    if "visible" not in statuses:
        return nothing()
    return answer({"modules": [_module(call, module) for module in call.modules.named.values()]})


def single_module(call: Call) -> Response:
    """GET /settings/modules/{api_name or id}."""
    asked = call.path("name")
    for module in call.modules.named.values():
        if asked in {module.api_name, module.id}:
            return answer({"modules": [_module(call, module)]})
    raise invalid_module(resource_path_index=2)


def _module(call: Call, module: CrmModule) -> Body:
    viewers = [{"id": profile.id, "name": profile.name} for profile in PROFILES if profile.may("View", module)]
    may, viewable = call.profile.may, call.profile.may("View", module)
    return {
        "id": module.id,
        "api_name": module.api_name,
        "module_name": module.api_name if module.mirror else module.plural,
        "singular_label": module.singular,
        "plural_label": module.plural,
        "actual_singular_label": module.singular,
        "actual_plural_label": module.plural,
        "generated_type": "custom" if module.mirror else "default",
        "module_type": "ENTITIES",
        "parent_module": FINANCE_TAB if module.mirror else {},
        "access_type": "org_based",
        "status": "visible",
        "description": None,
        "sequence_number": module.number,
        "viewable": viewable,
        "creatable": may("Create", module),
        "editable": may("Edit", module),
        "deletable": may("Delete", module),
        "visible": viewable,
        "visibility": int(viewable),
        "show_as_tab": viewable,
        "convertable": False,
        "quick_create": may("Create", module) and not module.mirror,
        "profiles": viewers,
        "profile_count": len(viewers),
        "has_more_profiles": False,
        "modified_time": None,
        "modified_by": None,
        "web_link": None,
        "arguments": [],
        "business_card_field_limit": 5,
        **dict.fromkeys(("api_supported", "lookupable", "filter_supported", "global_search_supported"), True),
        **dict.fromkeys(("recycle_bin_on_delete", "feeds_required"), not module.mirror),
        **dict.fromkeys(_UNUSED, False),
    }


_UNUSED = (
    "isBlueprintSupported", "triggers_supported", "scoring_supported", "webform_supported", "emailTemplate_support",
    "email_parser_supported", "inventory_template_supported", "presence_sub_menu", "sub_menu_available", "cc_enabled",
    "public_fields_configured", "track_current_data",
)  # fmt: skip


def list_of_related_lists(call: Call) -> Response:
    """GET /settings/related_lists: those whose module the user may see."""
    module = call.module_param()
    shown = [
        _related_list(call, module, relation)
        for relation in module.relations
        if call.profile.may("View", call.modules.keyed[relation.child])
    ]
    return answer({"related_lists": shown}) if shown else nothing()


def _related_list(call: Call, module: CrmModule, relation: Relation) -> Body:
    child, name = call.modules.keyed[relation.child], call.modules.relation_name(relation)
    label = relation.name.replace("_", " ") if relation.through else child.plural
    may = call.profile.may
    return {
        "id": module.relation_id(relation.name),
        "sequence_number": str(module.relations.index(relation) + 1),
        "api_name": name,
        "name": label,
        "display_label": label,
        "module": {"api_name": child.api_name, "id": child.id},
        "type": "default",
        "href": f"{module.api_name}/{{ENTITYID}}/{name}",
        "action": None,
        "status": "visible",
        "visibility": 1,
        "connectedmodule": None,
        "linkingmodule": None,
        "customize_sort": True,
        "customize_fields": True,
        "customize_display_label": True,
        "sort_by": None,
        "sort_order": None,
        "fields": None,
        "record_operations": {
            "create": may("Create", child) and not child.mirror,
            "edit": may("Edit", child) and not child.mirror,
            "delete": may("Delete", child) and not child.mirror,
            **dict.fromkeys(("bulk_edit", "disassociate", "assign"), False),
        },
    }


def list_of_views(call: Call) -> Response:
    """GET /settings/custom_views: a page of the module's views, without their criteria."""
    module, page = call.module_param(), numbered_page(call)
    views = views_of(module, call.sandbox.options.today)
    shown = views[page.offset : page.offset + page.size]
    names = {"public_views": "Public Views", "created_by_me": "Created By Me"}
    names |= {"other_users_views": "Other Users Views", "shared_with_me": "Shared With Me"}
    info = plain_info(page, len(shown), more=len(views) > page.offset + page.size)
    info |= {"default": views[0].id, "translation": names}
    return answer({"custom_views": [_view(view) for view in shown], "info": info})


def single_view(call: Call) -> Response:
    """GET /settings/custom_views/{id}: with criteria and fields; 204 where there is none."""
    module = call.module_param()
    view = next((v for v in views_of(module, call.sandbox.options.today) if v.id == call.path("id")), None)
    if view is None:
        return nothing()
    columns = [{"api_name": name, "id": module.field_id(name)} for name in view.columns]
    criteria = _criteria(module, view.condition) if view.condition else None
    return answer({"custom_views": [_view(view) | {"criteria": criteria, "fields": columns}]})


def _view(view: CustomView) -> Body:
    everything = view.number == 0
    sort_by = None if view.sort_by is None else {"api_name": view.sort_by, "id": view.module.field_id(view.sort_by)}
    return {
        "id": view.id,
        "name": view.name,
        "display_value": view.name,
        "system_name": "ALLVIEWS" if everything else None,
        "system_defined": everything,
        "default": everything,
        "category": "public_views",
        "access_type": "public",
        "module": {"api_name": view.module.api_name, "id": view.module.id},
        "criteria": None,
        "fields": None,
        "sort_by": sort_by,
        "sort_order": None if sort_by is None else "desc",
        "shared_to": None,
        "locked": False,
        "favorite": None,
        "offline": False,
        "created_by": founder(),
        "created_time": FOUNDED,
        "modified_by": founder(),
        "modified_time": FOUNDED,
        "last_accessed_time": FOUNDED,
    }


def _criteria(module: CrmModule, condition: Condition) -> Mapping[str, Any]:
    if not isinstance(condition, Comparison):
        group = [_criteria(module, part) for part in condition.parts]
        return {"group_operator": condition.joint, "group": group}
    name, values = condition.path[0], list(condition.values)
    return {
        "field": {"api_name": name, "id": module.field_id(name)},
        "comparator": condition.operator,
        "value": values if len(values) > 1 else values[0],
        "type": "merge_field" if values[0].startswith("$") else "value",
    }
