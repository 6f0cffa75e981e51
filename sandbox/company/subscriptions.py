"""What the company sells by subscription: a catalogue and two years of subscriptions with their invoices."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from sandbox.company.billing_entities import (
    Addon,
    BillingInvoice,
    BillingPayment,
    BillingPlan,
    BillingProduct,
    Coupon,
    Subscription,
    SubscriptionEvent,
)
from sandbox.company.company import Company
from sandbox.company.entities import Account

# One life for each account in turn, so that every documented status has at least one subscription.
LIVES = (
    "live", "upgraded", "live", "dunning", "trial", "non_renewing", "live", "cancelled", "future", "unpaid",
    "trial_expired", "live", "expired", "cancelled_from_dunning", "paused", "downgraded", "creation_failed", "live",
)  # fmt: skip
STATUS = {"upgraded": "live", "downgraded": "live"}
ENDED = {"cancelled", "cancelled_from_dunning", "expired", "trial_expired"}
NEVER_BILLED = {"trial", "trial_expired", "future", "creation_failed"}


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def months_later(day: date, months: int) -> date:
    """The same day some months on, or the month's last day where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    last = (date(day.year + year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(day.year + year, month + 1, min(day.day, last))


def tell_subscriptions(story: Company) -> None:
    """Add the catalogue, the subscriptions and what they were billed to the story."""
    _tell_catalogue(story)
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


def _tell_catalogue(story: Company) -> None:
    born = _noon(story.today - timedelta(days=790))
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


@dataclass(frozen=True, slots=True)
class _Terms:
    """What is paid: the plan, how many, addons, coupon and the sum per interval."""

    plan: BillingPlan
    quantity: int
    addons: tuple[tuple[Addon, int], ...]
    coupon: Coupon | None

    @property
    def amount(self) -> Decimal:
        """What one interval costs."""
        whole = self.plan.price * self.quantity
        if self.coupon is not None and self.coupon.percent:
            whole = whole * (100 - self.coupon.discount) / 100
        return (whole + sum((addon.price * count for addon, count in self.addons), Decimal(0))).quantize(
            Decimal("0.01")
        )


def _months(plan: BillingPlan) -> int:
    return plan.interval * (12 if plan.unit == "years" else 1)


def _terms(story: Company, random: Random, life: str) -> _Terms:
    plans = [plan for plan in story.plans if plan.active and (plan.trial_days > 0) == life.startswith("trial")]
    plan = random.choice(plans)
    addons = [addon for addon in story.addons if addon.active and addon.recurring and addon.product is plan.product]
    chosen = tuple((addon, random.randrange(1, 4)) for addon in addons if random.random() < 0.4)
    coupons = [coupon for coupon in story.coupons if coupon.status == "active" and coupon.product is plan.product]
    coupon = random.choice(coupons) if coupons and random.random() < 0.3 else None
    return _Terms(plan, random.randrange(1, 6), chosen, coupon)


def _history(
    story: Company, terms: _Terms, life: str, started: date, ended: date | None
) -> tuple[SubscriptionEvent, ...]:
    made_on = min(started, story.today - timedelta(days=1))
    events = [SubscriptionEvent("subscription_created", made_on, terms.plan, terms.amount)]
    if life not in NEVER_BILLED:
        events.append(SubscriptionEvent("subscription_activation", started, terms.plan, terms.amount))
    cheaper = min((plan for plan in story.plans if plan.active), key=lambda plan: plan.price / _months(plan))
    halfway = started + (story.today - started) / 2
    if life == "upgraded":
        before = cheaper.price * terms.quantity
        events = [SubscriptionEvent(event.kind, event.on, cheaper, before) for event in events]
        events.append(SubscriptionEvent("subscription_upgraded", halfway, terms.plan, terms.amount))
    if life == "downgraded":
        before = terms.amount * 2
        events = [SubscriptionEvent(event.kind, event.on, event.plan, before) for event in events]
        events.append(SubscriptionEvent("subscription_downgraded", halfway, terms.plan, terms.amount))
    if life == "non_renewing":
        events.append(
            SubscriptionEvent(
                "subscription_cancellation_scheduled", story.today - timedelta(days=9), terms.plan, terms.amount
            )
        )
    if ended is not None:
        kind = "subscription_expired" if life in {"expired", "trial_expired"} else "subscription_cancelled"
        events.append(SubscriptionEvent(kind, ended, terms.plan, Decimal(0)))
    return tuple(events)


def _subscription(story: Company, account: Account, life: str) -> Subscription:
    today, number = story.today, len(story.subscriptions) + 1
    random = story.stream("billing_subscription", number)
    terms = _terms(story, random, life)
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
    step = _months(terms.plan)
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
        history=_history(story, terms, life, started, ended),
        created_at=created,
        modified_at=max(created, _noon(ended or today - timedelta(days=number % 30))),
    )


def _bill(story: Company, subscription: Subscription) -> None:
    if subscription.activated_on is None or subscription.last_billed_on is None:
        return
    step, turn = _months(subscription.plan), 0
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
