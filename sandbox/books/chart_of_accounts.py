"""The chart of accounts (Zoho Books API v3, page "Chart Of Accounts")."""

from collections.abc import Iterable

from sqlalchemy import func, true

from sandbox.books import filters
from sandbox.books.blanks import blanks
from sandbox.books.declaration import Declaration
from sandbox.books.filters import SqlCondition
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.rest import operations_of
from sandbox.books.roles import Entity
from sandbox.books.settings import BASE, BY_CODE
from sandbox.company.accounting import ACCOUNTS as SEEDED
from sandbox.company.accounting import LedgerAccount
from sandbox.company.company import Company
from sandbox.store import Body, text_of

OPENED = "2024-07-01T09:00:00+0200"
# The words of `filter_by`, and which types of accounts each stands for.
GROUPS = {
    "Asset": (
        "other_asset", "other_current_asset", "cash", "bank", "fixed_asset", "accounts_receivable",
    ),
    "Liability": (
        "other_current_liability", "credit_card", "long_term_liability", "other_liability", "accounts_payable",
    ),
    "Equity": ("equity",),
    "Income": ("income", "other_income"),
    "Expense": ("expense", "cost_of_goods_sold", "other_expense"),
}  # fmt: skip


def _searched(param: str) -> filters.Filters:
    """The variants of this page: `_contains`, `_starts_with` and `_ends_with`."""
    value = text_of(param)
    variants: dict[str, filters.Filters] = {
        param: {param: lambda sought: func.lower(value) == sought.lower()},
    }
    return {
        **variants[param],
        f"{param}_contains": lambda sought: value.contains(sought, autoescape=True),
        f"{param}_starts_with": lambda sought: value.startswith(sought, autoescape=True),
        f"{param}_ends_with": lambda sought: value.endswith(sought, autoescape=True),
    }


def _ids() -> filters.Filters:
    value = text_of("account_id")
    return {
        **filters.word("account_id"),
        "account_id_equal": lambda sought: value == sought,
        "account_id_not_equal": lambda sought: value != sought,
    }


def _views() -> dict[str, SqlCondition]:
    groups = {f"AccountType.{name}": text_of("account_type").in_(types) for name, types in GROUPS.items()}
    active = filters.flagged("is_active")
    return {"AccountType.All": true(), "AccountType.Active": active, "AccountType.Inactive": ~active, **groups}


def _shape_row(request: BooksRequest, body: Body, shown: Body) -> None:
    # The list has the balance only where it is asked for; the sandbox keeps no journal to add up.
    if request.params.get("showbalance") == "true":
        shown["current_balance"] = 0


CHART_OF_ACCOUNTS = BooksModule(
    name="chartofaccounts",
    singular="chart_of_account",
    plural="chartofaccounts",
    id_key="account_id",
    noun="Account",
    scope="accountants",
    entity=Entity("chartofaccounts", "ledger"),
    report="Chart of Accounts",
    detail=blanks(
        text="account_id account_name account_code account_type currency_id currency_code description"
        " parent_account_id created_time last_modified_time",
        zero="closing_balance",
        no="is_system_account is_involved_in_transaction can_show_in_ze include_in_vat_return",
        empty="custom_fields documents",
        is_active=True,
    ),
    row=blanks(
        text="account_id account_name account_code account_type current_balance parent_account_id parent_account_name"
        " depth is_child_present child_count created_time last_modified_time",
        no="is_user_created is_system_account is_standalone_account can_show_in_ze is_involved_in_transaction"
        " has_attachment",
        empty="documents",
        is_active=True,
    ),
    filters={
        **_ids(),
        **_searched("account_name"),
        **_searched("account_code"),
        **filters.modified(),
    },
    views=_views(),
    searched=("account_name", "account_code"),
    sorts=("account_name", "account_type", "account_code"),
    sort=("account_name", "A"),
    personal=True,
    shape_row=_shape_row,
)


def _read(request: BooksRequest) -> BooksResponse:
    # By its page the account's own keys stand beside code and message.
    return success(**CHART_OF_ACCOUNTS.rendered_detail(request, CHART_OF_ACCOUNTS.existing(request, request.ids["id"])))


def _records(company: Company) -> Iterable[Body]:
    return (_account(account) for account in SEEDED)


def _account(account: LedgerAccount) -> Body:
    return {
        "account_id": account.books_id,
        "account_name": account.name,
        "account_code": account.code,
        "account_type": account.kind,
        "currency_id": BY_CODE[BASE]["currency_id"],
        "currency_code": BASE,
        "is_active": account.active,
        "is_system_account": account.system,
        "is_user_created": not account.system,
        "is_involved_in_transaction": account.active,
        "created_time": OPENED,
        "last_modified_time": OPENED,
    }


ACCOUNTS = Declaration(
    module=CHART_OF_ACCOUNTS,
    operations=[
        *operations_of(CHART_OF_ACCOUNTS, ("list",)),
        Operation("GET", "/chartofaccounts/{id}", "accountants.READ", (CHART_OF_ACCOUNTS.entity, "view"), _read),
    ],
    records=_records,
    everyone=True,
)
