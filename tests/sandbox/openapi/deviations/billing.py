"""Where the local Billing differs from what its documents say."""

from collections.abc import Mapping

from tests.sandbox.openapi.differences import UNKNOWN
from tests.sandbox.openapi.listed import Deviation


def _deviation(reason: str, what: str, operations: str | tuple[str, ...], at: Mapping[str, str]) -> Deviation:
    return Deviation("billing", reason, what, (operations,) if isinstance(operations, str) else operations, at)


SUBSCRIPTION = ("* /subscriptions", "* /subscriptions/*")
CHARGED = ("POST */buyonetimeaddon", "POST */charge", "POST */createinvoice")
BILLING = (
    _deviation(
        'The documents of single operations are silent; the page "Pagination" gives every list a context of its pages.',
        "undocumented",
        "GET /*",
        {"": "page_context"},
    ),
    _deviation(
        'The documents of single operations are silent; the page "Pagination" gives every list these parameters.',
        UNKNOWN,
        "GET /*",
        {"": "page per_page"},
    ),
    _deviation(
        "The context of newer lists names the order, which public clients choose with these parameters.",
        UNKNOWN,
        "GET /*",
        {"": "sort_column sort_order"},
    ),
    _deviation(
        "The context of newer lists names the view; active and inactive customers are views elsewhere in the product.",
        UNKNOWN,
        "GET /customers",
        {"": "filter_by"},
    ),
    _deviation(
        "In no document; sibling products list organisations, Zoho's tools list payments, public clients pause.",
        "operation not documented",
        ("GET /organizations", "GET /payments", "POST */pause", "POST */resume"),
        {"": "*"},
    ),
    _deviation(
        "The sibling product's taxes have flags and a percentage; the document declares all of them as texts.",
        "* instead of string",
        "GET /settings/taxes",
        {"taxes[]": "is_default_tax is_editable tax_percentage"},
    ),
    _deviation(
        "Payloads that Zoho sends to public clients' webhooks have these keys.",
        "undocumented",
        SUBSCRIPTION,
        {"subscription": "cancelled_at pause_date resume_date subscription_number trial_ends_at trial_starts_at"},
    ),
    _deviation(
        "Documents of other operations show these keys of the same subscription.",
        "undocumented",
        SUBSCRIPTION,
        {
            "subscription": "unbilled_charge_id",
            "subscription.addons[]": "item_custom_fields tags tax_id",
            "subscription.card": "is_backup is_primary",
            "subscription.customer": "customer_id salutation",
            "subscription.customer.*_address": "state_code",
            "subscription.plan": "item_custom_fields tags tax_id",
        },
    ),
    _deviation(
        "Documents of other operations show the taxes of the same subscription.",
        "undocumented",
        "POST /subscriptions/{subscription_id}/card",
        {"subscription": "taxes"},
    ),
    _deviation(
        "What is charged becomes an invoice, which is shown as reading it shows it.",
        "undocumented",
        CHARGED,
        {
            "invoice": "can_send_in_mail comments coupons credits custom_fields documents invoice_url salesperson_id "
            "salesperson_name shipping_address subscriptions",
            "invoice.*_address": "attention state_code",
            "invoice.invoice_items[]": "discount_amount item_custom_fields tags tax_exemption_code tax_exemption_id "
            "tax_id",
            "invoice.payments[]": "autotransaction",
        },
    ),
    _deviation(
        "Reading an invoice shows the price of a line as a text.",
        "string instead of number",
        ("POST */buyonetimeaddon", "POST */charge"),
        {"invoice.invoice_items[]": "price"},
    ),
    _deviation(
        "Every other document declares the customer's id as a text.",
        "string instead of array",
        ("GET /unbilledcharges/{unbilled_charge_id}", "POST /unbilledcharges/{unbilled_charge_id}/createinvoice"),
        {"unbilled_charge": "customer_id", "invoice": "customer_id"},
    ),
    _deviation(
        "What creates a quote answers these keys of the same quote.",
        "undocumented",
        "GET /estimates/{estimate_id}",
        {"estimate": "notes terms"},
    ),
    _deviation(
        "Documents of other operations show these keys of the same customer; `payment_terms` is in what creates one.",
        "undocumented",
        ("GET /customers/{customer_id}", "PUT /customers/{customer_id}", "GET /customers/reference/{reference_id}"),
        {"customer": "payment_terms tags"},
    ),
    _deviation(
        "Documents of customers and payments show these keys of the same addresses and charges.",
        "undocumented",
        "GET /invoices/{invoice_id}",
        {
            "invoice.*_address": "attention state_code street",
            "invoice.payments[].autotransaction": "card_id expiry_month expiry_year last_four_digits",
        },
    ),
    _deviation(
        "Payloads that Zoho sends to public clients' webhooks name the invoice's subscriptions.",
        "undocumented",
        "GET /invoices/{invoice_id}",
        {"invoice": "subscriptions"},
    ),
    _deviation(
        "All other records show when they were made and changed.",
        "undocumented",
        "GET /payments/{payment_id}",
        {"payment": "created_time updated_time"},
    ),
    _deviation(
        "Amounts have decimals; the document declares what its example shows, a whole number.",
        "number instead of integer",
        ("GET /invoices/{invoice_id}", "POST */charge"),
        {"invoice.invoice_items[]": "item_total"},
    ),
    _deviation(
        "One object, as the document of reading a customer declares it.",
        "object instead of array",
        "PUT /customers/{customer_id}",
        {"customer": "default_templates"},
    ),
)
