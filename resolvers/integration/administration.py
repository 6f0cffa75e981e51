"""What every act of an administrator on integration users begins and ends with."""

from collections.abc import Mapping

from domain.errors import Forbidden, NotSetUp
from domain.integration import IntegrationSettings, all_templates
from domain.journal import OF_GATEWAY, Author, JournalValues
from domain.roster import GrantTemplate
from resolvers.caller.administrators import tenant_of_administrator
from resolvers.caller.integrations import NO_INTEGRATION, NoIntegrations
from resolvers.reading.journal_entries import entry_of
from resolvers.reading.loader import RecordLoader

FOR_ADMINISTRATORS = "Only an administrator of CRM may look after integration users."


async def administered_tenant(loader: RecordLoader) -> str:
    """The administrator's organisation: at most two calls. Raises Forbidden for everybody else."""
    return await tenant_of_administrator(loader.permissions, FOR_ADMINISTRATORS)


async def settings_of(loader: RecordLoader, tenant: str) -> IntegrationSettings:
    """The settings of an organisation. Raises NotSetUp where it has none, Forbidden where none can be kept."""
    integrations = loader.permissions.rules.integrations
    if isinstance(integrations, NoIntegrations):
        raise Forbidden(NO_INTEGRATION)
    settings = await integrations.settings(tenant)
    if settings is None:
        raise NotSetUp("The organisation has not set integration users up: use `setUpIntegration` first.")
    return settings


async def templates_of(loader: RecordLoader, tenant: str) -> Mapping[str, GrantTemplate]:
    """The built-in templates and the organisation's own, by name."""
    return all_templates(await loader.permissions.rules.integrations.templates(tenant))


async def note(loader: RecordLoader, act: str, author: Author, after: JournalValues) -> None:
    """Write an act of an administrator into the audit log."""
    entry = await entry_of(loader, act, module=OF_GATEWAY, author=author, after=after)
    await loader.journal.note(entry)
