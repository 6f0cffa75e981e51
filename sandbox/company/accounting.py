"""The accounts of the company's ledger."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LedgerAccount:
    """An account; `kind` is its type in Books' words. A `system` one comes with every organisation."""

    books_id: str
    name: str
    kind: str
    code: str = ""
    system: bool = True
    active: bool = True


PETTY_CASH = LedgerAccount("460000000000361", "Petty Cash", "cash", "1000")
BANK = LedgerAccount("460000000000370", "Halvorsen Main Account", "bank", "1200", system=False)
UNDEPOSITED = LedgerAccount("460000000000358", "Undeposited Funds", "cash")
RECEIVABLE = LedgerAccount("460000000000364", "Accounts Receivable", "accounts_receivable")
PAYABLE = LedgerAccount("460000000000373", "Accounts Payable", "accounts_payable")
CREDIT_CARD = LedgerAccount("460000000000376", "Company Card", "credit_card", "2100", system=False)
GOODS = LedgerAccount("460000000034003", "Cost of Goods Sold", "cost_of_goods_sold")
OTHER = LedgerAccount("460000000000403", "Other Expenses", "expense")
RENT = LedgerAccount("460000000000406", "Rent Expense", "expense", "6300")
TRAVEL = LedgerAccount("460000000000409", "Travel Expense", "expense", "6600")
OFFICE = LedgerAccount("460000000000412", "Office Supplies", "expense", "6800")
HOSTING = LedgerAccount("460000000000415", "IT and Internet Expenses", "expense", "6850")
SERVICES = LedgerAccount("460000000000418", "Consultant Expense", "expense", "6900")
# What an expense may be for.
CATEGORIES = (TRAVEL, OFFICE, HOSTING, OTHER)
ACCOUNTS = (
    PETTY_CASH,
    BANK,
    UNDEPOSITED,
    RECEIVABLE,
    PAYABLE,
    CREDIT_CARD,
    GOODS,
    OTHER,
    RENT,
    TRAVEL,
    OFFICE,
    HOSTING,
    SERVICES,
    LedgerAccount("460000000000379", "Owner's Equity", "equity"),
    LedgerAccount("460000000000382", "Tax Payable", "other_current_liability"),
    LedgerAccount("460000000000385", "Furniture and Equipment", "fixed_asset"),
    LedgerAccount("460000000000388", "Sales", "income"),
    LedgerAccount("460000000000391", "Interest Income", "other_income"),
    LedgerAccount("460000000000421", "Fax Expense", "expense", system=False, active=False),
)
