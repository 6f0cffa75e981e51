"""GET /organizations: the company, for its members."""

from sandbox.billing.access import ORGANIZATION_ID
from sandbox.billing.endpoints import BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, success
from sandbox.billing.formats import CURRENCY_IDS, SYMBOLS
from sandbox.company.company import ZONE, Company
from sandbox.people import BY_NAME
from sandbox.store import Body


def organizations(request: BillingRequest) -> BillingResponse:
    """The organisations of the token's owner: the company for a member, none for anybody else."""
    member = request.persona.billing is not None
    return success({"organizations": [_organization(request.sandbox.company)] if member else []})


def _organization(company: Company) -> Body:
    admin = BY_NAME["admin"]
    return {
        "organization_id": ORGANIZATION_ID,
        "name": company.name,
        "contact_name": admin.full_name,
        "email": admin.email,
        "is_default_org": True,
        "language_code": "en",
        "fiscal_year_start_month": 0,
        "account_created_date": "2024-07-01",
        "time_zone": ZONE.key,
        "is_org_active": True,
        "currency_id": CURRENCY_IDS[company.currency],
        "currency_code": company.currency,
        "currency_symbol": SYMBOLS[company.currency],
        "currency_format": "###.###,##",
        "price_precision": 2,
    }


ENDPOINTS = (BillingEndpoint("GET", "/organizations", "settings.READ", None, "view", organizations),)
