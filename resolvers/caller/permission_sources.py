"""What the products report about a caller's permissions: each value is loaded once and cached with its age."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from adapters.books.client import Books
from adapters.books.users import books_user_of
from adapters.crm.client import Crm
from adapters.exchange import Upstream
from adapters.refusals import NotMember
from domain.actions import ActionName
from domain.errors import (
    Forbidden,
    NotFound,
    PermissionUnknown,
    SuitegraphError,
    UpstreamRejected,
    UpstreamUnavailable,
)
from domain.grants import Grants
from domain.json_values import mapping
from domain.permission_sources import BooksUser, CrmModules, Rights
from resolvers.caller.caller_cache import CallerCache
from resolvers.caller.crm_fields import CrmFields, crm_field
from resolvers.caller.granted import GrantSources
from resolvers.caller.identity import IDENTITY, Identity, identity_of
from resolvers.caller.migrations import Migrations
from resolvers.caller.organizations import FinanceProduct, Organizations, listed_name
from resolvers.gathering import Once, gathered

SourceValue = TypeVar("SourceValue")
PERMISSION_PREFIX = "permissions "
RECHECKED = "rechecked"
# For so long it need not be asked again who the caller is, where that matters most.
RECHECK_SECONDS = 5.0
_FLAGS: Mapping[ActionName, str] = {
    "view": "viewable", "create": "creatable", "edit": "editable", "delete": "deletable",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value and the instant at which it was loaded."""

    at: datetime
    value: Any


@dataclass(slots=True)
class PermissionSources:
    """What one operation learns about its caller. `oldest` is the instant at which the oldest value was loaded.

    Its facts are the values that it has used, by their names in the caller cache. They stay as they are until its end,
    unless it has them loaded anew: then another `generation` of them begins.
    """

    upstream: Upstream
    caller_cache: CallerCache
    organizations: Organizations
    granted: GrantSources
    oldest: datetime = field(default_factory=lambda: datetime.now(UTC))
    generation: int = 0
    _once: Once = field(default_factory=Once)
    _facts: dict[str, object] = field(default_factory=dict[str, object])
    _has_failed: bool = False
    _is_ahead: bool = False

    async def forget(self) -> None:
        """Drop everything that is cached of the caller, so that it is loaded again."""
        self.caller_cache.forget(self.upstream.caller)
        await self.upstream.forget()
        self._begin_anew()
        self.oldest = datetime.now(UTC)

    def _begin_anew(self) -> None:
        self.generation += 1
        self._once = Once()
        self._facts = {}
        self._has_failed = False

    def facts(self) -> Mapping[str, object] | None:
        """The facts so far, None where one of them is not cached, as that of a source that failed."""
        return None if self._has_failed else dict(self._facts)

    def holds(self, facts: Mapping[str, object]) -> bool:
        """Whether these are still the facts about the caller: if so, the operation keeps to them."""
        cache, caller = self.caller_cache, self.upstream.caller
        for name, value in facts.items():
            known = self._facts[name] if name in self._facts else cache.lookup(caller, name)
            if known is not value:
                return False
        for name, value in facts.items():
            if name not in self._facts:
                self._facts[name] = value
                if isinstance(value, DatedValue):
                    self.oldest = min(self.oldest, value.at)
        return True

    def cached_fact(self, name: str) -> Any:
        """The value that is cached of the caller under a name, None where there is none; it becomes a fact."""
        if name not in self._facts:
            self._facts[name] = self.caller_cache.lookup(self.upstream.caller, name)
        return self._facts[name]

    async def recheck(self) -> bool:
        """Ask CRM who the caller is, and whether their profile changed since: one call, none within five seconds.

        A changed profile forgets all that is cached of the caller's permissions. Raises Unauthenticated for a token
        that CRM no longer accepts, and the error of a CRM that does not answer.
        """
        caller, name = self.upstream.caller, f"{PERMISSION_PREFIX}crm user"
        if self.caller_cache.lookup(caller, RECHECKED):
            return False
        before: DatedValue | None = self.caller_cache.lookup(caller, name)
        user = DatedValue(datetime.now(UTC), await self._crm_user())
        is_changed = before is not None and before.value != user.value
        if is_changed:
            self.caller_cache.forget(caller, PERMISSION_PREFIX)
            self._begin_anew()
        self._once.forget(name)
        self.generation += 1
        self._facts.pop(name, None)
        self.caller_cache.store(caller, name, user)
        self.caller_cache.store(caller, RECHECKED, value=True, seconds=RECHECK_SECONDS)
        return is_changed

    async def email(self) -> str:
        """The caller's e-mail address, which identifies people across products."""
        identity = self._facts.get(IDENTITY)
        if not isinstance(identity, Identity):
            identity = self._facts[IDENTITY] = await identity_of(self.upstream, self.caller_cache)
        return identity.email

    def known_email(self) -> str | None:
        """The same without a call, None where nobody has asked for it."""
        identity = self._facts.get(IDENTITY)
        if identity is None:
            identity = self.caller_cache.lookup(self.upstream.caller, IDENTITY)
            if identity is not None:
                self._facts[IDENTITY] = identity
        return identity.email if isinstance(identity, Identity) else None

    async def profile(self) -> str | None:
        """The name of the caller's CRM profile, None for a caller who is no CRM user. One call.

        Raises PermissionUnknown where CRM names none of its user: rules of the policy are looked up by it.
        """
        id_, profile = await self._cached("crm user", self._crm_user)
        if id_ is not None and profile is None:
            raise PermissionUnknown("Zoho CRM does not name the caller's profile.", service="crm")
        return profile

    async def crm_user_id(self) -> str | None:
        """The caller's id in CRM, None for a caller who is no CRM user. The call is the one for the profile."""
        return (await self._cached("crm user", self._crm_user))[0]

    def cached_crm_user_id(self) -> str | None:
        """The caller's id in CRM where it is cached, else None: no call."""
        dated: DatedValue | None = self.caller_cache.lookup(self.upstream.caller, f"{PERMISSION_PREFIX}crm user")
        return None if dated is None else dated.value[0]

    async def crm_modules(self) -> CrmModules | None:
        """The actions that CRM allows the caller by module, None for a caller who is no CRM user. One call."""
        return await self._cached("modules", self._modules)

    async def crm_fields(self, api_name: str) -> CrmFields:
        """The fields of a CRM module as the caller's profile sees them. One call."""
        return await self._cached(f"fields {api_name}", lambda: self._fields(api_name))

    async def read_ahead(self, api_names: Sequence[str]) -> None:
        """Load the caller's modules and the fields of these at once, where that costs no more than the modules alone.

        Whoever needs a value that could not be loaded meets its error.
        """
        name = f"{PERMISSION_PREFIX}modules"
        # Once in an operation: what comes after it knows the modules.
        if self._is_ahead or self.caller_cache.lookup(self.upstream.caller, name) is not None:
            return
        self._is_ahead = True
        upstream, composites = self.upstream, self.upstream.exchange.composites
        if api_names and composites is not None and not upstream.bulk and composites.serves(upstream.caller):
            await gathered([self.crm_modules(), *map(self.crm_fields, api_names)])

    def cached_crm_fields(self, api_name: str) -> CrmFields | None:
        """The fields of a CRM module where they are cached, else None: no call."""
        name = f"{PERMISSION_PREFIX}fields {api_name}"
        dated: DatedValue | None = self.caller_cache.lookup(self.upstream.caller, name)
        return None if dated is None else dated.value

    async def grants(self) -> Grants | None:
        """The caller's grants as an integration user, None for a caller who is none."""
        return await self._cached("grants", self.grants_now)

    async def is_former_integration_user(self, user: BooksUser) -> bool:
        """Whether nothing is left to the caller in Books but the role of the integration user who they were."""
        role = await self._cached("former role", self._former_role)
        return bool(role) and role == user.role_id

    async def is_member(self, product: FinanceProduct) -> bool | None:
        """Whether the caller is a member of the organisation in a finance product, None if unknown. One call."""
        try:
            is_member = await self.organizations.is_member(product)
        except SuitegraphError:
            self._has_failed = True
            raise
        if self.cached_fact(listed_name(product)) is None:
            self._has_failed = True
        return is_member

    async def books_user(self) -> BooksUser | None:
        """The caller as a Books user, None for a caller who is no member of the organisation. One call.

        Of a user whom Books does not describe, nothing is known. Raises NotMember where Books lists the organisation
        and then knows no such user.
        """
        is_member = await self.is_member("books")
        if is_member is False:
            return None
        organization = await self.organizations.id_of("books")
        try:
            return await self._cached(f"books user in {organization}", lambda: self._user(organization))
        except NotMember:
            if is_member:
                raise
            return None

    async def awaits_migration(self, migrations: Migrations | None) -> bool:
        """Whether the caller is still to be migrated by a migration that is under way: no call beside those cached."""
        return migrations is not None and await self._cached(
            "awaits migration", lambda: migrations.awaits(self.organizations.tenant(), self.email())
        )

    async def books_user_id(self) -> str | None:
        """The caller's id in Books, None for a caller who is no member. The call is the one for the role."""
        user = await self.books_user()
        return None if user is None else user.user_id

    async def _cached(self, name: str, load: Callable[[], Awaitable[SourceValue]]) -> SourceValue:
        """The cached value, else the one loaded now; a failure holds for this operation and is not cached."""

        async def dated() -> DatedValue:
            return DatedValue(datetime.now(UTC), await load())

        caller, name = self.upstream.caller, f"{PERMISSION_PREFIX}{name}"
        loaded = self._facts.get(name)
        if not isinstance(loaded, DatedValue):
            try:
                loaded = await self._once(name, lambda: self.caller_cache.load(caller, name, dated))
            except SuitegraphError:
                self._has_failed = True
                raise
            self._facts[name] = loaded
            self.oldest = min(self.oldest, loaded.at)
        return loaded.value

    async def _crm_user(self) -> tuple[str | None, str | None]:
        user = await Crm(self.upstream).current_user() or {}
        profile = mapping(user.get("profile")).get("name")
        return str(user["id"]) if user else None, profile if isinstance(profile, str) and profile else None

    async def _modules(self) -> CrmModules | None:
        rows, _ = await gathered([Crm(self.upstream).modules(), self.organizations.place()])
        if isinstance(rows, SuitegraphError):
            raise rows
        if rows is None:
            return None
        return {str(row["api_name"]): Rights.of_flags(row, _FLAGS) for row in rows}

    async def _fields(self, api_name: str) -> CrmFields:
        rows = await Crm(self.upstream).fields(api_name)
        if not rows:
            # Every module has fields: without them it is unknown which are hidden.
            raise UpstreamUnavailable("Zoho CRM lists no fields of a module.", service="crm", detail=api_name)
        custom = [row for row in rows if row.get("custom_field") and row.get("visible") is not False]
        return CrmFields({str(row["api_name"]): crm_field(row) for row in rows}, custom)

    async def _former_role(self) -> str:
        return await self.granted.former_role_of(await self.email(), self.organizations)

    async def grants_now(self) -> Grants | None:
        """The caller's grants as they are at this moment, whatever is remembered of them."""
        return await self.granted.grants_of(await self.email(), self.organizations)

    async def _user(self, organization: str) -> BooksUser:
        try:
            return books_user_of(await Books(self.upstream, organization).me())
        except NotMember:
            raise
        except (Forbidden, NotFound, UpstreamRejected):
            # It will be refused again: what the caller may do is unknown, and Books decides.
            return books_user_of({})
