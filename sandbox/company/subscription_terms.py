"""What a subscription is for, what it costs, and how that changed over time."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sandbox.company.billing_entities import (
    Addon,
    BillingPlan,
    Coupon,
    SubscriptionEvent,
)
from sandbox.company.company import Company

NEVER_BILLED = {"trial", "trial_expired", "future", "creation_failed"}


@dataclass(frozen=True, slots=True)
class AgreedTerms:
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


def months_of(plan: BillingPlan) -> int:
    """The number of months in one interval of the plan."""
    return plan.interval * (12 if plan.unit == "years" else 1)


def drawn_terms(story: Company, random: Random, life: str) -> AgreedTerms:
    """Terms drawn at random; only trials are of a plan that has trial days."""
    plans = [plan for plan in story.plans if plan.active and (plan.trial_days > 0) == life.startswith("trial")]
    plan = random.choice(plans)
    addons = [addon for addon in story.addons if addon.active and addon.recurring and addon.product is plan.product]
    chosen = tuple((addon, random.randrange(1, 4)) for addon in addons if random.random() < 0.4)
    coupons = [coupon for coupon in story.coupons if coupon.status == "active" and coupon.product is plan.product]
    coupon = random.choice(coupons) if coupons and random.random() < 0.3 else None
    return AgreedTerms(plan, random.randrange(1, 6), chosen, coupon)


def events_of(
    story: Company, terms: AgreedTerms, life: str, started: date, ended: date | None
) -> tuple[SubscriptionEvent, ...]:
    """What happened to the subscription until today, the oldest event first."""
    made_on = min(started, story.today - timedelta(days=1))
    events = [SubscriptionEvent("subscription_created", made_on, terms.plan, terms.amount)]
    if life not in NEVER_BILLED:
        events.append(SubscriptionEvent("subscription_activation", started, terms.plan, terms.amount))
    cheaper = min((plan for plan in story.plans if plan.active), key=lambda plan: plan.price / months_of(plan))
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
