"""A subscription's life: its first status, and the moves that the state machine allows."""

from collections.abc import Mapping
from datetime import date, timedelta

from sandbox.billing import subscriptions, values
from sandbox.billing.endpoints import BillingEndpoint, BillingRequest
from sandbox.billing.envelope import (
    BillingRefusal,
    BillingResponse,
    against_the_rules,
    invalid,
    missing,
    success,
)
from sandbox.billing.formats import day
from sandbox.billing.history import saved
from sandbox.company.subscriptions import months_later
from sandbox.store import Body

DATES = (
    "activated_at", "current_term_starts_at", "current_term_ends_at", "last_billing_at", "next_billing_at",
    "expires_at", "trial_starts_at", "trial_ends_at", "cancelled_at", "pause_date", "resume_date",
)  # fmt: skip
EDITABLE = ("live", "trial", "future", "dunning", "unpaid", "non_renewing")
POSTPONABLE = ("live", "trial")
# From which status each move leads where; a status that is not named refuses the move.
CANCELLED_NOW: Mapping[str, str] = {
    "future": "cancelled",
    "trial": "cancelled",
    "live": "cancelled",
    "unpaid": "cancelled",
    "non_renewing": "cancelled",
    "paused": "cancelled",
    "dunning": "cancelled_from_dunning",
}
CANCELLED_AT_END: Mapping[str, str] = {"trial": "non_renewing", "live": "non_renewing"}


def opening(today: date, starts: date, trial_days: int, months: int, cycles: int) -> Body:
    """The status and the dates of a subscription that starts then. `cycles` of -1 or 0 never end."""
    nothing = dict.fromkeys(DATES, "")
    if starts > today:
        return {**nothing, "status": "future", "next_billing_at": day(starts)}
    activated = starts + timedelta(days=trial_days)
    if trial_days:
        nothing |= {"trial_starts_at": day(starts), "trial_ends_at": day(activated)}
    if activated > today:
        return {**nothing, "status": "trial", "next_billing_at": day(activated)}
    passed = 0
    while passed != cycles and months_later(activated, months * (passed + 1)) <= today:
        passed += 1
    begins = months_later(activated, months * passed)
    if passed == cycles > 0:
        last = months_later(activated, months * (passed - 1))
        return {
            **nothing,
            "status": "expired",
            "activated_at": day(activated),
            "current_term_starts_at": day(last),
            "last_billing_at": day(last),
            "expires_at": day(begins),
        }
    ends = day(months_later(activated, months * (passed + 1)))
    return {
        **nothing,
        "status": "live",
        "activated_at": day(activated),
        "current_term_starts_at": day(begins),
        "current_term_ends_at": ends,
        "last_billing_at": day(begins),
        "next_billing_at": ends,
        "expires_at": day(months_later(activated, months * cycles)) if cycles > 0 else "",
    }


def months_of(plan: Body) -> int:
    """How many months one interval of the plan has."""
    months: int = plan["interval"] * (12 if plan["interval_unit"] == "years" else 1)
    return months


def check_editable(subscription: Body) -> None:
    """Refuse to change what is over or paused."""
    if subscription["status"] not in EDITABLE:
        raise _refusal(subscription, "changed")


def _refusal(subscription: Body, verb: str) -> BillingRefusal:
    return against_the_rules(f"A subscription that is {subscription['status']} cannot be {verb}.")


def _answer(request: BillingRequest, subscription: Body, message: str) -> BillingResponse:
    return success({"subscription": subscriptions.shown(request, subscription)}, message)


def cancel_subscription(request: BillingRequest) -> BillingResponse:
    """Cancel at once, or let the subscription run out at the end of its term."""
    wanted = request.query.get("cancel_at_end", "false")
    if wanted not in {"true", "false"}:
        raise invalid("cancel_at_end")
    at_end = wanted == "true"
    before = subscriptions.named_subscription(request)
    status = (CANCELLED_AT_END if at_end else CANCELLED_NOW).get(before["status"])
    if status is None:
        raise _refusal(before, "cancelled at the end of its term" if at_end else "cancelled")
    body: Body = {**before, "status": status, "next_billing_at": ""}
    if at_end:
        body["expires_at"] = before["current_term_ends_at"] or before["trial_ends_at"]
        kept = saved(
            request, body, "Cancellation scheduled for the end of the term", "subscription_cancellation_scheduled"
        )
        return _answer(request, kept, "Your subscription will be canceled at the end of this term.")
    body |= {"cancelled_at": day(request.today), "current_term_ends_at": "", "expires_at": ""}
    kept = saved(request, body, "Subscription cancelled", "subscription_cancelled")
    return _answer(request, kept, "Your subscription has been canceled.")


def reactivate_subscription(request: BillingRequest) -> BillingResponse:
    """Take a scheduled cancellation back. Nothing else can be reactivated (Billing API, "Reactivate subscription")."""
    before = subscriptions.named_subscription(request)
    if before["status"] != "non_renewing":
        raise _refusal(before, "reactivated")
    on_trial = before["trial_ends_at"] > day(request.today)
    body: Body = {
        **before,
        "status": "trial" if on_trial else "live",
        "next_billing_at": before["trial_ends_at"] if on_trial else before["current_term_ends_at"],
        "expires_at": "",
    }
    kept = saved(request, body, "Subscription reactivated", "subscription_reactivated")
    return _answer(request, kept, "Subscription has been reactivated successfully.")


def pause_subscription(request: BillingRequest) -> BillingResponse:
    """Pause a live subscription from a day on: nothing is renewed or billed until it is resumed."""
    before = subscriptions.named_subscription(request)
    if before["status"] != "live":
        raise _refusal(before, "paused")
    begins = values.day(request.body, "pause_date", request.today)
    resumes = values.day(request.body, "resume_date", date.max)
    if begins < request.today or resumes <= begins:
        raise against_the_rules("A pause begins today or later, and ends after that.")
    waits = begins > request.today
    body: Body = {
        **before,
        "status": before["status"] if waits else "paused",
        "pause_date": day(begins),
        "resume_date": "" if resumes == date.max else day(resumes),
        "next_billing_at": before["next_billing_at"] if waits else "",
    }
    kept = saved(request, body, f"Subscription paused from {day(begins)}", "subscription_paused")
    return _answer(request, kept, "The subscription has been paused.")


def resume_subscription(request: BillingRequest) -> BillingResponse:
    """Resume a paused subscription; its term begins anew where the old one is over."""
    before = subscriptions.named_subscription(request)
    if before["status"] != "paused":
        raise _refusal(before, "resumed")
    body: Body = {**before, "status": "live", "pause_date": "", "resume_date": ""}
    ends = before["current_term_ends_at"]
    if ends <= day(request.today):
        months = int(before["interval"]) * (12 if before["interval_unit"] == "years" else 1)
        ends = day(months_later(request.today, months))
        body |= {"current_term_starts_at": day(request.today), "current_term_ends_at": ends}
    kept = saved(request, {**body, "next_billing_at": ends}, "Subscription resumed", "subscription_resumed")
    return _answer(request, kept, "The subscription has been resumed.")


def postpone_renewal(request: BillingRequest) -> BillingResponse:
    """Move the next billing to a later day and the term's end with it; never to an earlier one."""
    before = subscriptions.named_subscription(request)
    if not request.body.get("renewal_at"):
        raise missing("renewal_at")
    renewal = day(values.day(request.body, "renewal_at", request.today))
    if before["status"] not in POSTPONABLE:
        raise _refusal(before, "postponed")
    if renewal <= before["next_billing_at"]:
        raise against_the_rules("The renewal can only be postponed to a day after the next billing date.")
    ending = "trial_ends_at" if before["status"] == "trial" else "current_term_ends_at"
    body: Body = {**before, "next_billing_at": renewal, ending: renewal}
    kept = saved(request, body, f"Billing date changed to {renewal}", "billing_date_changed")
    return _answer(request, kept, "Billing date of the subscription has been changed.")


ONE = "/subscriptions/{subscription_id}"
ENDPOINTS = tuple(
    # An action is a POST, and a POST needs CREATE (Billing API, "Subscriptions").
    BillingEndpoint("POST", f"{ONE}/{move}", "subscriptions.CREATE", "subscriptions", "edit", answer)
    for move, answer in (
        ("cancel", cancel_subscription),
        ("reactivate", reactivate_subscription),
        ("postpone", postpone_renewal),
        ("pause", pause_subscription),
        ("resume", resume_subscription),
    )
)
