"""The people of an organisation as CRM and Books list them, read with the administrator's own token."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from domain.errors import BadUserInput
from domain.grants import casefolded
from domain.json_values import mapping
from domain.queries import Row
from resolvers.reading.loader import RecordLoader

# 200 users each.
MOST_PAGES = 25
ListedPerson = TypeVar("ListedPerson")


@dataclass(frozen=True, slots=True)
class CrmPerson:
    """A user of CRM; `email` is casefolded, `is_active` None where CRM's word is not known."""

    id: str
    name: str
    email: str
    profile: str
    role: str
    is_active: bool | None
    profile_id: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class BooksPerson:
    """A user of Books; `email` is casefolded."""

    id: str
    name: str
    email: str
    role: str
    status: str
    role_id: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Everybody in CRM and in Books, by address. `books` are those with a licence: integration users are not in it.

    `provisioned` are those in Books who have the role there that the organisation gives its integration users.
    """

    crm: Mapping[str, CrmPerson]
    books: Mapping[str, BooksPerson]
    granted_by_operator: frozenset[str] = frozenset()
    provisioned: Mapping[str, BooksPerson] = field(default_factory=dict[str, BooksPerson])

    def doubtful_match(self, person: CrmPerson) -> BooksPerson | None:
        """A user of Books with another address but the same name, who may be the same person; never taken for them."""
        if person.email in self.books:
            return None
        name = _name(person.name)
        return next((each for each in self.books.values() if name and _name(each.name) == name), None)


async def people_of(loader: RecordLoader) -> People:
    """Everybody in CRM and in Books: one call per page of 200 users in each.

    Raises the error of a product that refuses its list, and BadUserInput where there are more than 5,000.
    """
    books = await loader.books()

    # What is not needed of a page is dropped before the next one is read.
    async def crm_page(page: int) -> tuple[Sequence[CrmPerson], bool]:
        users = await loader.crm.users((("type", "AllUsers"), ("page", str(page)), ("per_page", "200")))
        return [_crm_person(row) for row in users.rows], users.more

    async def books_page(page: int) -> tuple[Sequence[BooksPerson], bool]:
        users = await books.users(page)
        return [_books_person(row) for row in users.rows], users.more

    # Whom the operator's file makes integration users is in Books as one, where Books lists them.
    operators = frozenset([grants.email for grants in await loader.permissions.rules.grants.all()])
    crm_people = await _all(crm_page)
    books_people = await _all(books_page)
    integration_role = await provisioning_role_of(loader)
    named = {each.email: each for each in books_people if each.email}
    provisioned = {email: each for email, each in named.items() if each.role_id and each.role_id == integration_role}
    return People(
        {each.email: each for each in crm_people if each.email},
        {email: each for email, each in named.items() if email not in operators and email not in provisioned},
        operators,
        provisioned,
    )


async def provisioning_role_of(loader: RecordLoader) -> str | None:
    """The id of the role in Books that the organisation gives its integration users, None where it gives none."""
    access = loader.permissions.rules.access
    wanted = None if access is None else await access.provisioning(await loader.organizations.tenant())
    return None if wanted is None else wanted.role_id


async def _all(page_of: Callable[[int], Awaitable[tuple[Sequence[ListedPerson], bool]]]) -> list[ListedPerson]:
    people: list[ListedPerson] = []
    for page in range(1, MOST_PAGES + 1):
        listed, more = await page_of(page)
        people += listed
        if not more:
            return people
    raise BadUserInput(
        f"The organisation has more than {MOST_PAGES * 200:,} users, which is more than can be looked at."
    )


def _crm_person(row: Row) -> CrmPerson:
    status = row.get("status")
    return CrmPerson(
        str(row.get("id") or ""),
        _text(row.get("full_name")),
        casefolded(_text(row.get("email"))),
        _text(mapping(row.get("profile")).get("name")),
        _text(mapping(row.get("role")).get("name")),
        {"active": True, "inactive": False, "disabled": False, "deleted": False}.get(_text(status).casefold()),
        str(mapping(row.get("profile")).get("id") or ""),
        _text(row.get("locale")),
    )


def _books_person(row: Row) -> BooksPerson:
    return BooksPerson(
        str(row.get("user_id") or ""),
        _text(row.get("name")),
        casefolded(_text(row.get("email"))),
        _text(row.get("user_role_formatted")) or _text(row.get("user_role")),
        _text(row.get("status")),
        str(row.get("role_id") or ""),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _name(name: str) -> str:
    return " ".join(name.casefold().split())
