"""What the sandbox offers: every operation of each product, as `"GET /invoices/{id}"`."""

from collections.abc import Mapping

from sandbox.billing import ENDPOINTS
from sandbox.books import api
from sandbox.crm.endpoints import PATHS
from tests.sandbox.openapi.documents import Product

OFFERED: Mapping[Product, frozenset[str]] = {
    "crm": frozenset(f"{method} {path}" for path, methods in PATHS.items() for method in methods),
    "books": frozenset(f"{operation.method} {operation.path}" for operation in api.operations()),
    # Billing's codes may contain slashes, which Starlette spells `{plan_code:path}`.
    "billing": frozenset(f"{endpoint.verb} {endpoint.path.replace(':path', '')}" for endpoint in ENDPOINTS),
}
