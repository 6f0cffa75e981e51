"""Subscriptions are created and changed; what they cost follows from plan, addons and coupon."""

from typing import Any

import pytest

from tests.sandbox.billing.conftest import Billing, refused

CUSTOMER = "903000000001000001"
EMPTY: dict[str, Any] = {}
SENT: dict[str, Any] = {"customer_id": CUSTOMER, "plan": {"plan_code": "care-basic"}}


async def created(billing: Billing, **more: Any) -> dict[str, Any]:
    """A new subscription as it was answered."""
    answer = await billing.post("/subscriptions", {**SENT, **more})
    assert (answer.status, answer.body["message"]) == (201, "Subscription has been created successfully."), answer.body
    assert answer.body["subscription"] == await billing.one(
        f"/subscriptions/{answer.body['subscription']['subscription_id']}"
    )
    return answer.body["subscription"]


async def test_a_subscription_lives_from_today_unless_told_otherwise(billing: Billing) -> None:
    made = await created(billing)
    keys = ("status", "activated_at", "current_term_ends_at", "last_billing_at", "next_billing_at", "created_at")
    assert [made[key] for key in keys] == [
        "live", "2026-10-01", "2026-11-01", "2026-10-01", "2026-11-01", "2026-10-01",
    ]  # fmt: skip
    assert (made["amount"], made["interval"], made["currency_code"]) == (79.0, "1", "EUR")
    assert made["customer"]["customer_id"] == CUSTOMER
    row = next(row for row in await billing.rows("/subscriptions", customer_id=CUSTOMER)
               if row["subscription_id"] == made["subscription_id"])  # fmt: skip
    assert (row["plan_name"], row["email"]) == ("Care Basic", made["customer"]["email"])


async def test_a_detail_of_a_new_subscription_has_the_keys_of_a_seeded_one(billing: Billing) -> None:
    made = await created(billing, coupon_code="CARE25", auto_collect=True)
    seeded = await billing.subscription_that_is("live")
    assert made.keys() ^ seeded.keys() <= {"coupon", "card"}


@pytest.mark.parametrize(
    ("plan", "starts_at", "status", "next_billing_at"),
    [
        ({"plan_code": "care-basic"}, "2026-10-02", "future", "2026-10-02"),
        ({"plan_code": "care-basic"}, "2026-08-15", "live", "2026-10-15"),
        ({"plan_code": "cloud-quarter"}, "2026-01-31", "live", "2026-10-31"),
        ({"plan_code": "care-annual"}, "2024-02-29", "live", "2027-02-28"),
        ({"plan_code": "cloud-lab"}, "2026-09-30", "trial", "2026-10-14"),
        ({"plan_code": "cloud-lab"}, "2026-09-10", "live", "2026-10-24"),
        ({"plan_code": "cloud-lab", "exclude_trial": True}, "2026-09-30", "live", "2026-10-30"),
        ({"plan_code": "care-basic", "trial_days": 5}, "2026-09-30", "trial", "2026-10-05"),
        ({"plan_code": "care-basic", "billing_cycles": 2}, "2026-07-01", "expired", ""),
        ({"plan_code": "care-basic", "billing_cycles": 4}, "2026-07-01", "live", "2026-11-01"),
    ],
)
async def test_the_start_decides_the_status(
    billing: Billing, plan: dict[str, Any], starts_at: str, status: str, next_billing_at: str
) -> None:
    made = await created(billing, plan=plan, starts_at=starts_at)
    assert (made["status"], made["next_billing_at"]) == (status, next_billing_at)
    if status == "expired":
        assert made["expires_at"] == "2026-09-01"
    if plan.get("billing_cycles") == 4:
        assert made["expires_at"] == "2026-11-01"


async def test_the_amount_follows_from_what_was_picked(billing: Billing) -> None:
    made = await created(
        billing,
        plan={"plan_code": "cloud-lab", "quantity": 3, "price": 100},
        addons=[{"addon_code": "extra-seat", "quantity": 2}, {"addon_code": "extra-storage", "price": "5.255"}],
        coupon_code="WELCOME10",
    )
    assert (made["plan"]["price"], made["plan"]["discount"], made["plan"]["total"]) == (100.0, 30.0, 270.0)
    assert [line["total"] for line in made["addons"]] == [18.0, 5.26]
    assert made["amount"] == 293.26
    assert made["name"] == "Lab Cloud-Cloud Lab"


async def test_the_setup_fee_is_no_part_of_the_amount(billing: Billing) -> None:
    made = await created(billing, plan={"plan_code": "care-plus"})
    assert (made["amount"], made["plan"]["setup_fee"]) == (189.0, 150.0)
    made = await created(billing, plan={"plan_code": "care-plus", "exclude_setup_fee": True})
    assert made["plan"]["setup_fee"] == 0.0


async def test_a_subscription_can_bring_its_own_customer(billing: Billing) -> None:
    sent = {"customer": {"display_name": "Brand New"}, "plan": {"plan_code": "care-basic"}}
    answer = await billing.post("/subscriptions", sent)
    customer_id = answer.body["subscription"]["customer"]["customer_id"]
    assert (await billing.one(f"/customers/{customer_id}"))["display_name"] == "Brand New"


async def test_a_refused_subscription_leaves_no_customer_behind(billing: Billing) -> None:
    before = await billing.rows("/customers")
    wrong = ({"plan": {"plan_code": "none"}}, {"starts_at": "soon"}, {"custom_fields": [{"label": "?", "value": ""}]})
    for change in wrong:
        sent = {"customer": {"display_name": "Brand New"}, "plan": {"plan_code": "care-basic"}, **change}
        assert (await billing.post("/subscriptions", sent)).status == 400
    assert await billing.rows("/customers") == before


async def test_details_are_kept_as_sent(billing: Billing) -> None:
    made = await created(
        billing,
        auto_collect=True,
        reference_id="4150868000003000001",
        salesperson_name="Samir Okafor",
        payment_terms=30,
        custom_fields=[{"label": "Contract Number", "value": "CN-2026-9999"}],
    )
    assert (made["auto_collect"], made["reference_id"], made["payment_terms"]) == (True, "4150868000003000001", 30)
    assert made["card"]["is_primary"] is True
    assert (made["salesperson_id"], made["salesperson_name"]) == ("903000000000017002", "Samir Okafor")
    assert [field["value"] for field in made["custom_fields"]] == ["CN-2026-9999", "false"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"customer_id": "1"}, 1002),
        ({"customer_id": ""}, 4),
        ({"plan": EMPTY}, 4),
        ({"plan": {"plan_code": "none"}}, 1002),
        ({"plan": {"plan_code": "cloud-solo"}}, 4),
        ({"plan": {"plan_code": "care-basic", "quantity": 0}}, 2),
        ({"plan": {"plan_code": "care-basic", "quantity": "many"}}, 2),
        ({"plan": {"plan_code": "care-basic", "quantity": True}}, 2),
        ({"plan": {"plan_code": "care-basic", "price": -1}}, 2),
        ({"plan": {"plan_code": "care-basic", "price": "1e999999"}}, 2),
        ({"plan": {"plan_code": "care-basic", "trial_days": 10**9}}, 2),
        ({"addons": [{"addon_code": "none"}]}, 1002),
        ({"addons": [EMPTY]}, 4),
        ({"addons": "loan-device"}, 2),
        ({"addons": 5}, 2),
        ({"addons": [{"addon_code": "fax-reports"}]}, 4),
        ({"coupon_code": "none"}, 1002),
        ({"coupon_code": "FIRST5"}, 4),
        ({"coupon_code": "WELCOME10"}, 4),
        ({"starts_at": "01.10.2026"}, 2),
        ({"auto_collect": 1}, 2),
        ({"reference_id": 1}, 2),
    ],
)
async def test_what_a_subscription_cannot_be_made_of_is_refused(
    billing: Billing, change: dict[str, Any], code: int
) -> None:
    before = await billing.rows("/subscriptions")
    assert refused(await billing.post("/subscriptions", {**SENT, **change})) == (400, code)
    assert await billing.rows("/subscriptions") == before


async def test_an_update_changes_the_terms_that_were_sent_and_keeps_the_others(billing: Billing) -> None:
    plan = {"plan_code": "cloud-lab", "exclude_trial": True}
    made = await created(billing, plan=plan, addons=[{"addon_code": "extra-seat", "quantity": 2}])
    path = f"/subscriptions/{made['subscription_id']}"
    answer = await billing.ask("PUT", path, json={"plan": {"plan_code": "cloud-lab", "quantity": 2}})
    assert answer.body["message"] == "Subscription has been updated successfully."
    after = answer.body["subscription"]
    assert after == await billing.one(path)
    assert (after["amount"], after["addons"]) == (2 * 129.0 + 18.0, made["addons"])
    unchanged = made.keys() - {"plan", "amount", "updated_time"}
    assert all(after[key] == made[key] for key in unchanged)
    after = (await billing.ask("PUT", path, json={"addons": [], "plan": {"plan_code": "cloud-quarter"}})).body[
        "subscription"
    ]
    assert (after["amount"], after["interval"], after["addons"]) == (360.0, "3", [])


async def test_a_price_of_ones_own_outlives_an_update_of_the_same_plan_and_no_other(billing: Billing) -> None:
    made = await created(billing, plan={"plan_code": "care-basic", "price": 60})
    path = f"/subscriptions/{made['subscription_id']}"
    after = (await billing.ask("PUT", path, json={"plan": {"plan_code": "care-basic", "quantity": 2}})).body
    assert after["subscription"]["amount"] == 120.0
    after = (await billing.ask("PUT", path, json={"plan": {"plan_code": "care-plus"}})).body
    assert after["subscription"]["amount"] == 189.0


async def test_a_change_at_the_end_of_the_term_waits_among_the_scheduled_changes(billing: Billing) -> None:
    made = await created(billing)
    path = f"/subscriptions/{made['subscription_id']}"
    sent = {"plan": {"plan_code": "care-plus"}, "end_of_term": True}
    now = (await billing.ask("PUT", path, json=sent)).body["subscription"]
    assert (now["plan"]["plan_code"], now["amount"], now["end_of_term"]) == ("care-basic", 79.0, True)
    waiting = await billing.one(f"{path}/scheduledchanges")
    assert (waiting["plan"]["plan_code"], waiting["amount"]) == ("care-plus", 189.0)
    assert waiting["subscription_id"] == made["subscription_id"]
    assert not waiting.keys() & {"customer", "customer_id", "notes", "custom_fields", "card"}


async def test_dearer_and_cheaper_terms_tell_of_an_upgrade_and_a_downgrade(billing: Billing) -> None:
    made = await created(billing)
    path = f"/subscriptions/{made['subscription_id']}"
    for quantity in (3, 2, 2):
        await billing.ask("PUT", path, json={"plan": {"plan_code": "care-basic", "quantity": quantity}})
    kinds = [row["event_type"] for row in await billing.rows("/events", sort_order="A")][-4:]
    assert kinds == [
        "subscription_created",
        "subscription_activation",
        "subscription_upgraded",
        "subscription_downgraded",
    ]


async def test_nothing_is_told_of_the_days_before_today(billing: Billing) -> None:
    before = len(await billing.rows("/events"))
    await created(billing, starts_at="2026-08-15")
    kinds = [row["event_type"] for row in await billing.rows("/events", sort_order="A")][before:]
    assert kinds == ["subscription_created"]


@pytest.mark.parametrize(
    "status", ["cancelled", "cancelled_from_dunning", "expired", "trial_expired", "paused", "creation_failed"]
)
async def test_what_is_over_or_paused_cannot_be_changed(billing: Billing, status: str) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is(status))['subscription_id']}"
    assert refused(await billing.ask("PUT", path, json={"plan": {"quantity": 9}})) == (400, 4)
    assert refused(await billing.post(f"{path}/coupons/CARE25")) == (400, 4)


async def test_a_coupon_can_be_put_on_and_taken_off(billing: Billing) -> None:
    made = await created(billing, plan={"plan_code": "cloud-lab", "quantity": 2})
    path = f"/subscriptions/{made['subscription_id']}"
    counted = (await billing.one("/coupons/WELCOME10"))["redemption_count"]
    answer = await billing.post(f"{path}/coupons/WELCOME10")
    assert answer.body == {"code": 0, "message": "The coupon has been added to the subscription."}
    with_coupon = await billing.one(path)
    assert (with_coupon["amount"], with_coupon["coupon"]) == (
        232.2, {"coupon_code": "WELCOME10", "discount_amount": 25.8},
    )  # fmt: skip
    await billing.ask("PUT", path, json={"coupon_code": "WELCOME10", "reference_id": "again"})
    assert (await billing.one("/coupons/WELCOME10"))["redemption_count"] == counted + 1
    answer = await billing.ask("DELETE", f"{path}/coupons")
    assert answer.body == {"code": 0, "message": "The coupon has been removed from the subscription."}
    without = await billing.one(path)
    assert (without["amount"], "coupon" in without) == (258.0, False)
    assert refused(await billing.ask("DELETE", f"{path}/coupons")) == (400, 4)


async def test_a_coupon_that_cannot_be_redeemed_is_refused(billing: Billing) -> None:
    made = await created(billing)
    path = f"/subscriptions/{made['subscription_id']}/coupons"
    assert refused(await billing.post(f"{path}/none")) == (404, 1002)
    assert refused(await billing.post(f"{path}/FIRST5")) == (400, 4)
    assert refused(await billing.post(f"{path}/WELCOME10")) == (400, 4)


async def test_a_coupon_is_maxed_out_at_its_last_redemption(billing: Billing) -> None:
    store = billing.zoho.sandbox.store
    coupon = store.body("billing", "coupons", "CARE25") or {}
    store.put("billing", "coupons", "CARE25", {**coupon, "max_redemption": coupon["redemption_count"] + 1})
    await created(billing, coupon_code="CARE25")
    assert (await billing.one("/coupons/CARE25"))["status"] == "maxed_out"
    assert refused(await billing.post("/subscriptions", {**SENT, "coupon_code": "CARE25"})) == (400, 4)
