"""The organisations of a user (Zoho Books API v3, page "Organizations")."""

from sandbox.books.memberships import BY_ID, Organization, of_user
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.refusals import not_associated
from sandbox.company.company import ZONE
from sandbox.people import BY_NAME
from sandbox.store import Body


def operations() -> list[Operation]:
    """List the user's own organisations and read one of them. Neither wants `organization_id` as a parameter."""
    return [
        Operation("GET", "/organizations", "settings.READ", None, _listed, membership=False),
        Operation("GET", "/organizations/{id}", "settings.READ", None, _read, membership=False),
    ]


def _listed(request: BooksRequest) -> BooksResponse:
    return success(organizations=[_rendered(organization) for organization in of_user(request.persona)])


def _read(request: BooksRequest) -> BooksResponse:
    organization = BY_ID.get(request.ids["id"])
    if organization is None or not organization.has(request.persona):
        raise not_associated(request.ids["id"])
    return success(organization=_rendered(organization))


def _rendered(organization: Organization) -> Body:
    owner = BY_NAME["admin"]
    return {
        "organization_id": organization.organization_id,
        "name": organization.name,
        "contact_name": owner.full_name,
        "email": owner.email,
        "is_default_org": organization.is_default,
        "language_code": "en",
        "fiscal_year_start_month": "1",
        "account_created_date": "2024-07-01",
        "time_zone": ZONE.key,
        "is_dst_active": True,
        "date_format": "dd MMM yyyy",
        "field_separator": " ",
        "industry_type": "Manufacturing",
        "industry_size": "11-50",
        "company_id_label": "",
        "company_id_value": "",
        "tax_id_label": "",
        "tax_id_value": "",
        "currency_id": "460000000000097",
        "currency_code": "EUR",
        "currency_symbol": "€",
        "currency_format": "###,##0.00",
        "price_precision": 2,
        "plan_type": 3,
        "plan_name": "Professional",
        "plan_period": "Month",
        "country_code": "DE",
        "country_name": "Germany",
        "portal_name": organization.name.lower().replace(" ", ""),
        "org_settings": {"is_org_active": True},
    }
