"""The gateway's own policy: rules as data, each with its reason, that only ever take something away. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from domain.actions import ACTIONS, ActionName
from domain.modules.module import Module

_NO_FIELDS: Mapping[str, str] = MappingProxyType({})
_NO_ACTIONS: Mapping[tuple[Module, ActionName], str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rule:
    """What is taken from whom, and why. `fields` are coordinates; empty `profiles` and `emails` mean everybody.

    Profiles and e-mail addresses are casefolded. Whoever may not view a module may do nothing in it.
    """

    reason: str
    fields: frozenset[str] = frozenset()
    modules: Mapping[Module, frozenset[ActionName]] = field(default_factory=dict[Module, frozenset[ActionName]])
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
class PolicyVerdict:
    """What is taken from one user, with the reason of the first rule that does: coordinates, and actions of modules."""

    fields: Mapping[str, str] = field(default_factory=lambda: _NO_FIELDS)
    actions: Mapping[tuple[Module, ActionName], str] = field(default_factory=lambda: _NO_ACTIONS)


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules; without one, nothing is taken from anybody."""

    rules: tuple[Rule, ...] = ()

    def forbidden(self, profile: str | None, email: str) -> PolicyVerdict:
        """What is taken from the user with this CRM profile and this e-mail address."""
        fields: dict[str, str] = {}
        actions: dict[tuple[Module, ActionName], str] = {}
        for rule in self.rules:
            if rule.concerns(profile, email):
                for coordinate in sorted(rule.fields):
                    fields.setdefault(coordinate, rule.reason)
                for module, named in rule.modules.items():
                    for action in ACTIONS if "view" in named else sorted(named):
                        actions.setdefault((module, action), rule.reason)
        return PolicyVerdict(MappingProxyType(fields), MappingProxyType(actions))
