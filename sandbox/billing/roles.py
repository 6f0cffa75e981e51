"""What each role of Billing may do. A persona's role is its `billing`; None is no member."""

from collections.abc import Mapping
from typing import Literal, get_args

Noun = Literal[
    "customers", "subscriptions", "products", "plans", "addons", "coupons", "invoices", "payments", "transactions",
    "events", "taxes", "hostedpages", "quotes",
]  # fmt: skip
BillingAction = Literal["view", "create", "edit", "delete"]
BillingRights = Mapping[str, frozenset[BillingAction]]

NOUNS: tuple[Noun, ...] = get_args(Noun)
CATALOGUE: tuple[Noun, ...] = ("products", "plans", "addons", "coupons")


def _each(nouns: tuple[Noun, ...], *actions: BillingAction) -> BillingRights:
    return dict.fromkeys(nouns, frozenset(actions))


ROLES: Mapping[str, BillingRights] = {
    "admin": _each(NOUNS, "view", "create", "edit", "delete"),
    "staff": _each(NOUNS, "view", "create", "edit"),
    "integration_viewer": _each(("subscriptions", "customers", *CATALOGUE), "view"),
}


def permits(role: str, noun: Noun, action: BillingAction) -> bool:
    """Whether the role may do that."""
    return action in ROLES[role].get(noun, frozenset())
