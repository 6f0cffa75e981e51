"""What the sources of permissions would say of somebody whose token nobody has, from what an administrator reads."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.grants import Grants
from domain.permission_sources import BooksUser, CrmModules
from domain.permissions import CrmField
from resolvers.caller.organizations import FinanceProduct
from resolvers.caller.permission_sources import CrmFields, PermissionSources

FieldsOfModule = Callable[[str], Awaitable[Mapping[str, CrmField]]]


async def _no_fields(_: str) -> Mapping[str, CrmField]:
    return {}


@dataclass(frozen=True, slots=True)
class ImaginedUser:
    """A user as an administrator may know them: `grants` are None for no integration user.

    `books` is their user in Books, None for no member; `billing` says whether they are a member there. `fields` returns
    the fields of a CRM module as their profile has them.
    """

    email: str
    profile: str | None
    modules: CrmModules | None = None
    fields: FieldsOfModule = _no_fields
    grants: Grants | None = None
    books: BooksUser | None = None
    billing: bool | None = False


NOBODY = ImaginedUser("", None)


@dataclass(slots=True)
class ImaginedSources(PermissionSources):
    """The sources of an imagined user: nothing is asked with another's token, and nothing is kept."""

    user: ImaginedUser = field(default=NOBODY)

    def facts(self) -> Mapping[str, object] | None:
        """None: no view that was imagined is kept."""
        return None

    def holds(self, facts: Mapping[str, object]) -> bool:
        """Never: the caller's own views are somebody else's."""
        return False

    def cached_fact(self, name: str) -> Any:
        """Nothing is known of refusals."""
        return None

    async def email(self) -> str:
        """The user's address."""
        return self.user.email

    async def profile(self) -> str | None:
        """The user's profile in CRM."""
        return self.user.profile

    async def crm_modules(self) -> CrmModules | None:
        """What the profile allows."""
        return self.user.modules

    async def crm_fields(self, api_name: str) -> CrmFields:
        """The fields as the profile has them."""
        return CrmFields(await self.user.fields(api_name), [])

    async def grants(self) -> Grants | None:
        """The user's grants."""
        return self.user.grants

    async def is_former_integration_user(self, user: BooksUser) -> bool:
        """No: who is imagined has the grants or the role that are said."""
        return False

    async def is_member(self, product: FinanceProduct) -> bool | None:
        """Whether the user is a member of a finance product."""
        memberships: Mapping[FinanceProduct, bool | None] = {
            "books": self.user.books is not None,
            "billing": self.user.billing,
        }
        return memberships[product]

    async def books_user(self) -> BooksUser | None:
        """The user in Books."""
        return self.user.books
