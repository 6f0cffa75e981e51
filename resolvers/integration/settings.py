"""The settings of integration users, and whether an organisation has everything that they need."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from domain.errors import BadUserInput, Forbidden, NotSetUp, SuitegraphError
from domain.integration import IntegrationSettings
from domain.integration_change import SettingsChange
from domain.integration_checks import CheckedFacts, CheckState, IntegrationCheck, checks_of
from domain.journal import JournalValues
from domain.queries import RECORD_ID
from resolvers.caller.authors import author_of
from resolvers.caller.integrations import NO_INTEGRATION, NoIntegrations
from resolvers.caller.organizations import FinanceProduct
from resolvers.integration.administration import administered_tenant, note, settings_of, templates_of
from resolvers.reading.loader import RecordLoader

CHANGED_MEANWHILE = "Somebody has changed the settings meanwhile: read them and decide again."
# What may be missing while an organisation is set up: it is what setting it up provides.
_NOT_YET = {"SETTINGS", "DATABASE"}


async def present_settings(loader: RecordLoader) -> IntegrationSettings | None:
    """The settings of the administrator's organisation, None before it is set up. Raises Forbidden."""
    return await loader.permissions.rules.integrations.settings(await administered_tenant(loader))


async def checks(loader: RecordLoader) -> list[IntegrationCheck]:
    """Every check of the administrator's organisation: at most five calls. Raises Forbidden."""
    tenant = await administered_tenant(loader)
    return checks_of(await _facts(loader, tenant, await loader.permissions.rules.integrations.settings(tenant)))


async def set_up(loader: RecordLoader, change: SettingsChange) -> IntegrationSettings:
    """Set integration users up, all at once: at most seven calls.

    Without an organisation of Books in the change, the administrator's own one is connected. Raises Forbidden,
    BadUserInput, and NotSetUp with what is missing, so that nothing is ever half set up.
    """
    tenant = await administered_tenant(loader)
    integrations = loader.permissions.rules.integrations
    if isinstance(integrations, NoIntegrations):
        raise Forbidden(NO_INTEGRATION)
    if await integrations.settings(tenant) is not None:
        raise BadUserInput("The organisation is set up already: use `changeIntegrationSettings`.")
    author, at = await author_of(loader.permissions), datetime.now(UTC)
    books = change.books_organization or await _own_organization(loader)
    blank = IntegrationSettings(
        tenant=tenant, books_organization=books, set_up_at=at, changed_at=at, changed_by=author.email
    )
    settings = await applied_settings(loader, replace(change, books_organization=books), blank, author.email)
    missing = [
        each
        for each in checks_of(await _facts(loader, tenant, settings))
        if each.state is CheckState.MISSING and each.name not in _NOT_YET
    ]
    if missing:
        raise NotSetUp(" ".join(f"{each.name}: {each.advice}" for each in missing))
    if not await integrations.put_settings(settings, None):
        raise BadUserInput(CHANGED_MEANWHILE)
    await note(loader, "setUpIntegration", author, settings_values(settings))
    return settings


async def change_settings(loader: RecordLoader, change: SettingsChange, version: int) -> IntegrationSettings:
    """Change settings of which the administrator has seen this version. Raises Forbidden, NotSetUp and BadUserInput."""
    tenant = await administered_tenant(loader)
    settings = await settings_of(loader, tenant)
    if settings.version != version:
        raise BadUserInput(CHANGED_MEANWHILE)
    author = await author_of(loader.permissions)
    changed = await applied_settings(loader, change, settings, author.email)
    if not await loader.permissions.rules.integrations.put_settings(changed, version):
        raise BadUserInput(CHANGED_MEANWHILE)
    await note(loader, "changeIntegrationSettings", author, settings_values(changed))
    return replace(changed, version=version + 1)


def settings_values(settings: IntegrationSettings) -> JournalValues:
    """The settings as the audit log and a plan's hash have them."""
    return {
        "booksOrganization": settings.books_organization,
        "billingOrganization": settings.billing_organization,
        "modules": None if settings.modules is None else sorted(map(str, settings.modules)),
        "defaultTemplate": settings.default_template,
        "policy": {str(module): sorted(actions) for module, actions in settings.policy.items()},
        "keepsUsage": settings.keeps_usage,
        "usageDays": settings.usage_days,
        "rollout": settings.rollout,
    }


async def applied_settings(
    loader: RecordLoader, change: SettingsChange, settings: IntegrationSettings, author: str
) -> IntegrationSettings:
    """The settings after a change. Raises BadUserInput for an organisation that the administrator is no member of."""
    change.check(await templates_of(loader, settings.tenant))
    products: Sequence[tuple[FinanceProduct, str | None]] = (
        ("books", change.books_organization),
        ("billing", change.billing_organization),
    )
    for product, wanted in products:
        if not wanted:
            continue
        listed = await _listed(loader, product)
        if RECORD_ID.fullmatch(wanted) is None or (listed is not None and wanted not in listed):
            raise BadUserInput(
                f"The caller is no member of an organisation `{wanted}` in that product.", service=product
            )
    return change.applied(settings, author, datetime.now(UTC))


async def _own_organization(loader: RecordLoader) -> str:
    try:
        return await loader.organizations.id_of("books")
    except SuitegraphError as error:
        raise NotSetUp(f"BOOKS_ORGANIZATION: connect an organisation of Books. {error.message}") from error


async def _listed(loader: RecordLoader, product: FinanceProduct) -> Sequence[str] | None:
    try:
        return [str(row["organization_id"]) for row in await loader.organizations.all_of(product)]
    except SuitegraphError:
        return None


async def _facts(loader: RecordLoader, tenant: str, settings: IntegrationSettings | None) -> CheckedFacts:
    rules = loader.permissions.rules
    surroundings, integrations = rules.surroundings, rules.integrations
    organizations: Mapping[str, Sequence[str] | None] = {
        "books": await _listed(loader, "books"),
        "billing": await _listed(loader, "billing") if settings is not None and settings.billing_organization else None,
    }
    return CheckedFacts(
        keeps=surroundings.keeps,
        settings=settings,
        organizations=organizations,
        is_books_administrator=await _is_books_administrator(loader),
        missing_mirrors=await _missing_mirrors(loader),
        templates=frozenset(await templates_of(loader, tenant)),
        uses=await integrations.uses(tenant),
        members=await rules.rosters.count(tenant),
        limit=await rules.rosters.limit(tenant),
        has_grants_file=surroundings.has_grants_file,
        ignores_grants_file=surroundings.ignores_grants_file(),
        mails=surroundings.mails,
    )


async def _is_books_administrator(loader: RecordLoader) -> bool | None:
    try:
        return await loader.permissions.is_books_administrator()
    except SuitegraphError:
        return None


async def _missing_mirrors(loader: RecordLoader) -> Sequence[str] | None:
    """The finance modules that CRM does not list, None where it lists none of them."""
    try:
        modules = await loader.permissions.sources.crm_modules() or {}
    except SuitegraphError:
        return None
    names = loader.permissions.rules.mirrors
    missing = sorted({f"{api_name} ({module})" for module, api_name in names.items() if api_name not in modules})
    return None if modules.keys().isdisjoint(names.values()) else missing
