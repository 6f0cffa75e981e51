"""Billing coupons, keyed by their code."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import billing
from domain.queries import Row
from schema.engine.declare.filters import where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, upstream
from schema.engine.declare.values import UNKNOWN as NOT_KNOWN
from schema.shared.records import record


@strawberry.enum(description="Whether a coupon can be used.")
class CouponStatus(Enum):
    """Billing's words."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    EXPIRED = "expired"
    MAXED_OUT = "maxed_out"
    UNKNOWN = NOT_KNOWN


@strawberry.enum(description="For how long a coupon reduces the price.")
class CouponType(Enum):
    """Billing's words."""

    ONE_TIME = "one_time"
    DURATION = "duration"
    FOREVER = "forever"
    UNKNOWN = NOT_KNOWN


@strawberry.enum(description="What a coupon's discount counts.")
class DiscountBy(Enum):
    """Billing's words."""

    FLAT = "flat"
    PERCENTAGE = "percentage"
    UNKNOWN = NOT_KNOWN


@record(billing.COUPONS)
class Coupon(Node):
    """A Billing coupon. Its id in Billing is its code."""

    code: str | None = upstream("coupon_code", "The coupon's code.")
    name: str | None = upstream("name", "The coupon's name.")
    description: str | None = upstream("description", "Free text.")
    status: CouponStatus | None = upstream("status", "Whether it can be used.")
    kind: CouponType | None = upstream("type", "For how long it reduces the price.")
    discount_by: DiscountBy | None = upstream("discount_by", "What the discount counts.")
    discount: Decimal | None = upstream("discount_value", "An amount or a percentage, as `discountBy` says.")
    redemptions: int | None = upstream("redemption_count", "How often it was used.")
    max_redemptions: int | None = upstream("max_redemption", "How often it may be used.")
    expires_on: date | None = upstream("expiry_at", "Until when it can be used.")
    created_at: datetime | None = upstream("created_time", "When it was created.")
    updated_at: datetime | None = upstream("updated_time", "When it was last changed.")
    product: Row | None = link("billing.products.BillingProduct", "The product it stands under.", key="product_id")


@strawberry.enum(description="Billing's predefined views of coupons.")
class CouponView(Enum):
    """Billing's `filter_by`."""

    ALL = "CouponStatus.All"
    ACTIVE = "CouponStatus.ACTIVE"
    INACTIVE = "CouponStatus.INACTIVE"
    EXPIRED = "CouponStatus.EXPIRED"


@strawberry.input(description="Which coupons.")
class CouponFilter:
    """What Billing compares."""

    product_id: strawberry.ID | None = where("product_id", "By product.", refers_to="BillingProduct")


COUPONS = Listing(Coupon, filter=CouponFilter, view=CouponView)
