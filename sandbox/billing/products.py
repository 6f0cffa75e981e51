"""Products: the lines under which plans, addons and coupons stand."""

from collections.abc import Iterator

from sandbox.billing.endpoints import Asked, Endpoint
from sandbox.billing.envelope import Reply, success
from sandbox.billing.lists import Listing, page_of
from sandbox.billing.wire import public, stamp
from sandbox.company.plans import BillingProduct
from sandbox.company.whole import Company
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


def products_page(asked: Asked) -> Reply:
    """A page of products."""
    return page_of(asked, LISTING)


def product_in_full(asked: Asked) -> Reply:
    """One product."""
    return success({"product": public(asked.record(MODULE, "product_id", "Product"))})


ENDPOINTS = (
    Endpoint("GET", "/products", "products.READ", "products", "view", products_page),
    Endpoint("GET", "/products/{product_id}", "products.READ", "products", "view", product_in_full),
)
