"""What the mirrors of finance modules in CRM say of a caller's fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain import permission_sources
from domain.errors import SuitegraphError, Unauthenticated
from domain.modules.module import Module
from domain.modules.registry import module_named
from domain.permissions import BY_CRM_FIELD, CrmField, Denial, Factor
from resolvers.caller.permission_sources import PermissionSources
from resolvers.catalogue import CRM


@dataclass(frozen=True, slots=True)
class Twins:
    """The CRM fields behind those of a module.

    `unread` hides what has a twin that is not among them, `amounts` everything that has a twin. `failure` is what a
    source that did not answer says of the module.
    """

    fields: Mapping[str, CrmField] = field(default_factory=dict[str, CrmField])
    unread: Denial | None = None
    amounts: Denial | None = None
    failure: Factor | None = None


@dataclass(frozen=True, slots=True)
class Mirrors:
    """CRM's word about its own modules and about finance modules, by their mirrors' API `names`.

    `shows_unread` says that a mirror hides nothing that it does not describe.
    """

    sources: PermissionSources
    names: Mapping[Module, str]
    shows_unread: bool

    def api_name_of(self, module: Module) -> str | None:
        """CRM's name of the module or of its mirror, None for a module without one."""
        return CRM[module].api_name if module.mirrors_self else self.names.get(module)

    async def foresee(self, module: Module) -> None:
        """Read the fields that a view of the module needs with CRM's modules, where both are one exchange."""
        own = self.api_name_of(module)
        others = [] if own else [self.api_name_of(module_named(name)) for name, _ in module.amounts_of]
        await self.sources.read_ahead([name for name in (own, *others) if name])

    async def factor(self, module: Module, api_name: str | None) -> Factor:
        """What the profile says of a module: one call for all of them. Raises Unauthenticated."""
        try:
            modules = await self.sources.crm_modules()
        except SuitegraphError as error:
            return permission_sources.unavailable_source("crm", source_error(error))
        return permission_sources.by_profile(module, api_name, modules, frozenset(self.names.values()))

    async def twins(self, module: Module) -> Twins:
        """The twins of a module that may be viewed, in its own mirror and in those of what its amounts repeat.

        One call for each mirror. The first mirror is the one whose fields the declarations name.
        """
        if (api_name := self.api_name_of(module)) is not None:
            return await self._of_mirror(module, api_name)
        twins = Twins()
        for name, amount in module.amounts_of:
            other = module_named(name)
            if (api_name := self.api_name_of(other)) is None:
                continue
            factor = await self.factor(other, api_name)
            if factor.denies("view"):
                # What they repeat is hidden as a whole.
                return Twins(amounts=factor.denial)
            mirror = await self._of_mirror(other, api_name)
            if mirror.failure is not None:
                return mirror
            twins = mirror if amount is None else Twins(twins.fields, twins.unread, _amounts(mirror, amount))
            if twins.amounts is not None:
                return twins
        return twins

    async def _of_mirror(self, module: Module, api_name: str) -> Twins:
        modules = await self.sources.crm_modules()
        unread = await self._unread(module, api_name)
        if modules is None or api_name not in modules:
            return Twins(unread=unread)
        try:
            return Twins((await self.sources.crm_fields(api_name)).by_name, unread)
        except SuitegraphError as error:
            return Twins(failure=permission_sources.unavailable_source("crm", source_error(error)))

    async def _unread(self, module: Module, api_name: str) -> Denial | None:
        """The denial of what the mirror does not describe, None where nothing is to be hidden for that.

        CRM has the mirror where it lists it, or lists others, or where the caller is an integration user, who works in
        it.
        """
        if self.shows_unread or module.mirrors_self:
            return None
        try:
            known = await self.sources.crm_modules()
            grants = await self.sources.grants()
        except SuitegraphError:
            # The factors say so.
            return None
        if known is None or (grants is None and known.keys().isdisjoint(self.names.values())):
            return None
        return permission_sources.unread_twins(api_name)


def source_error(error: SuitegraphError) -> SuitegraphError:
    """The error of a source. Raises Unauthenticated where the caller's token is no longer accepted."""
    if isinstance(error, Unauthenticated):
        raise error
    return error


def _amounts(twins: Twins, amount: str) -> Denial | None:
    """Why all amounts that repeat a mirror's are hidden: its field of that name is, or is not described."""
    visible = twins.fields[amount].visible if amount in twins.fields else None
    return None if visible else BY_CRM_FIELD if visible is False else twins.unread
