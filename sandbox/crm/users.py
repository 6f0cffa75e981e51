"""The company's users, all of whom may look at each other (public page "Get Users")."""

from collections.abc import Mapping

from starlette.responses import Response

from sandbox.company.company import ZONE
from sandbox.crm.caller import Call
from sandbox.crm.organization import FOUNDED, founder, role_id
from sandbox.crm.paging import numbered_page, plain_info
from sandbox.crm.profiles import BY_NAME
from sandbox.crm.responses import CrmRefusal, answer, nothing, over_limit
from sandbox.people import PERSONAS, Persona
from sandbox.staff import locale_of, staff
from sandbox.store import Body

ADMINS = tuple(persona for persona in PERSONAS if BY_NAME[persona.profile].administrator)
MAX_IDS = 100

# Everybody is active and confirmed; nobody is deleted, light or a developer.
TYPES: Mapping[str, tuple[Persona, ...]] = {
    **dict.fromkeys(("AllUsers", "ActiveUsers", "ConfirmedUsers", "ActiveConfirmedUsers", "AllActiveUsers"), PERSONAS),
    **dict.fromkeys(("AdminUsers", "ActiveConfirmedAdmins"), ADMINS),
    **dict.fromkeys(("DeactiveUsers", "NotConfirmedUsers", "DeletedUsers", "DeveloperUsers", "ActiveLiteUser"), ()),
}


def list_of_users(call: Call) -> Response:
    """GET /users: by `type` and `ids`, a page at a time."""
    page = numbered_page(call)
    matches = _asked_users(call)
    shown = matches[page.offset : page.offset + page.size]
    if not shown:
        return nothing()
    info = plain_info(page, len(shown), more=len(matches) > page.offset + page.size)
    return answer({"users": [rendered(persona) for persona in shown], "info": info})


def user_count(call: Call) -> Response:
    """GET /users/actions/count: by `type`; the number is a text."""
    return answer({"count": str(len(_asked_users(call)))})


def single_user(call: Call) -> Response:
    """GET /users/{id}; 204 where there is none."""
    everybody = (*PERSONAS, *staff(call.sandbox.options.staff))
    matches = [persona for persona in everybody if persona.crm_id == call.path("id")]
    return answer({"users": [rendered(matches[0])]}) if matches else nothing()


def _asked_users(call: Call) -> list[Persona]:
    kind = call.param("type") or "AllUsers"
    if kind != "CurrentUser" and kind not in TYPES:
        raise CrmRefusal("PATTERN_NOT_MATCHED", "Please check whether the input values are correct", api_name="type")
    ids = (call.param("ids") or "").split(",")
    if len(ids) > MAX_IDS:
        raise over_limit("ids", MAX_IDS)
    of_type = (call.persona,) if kind == "CurrentUser" else TYPES[kind]
    if of_type is PERSONAS:
        of_type = (*of_type, *staff(call.sandbox.options.staff))
    return [persona for persona in of_type if ids == [""] or persona.crm_id in ids]


def rendered(persona: Persona) -> Body:
    """A user as CRM answers one. It says nothing about permissions: those hang on the profile."""
    return {
        "id": persona.crm_id,
        "zuid": persona.zuid,
        "email": persona.email,
        "full_name": persona.full_name,
        "first_name": persona.first_name,
        "last_name": persona.last_name,
        "status": "active",
        "confirm": True,
        "type__s": "Regular User",
        "role": {"name": persona.role, "id": role_id(persona.role)},
        "profile": {"name": persona.profile, "id": BY_NAME[persona.profile].id},
        "Reporting_To": None,
        "created_by": founder(),
        "created_time": FOUNDED,
        "Modified_By": founder(),
        "Modified_Time": FOUNDED,
        "locale": locale_of(persona),
        "language": "en_US",
        "country_locale": "de_DE",
        "time_zone": ZONE.key,
        "date_format": "dd.MM.yyyy",
        "time_format": "HH:mm",
        "decimal_separator": "Comma",
        "number_separator": "Period",
        "name_format__s": "Salutation,First Name,Last Name",
        "sort_order_preference__s": "First Name,Last Name",
        "microsoft": False,
        "sandboxDeveloper": False,
        "personal_account": False,
        **dict.fromkeys(
            ("alias", "phone", "mobile", "city", "country", "state", "street", "zip", "website", "fax", "dob")
        ),
    }
