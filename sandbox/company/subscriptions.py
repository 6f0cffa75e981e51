"""What the company sells by subscription: a catalogue and two years of subscriptions with their invoices."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sandbox.company.billing_entities import (
    BillingInvoice,
    BillingPayment,
    Subscription,
)
from sandbox.company.catalogue import add_catalogue
from sandbox.company.company import Company
from sandbox.company.entities import Account
from sandbox.company.subscription_terms import NEVER_BILLED, drawn_terms, events_of, months_of

# One life for each account in turn, so that every documented status has at least one subscription.
LIVES = (
    "live", "upgraded", "live", "dunning", "trial", "non_renewing", "live", "cancelled", "future", "unpaid",
    "trial_expired", "live", "expired", "cancelled_from_dunning", "paused", "downgraded", "creation_failed", "live",
)  # fmt: skip
STATUS = {"upgraded": "live", "downgraded": "live"}
ENDED = {"cancelled", "cancelled_from_dunning", "expired", "trial_expired"}


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def months_later(day: date, months: int) -> date:
    """The same day some months on, or the month's last day where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    last = (date(day.year + year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(day.year + year, month + 1, min(day.day, last))


def add_subscriptions(story: Company) -> None:
    """Add the catalogue, the subscriptions and what they were billed to the story."""
    add_catalogue(story)
    turn = 0
    for account in story.accounts:
        if account.billing_id is None:
            continue
        for _ in range(2 if account.number % 3 == 1 else 1):
            life = LIVES[turn % len(LIVES)]
            turn += 1
            subscription = _subscription(story, account, life)
            story.subscriptions.append(subscription)
            _bill(story, subscription)


def _subscription(story: Company, account: Account, life: str) -> Subscription:
    today, number = story.today, len(story.subscriptions) + 1
    random = story.stream("billing_subscription", number)
    terms = drawn_terms(story, random, life)
    started = today - timedelta(days=random.randrange(120, 730))
    if life == "trial":
        started = today - timedelta(days=5)
    if life == "future":
        started = today + timedelta(days=21)
    if life == "creation_failed":
        started = today - timedelta(days=2)
    ended = None
    if life in ENDED:
        ended = started + timedelta(days=terms.plan.trial_days or (today - started).days * 3 // 4)
    billed = life not in NEVER_BILLED
    step = months_of(terms.plan)
    count = 0
    while billed and months_later(started, step * (count + 1)) <= (ended or today):
        count += 1
    term_start, term_end = months_later(started, step * count), months_later(started, step * (count + 1))
    deals = [deal for deal in story.deals if deal.account is account]
    trial_end = started + timedelta(days=terms.plan.trial_days) if terms.plan.trial_days else None
    created = _noon(min(started, today - timedelta(days=1)))
    renews = life in {"live", "upgraded", "downgraded", "dunning", "unpaid"}
    return Subscription(
        number=number,
        billing_id=str(903000000005000000 + number),
        mirror_id=str(4150868000012000000 + number),
        account=account,
        contact=story.contacts_of(account)[0],
        deal=deals[0] if number % 2 else None,
        plan=terms.plan,
        quantity=terms.quantity,
        addons=terms.addons,
        coupon=terms.coupon,
        amount=terms.amount,
        status=STATUS.get(life, life),
        auto_collect=number % 3 != 0,
        salesperson=account.owner,
        started_on=started,
        activated_on=started if billed else None,
        term_starts_on=term_start if billed else None,
        term_ends_on=term_end if billed and ended is None else None,
        last_billed_on=term_start if billed else None,
        next_billing_on=started if life == "future" else trial_end if life == "trial" else term_end if renews else None,
        trial_ends_on=trial_end if life.startswith("trial") else None,
        cancelled_on=ended if life.startswith("cancelled") else None,
        expires_on=ended if life.endswith("expired") else term_end if life == "non_renewing" else None,
        paused_on=today - timedelta(days=12) if life == "paused" else None,
        history=events_of(story, terms, life, started, ended),
        created_at=created,
        modified_at=max(created, _noon(ended or today - timedelta(days=number % 30))),
    )


def _bill(story: Company, subscription: Subscription) -> None:
    if subscription.activated_on is None or subscription.last_billed_on is None:
        return
    step, turn = months_of(subscription.plan), 0
    while (made_on := months_later(subscription.started_on, step * turn)) <= subscription.last_billed_on:
        last = made_on == subscription.last_billed_on
        owes = last and subscription.status in {"dunning", "unpaid", "cancelled_from_dunning"}
        # What was in force on that day is the last happening with an amount before it.
        in_force = [event for event in subscription.history if event.on <= made_on and event.amount]
        amount, plan = (
            (in_force[-1].amount, in_force[-1].plan) if in_force else (subscription.amount, subscription.plan)
        )
        number = len(story.billing_invoices) + 1
        invoice = BillingInvoice(
            number=number,
            billing_id=str(903000000008000000 + number),
            name=f"BIL-{number:06d}",
            subscription_id=subscription.billing_id,
            account=subscription.account,
            made_on=made_on,
            due_on=made_on + timedelta(days=7),
            status="paid" if not owes else "overdue" if made_on + timedelta(days=7) < story.today else "sent",
            total=amount,
            balance=amount if owes else Decimal(0),
            plan=plan,
            created_at=_noon(made_on),
        )
        story.billing_invoices.append(invoice)
        if not owes:
            number = len(story.billing_payments) + 1
            random = story.stream("billing_payment", number)
            story.billing_payments.append(
                BillingPayment(
                    number=number,
                    billing_id=str(903000000009000000 + number),
                    account=subscription.account,
                    invoice=invoice,
                    paid_on=min(made_on + timedelta(days=random.randrange(0, 6)), story.today),
                    mode="autotransaction" if subscription.auto_collect else "banktransfer",
                    amount=amount,
                )
            )
        turn += 1
