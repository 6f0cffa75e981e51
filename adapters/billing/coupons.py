"""Billing's coupons, keyed by their code."""

from adapters.finance_platform.envelope import FinanceModule

COUPONS = FinanceModule("coupons", "coupons", "coupon", "coupon_code", every="CouponStatus.All")
