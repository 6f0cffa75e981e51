"""Integration grants: what CRM users without a Books or Billing licence may do there. Pure.

A user in the roster is an integration user, whatever they were granted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.actions import ACTIONS, ActionName
from domain.sources import Module

# Zoho allows as many integration users in an organisation, until it raises the limit for it.
MOST_USERS = 1000
_BOOKS = (
    *("estimates", "sales_orders", "invoices", "purchase_orders", "customer_payments", "credit_notes"),
    *("items", "customers", "vendors"),
)
_BILLING = ("subscriptions", "customers", "invoices", "payments", "plans", "addons", "coupons", "products")
GRANTABLE = (*(Module("books", name) for name in _BOOKS), *(Module("billing", name) for name in _BILLING))

_ESTIMATES, *_OTHERS = GRANTABLE[:4]
SETS: Mapping[str, Mapping[Module, frozenset[ActionName]]] = {
    # What integration users get, and what those of before got. Who may edit may send and convert, as with a role.
    "default": dict.fromkeys(GRANTABLE[:4], frozenset[ActionName]({"create", "view", "edit", "send", "convert"})),
    "earlier": {_ESTIMATES: frozenset(ACTIONS), **dict.fromkeys(_OTHERS, frozenset[ActionName]({"view"}))},
}


@dataclass(frozen=True, slots=True)
class Grants:
    """What one integration user was granted, over all finance products. The e-mail address is casefolded."""

    email: str
    modules: Mapping[Module, frozenset[ActionName]]


def casefolded(email: str) -> str:
    """An e-mail address as users are told apart by it."""
    return email.strip().casefold()
