"""Products, plans, addons and coupons: by code, with their differing words for an interval."""

import pytest

from tests.sandbox.billing.conftest import Billing

NONE: set[str] = set()
RECURRING = {"extra-seat", "extra-storage", "loan-device", "fax-reports"}
CARE, CLOUD = "903000000000100001", "903000000000100002"


async def test_products_read_the_same_in_the_list_and_alone(billing: Billing) -> None:
    rows = await billing.rows("/products")
    assert {row["product_id"]: row["name"] for row in rows} == {CARE: "Instrument Care", CLOUD: "Lab Cloud"}
    assert await billing.one(f"/products/{rows[0]['product_id']}") == rows[0]


async def test_a_plan_counts_its_interval_in_whole_months_or_years(billing: Billing) -> None:
    quarter, annual = await billing.one("/plans/cloud-quarter"), await billing.one("/plans/care-annual")
    assert (quarter["interval"], quarter["interval_unit"]) == (3, "months")
    assert (annual["interval"], annual["interval_unit"]) == (1, "years")
    assert (annual["recurring_price"], annual["product_id"], annual["billing_cycles"]) == (1990.0, CARE, -1)


async def test_a_plans_addons_stand_in_the_list_alone(billing: Billing) -> None:
    row = next(row for row in await billing.rows("/plans") if row["plan_code"] == "care-plus")
    detail = await billing.one("/plans/care-plus")
    assert {addon["addon_code"] for addon in row["addons"]} == {"loan-device", "onboarding"}
    assert "addons" not in detail
    assert row["setup_fee"] == detail["setup_fee"] == 150.0
    assert {"url", "account_id", "tags"} <= detail.keys() - row.keys()


async def test_an_addons_interval_is_spelled_in_another_way_than_a_plans(billing: Billing) -> None:
    seat, day = await billing.one("/addons/extra-seat"), await billing.one("/addons/onboarding")
    assert (seat["interval_unit"], seat["type"], seat["price_brackets"]) == ("monthly", "recurring", [{"price": 9.0}])
    assert (day["interval_unit"], day["type"]) == ("", "one_time")


async def test_an_addons_plans_stand_in_the_detail_alone(billing: Billing) -> None:
    row = next(row for row in await billing.rows("/addons") if row["addon_code"] == "extra-seat")
    detail = await billing.one("/addons/extra-seat")
    assert detail.keys() - row.keys() == {"plans"}
    assert {"plan_code": "cloud-lab", "name": "Cloud Lab"} in detail["plans"]
    assert not any(plan["plan_code"].startswith("care") for plan in detail["plans"])


async def test_a_coupon_takes_off_a_percentage_or_an_amount(billing: Billing) -> None:
    percent, flat = await billing.one("/coupons/WELCOME10"), await billing.one("/coupons/CARE25")
    assert (percent["discount_by"], percent["discount_value"], percent["type"]) == ("percentage", 10.0, "forever")
    assert (flat["discount_by"], flat["discount_value"], flat["type"]) == ("flat", 25.0, "one_time")
    [row] = [row for row in await billing.rows("/coupons") if row["coupon_code"] == "CARE25"]
    beyond = {"duration", "apply_to_plans", "plans", "apply_to_addons", "addons"}
    assert flat.keys() - row.keys() == beyond


@pytest.mark.parametrize(
    ("path", "key", "filter_by", "expected"),
    [
        ("/plans", "plan_code", "PlanStatus.INACTIVE", {"cloud-solo"}),
        ("/addons", "addon_code", "AddonStatus.INACTIVE", {"fax-reports"}),
        ("/addons", "addon_code", "AddonStatus.ONETIME", {"onboarding"}),
        ("/addons", "addon_code", "AddonStatus.RECURRING", RECURRING),
        ("/coupons", "coupon_code", "CouponStatus.ACTIVE", {"WELCOME10", "CARE25"}),
        ("/coupons", "coupon_code", "CouponStatus.EXPIRED", {"FAIR2025"}),
        ("/coupons", "coupon_code", "CouponStatus.INACTIVE", NONE),
        ("/coupons", "coupon_code", "CouponStatus.All", {"WELCOME10", "CARE25", "FAIR2025", "FIRST5"}),
    ],
)  # fmt: skip
async def test_the_status_filters_pick_by_status_or_type(
    billing: Billing, path: str, key: str, filter_by: str, expected: set[str]
) -> None:
    assert {row[key] for row in await billing.rows(path, filter_by=filter_by)} == expected


@pytest.mark.parametrize("path", ["/plans", "/addons", "/coupons"])
async def test_active_and_inactive_together_with_the_ended_are_all(billing: Billing, path: str) -> None:
    kind = {"/plans": "PlanStatus", "/addons": "AddonStatus", "/coupons": "CouponStatus"}[path]
    active = await billing.rows(path, filter_by=f"{kind}.ACTIVE")
    everything = await billing.rows(path)
    assert active == [row for row in everything if row["status"] == "active"]
    assert 0 < len(active) < len(everything)


@pytest.mark.parametrize("path", ["/plans", "/addons", "/coupons"])
async def test_the_catalogue_can_be_listed_by_product(billing: Billing, path: str) -> None:
    care, cloud = await billing.rows(path, product_id=CARE), await billing.rows(path, product_id=CLOUD)
    assert {row["product_id"] for row in care} == {CARE}
    assert {row["product_id"] for row in cloud} == {CLOUD}
    assert len(care) + len(cloud) == len(await billing.rows(path))
    assert await billing.rows(path, product_id="1") == []


@pytest.mark.parametrize("module", ["plans", "addons", "coupons"])
async def test_a_code_is_found_with_whatever_characters_it_has(billing: Billing, module: str) -> None:
    store, key, code = billing.zoho.sandbox.store, f"{module[:-1]}_code", "50% off/Ü & more?"
    [first, *_] = store.bodies("billing", module)
    store.put("billing", module, code, {**first, key: code})
    found = await billing.one(f"/{module}/50%25%20off%2F%C3%9C%20%26%20more%3F")
    assert found[key] == code
