"""Creating and changing subscriptions."""

from sandbox.billing import contact_persons, customers, subscriptions, values
from sandbox.billing.agreement import agreed, count_redemption, known
from sandbox.billing.annotations import salesperson
from sandbox.billing.customer_writes import new_customer
from sandbox.billing.endpoints import BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, missing, success
from sandbox.billing.formats import exact, money, priced_in, public, stamp
from sandbox.billing.history import saved
from sandbox.billing.lifecycle import check_editable, months_of, opening
from sandbox.store import Body

TEXTS = ("reference_id", "payment_terms_label")


def create_subscription(request: BillingRequest) -> BillingResponse:
    """Create a subscription; `starts_at` decides whether it is future, on trial, live or expired already."""
    terms, details = (
        agreed(request, request.body, {}),
        _details(request, subscriptions.custom_fields("", onboarded=False)),
    )
    dates = _opening(request, terms)
    # The customer comes last: a subscription that is refused leaves no new customer behind.
    fresh = _with_persons(request, _unborn(request, _customer(request)))
    body = _with_card({**fresh, **terms, **dates, **details})
    count_redemption(request, {}, terms)
    # Nothing is reported about the days before today (Billing API, "Events").
    activated = ("subscription_activation",) if dates["activated_at"] == request.today.isoformat() else ()
    kept = saved(request, body, "Subscription created", "subscription_created", *activated)
    content = {"subscription": subscriptions.shown(request, kept)}
    return success(content, "Subscription has been created successfully.", 201)


def update_subscription(request: BillingRequest) -> BillingResponse:
    """Change a subscription now, or from its next term on (`end_of_term`)."""
    before = subscriptions.named_subscription(request)
    check_editable(before)
    terms = agreed(request, request.body, before)
    details = _details(request, before["custom_fields"])
    after = _with_card({**_with_persons(request, before), **terms, **details})
    if values.flag(request.body, "end_of_term", False):
        waiting = {**before, "end_of_term": True, "_scheduled": public(after, subscriptions.SCHEDULED)}
        kept = saved(request, waiting, "Change scheduled for the next term")
    else:
        count_redemption(request, before, terms)
        more = exact(after["amount"]) - exact(before["amount"])
        kinds = () if not more else ("subscription_upgraded" if more > 0 else "subscription_downgraded",)
        kept = saved(request, after, "Subscription updated", *kinds)
    content = {"subscription": subscriptions.shown(request, kept)}
    return success(content, "Subscription has been updated successfully.")


def _details(request: BillingRequest, custom_fields: list[Body]) -> Body:
    """What was sent beside the terms."""
    sent = request.body
    changes: Body = values.texts(sent, TEXTS)
    if values.text(sent, "salesperson_name"):
        changes |= salesperson(request, values.text(sent, "salesperson_name"))
    if "auto_collect" in sent:
        changes["auto_collect"] = values.flag(sent, "auto_collect", False)
    if "payment_terms" in sent:
        changes["payment_terms"] = values.count(sent, "payment_terms", 0, least=0)
    changes["custom_fields"] = values.with_custom_fields(custom_fields, sent)
    return changes


def _with_persons(request: BillingRequest, subscription: Body) -> Body:
    if "contactpersons" not in request.body:
        return subscription
    persons = contact_persons.named(request, request.body, subscription["customer_id"])
    return {**subscription, "contactpersons": persons}


def _with_card(subscription: Body) -> Body:
    online = subscription["auto_collect"]
    return {**subscription, **subscriptions.payment_details(subscription["customer_id"], online=online)}


def _opening(request: BillingRequest, terms: Body) -> Body:
    """Status and dates by the plan and what was sent; writes the trial and the setup fee into the terms."""
    plan, sent = known(request, "plans", terms["plan"]["plan_code"], "Plan"), values.part(request.body, "plan")
    trial = values.count(sent, "trial_days", plan["trial_period"], least=0)
    fee = values.amount(sent, "setup_fee", exact(plan["setup_fee"]))
    terms["plan"]["trial_days"] = 0 if values.flag(sent, "exclude_trial", False) else trial
    terms["plan"]["setup_fee"] = 0.0 if values.flag(sent, "exclude_setup_fee", False) else money(fee)
    starts = values.day(request.body, "starts_at", request.today)
    cycles = values.count(sent, "billing_cycles", plan["billing_cycles"], least=-1, most=1000)
    return opening(request.today, starts, terms["plan"]["trial_days"], months_of(plan), cycles)


def _customer(request: BillingRequest) -> Body:
    customer_id = values.text(request.body, "customer_id")
    if customer_id:
        return known(request, customers.MODULE, customer_id, "Customer")
    if "customer" in request.body:
        return new_customer(request, values.part(request.body, "customer"))
    raise missing("customer_id")


def _unborn(request: BillingRequest, customer: Body) -> Body:
    """A subscription of the customer before its terms and dates."""
    subscription_id = request.new_id()
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
        "created_at": request.today.isoformat(),
        "created_time": stamp(request.now),
    }


ENDPOINTS = (
    BillingEndpoint("POST", "/subscriptions", "subscriptions.CREATE", "subscriptions", "create", create_subscription),
    BillingEndpoint(
        "PUT", "/subscriptions/{subscription_id}", "subscriptions.UPDATE", "subscriptions", "edit", update_subscription
    ),
)
