"""The words that Books' roles have for what its modules hold: one table, each word with its source."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from domain.modules.books import (
    BILLS,
    CREDIT_NOTES,
    CUSTOMER_PAYMENTS,
    CUSTOMERS,
    ESTIMATES,
    EXPENSES,
    INVOICES,
    ITEMS,
    PURCHASE_ORDERS,
    SALES_ORDERS,
    VENDOR_PAYMENTS,
    VENDORS,
)
from domain.modules.module import Module

_PATH = "Zoho Books v3, the address of the module and the name of its scope"
_HELP = "Zoho Books help, users and roles: the names in the editor of roles"
_LETTER = re.compile(r"[^a-z0-9]")


class EntityWord(NamedTuple):
    """Another word for a module than its declared `entity`, and where it is used."""

    word: str
    module: Module
    source: str


ALIASES = (
    EntityWord("contacts", CUSTOMERS, _PATH),
    EntityWord("contacts", VENDORS, _PATH),
    EntityWord("estimates", ESTIMATES, _PATH),
    EntityWord("salesorders", SALES_ORDERS, _PATH),
    EntityWord("invoices", INVOICES, _PATH),
    EntityWord("purchaseorders", PURCHASE_ORDERS, _PATH),
    EntityWord("customerpayments", CUSTOMER_PAYMENTS, _PATH),
    EntityWord("creditnotes", CREDIT_NOTES, _PATH),
    EntityWord("bills", BILLS, _PATH),
    EntityWord("vendorpayments", VENDOR_PAYMENTS, _PATH),
    EntityWord("expenses", EXPENSES, _PATH),
    EntityWord("items", ITEMS, _PATH),
    EntityWord("customer", CUSTOMERS, _HELP),
    EntityWord("customers", CUSTOMERS, _HELP),
    EntityWord("vendor", VENDORS, _HELP),
    EntityWord("vendors", VENDORS, _HELP),
    EntityWord("quote", ESTIMATES, _HELP),
    EntityWord("quotes", ESTIMATES, _HELP),
    EntityWord("paymentsreceived", CUSTOMER_PAYMENTS, _HELP),
    EntityWord("paymentsmade", VENDOR_PAYMENTS, _HELP),
)

# Entities that no module of the graph holds (the same page of Zoho's help).
OF_NO_MODULE = frozenset({"tax", "currency", "settings", "report", "chartofaccounts"})


def normalized(word: str) -> str:
    """The word without what its spelling adds: `Sales_Order` and `salesorder` are the same."""
    return _LETTER.sub("", word.casefold())


class EntityWords:
    """The words of every module with an entity, normalised: those that an operator adds, its own, then the aliases."""

    def __init__(self, modules: Iterable[Module], more: Iterable[tuple[str, Module]] = ()) -> None:
        """`more` are the operator's own, each with its module."""
        words: defaultdict[Module, list[str]] = defaultdict(list)
        for word, module in more:
            words[module].append(normalized(word))
        for module in modules:
            if module.entity is not None:
                words[module].append(normalized(module.entity))
        for alias in ALIASES:
            words[alias.module].append(alias.word)
        self._of = {module: tuple(dict.fromkeys(each)) for module, each in words.items()}
        self.known = OF_NO_MODULE.union(*self._of.values())

    def of(self, module: Module) -> tuple[str, ...]:
        """The words for a module; the first that Books uses counts."""
        return self._of.get(module) or (normalized(module.entity or ""),)
