"""What Billing is asked: every operation with at least one success, lists with and without rows, the usual refusals."""

from itertools import chain

from tests.sandbox.openapi.corpus.finance import reading
from tests.sandbox.openapi.steps import Step

UNKNOWN = "903000000099999999"
CUSTOMER = "903000000001000001"
STATUSES = (
    "FUTURE", "TRIAL", "LIVE", "PAST_DUE", "UNPAID", "NON_RENEWING", "CANCELLED", "CANCELLED_FROM_DUNNING", "EXPIRED",
    "TRIAL_EXPIRED",
)  # fmt: skip
# By module: the id in its rows, and queries that each find records of another kind.
MODULES = {
    "customers": ("customer_id", ["filter_by=Status.All", "sort_column=outstanding"]),
    "products": ("product_id", ["page=1"]),
    "plans": ("plan_code", ["filter_by=PlanStatus.ACTIVE", "sort_column=interval"]),
    "addons": ("addon_code", ["filter_by=AddonStatus.RECURRING", "filter_by=AddonStatus.ONETIME"]),
    "coupons": ("coupon_code", ["filter_by=CouponStatus.ACTIVE", "sort_column=discount_value"]),
    "subscriptions": ("subscription_id", [f"filter_by=SubscriptionStatus.{word}" for word in STATUSES]),
    "invoices": ("invoice_id", ["filter_by=Status.Paid", "filter_by=Status.OverDue", "sort_column=total"]),
    "payments": ("payment_id", ["sort_column=payment_mode", "sort_column=payment_mode&sort_order=A"]),
    "events": ("event_id", ["page=1"]),
}
READ = [
    step for module, (id_key, queries) in MODULES.items() for step in reading(module, module, id_key, queries, UNKNOWN)
]
COMPANY = [
    Step("GET /organizations", organization=False),
    Step("GET /organizations", persona="sales", organization=False),
    Step("GET /customers", persona=None, status=401),
    Step("GET /customers", status=400, organization=False),
    Step("GET /customers", persona="sales", status=403),
    Step("GET /invoices", persona="restricted", status=401),
    # One whose lines have cents.
    Step("GET /invoices/903000000008000140"),
    Step("GET /nothing", status=404),
    Step("PUT /customers", status=405),
    Step("GET /subscriptions?per_page=10", persona="restricted"),
    Step("GET /customers?per_page=10", persona="billing"),
    *(Step(f"GET /transactions?per_page=10&filter_by=TransactionType.{word}") for word in ("INVOICE", "PAYMENT")),
    Step("GET /transactions?filter_by=TransactionType.REFUND"),
    Step("GET /transactions?filter_by=none", status=400),
    Step(f"GET /customers/{CUSTOMER}", keep="account=customer.zcrm_account_id"),
    Step("GET /customers/reference/{account}?reference_id_type=zcrm_account_id"),
    Step("GET /customers/reference/{account}", status=400),
    Step("GET /customers/reference/1?reference_id_type=zcrm_account_id", status=404),
    Step(f"GET /customers/{CUSTOMER}/contactpersons", keep="person=contact_persons[0].contactperson_id"),
    Step(f"GET /customers/{CUSTOMER}/contactpersons?page=9"),
    Step(f"GET /customers/{CUSTOMER}/contactpersons/{{person}}"),
    Step(f"GET /customers/{CUSTOMER}/contactpersons/1", status=404),
]
CUSTOMERS = [
    Step(
        "POST /customers",
        {
            "display_name": "Fjord Optics",
            "email": "kari@fjord.example",
            "billing_address": {"street": "Strandgaten 1", "city": "Bergen", "country": "Norway"},
            "custom_fields": [{"label": "Segment", "value": "Small"}],
        },
        201,
        keep="new=customer.customer_id",
    ),
    Step("POST /customers", {"display_name": "Fjord Optics"}, 400),
    Step("POST /customers", {}, 400),
    Step("PUT /customers/{new}", {"phone": "+47 55 00 00 00"}),
    Step("PUT /customers/1", {"phone": ""}, 404),
    Step("POST /customers/{new}/markasinactive"),
    Step("POST /customers/{new}/markasactive"),
    Step(f"DELETE /customers/{CUSTOMER}", status=400),
    Step("DELETE /customers/{new}", persona="billing", status=401),
    Step("DELETE /customers/{new}"),
]
ONE = "/subscriptions/{subscription}"
PLAN = {"plan_code": "{plan}"}
SUBSCRIPTIONS = [
    Step("GET /settings/taxes"),
    Step("GET /plans?filter_by=PlanStatus.ACTIVE", keep="plan=plans[0].plan_code product=plans[0].product_id"),
    Step("GET /addons?filter_by=AddonStatus.RECURRING&product_id={product}", keep="addon=addons[0].addon_code"),
    Step("GET /coupons?filter_by=CouponStatus.ACTIVE&product_id={product}", keep="coupon=coupons[0].coupon_code"),
    Step(
        "POST /subscriptions",
        {
            "customer_id": CUSTOMER,
            "plan": {**PLAN, "quantity": 2, "exclude_trial": True},
            "addons": [{"addon_code": "{addon}"}],
            "auto_collect": True,
            "custom_fields": [{"label": "Contract Number", "value": "CN-1"}],
        },
        201,
        keep="subscription=subscription.subscription_id",
    ),
    Step("POST /subscriptions", {"plan": PLAN}, 400),
    Step("POST /subscriptions", {"customer_id": CUSTOMER, "plan": {"plan_code": "none"}}, 400),
    Step(f"PUT {ONE}", {"plan": {**PLAN, "quantity": 3}}),
    Step(f"PUT {ONE}", {"plan": {**PLAN, "quantity": 1}, "end_of_term": True}),
    Step(f"GET {ONE}/scheduledchanges"),
    Step(f"GET {ONE}/recentactivities"),
    Step(f"POST {ONE}/coupons/{{coupon}}"),
    Step(f"GET {ONE}"),
    Step(f"DELETE {ONE}/coupons"),
    Step(f"DELETE {ONE}/coupons", status=400),
    Step(f"POST {ONE}/reference", {"reference_id": "R-1"}),
    Step(f"POST {ONE}/salesperson", {"salesperson_name": "Samir Okafor"}),
    Step(f"POST {ONE}/notes", {"description": "Renew early."}, keep="note=note.notes[0].note_id"),
    Step(f"POST {ONE}/notes", {}, 400),
    Step(f"DELETE {ONE}/notes/{{note}}"),
    Step(f"DELETE {ONE}/notes/{{note}}", status=404),
    Step(f"POST {ONE}/postpone", {"renewal_at": "2030-01-01"}),
    Step(f"POST {ONE}/postpone", {"renewal_at": "soon"}, 400),
    Step(f"POST {ONE}/cancel?cancel_at_end=true"),
    Step(f"POST {ONE}/reactivate"),
    Step(f"POST {ONE}/reactivate", status=400),
    Step(f"POST {ONE}/cancel"),
    Step(f"GET {ONE}"),
    Step("GET /subscriptions?per_page=1&filter_by=SubscriptionStatus.LIVE", keep="id=subscriptions[0].subscription_id"),
    Step("GET /subscriptions/{id}/scheduledchanges", status=404),
]
FURTHER = [
    Step(
        "GET /subscriptions?per_page=1&filter_by=SubscriptionMode.ONLINE",
        keep="online=subscriptions[0].subscription_id",
    ),
    Step("GET /subscriptions/{online}", keep="card=subscription.card.card_id"),
    Step("DELETE /subscriptions/{online}/card"),
    Step("DELETE /subscriptions/{online}/card", status=400),
    Step("POST /subscriptions/{online}/card", {"card_id": "{card}"}),
    Step("POST /subscriptions/{id}/charge", {"amount": 12.5, "description": "A visit"}),
    Step("POST /subscriptions/{id}/charge", {}, 400),
    Step("POST /subscriptions/{id}/buyonetimeaddon", {"addons": [{"addon_code": "onboarding"}]}),
    Step("POST /subscriptions/{id}/autocollect", {"auto_collect": True}),
    Step("POST /subscriptions/{id}/customfields", {"custom_fields": [{"label": "Contract Number", "value": "CN-2"}]}),
    Step("POST /subscriptions/{id}/contactpersons", {"contactpersons": []}),
    Step("POST /subscriptions/{id}/pause", {}),
    Step("POST /subscriptions/{id}/pause", {}, 400),
    Step("POST /subscriptions/{id}/resume"),
    Step("GET /unbilledcharges/903000000018500002"),
    Step("POST /unbilledcharges/903000000018500002/createinvoice", status=201),
    Step("GET /unbilledcharges/903000000018500002", status=404),
    Step("DELETE /unbilledcharges/903000000018500016"),
    Step("POST /hostedpages/newsubscription", {"customer_id": CUSTOMER, "plan": PLAN}, 201),
    Step("POST /hostedpages/updatesubscription", {"subscription_id": "{id}", "plan": PLAN}, 201),
    Step("POST /hostedpages/updatecard", {"subscription_id": "{id}"}, keep="page=hostedpage.hostedpage_id"),
    Step(
        "POST /hostedpages/buyonetimeaddon",
        {"subscription_id": "{id}", "addons": [{"addon_code": "onboarding"}]},
        201,
    ),
    Step("POST /hostedpages/updatecard", {}, 400),
    Step("GET /hostedpages"),
    Step("GET /hostedpages/{page}"),
    Step("GET /estimates", keep="quote=estimates[0].estimate_id"),
    Step("GET /estimates?zcrm_potential_id=4150868000003000001"),
    Step("GET /estimates/903000000018000001"),
    Step("POST /estimates/903000000018000004/status/sent"),
    Step("POST /estimates/903000000018000004/status/accepted"),
    Step("POST /estimates/903000000018000004/status/declined"),
    Step("POST /estimates/903000000018000004/status/sent", status=400),
]
STEPS = tuple(chain(READ, COMPANY, CUSTOMERS, SUBSCRIPTIONS, FURTHER))
