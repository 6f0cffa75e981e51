"""Changes to settings and templates of integration users, checked against what an organisation has. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.errors import BadUserInput
from domain.grants import GrantSet
from domain.integration import (
    MOST_TEMPLATES,
    MOST_TEMPLATES_OF_ONE,
    MOST_USAGE_DAYS,
    UNION,
    IntegrationSettings,
    OwnTemplate,
    is_template_name,
    template_names,
    united,
)
from domain.modules.module import Module
from domain.rollout import RolloutWave, text_of_waves
from domain.roster import GrantTemplate, grant_templates

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChange:
    """What of the settings is to be changed; None stays.

    `every_module` turns all modules on; a `rollout` without waves is the operator's.
    """

    books_organization: str | None = None
    billing_organization: str | None = None
    modules: frozenset[Module] | None = None
    every_module: bool = False
    default_template: str | None = None
    policy: GrantSet | None = None
    keeps_usage: bool | None = None
    usage_days: int | None = None
    rollout: tuple[RolloutWave, ...] | None = None

    def applied(self, settings: IntegrationSettings, author: str, at: datetime) -> IntegrationSettings:
        """The settings after the change."""
        chosen = {
            name: value
            for name in (
                "books_organization",
                "billing_organization",
                "modules",
                "default_template",
                "policy",
                "keeps_usage",
                "usage_days",
            )
            if (value := getattr(self, name)) is not None
        }
        if self.every_module:
            chosen["modules"] = None
        if self.rollout is not None:
            chosen["rollout"] = text_of_waves(self.rollout)
        return replace(settings, **chosen, changed_by=author, changed_at=at)

    def check(self, templates: Mapping[str, GrantTemplate]) -> None:
        """Raise BadUserInput for what cannot be set."""
        if self.every_module and self.modules is not None:
            raise BadUserInput("Name either `modules` or `everyModule`, and not both.")
        if self.usage_days is not None and not 1 <= self.usage_days <= MOST_USAGE_DAYS:
            raise BadUserInput(f"`usageDays` is 1 to {MOST_USAGE_DAYS}.")
        if self.default_template is not None:
            template_of(template_names(self.default_template), templates)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChange:
    """An own template as it is to be; None for `modules` removes it."""

    name: str
    title: str = ""
    modules: GrantSet | None = None

    def check(self, known: Mapping[str, OwnTemplate], expected: int | None) -> None:
        """Raise BadUserInput where no such template can be stored over the one that the author has seen."""
        if self.name in grant_templates():
            raise BadUserInput(f"`{self.name}` is a built-in template, which nobody can change: choose another name.")
        if not is_template_name(self.name):
            raise BadUserInput(
                "A template's name has small letters, digits and underscores, at most 40, a letter first."
            )
        if self.modules is None:
            return
        if not 1 <= len(self.title.strip()) <= LONGEST_TITLE:
            raise BadUserInput(f"Say in 1 to {LONGEST_TITLE} characters what the template is for.")
        version = known[self.name].version if self.name in known else None
        if version != expected:
            raise BadUserInput(_of_version(self.name, version))
        if version is None and len(known) >= MOST_TEMPLATES:
            raise BadUserInput(f"An organisation has at most {MOST_TEMPLATES} templates of its own.")


def _of_version(name: str, version: int | None) -> str:
    if version is None:
        return f"There is no template `{name}` of the organisation's own: leave `version` out to create it."
    return f"The template `{name}` has version {version}: read it, and give this version to change it."


def template_of(names: tuple[str, ...], templates: Mapping[str, GrantTemplate]) -> tuple[str, GrantSet]:
    """The text that names one or several templates together, and what any of them grants. Raises BadUserInput."""
    chosen = tuple(dict.fromkeys(names))
    if not 1 <= len(chosen) <= MOST_TEMPLATES_OF_ONE:
        raise BadUserInput(f"Name 1 to {MOST_TEMPLATES_OF_ONE} templates.")
    gone = [name for name in chosen if name not in templates]
    if gone:
        raise BadUserInput(f"There is no template `{gone[0]}`; there are {', '.join(templates)}.")
    return UNION.join(chosen), united(templates[name].modules for name in chosen)
