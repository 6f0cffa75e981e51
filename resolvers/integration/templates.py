"""An organisation's own templates of grants."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.errors import BadUserInput, NotFound, TemplateInUse
from domain.grants import GrantSet
from domain.integration import OwnTemplate, template_names
from domain.integration_change import TemplateChange, template_of
from domain.roster import GrantTemplate, grant_templates
from resolvers.caller.authors import author_of
from resolvers.integration.administration import administered_tenant, note, settings_of, templates_of
from resolvers.reading.loader import RecordLoader


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """A template, how many members have it, and its version where it is the organisation's own."""

    template: GrantTemplate
    members: int
    version: int | None = None


async def templates_in_use(loader: RecordLoader) -> list[TemplateUse]:
    """The built-in templates, then the organisation's own by name. Raises Forbidden."""
    tenant = await administered_tenant(loader)
    integrations = loader.permissions.rules.integrations
    uses = await integrations.uses(tenant)
    own = await integrations.templates(tenant)
    built_in = [TemplateUse(each, uses.get(each.name, 0)) for each in grant_templates().values()]
    return [*built_in, *(TemplateUse(each.template, uses.get(each.name, 0), each.version) for each in own)]


async def put_template(loader: RecordLoader, change: TemplateChange, version: int | None) -> OwnTemplate:
    """Create a template, or change the one of which the administrator has seen this version, and its members with it.

    Raises Forbidden, NotSetUp and BadUserInput.
    """
    tenant = await administered_tenant(loader)
    await settings_of(loader, tenant)
    integrations = loader.permissions.rules.integrations
    change.check({each.name: each for each in await integrations.templates(tenant)}, version)
    author = await author_of(loader.permissions)
    template = OwnTemplate(
        tenant=tenant,
        name=change.name,
        title=change.title.strip(),
        modules=change.modules or {},
        changed_at=datetime.now(UTC),
        changed_by=author.email,
        version=(version or 0) + 1,
    )
    if not await integrations.put_template(template, version):
        raise BadUserInput("Somebody has changed the template meanwhile: read it and decide again.")
    after = {"name": template.name, "title": template.title, "grants": words_of(template.modules)}
    await note(loader, "createGrantTemplate" if version is None else "changeGrantTemplate", author, after)
    return template


async def remove_template(loader: RecordLoader, name: str) -> str:
    """Remove a template that nobody has. Raises Forbidden, BadUserInput, NotFound and TemplateInUse."""
    tenant = await administered_tenant(loader)
    if name in grant_templates():
        raise BadUserInput(f"`{name}` is a built-in template, which nobody can remove.")
    author = await author_of(loader.permissions)
    uses = await loader.permissions.rules.integrations.remove_template(tenant, name)
    if uses is None:
        raise NotFound(f"The organisation has no template `{name}` of its own.")
    if uses:
        raise TemplateInUse(
            f"The template `{name}` has {uses:,} uses, members or the default one: give these another one first."
        )
    await note(loader, "removeGrantTemplate", author, {"name": name})
    return name


async def granted(
    loader: RecordLoader, tenant: str, names: tuple[str, ...], modules: GrantSet | None
) -> tuple[str, GrantSet]:
    """The text that names the templates and what any of them grants, or grants of one's own.

    With neither, the organisation's default template is taken. Raises BadUserInput and NotSetUp.
    """
    if names and modules is not None:
        raise BadUserInput("Name either templates or grants, and not both.")
    if modules is not None:
        return "", modules
    if not names:
        names = ((await settings_of(loader, tenant)).default_template,)
    chosen = tuple(part for name in names for part in template_names(name))
    return template_of(chosen, await templates_of(loader, tenant))


def words_of(modules: GrantSet) -> Mapping[str, list[str]]:
    """Grants as the audit log and plans have them."""
    return {str(module): sorted(actions) for module, actions in modules.items()}
