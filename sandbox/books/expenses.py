"""Expenses (Zoho Books API v3, page "Expenses")."""

from collections.abc import Iterator

from sqlalchemy import true

from sandbox.books import clock, filters, histories, settings
from sandbox.books.blanks import blanks
from sandbox.books.comments import comment_operations
from sandbox.books.declaration import Declaration, HistoryEntry
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.rest import operations_of
from sandbox.books.roles import Entity
from sandbox.books.values import exact, money
from sandbox.company.company import Company
from sandbox.company.expenses import EXPENSE, Expense, expenses
from sandbox.store import Body, text_of

BILLABLE = filters.flagged("is_billable")


def _shape_row(request: BooksRequest, body: Body, shown: Body) -> None:
    rate = exact(body["exchange_rate"])
    shown["total_without_tax"] = body["sub_total"]
    shown["bcy_total_without_tax"] = money(exact(body["sub_total"]) * rate)


def _shape_detail(request: BooksRequest, body: Body, shown: Body) -> None:
    shown["transaction_id"] = body["expense_id"]
    line = {key: body.get(key, "") for key in ("account_id", "account_name", "description", "tax_id", "tax_name")}
    shown["line_item"] = {
        "line_item_id": body["expense_item_id"],
        **line,
        "tax_amount": body["tax_amount"],
        "tax_type": "tax",
        "tax_percentage": shown["tax_percentage"],
        "item_total": body["sub_total"],
        "item_order": 1,
        "amount": body["sub_total"],
        "tags": [],
    }


_KEYS = blanks(
    text="expense_id date account_name description currency_id currency_code reference_number customer_id customer_name"
    " status location_id location_name last_modified_time expense_receipt_name mileage_unit"
    " created_time vendor_id vendor_name paid_through_account_name",
    zero="bcy_total total mileage_rate start_reading end_reading",
    no="is_billable",
    expense_type="non_mileage",
)
MODULE = BooksModule(
    name="expenses",
    singular="expense",
    plural="expenses",
    id_key="expense_id",
    noun="Expense",
    scope="expenses",
    entity=Entity(EXPENSE.word, "transaction"),
    report="Expenses",
    detail=_KEYS
    | blanks(
        text="transaction_id paid_through_account_id account_id expense_item_id tax_id tax_name currency_symbol"
        " expense_receipt_type invoice_id invoice_number project_id project_name trip_id trip_number created_by_id"
        " created_by_name",
        zero="tax_amount tax_percentage sub_total amount",
        no="is_itemized_expense is_inclusive_tax is_personal",
        empty="documents tags",
        line_item={},
        transaction_type="expense",
        exchange_rate=1,
        mileage_type="non_mileage",
    ),
    row=_KEYS | blanks(zero="bcy_total_without_tax total_without_tax", no="has_attachment"),
    filters={
        **filters.text("description"),
        **filters.text("reference_number"),
        **filters.day("date"),
        **filters.one_of(
            "status",
            {
                "unbilled": text_of("status") == "unbilled",
                "invoiced": text_of("status") == "invoiced",
                "reimbursed": text_of("status") == "reimbursed",
                "non-billable": ~BILLABLE,
                "billable": BILLABLE,
            },
        ),
        **filters.number("amount", "total"),
        **filters.text("account_name"),
        **filters.text("customer_name"),
        **filters.text("vendor_name"),
        **filters.word("customer_id"),
        **filters.word("vendor_id"),
        **filters.word("recurring_expense_id"),
        **filters.word("paid_through_account_id"),
        **filters.word("project_id"),
    },
    views={
        "Status.All": true(),
        **filters.views("Reimbursed", "Invoiced", "Unbilled"),
        "Status.Billable": BILLABLE,
        "Status.Nonbillable": ~BILLABLE,
    },
    searched=("account_name", "description", "customer_name", "vendor_name"),
    sorts=("date", "account_name", "total", "bcy_total", "reference_number", "customer_name", "created_time"),
    shape_detail=_shape_detail,
    shape_row=_shape_row,
)  # fmt: skip


def _records(company: Company) -> Iterator[Body]:
    for expense in company.chapter(expenses):
        at = clock.stamp(expense.created_at)
        yield {
            "expense_id": expense.books_id,
            "expense_item_id": f"{expense.books_id}01",
            "date": expense.spent_on.isoformat(),
            "account_id": expense.category.books_id,
            "account_name": expense.category.name,
            "paid_through_account_id": expense.paid_through.books_id,
            "paid_through_account_name": expense.paid_through.name,
            "description": expense.description,
            "reference_number": expense.reference,
            "status": expense.status,
            "is_billable": expense.customer is not None,
            **settings.currency_of(company.currency),
            **_parties(expense),
            **_amounts(expense),
            "created_by_id": expense.author.books_id,
            "created_by_name": expense.author.full_name,
            "created_time": at,
            "last_modified_time": at,
        }


def _parties(expense: Expense) -> Body:
    keys: Body = {}
    if expense.vendor is not None:
        keys |= {"vendor_id": expense.vendor.books_id, "vendor_name": expense.vendor.name}
    if expense.customer is not None:
        keys |= {"customer_id": expense.customer.books_id, "customer_name": expense.customer.name}
    if expense.invoice is not None:
        keys |= {"invoice_id": expense.invoice.books_id, "invoice_number": expense.invoice.name}
    return keys


def _amounts(expense: Expense) -> Body:
    keys: Body = {
        "sub_total": money(expense.net),
        "amount": money(expense.net),
        "tax_amount": money(expense.tax),
        "total": money(expense.total),
        "bcy_total": money(expense.total),
    }
    if expense.taxed:
        keys |= {key: settings.VAT[key] for key in ("tax_id", "tax_name", "tax_percentage")}
    return keys


def _history(company: Company) -> Iterator[HistoryEntry]:
    for expense in company.chapter(expenses):
        yield (
            MODULE.name,
            expense.books_id,
            histories.noted(expense.books_id, 0, expense.author, expense.created_at, "Expense created."),
        )


EXPENSES = Declaration(
    module=MODULE,
    operations=[
        *operations_of(MODULE, ("list", "read")),
        # The comments of expenses are only read.
        *(each for each in comment_operations(MODULE, None) if each.method == "GET"),
    ],
    records=_records,
    history=_history,
)
