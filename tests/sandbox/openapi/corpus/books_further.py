"""What Books is asked beyond its records: approvals, locks, files, unique fields, parts of documents."""

from collections.abc import Mapping

from tests.sandbox.openapi.steps import Step

LINES = [{"item_id": "{item}", "quantity": 2, "rate": 100}, {"name": "Freight", "rate": 20, "discount": "10%"}]
OF_CONTACT = {"customer_id": "{contact}", "line_items": LINES}
OF_VENDOR = {"vendor_id": "{vendor}", "line_items": LINES}


def _keyed(module: str, new: Mapping[str, object]) -> list[Step]:
    """Create and change a record by its unique custom field, find it by that, and what is refused."""
    headers = {"X-Unique-Identifier-Key": "cf_request_key", "X-Unique-Identifier-Value": "a1"}
    told = {**new, "custom_fields": [{"api_name": "cf_request_key", "value": "a1"}]}
    return [
        Step(f"PUT /{module}", new, 404, headers=headers),
        Step(f"PUT /{module}", new, headers=headers | {"X-Upsert": "true"}),
        Step(f"PUT /{module}", {"reference_number": "R-1"}, headers=headers),
        Step(f"PUT /{module}", new, 400),
        Step(f"POST /{module}", told, 400),
        Step(f"GET /{module}?cf_request_key=a1"),
        Step(f"GET /{module}?reference_number=R-1"),
    ]


KEYED = [
    *(step for module in ("estimates", "salesorders", "invoices") for step in _keyed(module, OF_CONTACT)),
    *_keyed("purchaseorders", OF_VENDOR),
    *_keyed(
        "customerpayments",
        {"customer_id": "{contact}", "payment_mode": "cash", "amount": 5, "date": "2026-10-01"},
    ),
]
DOCUMENTS = ("estimate", "salesorder", "invoice", "purchaseorder", "creditnote")


def _decided(singular: str) -> list[Step]:
    """Submit, approve, approve at once, and reject a new document."""
    new, path = OF_VENDOR if singular == "purchaseorder" else OF_CONTACT, f"/{singular}s"
    one, kept = f"{path}/{{{singular}}}", f"{singular}={singular}.{singular}_id"
    steps = [
        Step(f"POST {path}", {**new, "is_draft": True}, 201, keep=kept),
        Step(f"POST {one}/approve", status=400),
        Step(f"POST {one}/submit"),
        Step(f"POST {one}/approve", status=401, persona="assigned" if singular == "purchaseorder" else "restricted"),
        Step(f"POST {one}/reject?reason=Dear", status=201 if singular == "purchaseorder" else 200),
        Step(f"POST {one}/submit"),
        Step(f"POST {one}/approve"),
        Step(f"GET {one}"),
    ]
    final = [Step(f"PUT {one}", {"notes": "Again."}), Step(f"POST {one}/submit"), Step(f"POST {one}/approve/final")]
    return [*steps, *final]


APPROVALS = [
    Step("POST /_sandbox/approvals", {f"{each}s": {"type": "simple", "approve_own": True} for each in DOCUMENTS}),
    *(step for each in DOCUMENTS for step in _decided(each)),
    Step("POST /invoices", OF_CONTACT, 201, keep="invoice=invoice.invoice_id"),
    Step("POST /invoices/submit?invoice_ids={invoice}"),
    Step("POST /invoices/approve?invoice_ids={invoice}"),
    Step("POST /invoices/approve", status=400),
    Step("POST /_sandbox/approvals", {}),
]


def _filed(one: str, status: int = 200) -> list[Step]:
    """Attach a file, read it, change it, take it off, and what is refused."""
    return [
        Step(f"GET {one}/attachment", status=404),
        Step(f"POST {one}/attachment", status=400),
        Step(f"POST {one}/attachment", status=status, file="attachment=offer.pdf"),
        Step(f"GET {one}/attachment"),
        Step(f"PUT {one}/attachment?can_send_in_mail=true"),
        Step(f"GET {one}"),
        Step(f"DELETE {one}/attachment"),
    ]


def _parts(module: str, singular: str, name: str = "") -> list[Step]:
    """Write a document's addresses and custom fields by themselves, and what is refused."""
    one = f"{{{singular}}}"
    kinds = {"customerpayments": (), "purchaseorders": ("billing",)}.get(module, ("billing", "shipping"))
    fields = f"PUT /{name or singular}/{one}/customfields"
    return [
        *(Step(f"PUT /{module}/{one}/address/{kind}", {"city": "Oslo", "country": "Norway"}) for kind in kinds),
        Step(fields, [{"api_name": "cf_request_key", "value": f"part of {module}"}]),
        Step(fields, [{"customfield_id": "1", "value": ""}], 400),
    ]


PARTS = [
    Step("POST /estimates", OF_CONTACT, 201, keep="estimate=estimate.estimate_id"),
    *_parts("estimates", "estimate"),
    Step(
        "POST /customerpayments",
        {"customer_id": "{contact}", "payment_mode": "cash", "amount": 5, "date": "2026-10-01"},
        201,
        keep="payment=payment.payment_id",
    ),
    *_parts("customerpayments", "payment", "customerpayment"),
    *_parts("salesorders", "salesorder"),
    *_parts("purchaseorders", "purchaseorder"),
    *_parts("invoices", "invoice"),
]
FILES = [
    Step("POST /salesorders", OF_CONTACT, 201, keep="salesorder=salesorder.salesorder_id"),
    *_filed("/salesorders/{salesorder}", 201),
    Step("POST /purchaseorders", OF_VENDOR, 201, keep="purchaseorder=purchaseorder.purchaseorder_id"),
    *_filed("/purchaseorders/{purchaseorder}", 201),
    Step("POST /invoices", OF_CONTACT, 201, keep="invoice=invoice.invoice_id"),
    *_filed("/invoices/{invoice}"),
    Step("POST /invoices/{invoice}/attachment", file="attachment=offer.pdf"),
    Step("GET /invoices/{invoice}", keep="file=invoice.documents[0].document_id"),
    Step("GET /invoices/{invoice}/documents/{file}?responseformat=json"),
    Step("DELETE /invoices/{invoice}/documents/{file}"),
    Step("GET /invoices/{invoice}/documents/{file}", status=404),
    *(Step(f"GET /invoices/{{invoice}}?accept={form}") for form in ("pdf", "html")),
]
LOCK = {"transaction_lock_module": "purchase", "transaction_lock_date": "2026-07-01", "reason": "Closed"}
LOCKS = [
    Step("GET /transactionlock"),
    Step("PUT /transactionlock", LOCK, keep="lock=transaction_lock.transaction_lock_id"),
    Step("PUT /transactionlock", {"transaction_lock_date": "soon"}, 400),
    Step("PUT /transactionlock", LOCK, 401, persona="accountant"),
    Step("POST /purchaseorders", {**OF_VENDOR, "date": "2026-06-30"}, 400),
    Step(
        "PUT /transactionlock/partialunlock",
        {"lock_module": "purchase", "start_date": "2026-06-01", "end_date": "2026-06-30"},
    ),
    Step("GET /transactionlocks?per_page=5"),
    Step("GET /transactionlock?transaction_lock_id={lock}"),
    Step("DELETE /transactionlock", status=400),
    Step("DELETE /transactionlock?transaction_lock_id={lock}"),
]
