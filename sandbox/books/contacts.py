"""Contacts: customers and vendors (Zoho Books API v3, page "Contacts")."""

from sqlalchemy import false, true

from sandbox.books import addresses, clock, contact_writes, custom_fields, filters, settings
from sandbox.books.blanks import CUSTOM_FIELDS, LOCK, LOCKS, SUBMISSION, blanks
from sandbox.books.contact_persons import PERSONS
from sandbox.books.custom_fields import CUSTOM
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.roles import CONTACT
from sandbox.people import PERSONAS
from sandbox.store import Body, number_of, text_of

_BALANCES = (
    "outstanding_receivable_amount outstanding_receivable_amount_bcy outstanding_payable_amount"
    " outstanding_payable_amount_bcy unused_credits_receivable_amount unused_credits_receivable_amount_bcy"
    " unused_credits_payable_amount unused_credits_payable_amount_bcy"
)
_SHARED = CUSTOM_FIELDS | blanks(
    text="contact_id contact_name company_name website language_code language_code_formatted contact_type source"
    " payment_terms_label payment_terms_id currency_id currency_code twitter facebook first_name last_name email phone"
    " mobile created_time last_modified_time",
    zero=f"payment_terms {_BALANCES}",
    no="is_linked_with_zohocrm track_1099 ach_supported",
    empty="tags",
    status="active",
    customer_sub_type="business",
    portal_status="disabled",
)
TEMPLATES = blanks(
    text=" ".join(
        f"{kind}_template_id {kind}_template_name"
        for kind in (
            "statement", "invoice", "bill", "estimate", "creditnote", "paymentthankyou", "invoice_email",
            "estimate_email", "creditnote_email", "paymentthankyou_email", "payment_remittance_email",
        )
    )
)  # fmt: skip


def _shape_row(request: BooksRequest, body: Body, shown: Body) -> None:
    shown["customer_name"] = shown["vendor_name"] = body["contact_name"]
    shown["contact_type_formatted"] = {"customer": "Customer", "vendor": "Vendors"}[body["contact_type"]]
    shown["portal_status_formatted"] = shown["portal_status"].capitalize()
    for key in ("created_time", "last_modified_time"):
        shown[f"{key}_formatted"] = clock.written_day(body[key])
    # Rows of contacts repeat each custom field as a key of its own (recorded answers to public clients).
    shown |= body.get(CUSTOM, {})


def _shape_detail(request: BooksRequest, body: Body, shown: Body) -> None:
    for key in ("billing_address", "shipping_address"):
        shown[key] = addresses.of_contact(body[key])
    shown["created_date"] = clock.written_day(body["created_time"])
    persons = request.ledger.bodies(PERSONS.name, [text_of("contact_id") == body["contact_id"]])
    shown["contact_persons"] = [PERSONS.rendered_row(request, person) for person in persons]
    shown["owner_name"] = next((user.full_name for user in PERSONAS if user.books_id == shown["owner_id"]), "")
    shown["has_transaction"] = contact_writes.has_transactions(request, body["contact_id"])
    if body["contact_type"] == "vendor":
        shown["zcrm_vendor_id"] = body.get("zcrm_vendor_id", "")
        return
    summary = settings.currency_of(body["currency_code"]) | {"price_precision": 2}
    del summary["exchange_rate"]
    summary |= {key: shown[key] for key in ("outstanding_receivable_amount", "unused_credits_receivable_amount")}
    shown["customer_currency_summaries"] = [summary | {"is_base_currency": body["currency_code"] == settings.BASE}]


CONTACTS = BooksModule(
    name="contacts",
    singular="contact",
    plural="contacts",
    id_key="contact_id",
    noun="Contact",
    scope="contacts",
    entity=CONTACT,
    report="Contacts",
    detail=_SHARED
    | SUBMISSION
    | LOCKS
    | LOCK
    | blanks(
        text="contact_tax_information designation department contact_salutation photo_url invited_by"
        " contact_relation_type owner_id owner_name primary_contact_id zcrm_account_id zcrm_contact_id crm_owner_id"
        " currency_symbol exchange_rate opening_balance_amount_bcy consent_date tax_id_type tax_id_value tax_reg_label"
        " account_id account_name contact_category entity_address_id pricebook_id pricebook_name notes created_date"
        " created_by_name created_by_id last_modified_by_id zohopeople_client_id",
        zero="credit_limit_exceeded_amount opening_balance_amount outstanding_ob_receivable_amount"
        " outstanding_ob_payable_amount unused_retainer_payments portal_receipt_count",
        no="is_bcy_only_contact is_client_review_asked has_transaction is_crm_customer is_consent_agreed"
        " is_client_review_settings_enabled associated_with_square",
        empty="documents opening_balances contact_persons addresses cards checks upi_mandates bank_accounts vpa_list"
        " customer_currency_summaries integration_references",
        is_credit_limit_migration_completed=True,
        can_show_customer_ob=True,
        can_show_vendor_ob=True,
        payment_reminder_enabled=True,
        is_sms_enabled=True,
        sales_channel="direct_sales",
        price_precision=2,
        billing_address={},
        shipping_address={},
        default_templates=TEMPLATES,
    ),
    row=_SHARED
    | blanks(
        text="customer_name vendor_name contact_type_formatted portal_status_formatted created_time_formatted"
        " last_modified_time_formatted",
        no="has_attachment",
        empty="contactperson_custom_fields",
    ),
    filters={
        **filters.one_of("contact_type", {word: text_of("contact_type") == word for word in ("customer", "vendor")}),
        **filters.text("contact_name"),
        **filters.text("company_name"),
        **filters.text("first_name"),
        **filters.text("last_name"),
        **filters.text("email"),
        **filters.text("phone"),
        **filters.addresses(),
        **filters.word("zcrm_account_id"),
        **filters.word("zcrm_contact_id"),
        **filters.word("zcrm_vendor_id"),
    },
    views={
        "Status.All": true(),
        "Status.Active": text_of("status") == "active",
        "Status.Inactive": text_of("status") == "inactive",
        "Status.Duplicate": false(),
        "Status.PortalEnabled": false(),
        "Status.PortalDisabled": true(),
        "Invoice.OverDue": number_of("overdue_amount") > 0,
        "Invoice.Unpaid": number_of("outstanding_receivable_amount") > 0,
        "Status.CreditLimitExceed": false(),
        "Status.Crm": number_of("is_linked_with_zohocrm") == 1,
    },
    searched=("contact_name", "notes"),
    sorts=(
        "contact_name", "first_name", "last_name", "email", "outstanding_receivable_amount", "created_time",
        "last_modified_time",
    ),
    sort=("contact_name", "A"),
    custom_fields=custom_fields.OF_CONTACTS,
    segment="owner_id",
    messages=(
        "The contact has been added.",
        "Contact information has been saved.",
        "The {contact_type} has been deleted.",
    ),
    shape_detail=_shape_detail,
    shape_row=_shape_row,
    write=contact_writes.written,
    guard=contact_writes.guard,
    settle=contact_writes.settle,
)  # fmt: skip
