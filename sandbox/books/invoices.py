"""Invoices (Zoho Books API v3, page "Invoices")."""

from datetime import date

from sqlalchemy import true

from sandbox.books import addresses, custom_fields, documents, filters
from sandbox.books.blanks import BASE_CURRENCY, SALE, TEMPLATE, blanks
from sandbox.books.invoice_writes import CLOSED, TRADE, guard, settle, written
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.roles import INVOICE
from sandbox.store import Body, number_of, text_of


def _shape_detail(request: BooksRequest, body: Body, shown: Body) -> None:
    documents.shaped(TRADE)(request, body, shown)
    shown["billing_address"] = addresses.of_invoice(body["billing_address"])
    shown["shipping_address"] = addresses.of_invoice(body["shipping_address"])
    contact = request.ledger.body("contacts", body["customer_id"]) or {}
    shown["contact"] = {
        "customer_balance": contact.get("outstanding_receivable_amount", 0),
        "credit_limit": 0,
        "unused_customer_credits": contact.get("unused_credits_receivable_amount", 0),
        "is_credit_limit_migration_completed": True,
    }


def _shape_row(request: BooksRequest, body: Body, shown: Body) -> None:
    shown["billing_address"] = addresses.of_invoice_row(body["billing_address"])
    shown["shipping_address"] = addresses.of_invoice_row(body["shipping_address"])
    shown["created_by"] = body["created_by_name"]
    shown["updated_time"] = shown["last_modified_time"]
    if body["status"] not in CLOSED and shown["balance"] and body["due_date"]:
        days = (date.fromisoformat(body["due_date"]) - request.today).days
        shown["due_days"] = f"Due in {days} days" if days > 0 else f"Overdue by {-days} days" if days else "Due Today"


UNPAID = (number_of("balance") > 0) & text_of("status").not_in(CLOSED)
_KEYS = blanks(
    text="invoice_id zcrm_potential_id zcrm_potential_name invoice_number due_date issued_date email"
    " payment_expected_date last_payment_date last_reminder_sent_date schedule_time",
    zero="balance write_off_amount unprocessed_payment_amount reminders_sent",
    no="ach_payment_initiated is_emailed",
    invoice_source="Api",
    sales_channel="direct_sales",
)
INVOICES = BooksModule(
    name="invoices",
    singular="invoice",
    plural="invoices",
    id_key="invoice_id",
    noun="Invoice",
    scope="invoices",
    entity=INVOICE,
    report="Invoices",
    detail=SALE
    | BASE_CURRENCY
    | _KEYS
    | blanks(
        text="channel_invoice_id account_identifier offline_created_date_with_time recurring_invoice_id"
        " payment_terms_label payment_terms_id early_payment_discount_due_days discount_account_id"
        " discount_account_name adjustment_account_id adjustment_account_name merchant_id merchant_name"
        " ecomm_operator_id ecomm_operator_name salesorder_id salesorder_number next_reminder_date_formatted"
        " invoice_url created_date created_by_name is_backorder estimate_id currency_name_formatted",
        zero="payment_terms early_payment_discount_percentage early_payment_discount_amount payment_made"
        " total_retention_amount total_taxable_amount discount_total discount_percent payment_discount"
        " unused_retainer_payments credits_applied tax_amount_withheld",
        no="is_last_child_invoice is_early_payment_discount_applicable is_progress_invoice can_show_kit_return"
        " is_kit_partial_return is_autobill_enabled inprocess_transaction_present allow_partial_payments"
        " stop_reminder_until_payment_expected_date ach_supported reader_offline_payment_initiated"
        " is_client_review_settings_enabled includes_package_tracking_info",
        empty="customer_custom_fields invoice_installments retention_items in_process_payments deliverychallans"
        " salesorders shipping_bills contact_persons_details exchange_invoices",
        customer_custom_field_hash={},
        customer_default_billing_address={},
        contact={},
        payment_reminder_enabled=True,
        can_send_invoice_sms=True,
        retention_override_preference="no_override",
        computation_type="basic",
        payment_options={"payment_gateways": []},
        account_id="460000000000364",
        account_name="Accounts Receivable",
        qr_code={"qr_source": "invoice_url", "is_qr_enabled": False, "qr_value": "", "qr_description": ""},
    ),
    row=_KEYS
    | blanks(
        text="customer_id customer_name company_name status reference_number date due_days project_name country phone"
        " created_by salesperson_name created_time last_modified_time updated_time client_viewed_time color_code"
        " current_sub_status_id current_sub_status currency_id currency_code currency_symbol documents"
        " salesperson_id",
        zero="total shipping_charge adjustment",
        no="is_viewed_by_client has_attachment",
        empty="custom_fields tags",
        billing_address={},
        shipping_address={},
        custom_field_hash={},
        template_id=TEMPLATE,
        template_type="standard",
        transaction_type="renewal",
        exchange_rate=1,
    ),
    filters={
        **filters.text("invoice_number"),
        **filters.lines(),
        **filters.text("reference_number"),
        **filters.text("customer_name"),
        **filters.word("recurring_invoice_id"),
        **filters.text("email"),
        **filters.number("total"),
        **filters.number("balance"),
        **filters.day("date"),
        **filters.day("due_date"),
        **filters.day("created_date"),
        **filters.modified(),
        **filters.statuses(
            "sent", "draft", "overdue", "paid", "void", "partially_paid", "pending_approval", "approved", "rejected",
            unpaid=UNPAID,
            viewed=filters.flagged("is_viewed_by_client"),
        ),
        **filters.word("customer_id"),
        **filters.word("zcrm_potential_id"),
    },
    views={
        "Status.All": true(),
        **filters.views("Sent", "Draft", "OverDue", "Paid", "Void", "Approved"),
        "Status.PartiallyPaid": text_of("status") == "partially_paid",
        "Status.Unpaid": UNPAID,
        "Status.Viewed": filters.flagged("is_viewed_by_client"),
        "Status.Pending": text_of("status") == "pending_approval",
        "Date.PaymentExpectedDate": text_of("payment_expected_date") != "",
    },
    searched=("invoice_number", "reference_number", "customer_name"),
    sorts=("customer_name", "invoice_number", "date", "due_date", "total", "balance", "created_time"),
    custom_fields=custom_fields.OF_INVOICES,
    segment="customer_id",
    messages=(
        "The invoice has been created.",
        "Invoice information has been updated.",
        "The invoice has been deleted.",
    ),
    shape_detail=_shape_detail,
    shape_row=_shape_row,
    write=written,
    guard=guard,
    settle=settle,
)  # fmt: skip
