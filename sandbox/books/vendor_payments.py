"""Payments to vendors (Zoho Books API v3, page "Vendor Payments")."""

from collections.abc import Iterator

from sqlalchemy import true

from sandbox.books import clock, filters, histories, settings
from sandbox.books.blanks import CUSTOM_FIELDS, SUBMISSION, blanks
from sandbox.books.declaration import CrossReference, Declaration, HistoryEntry
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.rest import operations_of
from sandbox.books.roles import Entity
from sandbox.books.values import exact, money
from sandbox.company.accounting import PAYABLE
from sandbox.company.company import Company
from sandbox.company.documents import Document
from sandbox.company.vendor_payments import VENDOR_PAYMENT, VendorPayment, vendor_payments
from sandbox.store import Body, text_of

MODES = (
    "Check", "Cash", "BankTransfer", "Paypal", "CreditCard", "GoogleCheckout", "Credit", "Authorizenet",
    "BankRemittance", "Payflowpro", "Others",
)  # fmt: skip


def _shape_row(request: BooksRequest, body: Body, shown: Body) -> None:
    rate = exact(body["exchange_rate"])
    shown["bill_numbers"] = ", ".join(bill["bill_number"] for bill in body["bills"])
    shown["bcy_amount"] = money(exact(body["amount"]) * rate)
    shown["bcy_balance"] = money(exact(body["balance"]) * rate)


def _shape_detail(request: BooksRequest, body: Body, shown: Body) -> None:
    shown["bills"] = [_applied(request, bill) for bill in body["bills"]]
    shown["payment_number_suffix"] = body["payment_number"]


def _applied(request: BooksRequest, applied: Body) -> Body:
    bill = request.ledger.body("bills", applied["bill_id"]) or {}
    keys = ("date", "due_date", "total", "balance", "price_precision")
    blank = blanks(text="apply_date", zero="tax_amount_withheld unprocessed_payment_amount", no="is_opening_balance")
    return blank | {key: bill.get(key, "") for key in keys} | applied


_KEYS = blanks(
    text="payment_id vendor_id vendor_name currency_id currency_code payment_mode payment_number description date"
    " reference_number paid_through_account_id paid_through_account_name created_time last_modified_time"
    " ach_payment_status gw_reference_number",
    zero="amount balance",
    no="is_paid_via_print_check is_ach_payment",
    empty="tags",
    exchange_rate=1,
    status="paid",
)
CHECK = blanks(text="check_id check_status check_number memo")
MODULE = BooksModule(
    name="vendorpayments",
    singular="vendorpayment",
    plural="vendorpayments",
    id_key="payment_id",
    noun="Payment",
    scope="vendorpayments",
    entity=Entity(VENDOR_PAYMENT.word, "transaction"),
    report="Payments Made",
    detail=_KEYS
    | SUBMISSION
    | CUSTOM_FIELDS
    | blanks(
        text="transfer_type payment_number_prefix payment_number_suffix purpose_code tds_tax_id tax_account_id"
        " tax_account_name bank_charges_account_id bank_charges_account_name currency_symbol created_by_id"
        " created_by_name credit_account_id paid_through_account_type offset_account_id offset_account_name",
        zero="tax_amount_withheld bank_charges",
        no="is_online_payment is_tds_amount_in_percent",
        empty="documents bills vendorpayment_refunds comments imported_transactions",
        tds_calculation_type="tds_item_level",
        billing_address=blanks(text="address street2 city state zip country fax phone attention"),
        check_details=CHECK | blanks(text="amount_in_words template_id", retain_txn_in_void_check=True),
    ),
    row=_KEYS
    | blanks(
        text="bill_numbers ach_gw_transaction_id",
        zero="bcy_amount bcy_balance",
        no="has_attachment",
        check_details=CHECK,
    ),
    filters={
        **filters.text("vendor_name"),
        **filters.text("reference_number"),
        **filters.text("payment_number"),
        **filters.day("date"),
        **filters.number("amount"),
        **filters.text("payment_mode"),
        **filters.text("notes", "description"),
        **filters.text("description"),
        **filters.word("vendor_id"),
        **filters.inside("bill_id", "bills"),
        **filters.modified(),
    },
    views={
        "PaymentMode.All": true(),
        **{f"PaymentMode.{mode}": text_of("payment_mode") == mode.lower() for mode in MODES},
    },
    searched=("reference_number", "vendor_name", "description"),
    sorts=("vendor_name", "date", "reference_number", "amount", "balance"),
    sort=("date", "D"),
    shape_detail=_shape_detail,
    shape_row=_shape_row,
)  # fmt: skip


def _records(company: Company) -> Iterator[Body]:
    for payment in company.chapter(vendor_payments):
        currency = settings.currency_of(payment.vendor.currency)
        at = clock.stamp(payment.created_at)
        yield {
            "payment_id": payment.books_id,
            "payment_number": str(payment.number),
            "vendor_id": payment.vendor.books_id,
            "vendor_name": payment.vendor.name,
            "date": payment.paid_on.isoformat(),
            "amount": money(payment.amount),
            "balance": money(payment.balance),
            **{key: currency[key] for key in ("currency_id", "currency_code", "currency_symbol", "exchange_rate")},
            **_way(payment),
            "paid_through_account_type": payment.account.kind,
            "bills": [
                {
                    "bill_payment_id": _bill_payment_id(payment, position),
                    "bill_id": bill.books_id,
                    "bill_number": bill.name,
                    "amount_applied": money(amount),
                }
                for position, (bill, amount) in enumerate(payment.applied)
            ],
            "offset_account_id": PAYABLE.books_id,
            "offset_account_name": PAYABLE.name,
            "created_by_id": payment.author.books_id,
            "created_by_name": payment.author.full_name,
            "created_time": at,
            "last_modified_time": at,
        }


def _way(payment: VendorPayment) -> Body:
    return {
        "payment_mode": payment.mode,
        "description": "",
        "reference_number": payment.reference,
        "paid_through_account_id": payment.account.books_id,
        "paid_through_account_name": payment.account.name,
    }


def _bill_payment_id(payment: VendorPayment, position: int) -> str:
    return f"{payment.books_id}{position + 1:02d}"


def _mentions(company: Company) -> Iterator[CrossReference]:
    """What each bill was paid by, and what each vendor has in credit."""
    for payment in company.chapter(vendor_payments):
        for position, (bill, _) in enumerate(payment.applied):
            yield "bills", bill.books_id, {"payments": [_of_bill(payment, position)]}
        if payment.balance:
            rate = settings.rate_of(payment.vendor.currency)
            unused = {"unused_credits_payable_amount": money(payment.balance)}
            unused["unused_credits_payable_amount_bcy"] = money(payment.balance * rate)
            yield "contacts", payment.vendor.books_id, unused


def _of_bill(payment: VendorPayment, position: int) -> Body:
    bill, amount = payment.applied[position]
    return {
        "payment_id": payment.books_id,
        "bill_id": bill.books_id,
        "bill_payment_id": _bill_payment_id(payment, position),
        "payment_number": str(payment.number),
        "date": payment.paid_on.isoformat(),
        "exchange_rate": settings.currency_of(payment.vendor.currency)["exchange_rate"],
        "amount": money(amount),
        **_way(payment),
        "is_single_bill_payment": len(payment.applied) == 1,
        "is_paid_via_print_check": False,
        "check_details": [],
        "is_ach_payment": False,
        "ach_payment_status": "",
        "ach_gw_transaction_id": "",
    }


def _history(company: Company) -> Iterator[HistoryEntry]:
    for payment in company.chapter(vendor_payments):
        for position, (bill, amount) in enumerate(payment.applied):
            yield "bills", bill.books_id, _remark(payment, position, bill, f"{amount:.2f}")


def _remark(payment: VendorPayment, position: int, bill: Document, amount: str) -> Body:
    what = f"Payment of {bill.currency} {amount} made."
    body = histories.noted(payment.books_id, position, payment.author, payment.created_at, what)
    return body | {"transaction_type": "bill_payment"}


VENDOR_PAYMENTS = Declaration(
    module=MODULE,
    operations=operations_of(MODULE, ("list", "read")),
    records=_records,
    mentions=_mentions,
    history=_history,
)
