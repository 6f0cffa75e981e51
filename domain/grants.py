"""Integration grants: what CRM users without a Books or Billing licence may do there. Pure.

A user in the roster is an integration user, whatever they were granted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.actions import ActionName
from domain.modules.module import Module
from domain.modules.registry import modules

# Zoho allows as many integration users in an organisation, until it raises the limit for it.
MOST_USERS = 1000
GrantSet = Mapping[Module, frozenset[ActionName]]


@dataclass(frozen=True, slots=True)
class Grants:
    """What one integration user was granted, over all finance products. The e-mail address is casefolded."""

    email: str
    modules: Mapping[Module, frozenset[ActionName]]


def grantable_modules() -> tuple[Module, ...]:
    """The modules that integration users can be granted."""
    return tuple(module for module in modules() if module.is_grantable)


def grant_sets() -> Mapping[str, GrantSet]:
    """What integration users get today, and what those of before got, as the modules' declarations name it."""
    known = grantable_modules()
    return {
        "default": {module: module.default_grant for module in known if module.default_grant},
        "earlier": {module: module.earlier_grant for module in known if module.earlier_grant},
    }


def casefolded(email: str) -> str:
    """An e-mail address in the form that identifies users."""
    return email.strip().casefold()
