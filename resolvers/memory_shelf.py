"""Dashboards in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.dashboards import Dashboard, is_visible


@dataclass(slots=True)
class MemoryShelf:
    """Dashboards in memory, for a gateway without a database: they end with the process."""

    _dashboards: dict[str, Dashboard] = field(default_factory=dict[str, Dashboard])

    async def visible(self, tenant: str, email: str) -> Sequence[Dashboard]:
        """The user's own and those that others of the organisation share, by title."""
        shown = [each for each in self._dashboards.values() if is_visible(each, tenant, email)]
        return sorted(shown, key=lambda each: (each.title.casefold(), each.id))

    async def dashboard(self, id_: str) -> Dashboard | None:
        """One dashboard, whoever's it is."""
        return self._dashboards.get(id_)

    async def put(self, dashboard: Dashboard, expected: datetime | None) -> bool:
        """Store a dashboard."""
        before = self._dashboards.get(dashboard.id)
        if (before.updated_at if before else None) != expected:
            return False
        self._dashboards[dashboard.id] = dashboard
        return True

    async def remove(self, id_: str) -> None:
        """Remove a dashboard."""
        self._dashboards.pop(id_, None)
