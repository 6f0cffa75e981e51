"""Dashboards: tiles in their order, each of which shows one report. The system's can be copied, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from domain.kpis.charts import ChosenChart

COLUMNS = 12
SPANS = (3, 4, 6, 8, 12)
MOST_TILES = 24
MOST_DASHBOARDS = 200
LONGEST_TITLE = 120
LONGEST_DESCRIPTION = 500


class TileForm(Enum):
    """What a tile shows of its report: the latest figure, the chart, or the table."""

    NUMBER = "number"
    CHART = "chart"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class DashboardTile:
    """One tile: the id of its report, what it shows of it and which measures, and how many of 12 columns it spans.

    `chart` is how it is drawn, None for the chart of the report.
    """

    report: str
    form: TileForm = TileForm.CHART
    span: int = 6
    title: str | None = None
    measures: tuple[str, ...] = ()
    chart: ChosenChart | None = None


@dataclass(frozen=True, slots=True)
class DashboardOwner:
    """Whose a dashboard is: the organisation and the user's address in it, casefolded."""

    tenant: str
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard. One without an owner is the system's; a shared one is seen by the owner's whole organisation.

    It holds no figure: each reader's own are computed for them.
    """

    id: str
    title: str
    description: str
    tiles: tuple[DashboardTile, ...]
    owner: DashboardOwner | None = None
    is_shared: bool = False
    updated_at: datetime | None = None


class DashboardShelf(Protocol):
    """Where users' dashboards are kept."""

    async def visible(self, tenant: str, email: str) -> Sequence[Dashboard]:
        """The user's own and those that others of the organisation share, by title."""
        ...

    async def dashboard(self, id_: str) -> Dashboard | None:
        """One dashboard, whoever's it is."""
        ...

    async def put(self, dashboard: Dashboard, expected: datetime | None) -> bool:
        """Store a dashboard; False where one that was stored at another instant than `expected` stands in its place."""
        ...

    async def remove(self, id_: str) -> None:
        """Remove a dashboard."""
        ...


def problem_of(title: str, description: str, tiles: Sequence[DashboardTile]) -> str | None:
    """What is wrong with a dashboard's parts, None where nothing is."""
    if not 1 <= len(title.strip()) <= LONGEST_TITLE:
        return f"A title has 1 to {LONGEST_TITLE} characters."
    if len(description) > LONGEST_DESCRIPTION:
        return f"A description has at most {LONGEST_DESCRIPTION} characters."
    if not 1 <= len(tiles) <= MOST_TILES:
        return f"A dashboard has 1 to {MOST_TILES} tiles."
    if any(tile.span not in SPANS for tile in tiles):
        return f"A tile spans {', '.join(map(str, SPANS))} of {COLUMNS} columns."
    if any(len(tile.title or "") > LONGEST_TITLE for tile in tiles):
        return f"The title of a tile has at most {LONGEST_TITLE} characters."
    return None


def is_visible(dashboard: Dashboard, tenant: str, email: str) -> bool:
    """Whether a user of an organisation sees a dashboard: the system's, their own, and what theirs share."""
    owner = dashboard.owner
    if owner is None:
        return True
    return owner.tenant == tenant and (dashboard.is_shared or owner.email == email)
