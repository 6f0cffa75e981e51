"""Creating and changing subscriptions."""

from sandbox.billing import customers, given, subscriptions
from sandbox.billing.agreement import agreed, count_redemption, known
from sandbox.billing.annotations import salesperson
from sandbox.billing.customer_writes import new_customer
from sandbox.billing.endpoints import Asked, Endpoint
from sandbox.billing.envelope import Reply, missing, success
from sandbox.billing.history import saved
from sandbox.billing.lifecycle import check_editable, months_of, opening
from sandbox.billing.wire import exact, money, priced_in, public, stamp
from sandbox.store import Body

TEXTS = ("reference_id", "payment_terms_label")


def create_subscription(asked: Asked) -> Reply:
    """Create a subscription; `starts_at` decides whether it is future, on trial, live or expired already."""
    terms, details = agreed(asked, asked.given, {}), _details(asked, subscriptions.custom_fields("", onboarded=False))
    dates = _opening(asked, terms)
    # The customer comes last: a subscription that is refused leaves no new customer behind.
    body = _with_card({**_unborn(asked, _customer(asked)), **terms, **dates, **details})
    count_redemption(asked, {}, terms)
    # Nothing is told of the days before today (Billing API, "Events").
    activated = ("subscription_activation",) if dates["activated_at"] == asked.today.isoformat() else ()
    kept = saved(asked, body, "Subscription created", "subscription_created", *activated)
    content = {"subscription": subscriptions.shown(asked, kept)}
    return success(content, "Subscription has been created successfully.", 201)


def update_subscription(asked: Asked) -> Reply:
    """Change a subscription now, or from its next term on (`end_of_term`)."""
    before = subscriptions.named_subscription(asked)
    check_editable(before)
    terms = agreed(asked, asked.given, before)
    after = _with_card({**before, **terms, **_details(asked, before["custom_fields"])})
    if given.flag(asked.given, "end_of_term", False):
        waiting = {**before, "end_of_term": True, "_scheduled": public(after, subscriptions.SCHEDULED)}
        kept = saved(asked, waiting, "Change scheduled for the next term")
    else:
        count_redemption(asked, before, terms)
        more = exact(after["amount"]) - exact(before["amount"])
        kinds = () if not more else ("subscription_upgraded" if more > 0 else "subscription_downgraded",)
        kept = saved(asked, after, "Subscription updated", *kinds)
    content = {"subscription": subscriptions.shown(asked, kept)}
    return success(content, "Subscription has been updated successfully.")


def _details(asked: Asked, custom_fields: list[Body]) -> Body:
    """What was sent beside the terms."""
    sent = asked.given
    changes: Body = given.texts(sent, TEXTS)
    if given.text(sent, "salesperson_name"):
        changes |= salesperson(asked, given.text(sent, "salesperson_name"))
    if "auto_collect" in sent:
        changes["auto_collect"] = given.flag(sent, "auto_collect", False)
    if "payment_terms" in sent:
        changes["payment_terms"] = given.count(sent, "payment_terms", 0, least=0)
    changes["custom_fields"] = given.with_custom_fields(custom_fields, sent)
    return changes


def _with_card(subscription: Body) -> Body:
    online = subscription["auto_collect"]
    return {**subscription, **subscriptions.payment_details(subscription["customer_id"], online=online)}


def _opening(asked: Asked, terms: Body) -> Body:
    """Status and dates by the plan and what was sent; writes the trial and the setup fee into the terms."""
    plan, sent = known(asked, "plans", terms["plan"]["plan_code"], "Plan"), given.part(asked.given, "plan")
    trial = given.count(sent, "trial_days", plan["trial_period"], least=0)
    fee = given.amount(sent, "setup_fee", exact(plan["setup_fee"]))
    terms["plan"]["trial_days"] = 0 if given.flag(sent, "exclude_trial", False) else trial
    terms["plan"]["setup_fee"] = 0.0 if given.flag(sent, "exclude_setup_fee", False) else money(fee)
    starts = given.day(asked.given, "starts_at", asked.today)
    cycles = given.count(sent, "billing_cycles", plan["billing_cycles"], least=-1, most=1000)
    return opening(asked.today, starts, terms["plan"]["trial_days"], months_of(plan), cycles)


def _customer(asked: Asked) -> Body:
    customer_id = given.text(asked.given, "customer_id")
    if customer_id:
        return known(asked, customers.MODULE, customer_id, "Customer")
    if "customer" in asked.given:
        return new_customer(asked, given.part(asked.given, "customer"))
    raise missing("customer_id")


def _unborn(asked: Asked, customer: Body) -> Body:
    """A subscription of the customer before its terms and dates."""
    subscription_id = asked.new_id()
    names = ("reference_id", "salesperson_id", "salesperson_name", "child_invoice_id", "unbilled_charge_id")
    return {
        "subscription_id": subscription_id,
        "subscription_number": f"SUB-{int(subscription_id) % 1_000_000:06d}",
        "customer_id": customer["customer_id"],
        "customer_name": customer["display_name"],
        "email": customer["email"],
        **dict.fromkeys(names, ""),
        "end_of_term": False,
        "auto_collect": False,
        **priced_in(customer["currency_code"]),
        **public(customer, ("payment_terms", "payment_terms_label")),
        "can_add_bank_account": False,
        "taxes": [],
        "contactpersons": [{"contactperson_id": customer["primary_contactperson_id"]}],
        "notes": [],
        "created_at": asked.today.isoformat(),
        "created_time": stamp(asked.now),
    }


ENDPOINTS = (
    Endpoint("POST", "/subscriptions", "subscriptions.CREATE", "subscriptions", "create", create_subscription),
    Endpoint(
        "PUT", "/subscriptions/{subscription_id}", "subscriptions.UPDATE", "subscriptions", "edit", update_subscription
    ),
)
