"""Customer payments (Zoho Books API v3, page "Customer Payments")."""

from sqlalchemy import true

from sandbox.books import filters
from sandbox.books.blanks import CURRENCY, CUSTOM_FIELDS, LOCKS, PAGE, blanks
from sandbox.books.custom_fields import OF_CUSTOMER_PAYMENTS
from sandbox.books.customer_payment_writes import settle, written
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.roles import CUSTOMER_PAYMENT
from sandbox.books.values import exact, money
from sandbox.store import Body, text_of

MODES = (
    "Check", "Cash", "BankTransfer", "Paypal", "CreditCard", "GoogleCheckout", "Credit", "Authorizenet",
    "BankRemittance", "Payflowpro", "Stripe", "TwoCheckout", "Braintree", "Others",
)  # fmt: skip


def _shape_row(request: BooksRequest, body: Body, shown: Body) -> None:
    rate = exact(body["exchange_rate"])
    shown["invoice_numbers"] = ", ".join(invoice["invoice_number"] for invoice in body["invoices"])
    shown["payment_mode_formatted"] = body["payment_mode"]
    shown["bcy_amount"] = money(exact(body["amount"]) * rate)
    shown["bcy_unused_amount"] = money(exact(body["unused_amount"]) * rate)


def _shape_detail(request: BooksRequest, body: Body, shown: Body) -> None:
    shown["created_by"] = body["created_by_name"]
    shown["updated_time"] = body["last_modified_time"]
    shown["payment_number_suffix"] = body["payment_number"]
    applied = {invoice["invoice_id"]: invoice for invoice in body["invoices"]}
    invoices = [(request.ledger.body("invoices", id_) or {}, application) for id_, application in applied.items()]
    shown["invoices"] = [_applied(invoice, application, body) for invoice, application in invoices]


def _applied(invoice: Body, application: Body, payment: Body) -> Body:
    return {
        **application,
        "invoice_customer_id": "",
        "invoice_customer_name": "",
        "tax_amount_withheld": 0,
        "discount_amount": 0,
        **{key: invoice.get(key, "") for key in ("total", "balance", "date", "due_date")},
        "price_precision": 2,
        "apply_date": payment["date"],
        "allow_partial_payments": "",
        "is_early_payment_discount_applicable": False,
        "invoice_installments": [],
        "installments": [],
    }


_KEYS = blanks(
    text="payment_id payment_number date payment_mode description reference_number customer_id customer_name"
    " created_time last_four_digits payment_gateway settlement_status sales_channel tax_account_id tax_account_name",
    zero="amount unused_amount tax_amount_withheld",
    empty="tags",
    account_id="460000000000358",
    account_name="Undeposited Funds",
    payment_status="paid",
)
_TEMPLATE = {"template_name": "Elite Template", "template_type": "elite", "can_send_in_mail": True}
CUSTOMER_PAYMENTS = BooksModule(
    name="customerpayments",
    singular="payment",
    plural="customerpayments",
    id_key="payment_id",
    noun="Payment",
    scope="customerpayments",
    entity=CUSTOMER_PAYMENT,
    report="Payments Received",
    detail=_KEYS
    | LOCKS
    | CURRENCY
    | CUSTOM_FIELDS
    | PAGE
    | _TEMPLATE
    | blanks(
        text="account_identifier payment_link_id created_by updated_time payment_number_prefix payment_number_suffix"
        " beat_id beat_number journey_plan_id sales_person_id sales_person_name card_type"
        " offline_created_date_with_time bank_charges_account_id bank_charges_account_name online_transaction_id"
        " tender_id",
        zero="bank_charges discount_amount",
        no="is_client_review_settings_enabled is_early_payment_discount_applicable is_ondc_channel",
        empty="documents invoices payment_refunds deposit_details imported_transactions",
        account_type="cash",
        customer_advance_account_id="460000000000364",
        customer_advance_account_name="Accounts Receivable",
        can_send_payment_sms=True,
        is_payment_details_required=True,
        rounding_mode="round_half_up",
    ),
    row=_KEYS
    | blanks(
        text="invoice_numbers payment_mode_formatted last_modified_time gateway_transaction_id documents"
        " custom_fields_list",
        zero="bcy_amount bcy_unused_amount bcy_refunded_amount",
        no="has_attachment",
        empty="applied_invoices",
        payment_type="Invoice Payment",
    ),
    filters={
        **filters.text("customer_name"),
        **filters.text("reference_number"),
        **filters.day("date"),
        **filters.number("amount"),
        **filters.text("notes", "description"),
        **filters.text("payment_mode"),
        **filters.word("customer_id"),
    },
    views={
        "PaymentMode.All": true(),
        **{f"PaymentMode.{mode}": text_of("payment_mode") == mode.lower() for mode in MODES},
    },
    searched=("reference_number", "customer_name", "description"),
    sorts=(
        "date", "payment_number", "customer_name", "amount", "unused_amount", "payment_mode", "reference_number",
        "created_time", "last_modified_time",
    ),
    sort=("date", "D"),
    custom_fields=OF_CUSTOMER_PAYMENTS,
    segment="customer_id",
    messages=(
        "The payment from the customer has been recorded",
        "The payment details have been updated.",
        "The payment has been deleted.",
    ),
    shape_detail=_shape_detail,
    shape_row=_shape_row,
    write=written,
    settle=settle,
)  # fmt: skip
