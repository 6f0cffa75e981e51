"""Billing coupons, keyed by their code."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import billing
from domain.queries import Row
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.filters import filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, upstream
from schema.shared.records import record


@strawberry.enum(description="Status of a coupon.")
class CouponStatus(Enum):
    """Values as Billing names them."""

    ACTIVE = strawberry.enum_value("active", description="In use.")
    INACTIVE = strawberry.enum_value("inactive", description="No longer in use.")
    EXPIRED = strawberry.enum_value("expired", description="Past its last day.")
    MAXED_OUT = strawberry.enum_value("maxed_out", description="Redeemed as often as it may be.")
    UNKNOWN = UNKNOWN_VALUE


@strawberry.enum(description="How long a coupon reduces the price.")
class CouponType(Enum):
    """Values as Billing names them."""

    ONE_TIME = strawberry.enum_value("one_time", description="Reduces one invoice.")
    DURATION = strawberry.enum_value("duration", description="Reduces the invoices of a number of intervals.")
    FOREVER = strawberry.enum_value("forever", description="Reduces every invoice.")
    UNKNOWN = UNKNOWN_VALUE


@strawberry.enum(description="Whether a coupon's discount is an amount or a percentage.")
class DiscountBy(Enum):
    """Values as Billing names them."""

    FLAT = strawberry.enum_value("flat", description="By an amount.")
    PERCENTAGE = strawberry.enum_value("percentage", description="By a percentage.")
    UNKNOWN = UNKNOWN_VALUE


@record(billing.COUPONS)
class Coupon(Node):
    """A Billing coupon. Its id in Billing is its code."""

    code: str | None = upstream("coupon_code", "The coupon's code.")
    name: str | None = upstream("name", "The coupon's name.")
    description: str | None = upstream("description", "Free text.")
    status: CouponStatus | None = upstream("status", "Coupon status.")
    kind: CouponType | None = upstream("type", "How long it reduces the price.")
    discount_by: DiscountBy | None = upstream("discount_by", "Whether the discount is an amount or a percentage.")
    discount: Decimal | None = upstream("discount_value", "An amount or a percentage, as `discountBy` says.")
    redemptions: int | None = upstream("redemption_count", "Number of redemptions so far.")
    max_redemptions: int | None = upstream("max_redemption", "Maximum number of redemptions.")
    expires_on: date | None = upstream("expiry_at", "Last day on which it can be used.")
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("updated_time", "When it was last changed.", is_moment=True)
    product: Row | None = link("billing.products.BillingProduct", "The product that it belongs to.", key="product_id")


class CouponView(Enum):
    """Billing's `filter_by`."""

    ALL = "CouponStatus.All"
    ACTIVE = "CouponStatus.ACTIVE"
    INACTIVE = "CouponStatus.INACTIVE"
    EXPIRED = "CouponStatus.EXPIRED"


@filter_input("Filter for coupons.")
class CouponFilter:
    """What Billing compares."""

    status: CouponStatus | None = where("status", "By status; not by MAXED_OUT.")
    product_id: strawberry.ID | None = where("product_id", "By product.", refers_to="BillingProduct")


COUPONS = Listing(Coupon, filter=CouponFilter, view=CouponView)
