"""The modules that are declared in one place each. Of two that say something about one record the later one counts."""

from collections.abc import Iterable, Mapping

from sandbox.books.bills import BILLS
from sandbox.books.chart_of_accounts import ACCOUNTS
from sandbox.books.declaration import Declaration
from sandbox.books.expenses import EXPENSES
from sandbox.books.roles import ENTITIES
from sandbox.books.vendor_payments import VENDOR_PAYMENTS
from sandbox.company.company import Company
from sandbox.store import Body

DECLARED: tuple[Declaration, ...] = (ACCOUNTS, BILLS, VENDOR_PAYMENTS, EXPENSES)
EVERY_ENTITY = (*ENTITIES, *(declared.module.entity for declared in DECLARED))


def mentions(company: Company, declared: Iterable[Declaration] = DECLARED) -> Mapping[tuple[str, str], Body]:
    """What seeded records of other modules say about those of these, by module and id."""
    parts: dict[tuple[str, str], Body] = {}
    for each in declared:
        for module, id_, part in each.mentions(company):
            parts[module, id_] = parts.get((module, id_), {}) | part
    return parts
