"""Taxes (Billing API, "Retrieve list of taxes"): a list without pages, alike for everybody."""

from sandbox.billing.endpoints import BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, success

VAT = {
    "tax_id": "903000000000901",
    "tax_name": "VAT 19%",
    "tax_percentage": 19,
    "tax_type": "tax",
    "tax_authority_id": "",
    "tax_authority_name": "",
    "is_default_tax": True,
    "is_editable": True,
}


def taxes(request: BillingRequest) -> BillingResponse:
    """All taxes."""
    del request
    return success({"taxes": [VAT]})


ENDPOINTS = (BillingEndpoint("GET", "/settings/taxes", "settings.READ", "taxes", "view", taxes),)
