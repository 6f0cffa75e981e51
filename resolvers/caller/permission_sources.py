"""What the products say of a caller's permissions: each fact asked once, remembered a while with its age."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar, cast

from adapters.answers import mapping
from adapters.books.client import Books
from adapters.crm.client import Crm
from adapters.exchange import Upstream
from domain.actions import ACTIONS, ActionName
from domain.errors import Forbidden, UpstreamUnavailable
from domain.grants import Grants
from domain.permission_sources import BooksUser, CrmModules
from domain.permissions import CrmField
from domain.queries import Row
from resolvers.caller.caller_cache import CallerCache
from resolvers.caller.identity import identity_of
from resolvers.caller.organizations import FinanceProduct, Organizations
from resolvers.gathering import Once

SourceValue = TypeVar("SourceValue")
PERMISSION_PREFIX = "permissions "
# Data types that CRM's search for words does not look into.
UNSEARCHED = frozenset(
    {"currency", "integer", "bigint", "double", "percent", "boolean", "date", "datetime", "lookup", "ownerlookup"}
)
_FLAGS: tuple[tuple[ActionName, str], ...] = (
    ("view", "viewable"), ("create", "creatable"), ("edit", "editable"), ("delete", "deletable"),
)  # fmt: skip


class GrantLookup(Protocol):
    """Where the gateway keeps its integration users."""

    async def grants_of(self, email: str) -> Grants | None:
        """An integration user's grants, None for anybody else."""
        ...


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A fact and when it was asked."""

    at: datetime
    fact: Any


@dataclass(frozen=True, slots=True)
class CrmFields:
    """`GET /settings/fields` of a module: what permissions need of each, and whole those custom ones that are seen."""

    by_name: Mapping[str, CrmField]
    custom: list[Row]


@dataclass(slots=True)
class PermissionSources:
    """The facts of one operation's caller. `oldest` is when the oldest of those that it used was asked."""

    upstream: Upstream
    memory: CallerCache
    organizations: Organizations
    roster: GrantLookup
    oldest: datetime = field(default_factory=lambda: datetime.now(UTC))
    _once: Once = field(default_factory=Once)

    async def forget(self) -> None:
        """Ask everything anew from now on."""
        self.memory.forget(self.upstream.caller)
        await self.upstream.forget()
        self._once = Once()
        self.oldest = datetime.now(UTC)

    async def email(self) -> str:
        """The caller's e-mail address, by which people are told apart."""
        return (await identity_of(self.upstream, self.memory)).email

    async def profile(self) -> str | None:
        """The name of the caller's CRM profile, None for nobody of CRM. One call."""
        return (await self._fact("crm user", self._crm_user))[1]

    async def crm_user_id(self) -> str | None:
        """The caller's id in CRM, None for nobody of CRM. One call, the same as for the profile."""
        return (await self._fact("crm user", self._crm_user))[0]

    def known_crm_user_id(self) -> str | None:
        """The same as far as it is remembered."""
        kept: DatedValue | None = self.memory.kept(self.upstream.caller, f"{PERMISSION_PREFIX}crm user")
        return None if kept is None else kept.fact[0]

    async def crm_modules(self) -> CrmModules | None:
        """The caller's rights in CRM's modules, None for nobody of CRM. One call."""
        return await self._fact("modules", self._modules)

    async def crm_fields(self, api_name: str) -> CrmFields:
        """A CRM module's fields as the caller's profile has them. One call."""
        return await self._fact(f"fields {api_name}", lambda: self._fields(api_name))

    def known_crm_fields(self, api_name: str) -> CrmFields | None:
        """The same as far as it is remembered."""
        kept: DatedValue | None = self.memory.kept(self.upstream.caller, f"{PERMISSION_PREFIX}fields {api_name}")
        return None if kept is None else kept.fact

    async def grants(self) -> Grants | None:
        """The caller's grants as an integration user, None for nobody of them."""
        return await self._fact("grants", self._grants)

    async def is_member(self, product: FinanceProduct) -> bool:
        """Whether the caller belongs to the organisation in a finance product. One call."""
        try:
            await self.organizations.id_of(product)
        except Forbidden:
            return False
        return True

    async def books_user(self) -> BooksUser | None:
        """The caller's role in Books, None for no member of the organisation. One call."""
        if not await self.is_member("books"):
            return None
        organization = await self.organizations.id_of("books")
        return await self._fact(f"books user in {organization}", lambda: self._user(organization))

    async def books_user_id(self) -> str | None:
        """The caller's id in Books, None for no member of the organisation. One call, the same as for the role."""
        user = await self.books_user()
        return None if user is None else user.user_id

    async def _fact(self, name: str, load: Callable[[], Awaitable[SourceValue]]) -> SourceValue:
        """A fact as remembered, else as asked now; a failure is the operation's, not the memory's."""

        async def dated() -> DatedValue:
            return DatedValue(datetime.now(UTC), await load())

        caller, name = self.upstream.caller, f"{PERMISSION_PREFIX}{name}"
        recalled = await self._once(name, lambda: self.memory.recall(caller, name, dated))
        self.oldest = min(self.oldest, recalled.at)
        return recalled.fact

    async def _crm_user(self) -> tuple[str | None, str | None]:
        user = await Crm(self.upstream).current_user() or {}
        name = mapping(user.get("profile")).get("name")
        return str(user["id"]) if user else None, None if name is None else str(name)

    async def _modules(self) -> CrmModules | None:
        rows = await Crm(self.upstream).modules()
        if rows is None:
            return None
        return {
            str(row["api_name"]): frozenset(action for action, flag in _FLAGS if row.get(flag) is True) for row in rows
        }

    async def _fields(self, api_name: str) -> CrmFields:
        rows = await Crm(self.upstream).fields(api_name)
        if not rows:
            # Every module has fields: without them nobody knows which are hidden.
            raise UpstreamUnavailable("Zoho CRM tells no fields of a module.", service="crm", detail=api_name)
        custom = [row for row in rows if row.get("custom_field") and row.get("visible") is not False]
        return CrmFields({str(row["api_name"]): _field(row) for row in rows}, custom)

    async def _grants(self) -> Grants | None:
        return await self.roster.grants_of(await self.email())

    async def _user(self, organization: str) -> BooksUser:
        me = await Books(self.upstream, organization).me()
        segmented = me.get("is_customer_segmented") is True
        emails = frozenset(str(row.get("email")).casefold() for row in _rows(me.get("email_ids")))
        return BooksUser(
            dict(_entities(me)),
            assigned_only=segmented,
            user_id=str(me["user_id"]),
            emails=emails,
            is_administrator=me.get("user_role") == "admin",
        )


def _field(row: Row) -> CrmField:
    return CrmField(
        visible=row.get("visible") is not False,
        read_only=row.get("read_only") is True,
        searched=row.get("data_type") not in UNSEARCHED,
        whole=row.get("data_type") in {"integer", "bigint"},
    )


def _rows(value: object) -> list[Row]:
    return [mapping(each) for each in cast("list[object]", value)] if isinstance(value, list) else []


def _entities(me: Row) -> Iterator[tuple[str, frozenset[ActionName]]]:
    """Rights by entity; a member of the tree that is no object says nothing and so allows nothing."""
    for told in _rows(mapping(mapping(me.get("role")).get("role")).get("permissions")):
        whole = told.get("full_access") is True
        rights: frozenset[ActionName] = frozenset(
            action for action in ACTIONS if whole or told.get(f"can_{action}") is True
        )
        yield str(told.get("entity")), rights
