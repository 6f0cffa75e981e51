"""Scopes: a request with all that its figures depend on. Ledgers, rows and proofs are read in one."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from domain.errors import BadUserInput
from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.facts import Facts
from domain.kpis.reports import Layout, SystemReport
from domain.kpis.requests import Grain, ReportRequest
from domain.kpis.stretches import Terms

# The column that tells the records of a list apart, and the one that tells cohorts apart.
RECORD, COHORT = "record", "cohort"
_COLUMNS = {Layout.RECORDS: (RECORD,), Layout.COHORTS: (COHORT,)}


@dataclass(frozen=True)
class Scope:
    """A request that its report can answer, its facts, and the columns that split its rows beside the periods."""

    request: ReportRequest
    facts: Facts
    as_of: date
    segments: tuple[str, ...]

    @property
    def report(self) -> SystemReport:
        """The report that is asked for."""
        return SYSTEM_REPORTS[self.request.report]

    @property
    def currency(self) -> str:
        """The currency of the amounts."""
        return self.request.currency or self.facts.base_currency

    @cached_property
    def terms(self) -> Terms:
        """What the counted phases depend on; the words of a definition make no difference."""
        return Terms(replace(self.request.definition, id="", title="", sources=()), self.request.currency, self.as_of)

    @property
    def day(self) -> date:
        """The day whose state is asked for: the last one, or what the report is as of where that is earlier."""
        return min(self.as_of, self.request.ends_on - timedelta(days=1))

    def whole(self) -> "Scope":
        """The scope of the totals: all days and all segments together."""
        return replace(self, request=replace(self.request, grain=None, group_by=()), segments=())

    def of(self, request: ReportRequest) -> "Scope":
        """The scope of a request that differs in its days or its definition."""
        return replace(self, request=request)


def scope_of(request: ReportRequest, facts: Facts) -> Scope:
    """The scope of a request. Raises BadUserInput where its report is unknown or lacks what is asked of it."""
    report = SYSTEM_REPORTS.get(request.report)
    if report is None:
        raise BadUserInput(f"There is no report `{request.report}`.")
    for dimension in (*request.group_by, *(condition.dimension for condition in request.filters)):
        if dimension not in report.dimensions:
            raise BadUserInput(f"`{report.id}` cannot be grouped or filtered by {dimension.value}.")
    if request.group_by and report.layout in _COLUMNS:
        raise BadUserInput(f"`{report.id}` has a row for each {_COLUMNS[report.layout][0]}: it cannot be grouped.")
    for measure in request.measures:
        if measure not in report.measures:
            raise BadUserInput(f"`{report.id}` has no measure `{measure}`.")
    if request.comparison and not report.has_comparison():
        raise BadUserInput(f"`{report.id}` cannot be compared with earlier days.")
    if not report.has_grain():
        request = replace(request, grain=None)
    elif report.layout is Layout.COHORTS and request.grain is None:
        request = replace(request, grain=Grain.MONTH)
    segments = _COLUMNS.get(report.layout, tuple(dimension.value for dimension in request.group_by))
    return Scope(request, facts, request.as_of or request.ends_on - timedelta(days=1), segments)
