"""Changes to the settings of integration users and to templates of grants."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from resolvers.integration import settings, templates
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, own_field
from schema.integration.roster import ROSTER_CALLS
from schema.integration.settings import (
    CHECK_CALLS,
    GrantTemplateInput,
    IntegrationSettingsInput,
    NamedGrants,
    ShownSettings,
    settings_change,
    shown_settings,
    shown_use,
    template_change,
)

SettingsVersion = Annotated[int, strawberry.argument(description="The version that the administrator has seen.")]
SettingsOfAll = Annotated[IntegrationSettingsInput, strawberry.argument(description="What is to be changed.")]
SettingsOfNew = Annotated[
    IntegrationSettingsInput | None,
    strawberry.argument(description="What is to be other than it is by default: the administrator's own organisation "
    "of Books, every module, the template `current`, and usage kept for 30 days."),
]  # fmt: skip
TemplateToPut = Annotated[GrantTemplateInput, strawberry.argument(description="The template as it is to be.")]
TemplateName = Annotated[str, strawberry.argument(description="Name of a template of the organisation's own.")]


@strawberry.type
class IntegrationSettingsMutations:
    """Mutations of settings and templates."""

    @own_field(
        "Set integration users up for the organisation, where nothing that they need is missing. For administrators.",
        costs=CHECK_CALLS,
        acts=NO_RECORDS,
    )
    async def set_up_integration(
        self,
        info: Info[OperationContext, None],
        input: SettingsOfNew = None,  # as GraphQL names it
    ) -> ShownSettings | None:
        """The settings that hold now."""
        return shown_settings(await settings.set_up(info.context.loader, settings_change(input)))

    @own_field("Change the settings of integration users. For administrators.", costs=CHECK_CALLS, acts=NO_RECORDS)
    async def change_integration_settings(
        self,
        info: Info[OperationContext, None],
        input: SettingsOfAll,
        version: SettingsVersion,  # as above
    ) -> ShownSettings | None:
        """The settings that hold now."""
        return shown_settings(await settings.change_settings(info.context.loader, settings_change(input), version))

    @own_field(
        "Create a template of grants, or change one and the grants of everybody who has it. For administrators.",
        costs=ROSTER_CALLS,
        acts=NO_RECORDS,
    )
    async def put_grant_template(
        self,
        info: Info[OperationContext, None],
        input: TemplateToPut,  # as above
    ) -> NamedGrants | None:
        """The template as it is now."""
        stored = await templates.put_template(info.context.loader, template_change(input), input.version)
        shown = await templates.templates_in_use(info.context.loader)
        return next((shown_use(each) for each in shown if each.template.name == stored.name), None)

    @own_field("Remove a template of grants that nobody has. For administrators.", costs=ROSTER_CALLS, acts=NO_RECORDS)
    async def remove_grant_template(self, info: Info[OperationContext, None], name: TemplateName) -> str | None:
        """The name of the template that is gone."""
        return await templates.remove_template(info.context.loader, name)
