"""Expenses (Zoho Books API v3, page "Expenses")."""

from collections.abc import Iterator

from sqlalchemy import true

from sandbox.books import clock, filters, histories, settings
from sandbox.books.blanks import CUSTOM_FIELDS, blanks
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
    line = {key: body.get(key, "") for key in ("account_id", "account_name", "description", "tax_id", "tax_name")}
    item: Body = {
        "line_item_id": body["expense_item_id"],
        **line,
        "tax_amount": body["tax_amount"],
        "tax_type": "tax",
        "tax_percentage": shown["tax_percentage"],
        "item_total": body["sub_total"],
        "item_order": 1,
        "amount": body["sub_total"],
        "line_item_taxes": [],
        "tags": [],
    }
    shown["line_items"] = [item]


_KEYS = blanks(
    text="expense_id date account_name description currency_id currency_code reference_number customer_id customer_name"
    " status last_modified_time expense_receipt_name created_time vendor_id vendor_name paid_through_account_name"
    " report_id report_name report_number start_reading end_reading",
    zero="bcy_total total mileage_rate",
    no="is_billable is_personal",
    empty="tags",
    exchange_rate=1,
    mileage_type="non_mileage",
    expense_type="non_mileage",
)
# Where nobody is named, recorded single records name the product, and another unit than their rows.
NOBODY = "Zoho Books"
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
    | CUSTOM_FIELDS
    | blanks(
        text="paid_through_account_id account_id expense_item_id tax_id tax_name expense_receipt_type invoice_id"
        " invoice_number project_id project_name trip_id trip_number created_by_id last_modified_by_id employee_id"
        " employee_name employee_email vehicle_id vehicle_name user_id approver_id report_status location merchant_id"
        " merchant_name template_id template_name template_type page_width page_height orientation zcrm_potential_id"
        " zcrm_potential_name",
        zero="tax_amount tax_percentage sub_total amount markup_percent fcy_surcharge_amount bcy_surcharge_amount",
        no="is_inclusive_tax is_reimbursable is_surcharge_applicable",
        empty="documents taxes line_items imported_transactions",
        transaction_type="expense",
        transaction_type_formatted="Expense",
        tax_override_preference="no_override",
        payment_mode="Cash",
        is_recurring_applicable=True,
        mileage_unit="km",
        user_name=NOBODY,
        user_email=NOBODY,
        approver_name=NOBODY,
        approver_email=NOBODY,
    ),
    row=_KEYS
    | blanks(
        text="user_name custom_fields_list",
        zero="bcy_total_without_tax total_without_tax distance",
        no="has_attachment",
        mileage_unit="mile",
    ),
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
            "last_modified_by_id": expense.author.books_id,
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
