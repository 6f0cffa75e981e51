"""A caller's permissions in each module, computed from their sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from adapters.exchange import Upstream
from domain import permission_sources
from domain.actions import ActionName
from domain.errors import SuitegraphError
from domain.grants import Grants
from domain.module_views import module_view
from domain.modules.books import ITEMS
from domain.modules.module import Module
from domain.modules.registry import modules
from domain.permissions import NO_ACTIONS, Denial, Factor, GuardedField, ModuleView, Reason
from domain.policy import Policy, PolicyVerdict
from domain.products import ZohoProduct
from resolvers.caller.caller_cache import CallerCache
from resolvers.caller.granted import GrantSources
from resolvers.caller.kept_views import KeptViews
from resolvers.caller.mirrors import Mirrors, Twins, source_error
from resolvers.caller.organizations import Organizations
from resolvers.caller.permission_rules import PermissionRules
from resolvers.caller.permission_sources import PERMISSION_PREFIX, PermissionSources
from resolvers.gathering import Once, gathered

ADMINISTRATOR = "Administrator"
NO_TWINS = Twins()


@dataclass(frozen=True, slots=True)
class _Said:
    """What all sources say of a module."""

    module: Module
    factors: Sequence[Factor]
    verdict: PolicyVerdict
    twins: Twins
    assigned_only: bool

    def view(self, guarded: Sequence[GuardedField], others: Mapping[Module, ModuleView]) -> ModuleView:
        """The view of these fields; `others` are the views of the modules whose values they repeat."""
        return module_view(
            self.module,
            self.factors,
            guarded,
            self.twins.fields,
            self.verdict,
            others=others,
            assigned_only=self.assigned_only,
            unread_twins=self.twins.unread,
            amounts=self.twins.amounts,
        )


@dataclass(slots=True)
class Permissions:
    """The permissions of one operation's caller; a source is asked when a module needs it."""

    upstream: Upstream
    caller_cache: CallerCache
    organizations: Organizations
    rules: PermissionRules
    sources: PermissionSources = field(init=False)
    mirrors: Mirrors = field(init=False)
    _policy: PolicyVerdict = field(default_factory=PolicyVerdict)
    _once: Once = field(default_factory=Once)
    _refused: set[tuple[Module, ActionName]] = field(default_factory=set[tuple[Module, "ActionName"]])
    _refused_look_ups: set[str] = field(default_factory=set[str])
    _is_outdated: bool = False
    _views: dict[Module, ModuleView] = field(default_factory=dict[Module, ModuleView])
    _kept: KeptViews = field(init=False)

    def __post_init__(self) -> None:
        rules = self.rules
        granted = GrantSources(rules.grants, rules.rosters, rules.integrations, rules.access)
        self.sources = PermissionSources(self.upstream, self.caller_cache, self.organizations, granted)
        self._kept = KeptViews(self.sources, self.rules)
        self.mirrors = Mirrors(self.sources, self.rules.mirrors, self.rules.shows_unread_twins)

    async def of(self, module: Module) -> ModuleView:
        """The caller's view of a module: a source that fails denies. Raises Unauthenticated."""
        view = self._views.get(module)
        if view is not None:
            return view
        kept = self._kept.lookup(module)
        if kept is not None:
            view, self._policy = kept.view, kept.verdict
        else:
            view = await self._once(f"view {module}", lambda: self._new_view(module))
        self._views[module] = view
        return view

    def known(self, module: Module) -> ModuleView | None:
        """The view of a module where it has been computed, else None, as where only a join has read the module."""
        return self._views.get(module)

    def hidden(self, coordinate: str) -> Denial | None:
        """Why the policy hides a link field, None where it does not; it is known once a view has been computed."""
        text = self._policy.fields.get(coordinate)
        return None if text is None else Denial(Reason.GATEWAY_POLICY, None, text)

    def hidden_by_policy(self) -> frozenset[str]:
        """Every coordinate that the policy hides; it is known once a view has been computed."""
        return frozenset(self._policy.fields)

    async def all(self) -> list[ModuleView]:
        """The views of all modules, in the graph's order."""
        views = await gathered([self.of(module) for module in modules()])
        return [view for view in views if isinstance(view, ModuleView)]

    async def recheck(self) -> None:
        """Ask CRM anew who the caller is: one call, none within five seconds. Raises the error of CRM."""
        if await self.sources.recheck():
            self._once = Once()
            self._views.clear()

    async def is_administrator(self) -> bool:
        """Whether the caller's CRM profile is Administrator. Raises the error of CRM."""
        return await self.sources.profile() == ADMINISTRATOR

    async def is_books_administrator(self) -> bool:
        """Whether the caller's role in Books is the administrator's. Raises the error of Books."""
        user = await self.sources.books_user()
        return user is not None and user.is_administrator

    def outdated(self) -> None:
        """Note that a product has contradicted what is remembered of the caller's permissions."""
        self._is_outdated = True

    async def refresh(self) -> None:
        """Drop every cached permission, refusals included."""
        await self.sources.forget()
        self._once = Once()
        self._views.clear()

    def refused(self, module: Module, action: ActionName = "view") -> None:
        """Note that the product refused an action in a module."""
        self._refused.add((module, action))

    def refused_look_up(self, name: str) -> None:
        """Note that the product refused a look-up, which is no module."""
        self._refused_look_ups.add(name)

    def look_up_denial(self, name: str, product: ZohoProduct) -> Denial | None:
        """Why a look-up is hidden: the product refused it recently."""
        is_refused = self.caller_cache.lookup(self.upstream.caller, self._refusal_name(name))
        return permission_sources.refused_recently(product) if is_refused else None

    def conclude(self) -> None:
        """Cache what the products refused, so that it is not asked for again, and load the sources anew next time.

        It is called at the end of the operation, since its other branches still rely on the sources.
        """
        if self._refused or self._refused_look_ups or self._is_outdated:
            self.caller_cache.forget(self.upstream.caller, PERMISSION_PREFIX)
        for module, action in self._refused:
            refused = self._refused_before(module) | {action}
            self.caller_cache.store(self.upstream.caller, self._refusal_name(module), refused)
        for name in self._refused_look_ups:
            self.caller_cache.store(self.upstream.caller, self._refusal_name(name), True)

    def _refused_before(self, module: Module) -> frozenset[ActionName]:
        return self.caller_cache.lookup(self.upstream.caller, self._refusal_name(module)) or NO_ACTIONS

    def _refusal_name(self, refused: Module | str) -> str:
        return f"refused {refused} in {self.upstream.caller.organizations}"

    async def _new_view(self, module: Module) -> ModuleView:
        generation = self.sources.generation
        view = await self._view(module)
        self._kept.store(view, self._policy, generation)
        return view

    async def _view(self, module: Module) -> ModuleView:
        guarded, said = self.rules.fields.get(module, ()), await self._said(module)
        repeated = {each.same_as[0] for each in guarded if each.same_as} - {module}
        is_denied = any(factor.denies("view") for factor in said.factors)
        return said.view(guarded, {} if is_denied else {other: await self._own_view(other) for other in repeated})

    async def _own_view(self, module: Module) -> ModuleView:
        """The view without the fields that repeat values of other records: two modules may repeat one another."""
        return await self._once(f"own view {module}", lambda: self._without_repeated(module))

    async def _without_repeated(self, module: Module) -> ModuleView:
        said = await self._said(module)
        return said.view([each for each in self.rules.fields.get(module, ()) if each.same_as is None], {})

    async def _said(self, module: Module) -> "_Said":
        return await self._once(f"said of {module}", lambda: self._asked(module))

    async def _asked(self, module: Module) -> "_Said":
        verdict = self._policy = await self._verdict()
        factors = [await self.mirrors.factor(module, self.mirrors.api_name_of(module))]
        assigned = False
        if not factors[0].denies("view") and module.traits.rights != "profile":
            factor, assigned = await self._finance_factor(module)
            factors.append(factor)
        factors.append(permission_sources.by_policy(module, verdict))
        if refused := self.sources.cached_fact(self._refusal_name(module)):
            factors.append(permission_sources.by_refusal(module, refused))
        for each in factors:
            self.rules.unknown_words.note(each)
        twins = NO_TWINS if any(factor.denies("view") for factor in factors) else await self.mirrors.twins(module)
        factors += [twins.failure] if twins.failure else []
        return _Said(module, factors, verdict, twins, assigned_only=assigned)

    def imagined(self, sources: PermissionSources, policy: Policy) -> "Permissions":
        """The permissions of somebody else under a policy, decided the same way from what `sources` say.

        Nothing of it is kept.
        """
        rules = replace(self.rules, policy=policy)
        other = Permissions(self.upstream, self.caller_cache, self.organizations, rules)
        other.sources = sources
        other.mirrors = Mirrors(sources, self.rules.mirrors, self.rules.shows_unread_twins)
        other._kept = KeptViews(sources, self.rules)
        return other

    async def finance_denial(self) -> Denial | None:
        """Why no finance product may be asked for this caller, None where one may."""
        factor = await self.mirrors.factor(ITEMS, None)
        return factor.denial if factor.denies("view") else None

    async def _finance_factor(self, module: Module) -> tuple[Factor, bool]:
        try:
            grants = await self.sources.grants()
            if grants is not None:
                return await self._granted(module, grants), False
            if module.traits.rights == "membership":
                member = await self.sources.is_member("billing")
                if member is False and await self.sources.awaits_migration(self.rules.migrations):
                    return permission_sources.by_migration("billing"), False
                return permission_sources.by_billing_membership(module, member=member), False
            user = await self.sources.books_user()
            if user is None and await self.sources.awaits_migration(self.rules.migrations):
                return permission_sources.by_migration("books"), False
            if user is not None and await self.sources.is_former_integration_user(user):
                return permission_sources.by_former_grant(module), False
        except SuitegraphError as error:
            return permission_sources.unavailable_source(module.product, source_error(error)), False
        factor = permission_sources.by_books_role(module, user, self.rules.entity_words)
        return factor, user is not None and user.assigned_only and not module.chosen_in

    async def _granted(self, module: Module, grants: Grants) -> Factor:
        if not module.chosen_in:
            return permission_sources.by_grant(module, grants)
        by_crm = {form: await self.mirrors.factor(form, self.mirrors.api_name_of(form)) for form in module.chosen_in}
        return permission_sources.by_forms(module, by_crm, grants, self._policy)

    async def _verdict(self) -> PolicyVerdict:
        if not self.rules.policy:
            return PolicyVerdict()
        return self.rules.policy.verdict(await self.sources.profile(), await self.sources.email())
