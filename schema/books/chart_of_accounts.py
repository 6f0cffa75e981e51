"""The chart of accounts of Books, from which lines and payments choose."""

from datetime import datetime
from enum import Enum

import strawberry

from domain.modules import books
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.filters import ContainedTextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import upstream
from schema.shared.records import look_up


@strawberry.enum(description="Kind of an account in the chart of accounts.")
class AccountKind(Enum):
    """Values as Books names them; its page names these and says that there are more."""

    ACCOUNTS_PAYABLE = strawberry.enum_value("accounts_payable", description="What is owed to vendors.")
    ACCOUNTS_RECEIVABLE = strawberry.enum_value("accounts_receivable", description="What customers owe.")
    BANK = strawberry.enum_value("bank", description="Money at a bank.")
    CASH = strawberry.enum_value("cash", description="Money in cash.")
    COST_OF_GOODS_SOLD = strawberry.enum_value("cost_of_goods_sold", description="What sold goods have cost.")
    CREDIT_CARD = strawberry.enum_value("credit_card", description="Debts of a credit card.")
    EQUITY = strawberry.enum_value("equity", description="What belongs to the owners.")
    EXPENSE = strawberry.enum_value("expense", description="Expenses of the business.")
    FIXED_ASSET = strawberry.enum_value("fixed_asset", description="What is kept for long, such as machines.")
    INCOME = strawberry.enum_value("income", description="Income of the business.")
    LONG_TERM_LIABILITY = strawberry.enum_value("long_term_liability", description="Debts of more than a year.")
    OTHER_ASSET = strawberry.enum_value("other_asset", description="Another asset.")
    OTHER_CURRENT_ASSET = strawberry.enum_value("other_current_asset", description="Another asset of up to a year.")
    OTHER_CURRENT_LIABILITY = strawberry.enum_value(
        "other_current_liability", description="Another debt of up to a year."
    )
    OTHER_EXPENSE = strawberry.enum_value("other_expense", description="Expenses beside the business.")
    OTHER_INCOME = strawberry.enum_value("other_income", description="Income beside the business.")
    OTHER_LIABILITY = strawberry.enum_value("other_liability", description="Another debt.")
    UNKNOWN = UNKNOWN_VALUE


@look_up(books.CHART_OF_ACCOUNTS)
class ChartOfAccount(Node):
    """An account of the organisation's chart of accounts; `accountId` of a line takes its `recordId`."""

    name: str | None = upstream("account_name", "Name of the account.")
    code: str | None = upstream("account_code", "Number that the organisation has given it.")
    kind: AccountKind | None = upstream("account_type", "Kind of the account.")
    is_active: bool | None = upstream("is_active", "Whether new lines can name it.")
    is_system: bool | None = upstream("is_system_account", "Whether Books itself has set it up.")
    parent_name: str | None = upstream("parent_account_name", "Name of the account above it.")
    updated_at: datetime | None = upstream("last_modified_time", "When it was last changed.", is_moment=True)


@strawberry.enum(description="Field by which the chart of accounts is ordered.")
class ChartOfAccountOrderField(Enum):
    """Books' sortable columns."""

    NAME = "account_name"
    KIND = "account_type"
    CODE = "account_code"


class ChartOfAccountView(Enum):
    """Books' `filter_by`: lines of documents for customers take accounts of INCOME, those of purchases of EXPENSE."""

    ALL = "AccountType.All"
    ACTIVE = "AccountType.Active"
    INACTIVE = "AccountType.Inactive"
    ASSET = "AccountType.Asset"
    LIABILITY = "AccountType.Liability"
    EQUITY = "AccountType.Equity"
    INCOME = "AccountType.Income"
    EXPENSE = "AccountType.Expense"


@filter_input("Filter for the chart of accounts; an account must meet every condition.")
class ChartOfAccountFilter:
    """What Books compares."""

    name: ContainedTextFilter | None = where("account_name", "By name.")
    code: ContainedTextFilter | None = where("account_code", "By code.")


CHART_OF_ACCOUNTS = Listing(
    ChartOfAccount,
    filter=ChartOfAccountFilter,
    order=ChartOfAccountOrderField,
    view=ChartOfAccountView,
    search=True,
)
