"""How an organisation has set up its integration users: its settings and its own templates of grants. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.actions import ActionName
from domain.grants import Grants, GrantSet
from domain.modules.module import Module
from domain.roster import GrantTemplate, grant_templates

# Between the names of the templates whose grants one user has together.
UNION = "+"
# Own templates beside the built-in ones; as many as an administrator can look through.
MOST_TEMPLATES = 100
LONGEST_TEMPLATE_NAME = 40
MOST_TEMPLATES_OF_ONE = 5
_NAME = re.compile(r"[a-z][a-z0-9_]*")
DEFAULT_USAGE_DAYS = 30
MOST_USAGE_DAYS = 90
NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationSettings:
    """The settings of one organisation.

    `modules` are those in which integration users may do anything at all, None for every module that can be granted.
    `policy` takes actions from every integration user, whatever their grants are. `migration` is the state of the
    organisation's migration, NOT_STARTED until one begins, and `window_ends_at` the end of its window; `rollout` is
    JSON, in the migration's own shape, empty for the announced one. `keeps_usage` says whether the coordinates of
    operations are recorded, for `usage_days` days. `version` counts the changes, from 1.
    """

    tenant: str
    books_organization: str
    billing_organization: str = ""
    modules: frozenset[Module] | None = None
    default_template: str = "current"
    policy: GrantSet = field(default_factory=dict[Module, frozenset[ActionName]])
    migration: str = NOT_STARTED
    window_ends_at: datetime | None = None
    rollout: str = ""
    keeps_usage: bool = True
    usage_days: int = DEFAULT_USAGE_DAYS
    set_up_at: datetime
    changed_at: datetime
    changed_by: str
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTemplate:
    """A template that an organisation has made itself. `version` counts the changes, from 1."""

    tenant: str
    name: str
    title: str
    modules: GrantSet
    changed_at: datetime
    changed_by: str
    version: int = 1

    @property
    def template(self) -> GrantTemplate:
        """The grants under the name."""
        return GrantTemplate(self.name, self.title, self.modules)


def all_templates(own: Iterable[OwnTemplate]) -> Mapping[str, GrantTemplate]:
    """The built-in templates and an organisation's own, by name. A built-in one is never replaced."""
    return {each.name: each.template for each in own} | dict(grant_templates())


def is_template_name(name: str) -> bool:
    """Whether an own template may have this name: small letters, digits and underscores, and no built-in one's."""
    return _NAME.fullmatch(name) is not None and len(name) <= LONGEST_TEMPLATE_NAME and name not in grant_templates()


def template_names(template: str) -> tuple[str, ...]:
    """The templates whose grants a member has together, none for grants of the user's own."""
    return tuple(name for name in template.split(UNION) if name)


def united(sets: Iterable[GrantSet]) -> GrantSet:
    """What any of these grants."""
    granted: dict[Module, frozenset[ActionName]] = {}
    for each in sets:
        for module, actions in each.items():
            granted[module] = granted.get(module, frozenset[ActionName]()) | actions
    return granted


def effective_grants(grants: Grants | None, settings: IntegrationSettings | None) -> Grants | None:
    """What is left of a user's grants in an organisation with these settings; None for no integration user.

    Whoever may not view a module may do nothing in it.
    """
    if grants is None or settings is None:
        return grants
    left: dict[Module, frozenset[ActionName]] = {}
    for module, actions in grants.modules.items():
        is_on = settings.modules is None or module in settings.modules
        allowed = actions - settings.policy.get(module, frozenset[ActionName]()) if is_on else frozenset[ActionName]()
        if "view" in allowed:
            left[module] = allowed
    return Grants(grants.email, left)
