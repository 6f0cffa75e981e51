"""Dashboards: which reports they show, in which order and how large. Each reader's own figures are in the reports."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry

from domain.dashboards import Dashboard, DashboardTile, TileForm
from domain.errors import NotFound
from resolvers.analytics.dashboards import dashboard_of, dashboards_of, owner_reading
from schema.analytics.chosen_charts import ChartOfReader, chart_shown
from schema.analytics.known_reports import known_report
from schema.analytics.reports import Report, report_shown
from schema.engine.declare.enums import describe_values
from schema.engine.declare.own_fields import REMEMBERED, own_field
from schema.shared.mutation_requests import OperationInfo
from schema.shared.scalar_texts import instant_text

DashboardArgument = Annotated[strawberry.ID, strawberry.argument(description="Id of the dashboard: `overview`.")]
_FORMS = {
    "NUMBER": "The latest figure of its first measure, and how it changed.",
    "CHART": "The report's chart.",
    "TABLE": "The report's rows.",
}
strawberry.enum(TileForm, name="DashboardTileForm", description="What a tile shows of its report.")
describe_values(TileForm, lambda each: _FORMS.get(each.name))


@strawberry.type(name="DashboardTile", description="A tile of a dashboard.")
class TileOfDashboard:
    """One tile."""

    report_id: strawberry.ID = strawberry.field(description="Id of its report.")
    title: str | None = strawberry.field(description="Its title; null for that of the report.")
    form: TileForm = strawberry.field(description="What it shows of the report.")
    span: int = strawberry.field(description="How many of 12 columns it spans.")
    measures: list[str] = strawberry.field(description="Ids of the measures that it shows; empty for all.")
    chart: ChartOfReader | None = strawberry.field(description="How it is drawn; null for the chart of its report.")

    @own_field("Its report; null where it is gone or is not shared with you.", costs=REMEMBERED)
    async def report(self, info: OperationInfo) -> Report | None:
        """The report."""
        try:
            return report_shown(await known_report(info.context, str(self.report_id)))
        except NotFound:
            return None


@strawberry.type(name="Dashboard", description="A dashboard: reports side by side.")
class DashboardOfReader:
    """One dashboard."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    title: str = strawberry.field(description="Its title.")
    description: str = strawberry.field(description="What it is for.")
    is_system: bool = strawberry.field(description="Whether it is of the system: it can be copied, but not changed.")
    is_own: bool = strawberry.field(description="Whether it is yours to change.")
    is_shared: bool = strawberry.field(
        description="Whether everybody in the organisation sees it, each with their own figures."
    )
    owner: str | None = strawberry.field(description="Name of its owner; null for the system.")
    updated_at: datetime | None = strawberry.field(description="When it was last changed; null for the system's.")
    tiles: list[TileOfDashboard] = strawberry.field(description="Its tiles, in their order.")


@strawberry.type
class DashboardQueries:
    """Queries of dashboards."""

    @own_field("Dashboards: those of the system, your own, and those shared with you.", costs=REMEMBERED)
    async def dashboards(self, info: OperationInfo) -> list[DashboardOfReader] | None:
        """Every dashboard that the caller sees."""
        return await _shown(info, await dashboards_of(info.context.loader))

    @own_field("A dashboard.", costs=REMEMBERED)
    async def dashboard(self, info: OperationInfo, id: DashboardArgument) -> DashboardOfReader | None:  # noqa: A002  # as records have it
        """The dashboard."""
        [shown] = await _shown(info, [await dashboard_of(info.context.loader, str(id))])
        return shown


async def _shown(info: OperationInfo, dashboards: Sequence[Dashboard]) -> list[DashboardOfReader]:
    reader = await owner_reading(info.context.loader)
    email = None if reader is None else reader.email
    return [dashboard_shown(each, email) for each in dashboards]


def dashboard_shown(dashboard: Dashboard, email: str | None) -> DashboardOfReader:
    """A dashboard as the graph shows it to the user with this address."""
    owner = dashboard.owner
    return DashboardOfReader(
        id=strawberry.ID(dashboard.id),
        title=dashboard.title,
        description=dashboard.description,
        is_system=owner is None,
        is_own=owner is not None and owner.email == email,
        is_shared=owner is None or dashboard.is_shared,
        owner=None if owner is None else owner.name,
        updated_at=None if dashboard.updated_at is None else instant_text(dashboard.updated_at),
        tiles=[tile_shown(each) for each in dashboard.tiles],
    )


def tile_shown(tile: DashboardTile) -> TileOfDashboard:
    """A tile as the graph shows it."""
    return TileOfDashboard(
        report_id=strawberry.ID(tile.report),
        title=tile.title,
        form=tile.form,
        span=tile.span,
        measures=[*tile.measures],
        chart=chart_shown(tile.chart),
    )
