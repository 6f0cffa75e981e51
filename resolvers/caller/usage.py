"""The record of what users ask: coordinates and counts by day, for organisations that keep it, never a value."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from domain.integration import IntegrationSettings
from domain.integration_plans import UsedShape
from resolvers.caller.integrations import Integrations, NoIntegrations, NoUsage, Usage
from resolvers.caller.organizations import Organizations

# Counts wait for so long, or until there are so many of them.
FLUSH_SECONDS = 10.0
MOST_WAITING = 500
Counted = tuple[str, frozenset[str]]


@dataclass(slots=True)
class UsageRecord:
    """Counts operations in memory, and brings them into the store together, with the next operation that is due."""

    store: Usage = field(default_factory=NoUsage)
    integrations: Integrations = field(default_factory=NoIntegrations)
    now: Callable[[], float] = time.monotonic
    _waiting: defaultdict[tuple[str, date], Counter[Counted]] = field(
        default_factory=lambda: defaultdict[tuple[str, date], Counter[Counted]](Counter)
    )
    _count: int = 0
    _flushed_at: float = 0.0
    _revision: int | None = None
    _settings: dict[str, IntegrationSettings | None] = field(default_factory=dict[str, IntegrationSettings | None])

    @property
    def is_kept(self) -> bool:
        """Whether there is a store for it."""
        return not isinstance(self.store, NoUsage)

    async def note(self, organizations: Organizations, email: str, coordinates: frozenset[str]) -> None:
        """Count an operation, where the caller's organisation is known and keeps a record: no call."""
        if not self.is_kept or organizations.cached_of_crm() is None or not coordinates:
            return
        tenant = organizations.cached_tenant()
        settings = await self._settings_of(tenant)
        if settings is None or not settings.keeps_usage:
            return
        self._waiting[tenant, datetime.now(UTC).date()][email.strip().casefold(), coordinates] += 1
        self._count += 1
        if self._count >= MOST_WAITING or self.now() - self._flushed_at >= FLUSH_SECONDS:
            await self.flush()

    async def since(self, tenant: str, day: date, emails: Sequence[str]) -> Sequence[UsedShape]:
        """What these users have asked since a day, as this process and the store know it."""
        await self.flush()
        return await self.store.since(tenant, day, emails)

    async def flush(self) -> None:
        """Bring what waits into the store."""
        waiting, self._waiting = self._waiting, defaultdict(Counter)
        self._count, self._flushed_at = 0, self.now()
        for (tenant, day), counts in waiting.items():
            settings = await self._settings_of(tenant)
            if settings is not None and settings.keeps_usage:
                await self.store.add(tenant, day, _plain(counts), settings.usage_days)

    async def _settings_of(self, tenant: str) -> IntegrationSettings | None:
        revision = await self.integrations.revision()
        if revision is None:
            return None
        if revision != self._revision:
            self._revision, self._settings = revision, {}
        if tenant not in self._settings:
            self._settings[tenant] = await self.integrations.settings(tenant)
        return self._settings[tenant]


def _plain(counts: Counter[Counted]) -> Mapping[Counted, int]:
    return dict(counts)
