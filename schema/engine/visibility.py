"""The graph as each caller sees it, and as this process has learned that others do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from cachetools import LRUCache

from domain.errors import NotKnownYet
from domain.permissions import ModuleView
from resolvers.desk import Desk
from schema.engine.shapes import Shape, Shapes

MOST_LEARNED = 5_000
# Whose graph it is: the data centre and the organisation of CRM, and the e-mail address in it.
Who = tuple[str, str, str]
HiddenFrom = Callable[[Iterable[ModuleView], frozenset[str]], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Learned:
    """What was hidden from a user, and when that was asked."""

    hidden: frozenset[str]
    at: datetime


class Visibility:
    """The complete graph and the shapes that callers see of it."""

    def __init__(self, shapes: Shapes, hidden_from: HiddenFrom) -> None:
        """`hidden_from` tells what goes with a caller's views and what is hidden beside them, all in all."""
        self._shapes = shapes
        self._hidden_from = hidden_from
        self._learned: LRUCache[Who, Learned] = LRUCache(maxsize=MOST_LEARNED)

    @property
    def complete(self) -> Shape:
        """The graph from which nothing is hidden."""
        return self._shapes.complete

    @property
    def shapes_kept(self) -> int:
        """How many derived graphs are kept."""
        return len(self._shapes)

    async def of(self, desk: Desk) -> Shape:
        """The graph as the caller sees it. What is not remembered of their permissions takes one call a fact."""
        views = await desk.permissions.all()
        hidden = self._hidden_from(views, desk.permissions.hidden_by_policy())
        self._learned[await self._who(desk)] = Learned(hidden, desk.permissions.facts.oldest)
        return self._shapes.shape(hidden)

    async def learned(self, desk: Desk, email: str) -> tuple[Shape, datetime]:
        """The graph of another user of the caller's organisation. Raises NotKnownYet."""
        data_centre, organization, _ = await self._who(desk)
        known = self._learned.get((data_centre, organization, email.strip().casefold()))
        if known is None:
            raise NotKnownYet("The permissions of this user are not known here: they have not asked for them yet.")
        return self._shapes.shape(known.hidden), known.at

    async def _who(self, desk: Desk) -> Who:
        organization = await desk.organizations.of_crm()
        email = (await desk.permissions.facts.email()).casefold()
        return desk.upstream.caller.data_centre, str((organization or {}).get("id", "")), email
