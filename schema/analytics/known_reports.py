"""Reports by their ids: those of the system, and those that users keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.errors import NotFound
from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.charts import ChosenChart
from domain.kpis.reports import SystemReport
from domain.kpis.requests import ReportRequest
from domain.saved_reports import SavedReport
from resolvers.analytics.own_reports import is_own, own_and_shared, saved_report
from resolvers.analytics.running import standard_request
from schema.analytics.report_inputs import adjusted, adjustment_of
from schema.engine.declare.operation import OperationContext


@dataclass(frozen=True, slots=True)
class KnownReport:
    """A report with its adjustments: `version` is None for one of the system, which nobody changes."""

    id: str
    title: str
    folder: str
    system: SystemReport
    adjustments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    version: int | None = None
    is_own: bool = False
    is_shared: bool = True

    @property
    def chart(self) -> ChosenChart | None:
        """The chart that was chosen for it, None for that of the system report."""
        chosen = adjustment_of(self.adjustments).chart
        return None if chosen is None else chosen.chosen()

    def request_until(self, last_day: date) -> ReportRequest:
        """What it asks, until a day. Raises BadUserInput where it was saved by another version of the graph."""
        return adjusted(standard_request(self.system.id, last_day), adjustment_of(self.adjustments))


def of_system(report: SystemReport) -> KnownReport:
    """A report of the system."""
    return KnownReport(report.id, report.title, report.folder, report)


def of_saved(saved: SavedReport, *, is_own: bool, without_adjustments: bool = False) -> KnownReport:
    """A report that a user keeps. Raises NotFound where the report that it is a copy of is no more."""
    system = SYSTEM_REPORTS.get(saved.base)
    if system is None:
        raise NotFound("The report of the system that this is a copy of is no more.")
    adjustments = dict[str, Any]() if without_adjustments else saved.adjustments
    return KnownReport(saved.id, saved.title, saved.folder, system, adjustments, saved.version, is_own, saved.is_shared)


async def known_report(context: OperationContext, id_: str) -> KnownReport:
    """A report that the caller may read. Raises NotFound."""
    system = SYSTEM_REPORTS.get(id_)
    if system is not None:
        return of_system(system)
    saved = await saved_report(context.loader, id_)
    return of_saved(saved, is_own=await is_own(context.loader, saved))


async def all_reports(context: OperationContext) -> list[KnownReport]:
    """The reports that the caller may read: those of the system first, then others by folder and title."""
    saved = [
        of_saved(each, is_own=await is_own(context.loader, each))
        for each in await own_and_shared(context.loader)
        if each.base in SYSTEM_REPORTS
    ]
    return [*map(of_system, SYSTEM_REPORTS.values()), *saved]
