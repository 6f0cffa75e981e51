"""The settings of integration users, the checks of an organisation, and the templates of grants."""

from datetime import datetime

import strawberry

from domain.errors import BadUserInput
from domain.integration import IntegrationSettings
from domain.integration_change import SettingsChange, TemplateChange
from domain.integration_checks import CheckState, IntegrationCheck
from domain.rollout import waves_in
from resolvers.integration.templates import TemplateUse
from schema.engine.declare.costs import Calls, OwnCosts
from schema.engine.declare.enums import describe_values
from schema.integration.granting import (
    ModuleGrant,
    ModuleGrantInput,
    WithheldInput,
    granted_modules,
    grants_of,
    modules_named,
    withheld_modules,
)
from schema.integration.rollouts import RolloutWaveInput, ShownRolloutWave, rollout_of, shown_waves
from schema.shared.scalar_texts import instant_text

# Who the caller is, their modules in CRM, and their organisations and role in Books and Billing.
CHECK_CALLS: OwnCosts = {"crm": Calls(0, 3), "books": Calls(0, 2), "billing": Calls(0, 1)}

_STATES = {
    "PASSED": "Nothing has to be done.",
    "ATTENTION": "It works, but somebody should know of it.",
    "MISSING": "Integration users do not work before it is done.",
    "UNKNOWN": "A product does not say.",
}
# The domain's own enum, as a type of the graph.
strawberry.enum(CheckState, name="IntegrationCheckState", description="What a check has found.")
describe_values(CheckState, lambda each: _STATES.get(each.name))


@strawberry.type(name="IntegrationCheck", description="One thing that integration users need.")
class ShownCheck:
    """A check."""

    name: str = strawberry.field(description="What is checked, `BOOKS_ORGANIZATION`.")
    state: CheckState = strawberry.field(description="What was found.")
    what_to_do: str | None = strawberry.field(description="What to do, null where nothing has to be done.")


@strawberry.type(name="IntegrationSettings", description="How an organisation has set integration users up.")
class ShownSettings:
    """The settings."""

    books_organization: str = strawberry.field(description="Id of the connected organisation of Books.")
    billing_organization: str | None = strawberry.field(
        description="Id of the connected organisation of Billing, null where none is connected."
    )
    modules: list[str] | None = strawberry.field(
        description="Modules in which integration users may do anything, null for all that can be granted."
    )
    default_template: str = strawberry.field(description="The template of users who are added without one.")
    policy: list[ModuleGrant] = strawberry.field(
        description="Actions that no integration user may take, by module, whatever their grants are."
    )
    migration: str = strawberry.field(description="State of the organisation's migration, `not_started` before it.")
    window_ends_at: datetime | None = strawberry.field(description="When the window of the migration ends.")
    rollout: str | None = strawberry.field(description="The rollout as JSON, null for the operator's.")
    rollout_waves: list[ShownRolloutWave] = strawberry.field(
        description="The same as waves; none where the operator's rollout holds, which is the announced one by default."
    )
    keeps_usage: bool = strawberry.field(
        description="Whether the coordinates of users' operations are recorded for plans, without any value."
    )
    usage_days: int = strawberry.field(description="For how many days they are kept.")
    set_up_at: datetime = strawberry.field(description="When the organisation was set up.")
    changed_at: datetime = strawberry.field(description="When the settings were changed last.")
    changed_by: str = strawberry.field(description="E-mail address of the administrator who did.")
    version: int = strawberry.field(description="How often they were changed, from 1.")


@strawberry.type(name="GrantTemplate", description="Grants under a name.")
class NamedGrants:
    """A template."""

    name: str = strawberry.field(description="The name, for `template` of mutations.")
    title: str = strawberry.field(description="What it grants, in plain words.")
    grants: list[ModuleGrant] = strawberry.field(description="What it grants, by module.")
    built_in: bool = strawberry.field(description="Whether every organisation has it, and nobody can change it.")
    members: int = strawberry.field(description="How many integration users have it.")
    version: int | None = strawberry.field(description="How often it was changed, from 1; null for a built-in one.")


@strawberry.input(description="Settings of integration users. What is left out stays as it is.")
class IntegrationSettingsInput:
    """The settings to change."""

    books_organization: str | None = strawberry.field(
        default=None, description="Id of an organisation of Books whose member the administrator is."
    )
    billing_organization: str | None = strawberry.field(
        default=None, description="Id of an organisation of Billing, an empty text to connect none."
    )
    modules: list[str] | None = strawberry.field(
        default=None, description="Modules in which integration users may do anything, `books.invoices`."
    )
    every_module: bool = strawberry.field(default=False, description="Turn on all modules that can be granted.")
    default_template: str | None = strawberry.field(
        default=None, description="The template of users who are added without one; several are joined by `+`."
    )
    policy: list[WithheldInput] | None = strawberry.field(
        default=None, description="Actions that no integration user may take, in place of those so far."
    )
    keeps_usage: bool | None = strawberry.field(
        default=None, description="Whether the coordinates of users' operations are recorded for plans."
    )
    usage_days: int | None = strawberry.field(default=None, description="For how many days they are kept, 1 to 90.")
    rollout: list[RolloutWaveInput] | None = strawberry.field(
        default=None,
        description="Where migrations are possible, in place of the waves so far; none for the operator's.",
    )


@strawberry.input(description="A template of grants of the organisation's own.")
class GrantTemplateInput:
    """A template."""

    name: str = strawberry.field(description="Small letters, digits and underscores, at most 40, a letter first.")
    title: str = strawberry.field(description="What it grants, in plain words.")
    grants: list[ModuleGrantInput] = strawberry.field(description="What it grants, by module.")
    version: int | None = strawberry.field(
        default=None, description="The version that is to be changed; left out for a new template."
    )


def settings_change(input_: IntegrationSettingsInput | None) -> SettingsChange:
    """The change that an input describes. Raises BadUserInput."""
    if input_ is None:
        return SettingsChange()
    return SettingsChange(
        books_organization=input_.books_organization,
        billing_organization=input_.billing_organization,
        modules=None if input_.modules is None else modules_named(input_.modules),
        every_module=input_.every_module,
        default_template=input_.default_template,
        policy=None if input_.policy is None else withheld_modules(input_.policy),
        keeps_usage=input_.keeps_usage,
        usage_days=input_.usage_days,
        rollout=None if input_.rollout is None else rollout_of(input_.rollout),
    )


def template_change(input_: GrantTemplateInput) -> TemplateChange:
    """The template that an input describes. Raises BadUserInput."""
    if not input_.grants:
        raise BadUserInput("A template grants at least one module.")
    return TemplateChange(name=input_.name, title=input_.title, modules=granted_modules(input_.grants))


def shown_settings(settings: IntegrationSettings) -> ShownSettings:
    """The settings as the graph shows them."""
    ends_at = settings.window_ends_at
    return ShownSettings(
        books_organization=settings.books_organization,
        billing_organization=settings.billing_organization or None,
        modules=None if settings.modules is None else sorted(map(str, settings.modules)),
        default_template=settings.default_template,
        policy=grants_of(settings.policy),
        migration=settings.migration,
        window_ends_at=None if ends_at is None else instant_text(ends_at),
        rollout=settings.rollout or None,
        rollout_waves=shown_waves(waves_in(settings.rollout)),
        keeps_usage=settings.keeps_usage,
        usage_days=settings.usage_days,
        set_up_at=instant_text(settings.set_up_at),
        changed_at=instant_text(settings.changed_at),
        changed_by=settings.changed_by,
        version=settings.version,
    )


def shown_check(check: IntegrationCheck) -> ShownCheck:
    """A check as the graph shows it."""
    return ShownCheck(name=check.name, state=check.state, what_to_do=check.advice or None)


def shown_use(use: TemplateUse) -> NamedGrants:
    """A template as the graph shows it."""
    return NamedGrants(
        name=use.template.name,
        title=use.template.title,
        grants=grants_of(use.template.modules),
        built_in=use.version is None,
        members=use.members,
        version=use.version,
    )
