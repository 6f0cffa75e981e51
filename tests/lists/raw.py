"""What the products themselves list, asked without the gateway: the truth that filters and orders are held against."""

from decimal import Decimal
from typing import Any, cast

from domain.queries import Row
from resolvers.catalogue import CRM, FINANCE
from schema.engine.declare.listings import Listing
from tests.graphs import Graph

ORGANIZATIONS = {"books": "460000000000100", "billing": "903000000000100"}
PATHS = {"books": "/books/v3", "billing": "/billing/v1"}


async def raw_rows(graph: Graph, listing: Listing, columns: set[str]) -> list[Row]:
    """Every row of a module as its product lists it to the administrator."""
    headers = {"Authorization": "Zoho-oauthtoken 1000.demo.admin"}
    if listing.module.product == "crm":
        path, key = f"/crm/v8/{CRM[listing.module].api_name}", "data"
        params = {"fields": ",".join(sorted(columns | {"id"})), "per_page": "200"}
    else:
        known, organization = FINANCE[listing.module], ORGANIZATIONS[listing.module.product]
        path, key = f"{PATHS[listing.module.product]}/{known.path}", known.rows
        every = {"filter_by": known.every} if known.every else {}
        params = {**dict(known.fixed), **every, "organization_id": organization, "per_page": "200"}
        headers["X-com-zoho-subscriptions-organizationid"] = organization
    rows: list[Row] = []
    more, page = True, 1
    while more:
        address = f"http://localhost:{graph.sandbox.port}{path}"
        async with graph.session.get(address, params={**params, "page": str(page)}, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            body: Any = await answer.json()
        rows += body[key]
        context: Row = body.get("page_context") or body.get("info") or {}
        more, page = bool(context.get("has_more_page") or context.get("more_records")), page + 1
    return rows


def value_at(row: Row, column: str) -> Any:
    """The value that a condition on a column compares: of a look-up its id."""
    value: Any = row.get(column)
    return cast("Row", value)["id"] if isinstance(value, dict) else value


def number(value: Any) -> Decimal:
    """The value as an exact number."""
    return Decimal(str(value))
