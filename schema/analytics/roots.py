"""What analytics adds to the roots of the graph."""

from schema.analytics.dashboard_mutations import DashboardMutations
from schema.analytics.dashboards import DashboardQueries
from schema.analytics.definition_bridges import DefinitionQueries
from schema.analytics.kept_results import PeriodMutations
from schema.analytics.own_reports import ReportMutations
from schema.analytics.report_folders import FolderMutations, FolderQueries
from schema.analytics.reports import ReportQueries
from schema.analytics.runs import RunMutations, RunQueries


class AnalyticsQueries(FolderQueries, ReportQueries, DefinitionQueries, RunQueries, DashboardQueries):
    """Queries of reports and dashboards."""


class AnalyticsMutations(FolderMutations, ReportMutations, RunMutations, PeriodMutations, DashboardMutations):
    """Mutations of reports and dashboards."""
