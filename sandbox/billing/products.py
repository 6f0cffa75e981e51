"""Products: the lines under which plans, addons and coupons stand."""

from collections.abc import Iterator

from sandbox.billing.endpoints import BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, success
from sandbox.billing.formats import public, stamp
from sandbox.billing.lists import Listing, page_of
from sandbox.company.billing_entities import BillingProduct
from sandbox.company.company import Company
from sandbox.store import Body

MODULE = "products"
LISTING = Listing(
    MODULE,
    "products",
    ("product_id", "name", "description", "email_ids", "redirect_url", "status", "created_time", "updated_time"),
)


def records(company: Company) -> Iterator[tuple[str, Body]]:
    """Every product line."""
    for product in company.billing_products:
        yield product.billing_id, _product(product)


def _product(product: BillingProduct) -> Body:
    return {
        "product_id": product.billing_id,
        "name": product.name,
        "description": product.description,
        "email_ids": "",
        "redirect_url": "",
        "status": "active",
        "created_time": stamp(product.created_at),
        "updated_time": stamp(product.created_at),
    }


def products_page(request: BillingRequest) -> BillingResponse:
    """A page of products."""
    return page_of(request, LISTING)


def product_in_full(request: BillingRequest) -> BillingResponse:
    """One product."""
    return success({"product": public(request.record(MODULE, "product_id", "Product"))})


ENDPOINTS = (
    BillingEndpoint("GET", "/products", "products.READ", "products", "view", products_page),
    BillingEndpoint("GET", "/products/{product_id}", "products.READ", "products", "view", product_in_full),
)
