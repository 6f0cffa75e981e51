"""Where the rosters of integration users are kept that administrators change."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.errors import Forbidden
from domain.grants import Grants
from domain.roster import RosterChange, RosterLimit, RosterMember, RosterOutcome, RosterQuery

NO_DATABASE = "This gateway keeps no roster that could be changed: its operator has to set SUITEGRAPH_DATABASE."


class GrantLookup(Protocol):
    """Where the gateway looks up its integration users."""

    async def grants_of(self, email: str) -> Grants | None:
        """The grants of an integration user, None for anybody else."""
        ...

    async def all(self) -> Sequence[Grants]:
        """Every integration user's grants, by address."""
        ...


class Rosters(Protocol):
    """The rosters of all organisations. Each method is one transaction."""

    async def of_email(self, email: str) -> Sequence[RosterMember]:
        """The user's places in the rosters of all organisations, by casefolded address."""
        ...

    async def page(self, query: RosterQuery) -> Sequence[RosterMember]:
        """Members of one organisation, by address."""
        ...

    async def change(self, change: RosterChange) -> Mapping[str, RosterOutcome]:
        """Change all users of a change together; what became of each, by address."""
        ...

    async def rehearse(self, change: RosterChange) -> Mapping[str, RosterOutcome]:
        """What would become of each user of a change; nothing is changed."""
        ...

    async def limit(self, tenant: str) -> RosterLimit:
        """How many integration users an organisation may have."""
        ...

    async def set_limit(self, tenant: str, limit: RosterLimit) -> None:
        """Change how many they may be."""
        ...

    async def count(self, tenant: str) -> int:
        """How many members an organisation has."""
        ...


class NoRosters:
    """A gateway without a database: nobody is in a roster, and nobody can be added."""

    async def of_email(self, email: str) -> Sequence[RosterMember]:
        """Nothing, whoever has this address."""
        return ()

    async def page(self, query: RosterQuery) -> Sequence[RosterMember]:
        """Nobody."""
        return ()

    async def change(self, change: RosterChange) -> Mapping[str, RosterOutcome]:
        """Raises Forbidden."""
        raise Forbidden(NO_DATABASE)

    async def rehearse(self, change: RosterChange) -> Mapping[str, RosterOutcome]:
        """Raises Forbidden."""
        raise Forbidden(NO_DATABASE)

    async def limit(self, tenant: str) -> RosterLimit:
        """Zoho's."""
        return RosterLimit()

    async def set_limit(self, tenant: str, limit: RosterLimit) -> None:
        """Raises Forbidden."""
        raise Forbidden(NO_DATABASE)

    async def count(self, tenant: str) -> int:
        """Nobody."""
        return 0
