"""The graph as each caller sees it, and as this process has learned that others do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from cachetools import LRUCache

from domain.errors import NotKnownYet
from domain.permissions import ModuleView
from resolvers.reading.loader import RecordLoader
from schema.engine.visibility.variants import Documents, SchemaVariant, SchemaVariants

MOST_LEARNED = 5_000
# Whose graph it is: the data centre and the organisation of CRM, and the e-mail address in it.
VisibilityKey = tuple[str, str, str]
HiddenFrom = Callable[[Iterable[ModuleView], frozenset[str]], frozenset[str]]


@dataclass(frozen=True, slots=True)
class LearnedVisibility:
    """What was hidden from a user, and when that was asked."""

    hidden: frozenset[str]
    at: datetime


class CallerVisibility(Generic[Documents]):
    """The complete graph and the variants that callers see of it."""

    def __init__(self, variants: SchemaVariants[Documents], hidden_from: HiddenFrom) -> None:
        """`hidden_from` returns every coordinate that a caller's views and the policy hide."""
        self._variants = variants
        self._hidden_from = hidden_from
        self._learned: LRUCache[VisibilityKey, LearnedVisibility] = LRUCache(maxsize=MOST_LEARNED)

    @property
    def complete(self) -> SchemaVariant[Documents]:
        """The graph from which nothing is hidden."""
        return self._variants.complete

    @property
    def variants_kept(self) -> int:
        """How many derived graphs are kept."""
        return len(self._variants)

    def hidden_from(self, views: Iterable[ModuleView], more: frozenset[str]) -> frozenset[str]:
        """Every coordinate that these views hide, with `more` fields hidden beside them."""
        return self._hidden_from(views, more)

    def without(self, hidden: frozenset[str]) -> SchemaVariant[Documents]:
        """The graph without these coordinates."""
        return self._variants.variant(hidden)

    async def of(self, loader: RecordLoader, *, strict: bool = False) -> SchemaVariant[Documents]:
        """The graph as the caller sees it. Each source of permissions that is not cached takes one call.

        Names are public unless it is `strict`: what is hidden because a source could not be read is in it.
        """
        views = await loader.permissions.all()
        if not strict:
            views = [view.named() for view in views]
        hidden = self._hidden_from(views, loader.permissions.hidden_by_policy())
        self._learned[await self._who(loader)] = LearnedVisibility(hidden, loader.permissions.sources.oldest)
        return self._variants.variant(hidden)

    async def learned(self, loader: RecordLoader, email: str) -> tuple[SchemaVariant[Documents], datetime]:
        """The graph of another user of the caller's organisation. Raises NotKnownYet."""
        data_centre, organization, _ = await self._who(loader)
        known = self._learned.get((data_centre, organization, email.strip().casefold()))
        if known is None:
            raise NotKnownYet(
                "The permissions of this user are not known here, because the user has not requested them yet."
            )
        return self._variants.variant(known.hidden), known.at

    async def _who(self, loader: RecordLoader) -> VisibilityKey:
        organization = await loader.organizations.of_crm()
        email = (await loader.permissions.sources.email()).casefold()
        return loader.upstream.caller.data_centre, str((organization or {}).get("id", "")), email
