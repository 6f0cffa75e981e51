"""The profiles as CRM answers them: every permission by name, and the sections that they stand in."""

from starlette.responses import Response

from sandbox.crm.caller import Call
from sandbox.crm.catalogue import Catalogue
from sandbox.crm.organization import FOUNDED, founder
from sandbox.crm.profiles import ACTIONS, PROFILES, Profile
from sandbox.crm.responses import answer, invalid_path
from sandbox.store import Body

# What a profile may do beyond the modules: the permission, its label, its category, and whether all have it.
GENERAL_PERMISSIONS = (
    ("Crm_Implied_Customize_Zoho_CRM", "Customization", "setup", False),
    ("Crm_Implied_Manage_Users", "User Management", "setup", False),
    ("Crm_Implied_API_Access", "Zoho CRM API Access", "crmapi", True),
)


def list_of_profiles(_: Call) -> Response:
    """GET /settings/profiles: without their permissions."""
    return answer({"profiles": [_profile(profile) for profile in PROFILES]})


def single_profile(call: Call) -> Response:
    """GET /settings/profiles/{id}: with every permission and the sections that they stand in."""
    matching = next((profile for profile in PROFILES if profile.id == call.path("id")), None)
    if matching is None:
        raise invalid_path(2)
    permissions = _permissions(call.modules, matching)
    return answer(
        {"profiles": [_profile(matching) | {"permissions_details": permissions, "sections": _sections(permissions)}]}
    )


def _profile(profile: Profile) -> Body:
    return {
        "id": profile.id,
        "name": profile.name,
        "api_name": profile.name,
        "display_label": profile.name,
        "description": profile.description,
        "custom": not profile.administrator,
        "type": "normal_profile",
        "created_by": founder(),
        "created_time": FOUNDED,
        "modified_by": founder(),
        "modified_time": FOUNDED,
    }


def _permissions(modules: Catalogue, profile: Profile) -> list[Body]:
    """The permissions of every module, then the general ones; all but View hang on View."""
    listed: list[Body] = []
    for module in modules.keyed.values():
        place = {"api_name": module.api_name, "id": module.id}
        ids = [str(4150868000000060000 + module.number * 10 + position) for position in range(len(ACTIONS))]
        listed += [
            {
                "id": ids[position],
                "name": f"Crm_Implied_{action}_{module.api_name}",
                "display_label": action,
                "module": place,
                "enabled": profile.may(action, module),
                "customizable": not profile.administrator,
                "parent_permissions": ids[:1] if position else None,
            }
            for position, action in enumerate(ACTIONS)
        ]
    listed += [
        {
            "id": str(4150868000000060500 + position),
            "name": name,
            "display_label": label,
            "module": None,
            "enabled": profile.administrator or everybody,
            "customizable": not profile.administrator,
            "parent_permissions": None,
        }
        for position, (name, label, _, everybody) in enumerate(GENERAL_PERMISSIONS)
    ]
    return listed


def _sections(permissions: list[Body]) -> list[Body]:
    """The section of the modules, a category each, and one section for each general category."""
    categories = {name: category for name, _, category, _ in GENERAL_PERMISSIONS}
    sections: dict[str, Body] = {}
    for permission in permissions:
        module = permission["module"]
        name = module["api_name"] if module else categories[permission["name"]]
        label = name if module else permission["display_label"]
        new: Body = {"name": name, "display_label": label, "module": module, "permissions_details": []}
        section = sections.setdefault("module" if module else name, {})
        section.setdefault(name, new)["permissions_details"].append(permission["id"])
    return [{"name": name, "categories": list(section.values())} for name, section in sections.items()]
