"""Subscriptions as they are listed and retrieved."""

from decimal import Decimal

import pytest

from tests.sandbox.billing.conftest import Billing, refused

STATUSES = {
    "live", "trial", "dunning", "unpaid", "non_renewing", "cancelled", "creation_failed", "cancelled_from_dunning",
    "expired", "trial_expired", "future", "paused",
}  # fmt: skip
ROW_ONLY = {"customer_id", "customer_name", "email", "plan_name"}
DETAIL_ONLY = {
    "product_id", "product_name", "plan", "addons", "customer", "contactpersons", "notes", "taxes", "custom_fields",
    "payment_gateways", "end_of_term", "child_invoice_id", "unbilled_charge_id", "payment_terms",
    "payment_terms_label", "can_add_bank_account",
}  # fmt: skip


async def test_every_documented_status_has_an_example(billing: Billing) -> None:
    assert {row["status"] for row in await billing.rows("/subscriptions")} == STATUSES


async def test_a_row_is_poorer_than_the_detail_and_names_no_crm_record(billing: Billing) -> None:
    for row in await billing.rows("/subscriptions"):
        detail = await billing.one(f"/subscriptions/{row['subscription_id']}")
        assert row.keys() - detail.keys() == ROW_ONLY
        assert detail.keys() - row.keys() >= DETAIL_ONLY
        assert all(detail[key] == row[key] for key in row.keys() - ROW_ONLY)
        assert not [key for key in [*row, *detail, *detail["customer"]] if "crm" in key or key.startswith("_")]


async def test_the_interval_is_a_string_here_and_an_integer_on_the_plan(billing: Billing) -> None:
    for row in await billing.rows("/subscriptions"):
        detail = await billing.one(f"/subscriptions/{row['subscription_id']}")
        plan = await billing.one(f"/plans/{detail['plan']['plan_code']}")
        assert row["interval"] == str(plan["interval"])
        assert row["interval_unit"] == plan["interval_unit"]


async def test_the_amount_is_the_total_of_plan_and_addons(billing: Billing) -> None:
    seeded = {each.billing_id: each for each in billing.zoho.sandbox.company.subscriptions}
    for subscription_id, told in seeded.items():
        detail = await billing.one(f"/subscriptions/{subscription_id}")
        lines = [detail["plan"], *detail["addons"]]
        assert Decimal(str(detail["amount"])) == sum(Decimal(str(line["total"])) for line in lines) == told.amount
        assert all(
            line["total"] == pytest.approx(line["price"] * line["quantity"] - line["discount"]) for line in lines
        )


async def test_a_coupon_for_ever_lowers_the_amount_and_one_for_once_does_not(billing: Billing) -> None:
    details = [
        await billing.one(f"/subscriptions/{row['subscription_id']}") for row in await billing.rows("/subscriptions")
    ]
    by_code = {detail["coupon"]["coupon_code"]: detail for detail in details if "coupon" in detail}
    forever, once = by_code["WELCOME10"], by_code["CARE25"]
    assert forever["plan"]["discount"] == forever["coupon"]["discount_amount"] > 0
    assert (once["plan"]["discount"], once["coupon"]["discount_amount"]) == (0.0, 25.0)
    assert any("coupon" not in detail for detail in details)


async def test_an_online_subscription_names_a_card_and_an_offline_one_does_not(billing: Billing) -> None:
    online = await billing.rows("/subscriptions", filter_by="SubscriptionMode.ONLINE")
    offline = await billing.rows("/subscriptions", filter_by="SubscriptionMode.OFFLINE")
    assert {row["auto_collect"] for row in online} == {True}
    assert {row["auto_collect"] for row in offline} == {False}
    assert len(online) + len(offline) == len(await billing.rows("/subscriptions"))
    card = (await billing.one(f"/subscriptions/{online[0]['subscription_id']}"))["card"]
    assert card.keys() >= {"card_id", "last_four_digits", "payment_gateway", "expiry_month", "expiry_year"}
    assert "card" not in await billing.one(f"/subscriptions/{offline[0]['subscription_id']}")


async def test_the_reference_is_the_deals_crm_id_where_there_is_a_deal(billing: Billing) -> None:
    rows = {row["subscription_id"]: row for row in await billing.rows("/subscriptions")}
    for told in billing.zoho.sandbox.company.subscriptions:
        assert rows[told.billing_id]["reference_id"] == (told.deal.crm_id if told.deal else "")
    assert {bool(row["reference_id"]) for row in rows.values()} == {True, False}


async def test_a_detail_names_the_customer_the_salesperson_and_who_is_written_to(billing: Billing) -> None:
    [told, *_] = billing.zoho.sandbox.company.subscriptions
    detail = await billing.one(f"/subscriptions/{told.billing_id}")
    assert detail["customer"]["customer_id"] == told.account.billing_id
    assert detail["customer"]["display_name"] == told.account.name
    assert detail["salesperson_name"] == told.salesperson.full_name
    assert detail["contactpersons"] == [{"contactperson_id": told.contact.billing_person_id}]
    assert detail["notes"][0]["commented_by"] == "Bilal Rahman"


async def test_custom_fields_are_strings_with_index_label_and_type(billing: Billing) -> None:
    [told, *_] = billing.zoho.sandbox.company.subscriptions
    contract, onboarded = (await billing.one(f"/subscriptions/{told.billing_id}"))["custom_fields"]
    assert contract == {
        "index": 1, "label": "Contract Number", "value": f"CN-{told.started_on.year}-0001", "data_type": "string",
    }  # fmt: skip
    assert onboarded == {"index": 2, "label": "Onboarded", "value": "true", "data_type": "check_box"}
    trial = await billing.subscription_that_is("trial")
    assert trial["custom_fields"][1]["value"] == "false"


async def test_dates_are_days_and_absent_ones_are_empty(billing: Billing) -> None:
    trial = await billing.subscription_that_is("trial")
    assert (trial["activated_at"], trial["current_term_ends_at"]) == ("", "")
    assert trial["trial_ends_at"] == trial["next_billing_at"] > "2026-10-01"
    assert (await billing.subscription_that_is("cancelled"))["cancelled_at"] < "2026-10-01"
    assert (await billing.subscription_that_is("paused"))["pause_date"] == "2026-09-19"


@pytest.mark.parametrize(
    ("word", "statuses"),
    [
        ("All", STATUSES),
        ("ACTIVE", {"live", "trial", "dunning", "unpaid", "non_renewing"}),
        ("LIVE", {"live"}),
        ("FUTURE", {"future"}),
        ("TRIAL", {"trial"}),
        ("PAST_DUE", {"dunning"}),
        ("UNPAID", {"unpaid"}),
        ("NON_RENEWING", {"non_renewing"}),
        ("CANCELLED_FROM_DUNNING", {"cancelled_from_dunning"}),
        ("CANCELLED", {"cancelled"}),
        ("EXPIRED", {"expired"}),
        ("TRIAL_EXPIRED", {"trial_expired"}),
    ],
)
async def test_the_filters_words_stand_for_the_bodies_words(billing: Billing, word: str, statuses: set[str]) -> None:
    everything = await billing.rows("/subscriptions")
    found = await billing.rows("/subscriptions", filter_by=f"SubscriptionStatus.{word}")
    assert found == [row for row in everything if row["status"] in statuses]
    assert found


async def test_what_was_cancelled_is_found_by_month(billing: Billing) -> None:
    this, last = "SubscriptionStatus.CANCELLED_THIS_MONTH", "SubscriptionStatus.CANCELLED_LAST_MONTH"
    store = billing.zoho.sandbox.store
    assert await billing.rows("/subscriptions", filter_by=this) == []
    ended = (("cancelled", "2026-10-01"), ("cancelled", "2026-09-30"), ("cancelled_from_dunning", "2026-10-01"))
    for row, (status, cancelled_at) in zip(await billing.rows("/subscriptions"), ended, strict=False):
        body = store.body("billing", "subscriptions", row["subscription_id"]) or {}
        body |= {"status": status, "cancelled_at": cancelled_at, "name": cancelled_at}
        store.put("billing", "subscriptions", row["subscription_id"], body)
    assert [row["name"] for row in await billing.rows("/subscriptions", filter_by=this)] == ["2026-10-01"]
    assert [row["name"] for row in await billing.rows("/subscriptions", filter_by=last)] == ["2026-09-30"]


async def test_subscriptions_are_found_by_customer_and_by_a_part_of_the_reference(billing: Billing) -> None:
    everything = await billing.rows("/subscriptions")
    first = next(row for row in everything if row["reference_id"])
    of_customer = await billing.rows("/subscriptions", customer_id=first["customer_id"])
    assert of_customer == [row for row in everything if row["customer_id"] == first["customer_id"]]
    assert first in await billing.rows("/subscriptions", reference_contains=first["reference_id"][3:])
    assert await billing.rows("/subscriptions", reference_contains="%") == []
    assert await billing.rows("/subscriptions", customer_id="1") == []


async def test_filters_narrow_together(billing: Billing) -> None:
    live = await billing.rows("/subscriptions", filter_by="SubscriptionStatus.LIVE")
    customer = live[0]["customer_id"]
    both = await billing.rows("/subscriptions", filter_by="SubscriptionStatus.LIVE", customer_id=customer)
    assert both == [row for row in live if row["customer_id"] == customer]


async def test_recent_activities_tell_the_history_the_last_first(billing: Billing) -> None:
    told = next(each for each in billing.zoho.sandbox.company.subscriptions if each.status == "non_renewing")
    activities = await billing.rows(f"/subscriptions/{told.billing_id}/recentactivities")
    assert [activity["description"] for activity in activities] == [
        "Cancellation scheduled for the end of the term", "Subscription activated", "Subscription created",
    ]  # fmt: skip
    assert [activity["commented_by"] for activity in activities] == ["Bilal Rahman", "Zoho Billing", "Bilal Rahman"]
    assert activities[0]["activity_time"].startswith(told.history[-1].on.isoformat())
    assert activities[0].keys() == {"activity_id", "description", "activity_time", "commented_by"}


async def test_no_scheduled_change_is_a_404(billing: Billing) -> None:
    live = await billing.subscription_that_is("live")
    answer = await billing.ask("GET", f"/subscriptions/{live['subscription_id']}/scheduledchanges")
    assert refused(answer) == (404, 1002)
