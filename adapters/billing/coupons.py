"""Billing's coupons, keyed by their code."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import billing

COUPONS = finance_module(
    billing.COUPONS,
    FinanceModule(
        "coupons",
        "coupons",
        "coupon",
        "coupon_code",
        every="CouponStatus.All",
        statuses=(
            ("active", "CouponStatus.ACTIVE"),
            ("inactive", "CouponStatus.INACTIVE"),
            ("expired", "CouponStatus.EXPIRED"),
        ),
        is_catalogue=True,
    ),
)
