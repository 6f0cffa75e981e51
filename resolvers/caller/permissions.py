"""A caller's permissions in each module, from the facts that it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from adapters.answers import mapping
from adapters.crm.client import Crm
from adapters.exchange import Upstream
from domain import permission_sources
from domain.actions import ActionName
from domain.errors import Forbidden, SuitegraphError, Unauthenticated
from domain.modules.books import ITEMS
from domain.modules.module import Module
from domain.modules.registry import modules
from domain.permissions import (
    NO_ACTIONS,
    CrmField,
    Denial,
    Factor,
    GuardedField,
    ModuleView,
    Reason,
    module_view,
)
from domain.policy import Policy, PolicyVerdict
from domain.queries import ListQuery, Within
from domain.sources import CUSTOM
from resolvers.caller.caller_cache import CallerCache
from resolvers.caller.organizations import Organizations
from resolvers.caller.permission_sources import PERMISSION_PREFIX, GrantLookup, PermissionSources
from resolvers.catalogue import CRM, FINANCE
from resolvers.gathering import Once, gathered

ADMINISTRATOR = "Administrator"


@dataclass(frozen=True, slots=True)
class PermissionRules:
    """What the gateway itself knows of permissions, of all callers.

    `mirrors` are CRM's names of finance modules; `fields` are the guarded fields of each module.
    """

    grants: GrantLookup
    policy: Policy
    mirrors: Mapping[Module, str]
    fields: Mapping[Module, tuple[GuardedField, ...]]


@dataclass(slots=True)
class Permissions:
    """The permissions of one operation's caller; facts are asked when a module needs them."""

    upstream: Upstream
    memory: CallerCache
    organizations: Organizations
    rights: PermissionRules
    facts: PermissionSources = field(init=False)
    _policy: PolicyVerdict = field(default_factory=PolicyVerdict)
    _once: Once = field(default_factory=Once)
    _refused: set[tuple[Module, ActionName]] = field(default_factory=set[tuple[Module, "ActionName"]])
    _views: dict[Module, ModuleView] = field(default_factory=dict[Module, ModuleView])

    def __post_init__(self) -> None:
        self.facts = PermissionSources(self.upstream, self.memory, self.organizations, self.rights.grants)

    async def of(self, module: Module) -> ModuleView:
        """The view of one module: what could not be asked denies. Raises Unauthenticated."""
        view = self._views.get(module)
        if view is None:
            view = self._views[module] = await self._once(f"view {module}", lambda: self._view(module))
        return view

    def known(self, module: Module) -> ModuleView | None:
        """The view of a module, None where nothing but a join has looked at it."""
        return self._views.get(module)

    def hidden(self, coordinate: str) -> Denial | None:
        """Whether the policy hides a field that leads to other records, as far as a view has been asked for."""
        text = self._policy.fields.get(coordinate)
        return None if text is None else Denial(Reason.GATEWAY_POLICY, None, text)

    def hidden_by_policy(self) -> frozenset[str]:
        """Every coordinate that the policy hides, as far as a view has been asked for."""
        return frozenset(self._policy.fields)

    async def check(self, view: ModuleView, query: ListQuery) -> None:
        """Raise Forbidden where the query compares, orders or may search by something hidden: it could be guessed."""
        if not view.dropped:
            return
        ordered = () if query.order is None else (query.order.column,)
        for name in (*(condition.column for condition in query.conditions), *ordered):
            column = _column(view.module, name)
            if column in view.columns:
                shown = self._name(view, column)
                raise Forbidden(f"{shown} is hidden from the caller: nothing can be filtered or ordered by it.")
        if query.search is not None and view.search_denial is not None:
            raise Forbidden(f"`search` may look into a field of {view.module} that is hidden from the caller.")
        if query.view is not None and await self._may_compare_hidden(view, query.view):
            raise Forbidden("This view may compare a field that is hidden from the caller.")

    def unrelated(self, view: ModuleView, within: Within) -> Denial | None:
        """Who hides the field by which a related list is found, None where it is seen: such a list would tell it."""
        names = (_column(view.module, within.column), within.exactly)
        return next((view.dropped[name,] for name in names if name is not None and (name,) in view.dropped), None)

    def _name(self, view: ModuleView, column: str) -> str:
        fields = self.rights.fields.get(view.module, ())
        return next((f"`{each.coordinate}`" for each in fields if (column,) in each.paths), "This field")

    async def _may_compare_hidden(self, view: ModuleView, name: str) -> bool:
        if not view.module.traits.shows_saved_views:
            return name != FINANCE[view.module].every
        known, hidden = CRM[view.module], view.columns
        if CUSTOM in hidden:
            hidden |= {str(field["api_name"]) for field in (await self.facts.crm_fields(known.api_name)).custom}
        saved = await Crm(self.upstream).view(known, name)
        return not hidden.isdisjoint(_compared(saved.get("criteria")))

    async def all(self) -> list[ModuleView]:
        """The views of all modules, in the graph's order."""
        found = await gathered([self.of(module) for module in modules()])
        return [view for view in found if isinstance(view, ModuleView)]

    async def is_administrator(self) -> bool:
        """Whether the caller's CRM profile is the administrators'. Raises what CRM answers."""
        return await self.facts.profile() == ADMINISTRATOR

    async def is_books_administrator(self) -> bool:
        """Whether the caller's role in Books is the administrators'. Raises what Books answers."""
        user = await self.facts.books_user()
        return user is not None and user.is_administrator

    async def refresh(self) -> None:
        """Forget every fact, what was refused included."""
        await self.facts.forget()
        self._once = Once()
        self._views.clear()

    def refused(self, module: Module, action: ActionName = "view") -> None:
        """Note that the product refused an action in a module."""
        self._refused.add((module, action))

    def conclude(self) -> None:
        """Learn from what was refused: for a while nobody asks for it again, and the facts are asked anew.

        At the end of the operation, whose other branches still rest on the facts.
        """
        if self._refused:
            self.memory.forget(self.upstream.caller, PERMISSION_PREFIX)
        for module, action in self._refused:
            refused = self._refused_before(module) | {action}
            self.memory.keep(self.upstream.caller, self._refusal(module), refused)

    def _refused_before(self, module: Module) -> frozenset[ActionName]:
        kept: frozenset[ActionName] | None = self.memory.kept(self.upstream.caller, self._refusal(module))
        return kept or NO_ACTIONS

    def _refusal(self, module: Module) -> str:
        return f"refused {module} in {self.upstream.caller.organizations}"

    async def _view(self, module: Module) -> ModuleView:
        api_name = CRM[module].api_name if module.mirrors_self else self.rights.mirrors.get(module)
        verdict = self._policy = await self._verdict()
        found = [await self._crm_factor(module, api_name)]
        assigned = False
        if not found[0].denies("view") and module.traits.rights != "profile":
            factor, assigned = await self._finance_factor(module)
            found.append(factor)
        found.append(permission_sources.by_policy(module, verdict))
        if refused := self._refused_before(module):
            found.append(permission_sources.by_refusal(module, refused))
        told: Mapping[str, CrmField] = {}
        if api_name is not None and not any(factor.denies("view") for factor in found):
            told, failure = await self._crm_fields(api_name)
            found += [failure] if failure else []
        return module_view(module, found, self.rights.fields.get(module, ()), told, verdict, assigned_only=assigned)

    async def finance_denial(self) -> Denial | None:
        """Why no finance product is asked at all for this caller, None where one may be."""
        factor = await self._crm_factor(ITEMS, None)
        return factor.denial if factor.denies("view") else None

    async def _crm_factor(self, module: Module, api_name: str | None) -> Factor:
        try:
            modules = await self.facts.crm_modules()
        except SuitegraphError as error:
            return permission_sources.unavailable_source("crm", _source_error(error))
        return permission_sources.by_profile(module, api_name, modules, frozenset(self.rights.mirrors.values()))

    async def _finance_factor(self, module: Module) -> tuple[Factor, bool]:
        try:
            grants = await self.facts.grants()
            if grants is not None:
                return permission_sources.by_grant(module, grants), False
            if module.traits.rights == "membership":
                member = await self.facts.is_member("billing")
                return permission_sources.by_billing_membership(module, member=member), False
            user = await self.facts.books_user()
        except SuitegraphError as error:
            return permission_sources.unavailable_source(module.product, _source_error(error)), False
        return permission_sources.by_books_role(module, user), user is not None and user.assigned_only

    async def _crm_fields(self, api_name: str) -> tuple[Mapping[str, CrmField], Factor | None]:
        modules = await self.facts.crm_modules()
        if modules is None or api_name not in modules:
            return {}, None
        try:
            return (await self.facts.crm_fields(api_name)).by_name, None
        except SuitegraphError as error:
            return {}, permission_sources.unavailable_source("crm", _source_error(error))

    async def _verdict(self) -> PolicyVerdict:
        if not self.rights.policy.rules:
            return PolicyVerdict()
        return self.rights.policy.forbidden(await self.facts.profile(), await self.facts.email())


def _source_error(error: SuitegraphError) -> SuitegraphError:
    """The error of a source, unless it is the caller's token that ended."""
    if isinstance(error, Unauthenticated):
        raise error
    return error


def _column(module: Module, name: str) -> str:
    """The column behind what a list compares: some parameters of finance products are called otherwise."""
    known = FINANCE.get(module)
    return name if known is None else dict(known.compares).get(name, name)


def _compared(criteria: object) -> frozenset[str]:
    """Every field that the criteria of a saved view compare, however nested."""
    if isinstance(criteria, list):
        return frozenset[str]().union(*map(_compared, cast("list[object]", criteria)))
    told = mapping(criteria)
    name = mapping(told.get("field")).get("api_name")
    own = frozenset[str]() if name is None else frozenset({str(name)})
    return own | _compared(told["group"]) if "group" in told else own
