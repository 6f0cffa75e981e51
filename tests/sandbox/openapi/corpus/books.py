"""What Books is asked: every operation with at least one success, lists with and without rows, the usual refusals."""

from collections.abc import Mapping
from itertools import chain

from tests.sandbox.openapi.corpus.books_further import (
    APPROVALS,
    FILES,
    KEYED,
    LOCKS,
    OF_CONTACT,
    OF_VENDOR,
    PARTS,
)
from tests.sandbox.openapi.corpus.books_purchases import PURCHASES
from tests.sandbox.openapi.corpus.finance import reading
from tests.sandbox.openapi.steps import Step

UNKNOWN = "460000000099999999"
CUSTOMER = "460000000001000001"
# By module: the key of its rows, the id in them, and queries that each find records of another kind.
MODULES = {
    "contacts": ("contacts", "contact_id", ["contact_type=customer", "contact_type=vendor"]),
    "items": ("items", "item_id", ["filter_by=Status.Active", "filter_by=Status.Inactive", "is_taxable=false"]),
    "estimates": (
        "estimates",
        "estimate_id",
        [f"status={word}" for word in ("draft", "pending_approval", "accepted", "declined", "invoiced")],
    ),
    "salesorders": ("salesorders", "salesorder_id", ["status=open", "status=invoiced"]),
    "invoices": (
        "invoices",
        "invoice_id",
        [f"status={word}" for word in ("draft", "sent", "overdue", "paid", "partially_paid", "void")],
    ),
    "purchaseorders": (
        "purchaseorders",
        "purchaseorder_id",
        [f"status={word}" for word in ("draft", "open", "billed", "cancelled")],
    ),
    "creditnotes": ("creditnotes", "creditnote_id", ["status=open", "status=closed"]),
    "customerpayments": ("customerpayments", "payment_id", ["sort_column=date", "sort_column=amount"]),
    "users": ("users", "user_id", ["filter_by=Status.Active"]),
    "settings/taxes": ("taxes", "tax_id", ["page=1"]),
    "settings/currencies": ("currencies", "currency_id", ["page=1", "filter_by=Currencies.ExcludeBaseCurrency"]),
}
READ = [step for module, read in MODULES.items() for step in reading(module, *read, UNKNOWN)]
CURRENCY = "460000000000099"
LOOK_UPS = [
    Step(f"GET /settings/currencies/{CURRENCY}/exchangerates"),
    Step(f"GET /settings/currencies/{CURRENCY}/exchangerates?from_date=2025-01-01&is_current_date=true"),
    Step(f"GET /settings/currencies/{UNKNOWN}/exchangerates", status=404),
    Step("GET /settings/paymentterms"),
    Step("GET /settings/paymentterms", persona="restricted", status=401),
    Step("GET /salespersons"),
    Step("GET /settings/preferences/customfields?entity=invoice"),
    Step("GET /settings/preferences/customfields?entity=nothing", status=400),
    *(Step(f"GET /{module}/templates") for module in ("estimates", "salesorders", "invoices", "purchaseorders")),
]
COMPANY = [
    Step("GET /organizations", organization=False),
    Step("GET /organizations/460000000000100", organization=False),
    Step("GET /organizations/1", status=400, organization=False),
    *(Step("GET /users/me", persona=name) for name in ("admin", "sales", "legacy", "accountant", "assigned")),
    Step("GET /invoices", persona=None, status=401),
    Step("GET /invoices", status=400, organization=False),
    Step("GET /invoices?organization_id=1", status=400),
    Step("GET /purchaseorders", persona="restricted", status=401),
    Step("GET /nothing", status=404),
    Step("PUT /users", status=405),
    *(Step(f"GET /invoices?per_page=5&response_option={option}") for option in range(5)),
    Step("GET /invoices?page=99&response_option=1"),
    Step("GET /contacts?per_page=10", persona="assigned"),
    Step("GET /invoices?per_page=10", persona="sales"),
    Step("GET /items?per_page=2", keep="item=items[0].item_id item2=items[1].item_id"),
    Step("GET /itemdetails?item_ids={item},{item2}"),
    Step("GET /itemdetails", status=400),
]
INVITED = {"name": "Corpus", "email": "corpus@corpus.example", "role_id": "{role}"}
# Whoever is invited last leaves again, so that the users are those of the seed.
USERS = [
    Step("GET /users?filter_by=Status.Active", keep="role=users[0].role_id"),
    Step("POST /users", INVITED, 201, keep="invited=user.user_id"),
    Step("POST /users", INVITED, 400),
    Step("POST /users", {"name": "Corpus", "role_id": "{role}"}, 400),
    Step("POST /users", {**INVITED, "email": "another@corpus.example", "role_id": UNKNOWN}, 400),
    Step("POST /users", INVITED, 401, persona="sales"),
    Step("GET /users/{invited}"),
    Step("GET /users?filter_by=Status.Invited"),
    Step("POST /users/{invited}/inactive", status=401, persona="sales"),
    Step("POST /users/{invited}/inactive"),
    Step("POST /users/{invited}/active"),
    Step("DELETE /users/{invited}", status=401, persona="sales"),
    Step("DELETE /users/{invited}"),
    Step("DELETE /users/{invited}", status=404),
]
CONTACTS = [
    Step(
        "POST /contacts",
        {
            "contact_name": "Fjord Optics",
            "company_name": "Fjord Optics AS",
            "billing_address": {"address": "Strandgaten 1", "city": "Bergen", "country": "Norway"},
            "contact_persons": [{"first_name": "Kari", "last_name": "Fjord", "email": "kari@fjord.example"}],
            "custom_fields": [{"api_name": "cf_region", "value": "North"}],
        },
        201,
        keep="contact=contact.contact_id person=contact.contact_persons[0].contact_person_id",
    ),
    Step("POST /contacts", {"contact_name": "Fjord Optics"}, 400),
    Step("POST /contacts", {}, 400),
    Step("POST /contacts", {"contact_name": "No"}, 401, persona="sales"),
    Step("PUT /contacts/{contact}", {"website": "https://fjord.example"}),
    Step(f"PUT /contacts/{UNKNOWN}", {"website": ""}, 404),
    Step("POST /contacts/{contact}/inactive"),
    Step("POST /contacts/{contact}/active"),
    Step("POST /contacts/{contact}/comments", {"description": "Called."}),
    Step("GET /contacts/{contact}/comments?page=9"),
    Step(f"GET /contacts/{CUSTOMER}/comments"),
    Step("GET /contacts/{contact}/contactpersons"),
    Step("GET /contacts/{contact}/contactpersons?page=9"),
    Step("GET /contacts/{contact}/contactpersons/{person}"),
    Step(
        "POST /contacts/contactpersons",
        {"contact_id": "{contact}", "first_name": "Ola"},
        201,
        keep="ola=contact_person[0].contact_person_id",
    ),
    Step("POST /contacts/contactpersons", {"contact_id": "{contact}"}, 400),
    Step("PUT /contacts/contactpersons/{ola}", {"last_name": "Fjord"}),
    Step("POST /contacts/contactpersons/{ola}/primary"),
    Step("DELETE /contacts/contactpersons/{ola}"),
    Step("GET /contacts/{contact}/contactpersons/{ola}", status=404),
    Step("POST /contacts", {"contact_name": "Gone Ltd"}, 201, keep="gone=contact.contact_id"),
    Step("DELETE /contacts/{gone}"),
    Step("GET /contacts?contact_type=vendor&per_page=1", keep="vendor=contacts[0].contact_id"),
]
ITEMS = [
    Step("POST /items", {"name": "Prism", "rate": 12.5, "purchase_rate": 8}, 201, keep="prism=item.item_id"),
    Step("POST /items", {"name": "Prism", "rate": 1}, 400),
    Step("PUT /items/{prism}", {"description": "BK7 glass"}),
    Step("POST /items/{prism}/inactive"),
    Step("POST /items/{prism}/active"),
    Step("DELETE /items/{item}", status=400),
    Step("DELETE /items/{prism}"),
]


def _written(module: str, singular: str, new: Mapping[str, object], custom: str = "") -> list[Step]:
    """Create, refuse, change and comment a document. Its id and that of one to delete stay under their names."""
    path, one = f"/{module}", f"/{module}/{{{singular}}}"
    told = [{"api_name": custom, "value": "High" if custom == "cf_priority" else "DAP"}] if custom else []
    comment = {"description": "See the file.", "expected_delivery_date": "2026-10-30"}
    return [
        Step(f"POST {path}", {**new, "custom_fields": told}, 201, keep=f"{singular}={singular}.{singular}_id"),
        Step(f"POST {path}", {}, 400),
        Step(f"POST {path}", {**new, "line_items": []}, 400),
        Step(f"POST {path}", {**new, "line_items": [{"item_id": UNKNOWN}]}, 400),
        Step(f"POST {path}", {**new, "customer_id": UNKNOWN, "vendor_id": UNKNOWN}, 404),
        Step(f"PUT {one}", {"notes": "Thank you."}),
        Step(f"PUT {one}", {"date": "soon"}, 400),
        Step(f"POST {one}/comments", comment, 201 if module == "purchaseorders" else 200),
        Step(f"POST {one}/comments", {}, 400),
        Step(f"GET {one}/comments", keep="remark=comments[-1].comment_id"),
        *([] if module == "creditnotes" else [Step(f"PUT {one}/comments/{{remark}}", comment)]),
        Step(f"DELETE {one}/comments/{{remark}}"),
        Step(f"DELETE {one}/comments/{{remark}}", status=404),
        Step(f"POST {path}", new, 201, keep=f"gone={singular}.{singular}_id"),
    ]


MAIL = {"to_mail_ids": ["kari@fjord.example"], "subject": "Your paper", "body": "Here it is."}


def _mailed(one: str, status: int = 200) -> list[Step]:
    """Read what a mail would say, send it, and what is refused."""
    return [
        Step(f"GET {one}/email"),
        Step(f"GET {one}/email?email_template_id=1", status=400),
        Step(f"POST {one}/email", MAIL, status),
        Step(f"POST {one}/email", {**MAIL, "to_mail_ids": []}, 400),
        Step(f"POST {one}/email", MAIL, 401, persona="restricted"),
    ]


ESTIMATES = [
    *_written("estimates", "estimate", OF_CONTACT, "cf_project_code"),
    *_mailed("/estimates/{estimate}"),
    *(Step(f"POST /estimates/{{estimate}}/status/{word}") for word in ("sent", "accepted", "declined")),
    Step("POST /invoices/fromestimates?estimate_ids={estimate}", status=400),
    Step("POST /estimates/{estimate}/status/accepted"),
    Step("POST /invoices/fromestimates?estimate_ids={estimate}"),
    Step("DELETE /estimates/{gone}"),
]
SALES_ORDERS = [
    *_written("salesorders", "salesorder", OF_CONTACT, "cf_project_code"),
    *_mailed("/salesorders/{salesorder}", 201),
    Step("POST /salesorders/{salesorder}/status/open", status=201),
    Step("POST /invoices/fromsalesorder?salesorder_id={salesorder}", status=201),
    Step("POST /invoices/fromsalesorder?salesorder_id={salesorder}", status=400),
    Step("POST /salesorders/{gone}/status/void", status=201),
    Step("POST /salesorders/{gone}/status/open", status=400),
    Step("DELETE /salesorders/{gone}"),
]
INVOICES = [
    *_written("invoices", "invoice", OF_CONTACT, "cf_priority"),
    *_mailed("/invoices/{invoice}"),
    *(Step(f"POST /invoices/{{invoice}}/status/{word}") for word in ("sent", "void", "draft", "sent")),
    Step("POST /invoices/{gone}/status/cancel"),
    Step("POST /invoices/{gone}/status/sent", status=400),
    Step("DELETE /invoices/{gone}"),
]
PAYMENTS = [
    Step(
        "POST /customerpayments",
        {
            "customer_id": "{contact}",
            "payment_mode": "cash",
            "amount": 30,
            "date": "2026-10-01",
            "invoices": [{"invoice_id": "{invoice}", "amount_applied": 20}],
        },
        201,
        keep="payment=payment.payment_id",
    ),
    Step("POST /customerpayments", {"customer_id": "{contact}"}, 400),
    Step("PUT /customerpayments/{payment}", {"description": "In cash"}),
    Step("GET /customerpayments/{payment}"),
    Step("GET /invoices/{invoice}"),
    Step("DELETE /invoices/{invoice}", status=400),
    Step("DELETE /contacts/{contact}", status=400),
    Step("DELETE /customerpayments/{payment}"),
]
PURCHASE_ORDERS = [
    *_written("purchaseorders", "purchaseorder", OF_VENDOR, "cf_incoterm"),
    *_mailed("/purchaseorders/{purchaseorder}", 201),
    Step("POST /purchaseorders/{purchaseorder}/status/open", status=201),
    Step("POST /purchaseorders/{purchaseorder}/status/billed", status=201),
    Step("POST /purchaseorders/{purchaseorder}/status/cancelled", status=400),
    Step("POST /purchaseorders/{gone}/status/cancelled", status=201),
    Step("DELETE /purchaseorders/{gone}"),
]
CREDIT_NOTES = [
    *_written("creditnotes", "creditnote", OF_CONTACT),
    *(Step(f"POST /creditnotes/{{creditnote}}/status/{word}") for word in ("void", "draft", "open")),
    Step("POST /creditnotes?invoice_id={invoice}", OF_CONTACT, 201),
    Step("DELETE /creditnotes/{gone}"),
]
IMPORTS = [
    Step(f"GET /contacts/{CUSTOMER}", keep="account=contact.zcrm_account_id crm_contact=contact.zcrm_contact_id"),
    Step("POST /crm/account/{account}/import"),
    Step("POST /crm/contact/{crm_contact}/import"),
    Step("GET /contacts/{vendor}", keep="crm_vendor=contact.zcrm_vendor_id"),
    Step("POST /crm/vendor/{crm_vendor}/import"),
    Step("GET /items?per_page=1&sort_column=name", keep="product=items[0].zcrm_product_id"),
    Step("POST /crm/item/{product}/import"),
    Step("POST /crm/account/1/import", status=404),
]
WRITTEN = (
    CONTACTS,
    ITEMS,
    ESTIMATES,
    SALES_ORDERS,
    INVOICES,
    PAYMENTS,
    PURCHASE_ORDERS,
    CREDIT_NOTES,
    KEYED,
    APPROVALS,
    LOCKS,
    FILES,
    PARTS,
    IMPORTS,
)
STEPS = tuple(chain(READ, LOOK_UPS, COMPANY, USERS, *WRITTEN, PURCHASES))
