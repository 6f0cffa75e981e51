"""What the company sells by subscription: products, plans, addons and coupons."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sandbox.company.billing_entities import (
    Addon,
    BillingPlan,
    BillingProduct,
    Coupon,
)
from sandbox.company.company import Company


def add_catalogue(story: Company) -> None:
    """Add the products, plans, addons and coupons to the story."""
    born = datetime.combine(story.today - timedelta(days=790), time(12), UTC)
    care = BillingProduct("903000000000100001", "Instrument Care", "Maintenance and calibration plans", born)
    cloud = BillingProduct("903000000000100002", "Lab Cloud", "Measurements kept and shared online", born)
    story.billing_products += [care, cloud]

    def plan(code: str, name: str, price: str, months: int, product: BillingProduct, **more: object) -> BillingPlan:
        unit, interval = ("years", months // 12) if months % 12 == 0 else ("months", months)
        trial, fee, active = more.get("trial", 0), more.get("fee", "0"), more.get("active", True)
        return BillingPlan(
            code, name, Decimal(price), interval, unit, int(str(trial)), Decimal(str(fee)), product, bool(active), born
        )

    story.plans += [
        plan("care-basic", "Care Basic", "79.00", 1, care),
        plan("care-plus", "Care Plus", "189.00", 1, care, fee="150.00"),
        plan("care-annual", "Care Annual", "1990.00", 12, care),
        plan("cloud-team", "Cloud Team", "49.00", 1, cloud, trial=14),
        plan("cloud-lab", "Cloud Lab", "129.00", 1, cloud, trial=14),
        plan("cloud-quarter", "Cloud Lab, quarterly", "360.00", 3, cloud),
        plan("cloud-solo", "Cloud Solo (retired)", "19.00", 1, cloud, active=False),
    ]
    story.addons += [
        Addon("extra-seat", "Extra seat", "seat", Decimal("9.00"), True, "monthly", cloud, True, born),
        Addon("extra-storage", "Extra storage, 100 GB", "block", Decimal("12.50"), True, "monthly", cloud, True, born),
        Addon("loan-device", "Loan device", "device", Decimal("45.00"), True, "monthly", care, True, born),
        Addon("onboarding", "Onboarding day", "day", Decimal("690.00"), False, "", care, True, born),
        Addon("fax-reports", "Reports by fax", "page", Decimal("0.10"), True, "monthly", cloud, False, born),
    ]
    ends = story.today + timedelta(days=120)
    story.coupons += [
        Coupon("WELCOME10", "Welcome, 10 %", True, Decimal(10), "forever", 6, 100, ends, "active", cloud, born),
        Coupon("CARE25", "25 off once", False, Decimal(25), "one_time", 3, 50, ends, "active", care, born),
        Coupon("FAIR2025", "Trade fair 2025", True, Decimal(15), "duration", 4, 40,
               date(2025, 12, 31), "expired", cloud, born),
        Coupon("FIRST5", "The first five", True, Decimal(20), "one_time", 5, 5, None, "maxed_out", care, born),
    ]  # fmt: skip
