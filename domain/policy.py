"""The gateway's own policy: rules as data, each with its reason, which never give what a product withholds. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from domain.actions import ACTIONS, ActionName
from domain.modules.module import Module

_NO_FIELDS: Mapping[str, str] = MappingProxyType({})
_NO_ACTIONS: Mapping[tuple[Module, ActionName], str] = MappingProxyType({})


_NO_OPENINGS: Mapping[Module, Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom an entry of the policy concerns; empty `profiles` and `emails` mean everybody. All are casefolded."""

    profiles: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    except_profiles: frozenset[str] = frozenset()

    def concerns(self, profile: str | None, email: str) -> bool:
        """Whether it holds for a user with this profile, None for a user who has none."""
        named = None if profile is None else profile.casefold()
        if named in self.except_profiles:
            return False
        if self.emails:
            return email.strip().casefold() in self.emails
        return not self.profiles or named in self.profiles


@dataclass(frozen=True, slots=True)
class Rule(Audience):
    """What is taken from whom, and why. `fields` are coordinates. Who may not view a module may do nothing in it."""

    reason: str
    fields: frozenset[str] = frozenset()
    modules: Mapping[Module, frozenset[ActionName]] = field(default_factory=dict[Module, frozenset[ActionName]])


@dataclass(frozen=True, slots=True)
class Opening(Audience):
    """Custom fields that are shown, by module, though the amounts of their module are hidden, to whom, and why."""

    reason: str
    custom_fields: Mapping[Module, frozenset[str]]


@dataclass(frozen=True, slots=True)
class PolicyVerdict:
    """What holds for one user, each with the reason of the first entry that says so.

    `fields` are the coordinates and `actions` the actions of modules that are taken; `opened` are custom fields that
    are shown where the amounts of their module are hidden.
    """

    fields: Mapping[str, str] = field(default_factory=lambda: _NO_FIELDS)
    actions: Mapping[tuple[Module, ActionName], str] = field(default_factory=lambda: _NO_ACTIONS)
    opened: Mapping[Module, Mapping[str, str]] = field(default_factory=lambda: _NO_OPENINGS)


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules and openings; without one, what the products say holds."""

    rules: tuple[Rule, ...] = ()
    openings: tuple[Opening, ...] = ()

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.rules or self.openings)

    def verdict(self, profile: str | None, email: str) -> PolicyVerdict:
        """What holds for the user with this CRM profile and this e-mail address."""
        fields: dict[str, str] = {}
        actions: dict[tuple[Module, ActionName], str] = {}
        for rule in self.rules:
            if rule.concerns(profile, email):
                for coordinate in sorted(rule.fields):
                    fields.setdefault(coordinate, rule.reason)
                for module, named in rule.modules.items():
                    for action in ACTIONS if "view" in named else sorted(named):
                        actions.setdefault((module, action), rule.reason)
        opened = self._opened(profile, email)
        return PolicyVerdict(MappingProxyType(fields), MappingProxyType(actions), MappingProxyType(opened))

    def _opened(self, profile: str | None, email: str) -> dict[Module, dict[str, str]]:
        opened: dict[Module, dict[str, str]] = {}
        for opening in self.openings:
            if opening.concerns(profile, email):
                for module, names in opening.custom_fields.items():
                    of_module = opened.setdefault(module, {})
                    for name in sorted(names):
                        of_module.setdefault(name, opening.reason)
        return opened
