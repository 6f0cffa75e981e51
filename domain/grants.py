"""Integration grants: what CRM users without a Books or Billing licence may do there. Pure.

A user in the roster is an integration user, whatever they were granted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.actions import ActionName
from domain.config_tables import ConfigTable, config_tables_of
from domain.modules.module import Module
from domain.modules.registry import modules

# Zoho allows as many integration users in an organisation, until it raises the limit for it.
MOST_USERS = 1000
GrantSet = Mapping[Module, frozenset[ActionName]]


class GrantsError(ValueError):
    """The grants are not valid; the message names everything that is wrong."""


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
    """An e-mail address as users are told apart by it."""
    return email.strip().casefold()


def grants_of(document: Mapping[str, object]) -> tuple[Grants, ...]:
    """The grants in a TOML document, `[[user]]` each. Raises GrantsError that names all that is wrong at once."""
    problems: list[str] = []
    first: dict[str, str] = {}
    found: list[Grants] = []
    for entry in config_tables_of(document, "user", ("email", "set", "modules"), problems):
        email = _email(entry)
        if email and (before := first.setdefault(email, entry.name)) != entry.name:
            entry.complain(f"{email} is {before} already")
        found.append(Grants(email, MappingProxyType(_modules(entry))))
    if len(found) > MOST_USERS:
        problems.append(f"there are {len(found)} users, more than {MOST_USERS}")
    if problems:
        raise GrantsError("\n".join(problems))
    return tuple(found)


def _email(entry: ConfigTable) -> str:
    email = casefolded(entry.text("email"))
    name, at, host = email.partition("@")
    if "email" not in entry.table:
        entry.complain("email is missing")
    elif email and not (name and at and host and "@" not in host and email.split() == [email]):
        entry.complain(f"{email!r} is no e-mail address")
    return email


def _modules(entry: ConfigTable) -> dict[Module, frozenset[ActionName]]:
    name, sets, known = entry.text("set"), grant_sets(), grantable_modules()
    if name and name not in sets:
        entry.complain(f"there is no set {name!r}; there are {', '.join(sets)}")
    if not entry.table.keys() & {"set", "modules"}:
        entry.complain("a set or modules are missing; an empty table of modules grants nothing")
    chosen = entry.actions("modules", known)
    for module, actions in chosen.items():
        if "view" not in actions:
            entry.complain(f"modules: {module} is granted without view, on which all else depends")
    granted = sets.get(name, {})
    return {
        module: granted.get(module, frozenset()) | chosen.get(module, frozenset())
        for module in known
        if module in granted or module in chosen
    }
