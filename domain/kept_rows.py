"""Rows of reports that people keep beyond their token: each is one person's, for the rights that read them. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from domain.errors import StoreUnavailable


class KeptRowsError(StoreUnavailable):
    """Kept rows could not be read or written."""


@dataclass(frozen=True, slots=True)
class RowsPlace:
    """Whose rows: the tenant and the person in it, the product and the organisation that the rows are of.

    `person` is what administrators name the owner by: the data centre and the e-mail address.
    """

    person: str
    tenant: str
    owner: str
    product: str
    organization: str

    @property
    def text(self) -> str:
        """One text for each place."""
        return "\0".join((self.person, self.tenant, self.owner, self.product, self.organization))


@dataclass(frozen=True, slots=True)
class KeptRows:
    """Rows as they were packed, the fingerprint of the rights that they were read with, and when they were kept.

    Without `content` nothing has been read yet, or rights have changed since.
    """

    rights: str
    kept_at: datetime
    content: bytes = b""


def is_over(kept_at: datetime, longest: timedelta) -> bool:
    """Whether something was kept for too long."""
    return datetime.now(UTC) - kept_at > longest


class KeptRowsShelf(Protocol):
    """Where rows are kept, for as long as its owner's setting says. Each method raises KeptRowsError."""

    async def one(self, place: RowsPlace) -> KeptRows | None:
        """What is kept at a place, None where its person keeps nothing, or it was kept too long."""
        ...

    async def begin(self, place: RowsPlace, rows: KeptRows) -> None:
        """Keep rows at a place, whose person asked for it."""
        ...

    async def replace(self, place: RowsPlace, rows: KeptRows) -> bool:
        """Keep rows in place of those that are kept; False, and nothing is kept, where none are any more."""
        ...

    async def forget(self, place: RowsPlace) -> bool:
        """Drop what is kept at a place; whether there was anything."""
        ...

    async def forget_person(self, person: str) -> None:
        """Drop everything of a person."""
        ...
