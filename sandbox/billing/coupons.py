"""Coupons, keyed by their code."""

from collections.abc import Iterator

from sandbox.billing.endpoints import BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, success
from sandbox.billing.formats import day, money, public, stamp
from sandbox.billing.lists import Listing, being, equal_to, page_of, views_of
from sandbox.company.billing_entities import Coupon
from sandbox.company.company import Company
from sandbox.store import Body

MODULE = "coupons"
ROW = (
    "coupon_code", "name", "description", "type", "status", "discount_by", "discount_value", "product_id",
    "max_redemption", "redemption_count", "expiry_at", "created_time", "updated_time",
)  # fmt: skip
LISTING = Listing(
    MODULE,
    "coupons",
    ROW,
    numbers=("discount_value", "max_redemption", "redemption_count"),
    views=views_of(
        "CouponStatus",
        ACTIVE=being("status", "active"),
        INACTIVE=being("status", "inactive"),
        EXPIRED=being("status", "expired"),
    ),
    look_ups={"product_id": equal_to("product_id")},
)


def records(company: Company) -> Iterator[tuple[str, Body]]:
    """Every coupon."""
    for coupon in company.coupons:
        yield coupon.code, catalogued(coupon)


def catalogued(coupon: Coupon) -> Body:
    """The coupon as the catalogue has it."""
    return {
        "coupon_code": coupon.code,
        "name": coupon.name,
        "description": coupon.name,
        "type": coupon.kind,
        "duration": 3 if coupon.kind == "duration" else 0,
        "status": coupon.status,
        "discount_by": "percentage" if coupon.percent else "flat",
        "discount_value": money(coupon.discount),
        "product_id": coupon.product.billing_id,
        "max_redemption": coupon.max_redemptions,
        "redemption_count": coupon.redemptions,
        "expiry_at": day(coupon.expires_on),
        "apply_to_plans": "all",
        "plans": [],
        "apply_to_addons": "none",
        "addons": [],
        "created_time": stamp(coupon.created_at),
        "updated_time": stamp(coupon.created_at),
    }


def coupons_page(request: BillingRequest) -> BillingResponse:
    """A page of coupons."""
    return page_of(request, LISTING)


def coupon_in_full(request: BillingRequest) -> BillingResponse:
    """One coupon by its code, with what it applies to."""
    return success({"coupon": public(request.record(MODULE, "coupon_code", "Coupon"))})


ENDPOINTS = (
    BillingEndpoint("GET", "/coupons", "coupons.READ", "coupons", "view", coupons_page),
    BillingEndpoint("GET", "/coupons/{coupon_code:path}", "coupons.READ", "coupons", "view", coupon_in_full),
)
