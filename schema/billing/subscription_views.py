"""Views of subscriptions, as data. Their names are ours: those of Zoho's own module stand in pictures alone."""

from enum import Enum

from domain.system_views import RowTest, SystemView

EVERY, OF_LIVE, OF_TRIALS = "SubscriptionStatus.All", "SubscriptionStatus.LIVE", "SubscriptionStatus.TRIAL"
TRIAL_DAYS, RENEWAL_DAYS = 7, 30
STATUS, NEXT_BILLING, AUTO_COLLECT = "status", "next_billing_at", "auto_collect"


def _by_status(name: str, word: str, description: str) -> SystemView:
    return SystemView(name, f"SubscriptionStatus.{word}", description, (STATUS,))


class BillingSubscriptionView(Enum):
    """Billing's `filter_by`, and what it has no filter for."""

    ALL = SystemView("All", EVERY, "Every subscription.", ())
    ACTIVE = _by_status("Active", "ACTIVE", "What Billing counts as active: a group of statuses.")
    LIVE = _by_status("Live", "LIVE", "Active and charged.")
    FUTURE = _by_status("Future", "FUTURE", "What starts in the future.")
    TRIAL = _by_status("Trial", "TRIAL", "What is in its free trial.")
    PAST_DUE = _by_status("Past due", "PAST_DUE", "What has an overdue payment: the status DUNNING.")
    UNPAID = _by_status("Unpaid", "UNPAID", "What is not paid after all reminders.")
    NON_RENEWING = _by_status("Non-renewing", "NON_RENEWING", "What ends with its term.")
    PAUSED = SystemView(
        "Paused", EVERY, "What is paused. Billing has no filter for it.", (STATUS,), (RowTest(STATUS, "paused"),)
    )
    CANCELLED_FROM_DUNNING = _by_status(
        "Cancelled from dunning", "CANCELLED_FROM_DUNNING", "What was cancelled because a payment stayed overdue."
    )
    CANCELLED = _by_status("Cancelled", "CANCELLED", "What was cancelled.")
    EXPIRED = _by_status("Expired", "EXPIRED", "What has no interval left.")
    TRIAL_EXPIRED = _by_status("Trial expired", "TRIAL_EXPIRED", "What was not continued after its trial.")
    EXPIRING_TRIALS = SystemView(
        "Expiring trials",
        OF_TRIALS,
        f"Trials that end today or in the next {TRIAL_DAYS} days, by the day on which they would be billed first. "
        "Billing has no filter for it.",
        (STATUS, NEXT_BILLING),
        (RowTest(NEXT_BILLING, days=TRIAL_DAYS),),
    )
    RENEWALS_IN_30_DAYS = SystemView(
        "Renewals in 30 days",
        OF_LIVE,
        f"Live subscriptions that are billed next today or in the next {RENEWAL_DAYS} days. "
        "Billing has no filter for it.",
        (STATUS, NEXT_BILLING),
        (RowTest(NEXT_BILLING, days=RENEWAL_DAYS),),
    )
    CANCELLED_LAST_MONTH = _by_status("Cancelled last month", "CANCELLED_LAST_MONTH", "What was cancelled last month.")
    CANCELLED_THIS_MONTH = _by_status("Cancelled this month", "CANCELLED_THIS_MONTH", "What was cancelled this month.")
    ONLINE = SystemView("Online", "SubscriptionMode.ONLINE", "What is charged automatically.", (AUTO_COLLECT,))
    OFFLINE = SystemView("Offline", "SubscriptionMode.OFFLINE", "What is not charged automatically.", (AUTO_COLLECT,))
