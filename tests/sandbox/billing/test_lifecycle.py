"""The state machine of a subscription, move by move."""

import pytest

from tests.sandbox.billing.conftest import Billing, refused

CANCELLED_NOW = {
    "future": "cancelled", "trial": "cancelled", "live": "cancelled", "unpaid": "cancelled",
    "non_renewing": "cancelled", "paused": "cancelled", "dunning": "cancelled_from_dunning",
}  # fmt: skip
OVER = {"cancelled", "cancelled_from_dunning", "expired", "trial_expired", "creation_failed"}


@pytest.mark.parametrize(("before", "after"), CANCELLED_NOW.items())
async def test_a_running_subscription_can_be_cancelled_at_once(billing: Billing, before: str, after: str) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is(before))['subscription_id']}"
    answer = await billing.post(f"{path}/cancel")
    assert (answer.status, answer.body["subscription"]) == (200, await billing.one(path))
    cancelled = answer.body["subscription"]
    assert (cancelled["status"], cancelled["cancelled_at"], cancelled["next_billing_at"]) == (after, "2026-10-01", "")


@pytest.mark.parametrize("status", ["live", "trial"])
async def test_a_cancellation_at_the_end_lets_the_term_run_out(billing: Billing, status: str) -> None:
    before = await billing.subscription_that_is(status)
    path = f"/subscriptions/{before['subscription_id']}"
    answer = await billing.post(f"{path}/cancel", cancel_at_end="true")
    assert answer.body["message"] == "Your subscription will be canceled at the end of this term."
    after = answer.body["subscription"]
    assert (after["status"], after["next_billing_at"], after["cancelled_at"]) == ("non_renewing", "", "")
    assert after["expires_at"] == (before["current_term_ends_at"] or before["trial_ends_at"])


@pytest.mark.parametrize("status", sorted(OVER))
async def test_what_is_over_cannot_be_cancelled(billing: Billing, status: str) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is(status))['subscription_id']}"
    assert refused(await billing.post(f"{path}/cancel")) == (400, 4)
    assert (await billing.one(path))["status"] == status


@pytest.mark.parametrize("status", sorted({*OVER, *CANCELLED_NOW} - {"live", "trial"}))
async def test_only_a_live_or_a_trial_subscription_can_be_cancelled_at_the_end(billing: Billing, status: str) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is(status))['subscription_id']}"
    assert refused(await billing.post(f"{path}/cancel", cancel_at_end="true")) == (400, 4)
    assert (await billing.one(path))["status"] == status


async def test_cancel_at_end_is_true_or_false(billing: Billing) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is('live'))['subscription_id']}"
    assert refused(await billing.post(f"{path}/cancel", cancel_at_end="yes")) == (400, 2)


@pytest.mark.parametrize("status", ["live", "trial"])
async def test_a_reactivated_subscription_is_what_it_was(billing: Billing, status: str) -> None:
    before = await billing.subscription_that_is(status)
    path = f"/subscriptions/{before['subscription_id']}"
    await billing.post(f"{path}/cancel", cancel_at_end="true")
    answer = await billing.post(f"{path}/reactivate")
    assert answer.body["message"] == "Subscription has been reactivated successfully."
    assert {**answer.body["subscription"], "updated_time": ""} == {**before, "updated_time": ""}


@pytest.mark.parametrize("status", sorted({*OVER, *CANCELLED_NOW} - {"non_renewing"}))
async def test_nothing_but_a_non_renewing_subscription_can_be_reactivated(billing: Billing, status: str) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is(status))['subscription_id']}"
    assert refused(await billing.post(f"{path}/reactivate")) == (400, 4)


async def test_a_renewal_can_be_postponed_and_never_advanced(billing: Billing) -> None:
    before = await billing.subscription_that_is("live")
    path = f"/subscriptions/{before['subscription_id']}"
    for day in (before["next_billing_at"], "2026-10-01"):
        assert refused(await billing.post(f"{path}/postpone", {"renewal_at": day})) == (400, 4)
    answer = await billing.post(f"{path}/postpone", {"renewal_at": "2027-12-24"})
    assert answer.body["message"] == "Billing date of the subscription has been changed."
    after = answer.body["subscription"]
    assert (after["next_billing_at"], after["current_term_ends_at"]) == ("2027-12-24", "2027-12-24")


async def test_a_postponed_trial_is_a_longer_trial(billing: Billing) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is('trial'))['subscription_id']}"
    after = (await billing.post(f"{path}/postpone", {"renewal_at": "2026-12-24"})).body["subscription"]
    assert (after["next_billing_at"], after["trial_ends_at"]) == ("2026-12-24", "2026-12-24")
    assert after["current_term_ends_at"] == ""


@pytest.mark.parametrize(("body", "code"), [({}, 4), ({"renewal_at": "tomorrow"}, 2), ({"renewal_at": 20261224}, 2)])
async def test_a_postponement_needs_a_day(billing: Billing, body: dict[str, object], code: int) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is('live'))['subscription_id']}"
    answer = await billing.post(f"{path}/postpone", body)
    assert refused(answer) == (400, code)
    assert "renewal_at" in answer.body["message"]


@pytest.mark.parametrize("status", sorted({*OVER, *CANCELLED_NOW} - {"live", "trial"}))
async def test_only_a_live_or_a_trial_subscription_can_be_postponed(billing: Billing, status: str) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is(status))['subscription_id']}"
    assert refused(await billing.post(f"{path}/postpone", {"renewal_at": "2030-01-01"})) == (400, 4)


@pytest.mark.parametrize("move", ["cancel", "reactivate", "postpone", "reference", "salesperson", "notes"])
async def test_a_move_of_an_unknown_subscription_is_a_404(billing: Billing, move: str) -> None:
    assert refused(await billing.post(f"/subscriptions/1/{move}", {})) == (404, 1002)


async def test_each_move_is_an_event(billing: Billing) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is('live'))['subscription_id']}"
    before = len(await billing.rows("/events"))
    await billing.post(f"{path}/cancel", cancel_at_end="true")
    await billing.post(f"{path}/reactivate")
    await billing.post(f"{path}/postpone", {"renewal_at": "2028-01-01"})
    await billing.post(f"{path}/cancel")
    assert [row["event_type"] for row in await billing.rows("/events", sort_order="A")][before:] == [
        "subscription_cancellation_scheduled", "subscription_reactivated", "billing_date_changed",
        "subscription_cancelled",
    ]  # fmt: skip
