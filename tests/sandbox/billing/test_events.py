"""Events tell what happened to subscriptions."""

from json import loads
from typing import Any

from tests.sandbox.billing.conftest import Billing

DECLINED = "payment_declined"


async def test_a_row_names_the_event_and_the_detail_tells_it(billing: Billing) -> None:
    [row, *_] = await billing.rows("/events")
    detail = await billing.one(f"/events/{row['event_id']}")
    assert row.keys() == {"event_id", "event_type", "event_time"}
    assert detail.items() >= row.items()
    assert detail.keys() - row.keys() == {"payload", "webhooks"}


async def test_each_happening_of_the_story_is_an_event_at_its_time(billing: Billing) -> None:
    rows = [row for row in await billing.rows("/events") if row["event_type"] != DECLINED]
    told = sorted(happening.kind for each in billing.zoho.sandbox.company.subscriptions for happening in each.history)
    assert sorted(row["event_type"] for row in rows) == told
    assert all(row["event_time"] < "2026-10-02" for row in rows)
    times = [row["event_time"] for row in rows]
    assert times == sorted(times, reverse=True)


async def test_the_payload_is_a_string_of_json_with_the_subscription_as_it_was(billing: Billing) -> None:
    told = next(
        each for each in billing.zoho.sandbox.company.subscriptions
        if any(happening.kind == "subscription_upgraded" for happening in each.history)
    )  # fmt: skip
    payloads: list[dict[str, Any]] = []
    for row in await billing.rows("/events", sort_order="A"):
        payload = loads((await billing.one(f"/events/{row['event_id']}"))["payload"])
        assert (payload["event_id"], payload["event_type"]) == (row["event_id"], row["event_type"])
        if payload["data"].get("subscription", {}).get("subscription_id") == told.billing_id:
            payloads.append(payload)
    assert [payload["event_type"] for payload in payloads] == [happening.kind for happening in told.history]
    assert [payload["data"]["subscription"]["amount"] for payload in payloads] == [
        float(happening.amount) for happening in told.history
    ]
    assert [payload["data"]["subscription"]["plan"]["plan_code"] for payload in payloads] == [
        happening.plan.code for happening in told.history
    ]
    assert not [key for payload in payloads for key in payload["data"]["subscription"] if key.startswith("_")]


async def statuses_told(billing: Billing, status: str) -> list[tuple[str, str, float]]:
    """The events of the first seeded subscription of that status: kind, and status and amount in the payload."""
    told = next(each for each in billing.zoho.sandbox.company.subscriptions if each.status == status)
    found: list[tuple[str, str, float]] = []
    for row in await billing.rows("/events", sort_order="A"):
        data = loads((await billing.one(f"/events/{row['event_id']}"))["payload"])["data"]
        subscription = data.get("subscription", {})
        if subscription.get("subscription_id") == told.billing_id:
            found.append((row["event_type"], subscription["status"], subscription["amount"] / float(told.amount)))
    return found


async def test_a_payload_says_the_status_that_the_event_left_behind_and_keeps_the_price(billing: Billing) -> None:
    assert await statuses_told(billing, "cancelled") == [
        ("subscription_created", "live", 1.0),
        ("subscription_activation", "live", 1.0),
        ("subscription_cancelled", "cancelled", 1.0),
    ]
    assert await statuses_told(billing, "trial_expired") == [
        ("subscription_created", "trial", 1.0),
        ("subscription_expired", "trial_expired", 1.0),
    ]
    assert await statuses_told(billing, "future") == [("subscription_created", "future", 1.0)]
    assert (await statuses_told(billing, "non_renewing"))[-1][1] == "non_renewing"


async def test_a_declined_payment_is_an_event_with_the_words_of_the_payment_gateway(billing: Billing) -> None:
    rows = [row for row in await billing.rows("/events") if row["event_type"] == DECLINED]
    failed = [row for row in await billing.rows("/payments") if row["status"] == "failure"]
    assert 0 < len(failed) <= len(rows)
    for row in rows:
        payment = loads((await billing.one(f"/events/{row['event_id']}"))["payload"])["data"]["payment"]
        detail = await billing.one(f"/payments/{payment['payment_id']}")
        assert payment["autotransaction"] == detail["autotransaction"]
        assert detail["autotransaction"]["gateway_error_code"]
        assert detail["autotransaction"]["gateway_error_message"]
        assert detail["invoices"][0]["amount_applied"] == 0.0
    again = [loads((await billing.one(f"/events/{row['event_id']}"))["payload"])["data"]["payment"] for row in rows]
    assert any(each["autotransaction"]["next_retry_at"] for each in again)


async def test_each_event_of_a_write_is_a_recorded_webhook_with_the_payload_as_its_body(billing: Billing) -> None:
    subscription = await billing.subscription_that_is("live")
    path = f"/subscriptions/{subscription['subscription_id']}"
    await billing.post(f"{path}/charge", {"amount": 12, "description": "Setup"})
    await billing.post(f"{path}/cancel", cancel_at_end="false")
    due = (await billing.zoho.ask(None, "GET", "/_sandbox/webhooks")).body
    paid = ["payment_thankyou"] if subscription["auto_collect"] else []
    assert [each["event_type"] for each in due] == ["invoice_created", *paid, "subscription_cancelled"]
    assert [[*each["body"]["data"]] for each in due] == [["invoice"], *[["payment"]] * len(paid), ["subscription"]]
    for each in due:
        event = await billing.one(f"/events/{each['body']['event_id']}")
        assert loads(event["payload"]) == each["body"]
        assert [named["status"] for named in event["webhooks"]] == [each["status"]] == ["scheduled"]
    later = (await billing.zoho.ask(None, "GET", f"/_sandbox/webhooks?since={due[0]['sequence']}")).body
    assert later == due[1:]
    refused = await billing.zoho.ask(None, "GET", "/_sandbox/webhooks?since=first")
    assert refused.status == 400
