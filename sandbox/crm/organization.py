"""The organisation in CRM and its roles."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from sandbox.company.company import ZONE
from sandbox.crm.caller import Call
from sandbox.crm.clock import written
from sandbox.crm.responses import answer, nothing
from sandbox.people import BY_NAME, DOMAIN
from sandbox.quotas.settings import EDITION, LICENSES
from sandbox.store import Body

ORG_ID = "4150868000000225000"
ZGID = "60001"
FOUNDED = written(datetime(2024, 1, 15, 8, tzinfo=UTC))

# Each role and the one that it reports to.
ROLES: Mapping[str, str | None] = {
    "CEO": None,
    "Sales Manager": "CEO",
    "Sales Representative": "Sales Manager",
    "Finance": "CEO",
    "Support": "CEO",
    "Marketing": "CEO",
}


def founder() -> Body:
    """Who set everything up."""
    return {"name": BY_NAME["admin"].full_name, "id": BY_NAME["admin"].crm_id}


def role_id(name: str) -> str:
    """The id of a role."""
    return str(4150868000000026000 + list(ROLES).index(name))


def organization(call: Call) -> Response:
    """GET /org: an Enterprise organisation with multiple currencies."""
    company, admin = call.sandbox.company, BY_NAME["admin"]
    until = datetime.combine(company.today + timedelta(days=365), datetime.min.time(), UTC)
    plain = ("country", "city", "state", "street", "zip", "phone", "mobile", "fax", "alias", "description", "photo_id")
    org: Body = dict.fromkeys(plain) | {
        "id": ORG_ID,
        "zgid": ZGID,
        "company_name": company.name,
        "domain_name": f"org{ZGID}",
        "type": "production",
        "primary_email": admin.email,
        "primary_zuid": admin.zuid,
        "website": f"https://{DOMAIN}",
        "country_code": "DE",
        "currency": "Euro",
        "iso_code": company.currency,
        "currency_symbol": "€",
        "currency_locale": "de_DE",
        "time_zone": ZONE.key,
        "created_time": FOUNDED,
        "mc_status": True,
        "gapps_enabled": False,
        "translation_enabled": False,
        "privacy_settings": False,
        "hipaa_compliance_enabled": False,
        "lite_users_enabled": False,
        "deletable_org_account": False,
        "zia_portal_id": None,
        "employee_count": None,
        "hierarchy_preferences": {"type": "Role_Hierarchy", "strictly_reporting": None},
        "license_details": {
            "paid": True,
            "paid_type": EDITION,
            "paid_expiry": written(until),
            "users_license_purchased": LICENSES,
            "portal_users_license_purchased": 0,
            "trial_type": None,
            "trial_expiry": None,
        },
    }
    return answer({"org": [org]})


def list_of_roles(_: Call) -> Response:
    """GET /settings/roles."""
    return answer({"roles": [_role(name) for name in ROLES]})


def single_role(call: Call) -> Response:
    """GET /settings/roles/{id}; 204 where there is none."""
    names = [name for name in ROLES if role_id(name) == call.path("id")]
    return answer({"roles": [_role(names[0])]}) if names else nothing()


def _role(name: str) -> Body:
    above = ROLES[name]
    return {
        "id": role_id(name),
        "name": name,
        "display_label": name,
        "api_name": name.replace(" ", "_"),
        "reporting_to": {"name": above, "id": role_id(above)} if above else None,
        "forecast_manager": None,
        "share_with_peers": True,
        "description": None,
        "created_by__s": founder(),
        "created_time__s": FOUNDED,
        "modified_by__s": founder(),
        "modified_time__s": FOUNDED,
    }
