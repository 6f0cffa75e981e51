"""The subscriptions of the company's story, as Billing keeps them."""

from collections.abc import Iterator
from datetime import timedelta

from sandbox.billing import addons, coupons, customers, plans
from sandbox.billing.formats import day, priced_in, stamp
from sandbox.billing.history import activities_of
from sandbox.billing.subscriptions import custom_fields, payment_details
from sandbox.billing.terms import PricedItem, terms
from sandbox.company.billing_entities import Subscription
from sandbox.company.company import Company
from sandbox.company.words import NOTES
from sandbox.people import BY_NAME
from sandbox.store import Body


def records(company: Company) -> Iterator[tuple[str, Body]]:
    """Every subscription with its notes and activities."""
    last_invoices = {invoice.subscription_id: invoice.billing_id for invoice in company.billing_invoices}
    primaries = {contact.account.number: contact for contact in company.contacts if contact.primary}
    for subscription in company.subscriptions:
        email = primaries[subscription.account.number].email
        yield (
            subscription.billing_id,
            {
                **agreed(subscription),
                **_facts(subscription),
                **_dates(subscription),
                "email": email,
                "child_invoice_id": last_invoices.get(subscription.billing_id, ""),
                "_activities": activities_of(subscription),
            },
        )


def agreed(subscription: Subscription) -> Body:
    """The seeded subscription's terms as they are today."""
    plan = subscription.plan
    return terms(
        {"product_id": plan.product.billing_id, "name": plan.product.name},
        PricedItem(plans.catalogued(plan), subscription.quantity, plan.price),
        [PricedItem(addons.catalogued(addon), count, addon.price) for addon, count in subscription.addons],
        coupons.catalogued(subscription.coupon) if subscription.coupon else None,
    )


def unbilled_charge_id(subscription: Subscription) -> str:
    """The id of what waits for the next invoice of some live subscriptions; "" for the others."""
    waits = subscription.status == "live" and subscription.number % 7 == 2
    return str(903000000018500000 + subscription.number) if waits else ""


def _facts(subscription: Subscription) -> Body:
    account, number = subscription.account, subscription.number
    collect = subscription.auto_collect
    days, label = customers.PAYMENT_TERMS
    remark = NOTES[number % len(NOTES)]
    note = {
        "note_id": str(903000000007000000 + number),
        "description": remark,
        "commented_by": BY_NAME["billing"].full_name,
        "commented_time": stamp(subscription.created_at + timedelta(hours=1)),
    }
    return {
        "subscription_id": subscription.billing_id,
        "subscription_number": f"SUB-{number:05d}",
        "status": subscription.status,
        "customer_id": account.billing_id,
        "customer_name": account.name,
        "auto_collect": collect,
        # The deal's CRM id is this company's own convention: Billing has no key for it.
        "reference_id": subscription.deal.crm_id if subscription.deal else "",
        "salesperson_id": subscription.salesperson.billing_id,
        "salesperson_name": subscription.salesperson.full_name,
        "unbilled_charge_id": unbilled_charge_id(subscription),
        "end_of_term": False,
        **priced_in(account.currency),
        **payment_details(str(account.billing_id), online=collect),
        "payment_terms": days,
        "payment_terms_label": label,
        "can_add_bank_account": False,
        "taxes": [],
        "contactpersons": [{"contactperson_id": subscription.contact.billing_person_id}],
        "notes": [note] if remark else [],
        "custom_fields": custom_fields(
            f"CN-{subscription.started_on.year}-{number:04d}", subscription.activated_on is not None and number % 4 != 0
        ),
        "created_time": stamp(subscription.created_at),
        "updated_time": stamp(max(subscription.created_at, subscription.modified_at)),
    }


def _dates(subscription: Subscription) -> Body:
    return {
        "created_at": day(subscription.created_at.date()),
        "activated_at": day(subscription.activated_on),
        "current_term_starts_at": day(subscription.term_starts_on),
        "current_term_ends_at": day(subscription.term_ends_on),
        "last_billing_at": day(subscription.last_billed_on),
        "next_billing_at": day(subscription.next_billing_on),
        "expires_at": day(subscription.expires_on),
        "trial_starts_at": day(subscription.started_on if subscription.trial_ends_on else None),
        "trial_ends_at": day(subscription.trial_ends_on),
        "cancelled_at": day(subscription.cancelled_on),
        "pause_date": day(subscription.paused_on),
        "resume_date": "",
    }
