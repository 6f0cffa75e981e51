"""Dashboards of users, changed by mutations: no product is called, and no figure is stored."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.dashboards import SPANS, Dashboard, DashboardTile, TileForm
from domain.writes import NotDone, Problem
from resolvers.analytics import dashboards
from resolvers.analytics.dashboards import DashboardChange, owner_reading
from schema.analytics.chosen_charts import ChosenChartInput
from schema.analytics.dashboards import DashboardOfReader, dashboard_shown
from schema.analytics.known_reports import known_report
from schema.analytics.report_inputs import ReportAdjustment, adjusted
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, REMEMBERED, own_field
from schema.engine.declare.payloads import UserError
from schema.shared.mutation_requests import OperationInfo


@strawberry.input(description="A tile of a dashboard.")
class DashboardTileInput:
    """One tile."""

    report: strawberry.ID = strawberry.field(description="Id of its report.")
    title: str | None = strawberry.field(default=None, description="Its title; by default that of the report.")
    form: TileForm = strawberry.field(default=TileForm.CHART, description="What it shows of the report.")
    span: int = strawberry.field(
        default=6, description=f"How many of 12 columns it spans: {', '.join(map(str, SPANS))}."
    )
    measures: list[str] = strawberry.field(
        default_factory=list, description="Ids of the measures that it shows; all of them if it is empty."
    )
    chart: ChosenChartInput | None = strawberry.field(
        default=None, description="How it is drawn; by default as its report is."
    )


@strawberry.input(description="A dashboard to copy.")
class CopyDashboardInput:
    """A copy."""

    dashboard: strawberry.ID = strawberry.field(description="Id of the dashboard to copy.")
    title: str | None = strawberry.field(default=None, description="Title of the copy.")


@strawberry.input(description="Changes to one of your dashboards. Omitted fields keep their values.")
class UpdateDashboardInput:
    """A change."""

    dashboard: strawberry.ID = strawberry.field(description="Id of the dashboard.")
    title: str | None = strawberry.field(default=UNSET, description="Its title.")
    description: str | None = strawberry.field(default=UNSET, description="What it is for.")
    is_shared: bool | None = strawberry.field(
        default=UNSET, description="Whether everybody in the organisation sees it, each with their own figures."
    )
    tiles: list[DashboardTileInput] | None = strawberry.field(
        default=UNSET, description="All of its tiles, in their order."
    )
    expected_updated_at: datetime | None = strawberry.field(
        default=UNSET, description="Its `updatedAt` when you read it: if it was changed since, nothing is changed."
    )


@strawberry.input(description="One of your dashboards to delete.")
class DeleteDashboardInput:
    """A deletion."""

    dashboard: strawberry.ID = strawberry.field(description="Id of the dashboard.")


@strawberry.type(description="Result of a mutation of a dashboard.")
class DashboardPayload:
    """The dashboard, or why nothing was done."""

    dashboard: DashboardOfReader | None = strawberry.field(default=None, description="The dashboard.")
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Reasons why nothing was done; empty if it was done."
    )


@strawberry.type(description="Result of deleting a dashboard.")
class DeleteDashboardPayload:
    """The id, or why nothing was done."""

    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="Id of the deleted dashboard.")
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Reasons why nothing was done; empty if it was done."
    )


DashboardCopyArgument = Annotated[CopyDashboardInput, strawberry.argument(name="input")]
DashboardUpdateArgument = Annotated[UpdateDashboardInput, strawberry.argument(name="input")]
DashboardDeleteArgument = Annotated[DeleteDashboardInput, strawberry.argument(name="input")]


@strawberry.type
class DashboardMutations:
    """Mutations of dashboards."""

    @own_field("Copy a dashboard: the copy is yours, and shared with nobody.", costs=REMEMBERED, acts=NO_RECORDS)
    async def copy_dashboard(self, info: OperationInfo, input: DashboardCopyArgument) -> DashboardPayload | None:
        """The copy."""
        work = dashboards.copied(info.context.loader, str(input.dashboard), input.title)
        return await _payload(info, work)

    @own_field(
        "Change one of your dashboards: its title, its tiles and their order, whether it is shared.",
        costs=REMEMBERED,
        acts=NO_RECORDS,
    )
    async def update_dashboard(self, info: OperationInfo, input: DashboardUpdateArgument) -> DashboardPayload | None:
        """The changed dashboard."""
        for tile in input.tiles or ():
            await _check_chart(info.context, tile)
        change = DashboardChange(
            title=input.title or None,
            description=input.description if isinstance(input.description, str) else None,
            is_shared=input.is_shared if isinstance(input.is_shared, bool) else None,
            tiles=tuple(map(_tile, input.tiles)) if input.tiles else None,
            # The scalar has validated it, but passes it on as text.
            expected=datetime.fromisoformat(str(input.expected_updated_at)) if input.expected_updated_at else None,
        )
        return await _payload(info, dashboards.updated(info.context.loader, str(input.dashboard), change))

    @own_field("Delete one of your dashboards.", costs=REMEMBERED, acts=NO_RECORDS)
    async def delete_dashboard(
        self, info: OperationInfo, input: DashboardDeleteArgument
    ) -> DeleteDashboardPayload | None:
        """The id of what is gone."""
        try:
            id_ = await dashboards.deleted(info.context.loader, str(input.dashboard))
        except NotDone as error:
            return DeleteDashboardPayload(user_errors=[_error(each) for each in error.problems])
        return DeleteDashboardPayload(deleted_id=strawberry.ID(id_))


async def _payload(info: OperationInfo, work: Awaitable[Dashboard]) -> DashboardPayload:
    try:
        dashboard = await work
    except NotDone as error:
        return DashboardPayload(user_errors=[_error(each) for each in error.problems])
    reader = await owner_reading(info.context.loader)
    return DashboardPayload(dashboard=dashboard_shown(dashboard, None if reader is None else reader.email))


def _error(problem: Problem) -> UserError:
    return UserError(code=problem.code, message=problem.message, field=[*problem.path] or None)


async def _check_chart(context: OperationContext, tile: DashboardTileInput) -> None:
    """Raise BadUserInput for a chart that the tile's report cannot have, and NotFound where there is no such report."""
    if tile.chart is not None:
        report = await known_report(context, str(tile.report))
        measures = tile.measures or None
        adjusted(report.request_until(datetime.now(UTC).date()), ReportAdjustment(chart=tile.chart, measures=measures))


def _tile(tile: DashboardTileInput) -> DashboardTile:
    chart = None if tile.chart is None else tile.chart.chosen()
    return DashboardTile(str(tile.report), tile.form, tile.span, tile.title or None, tuple(tile.measures), chart)
