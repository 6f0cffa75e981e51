"""What reports share in a process: data sets that are kept, each its own caller's, and reports that users saved."""

from dataclasses import dataclass, field

from domain.dashboards import DashboardShelf
from domain.kept_results import KeptResults
from domain.kept_rows import KeptRowsShelf
from domain.report_runs import ReportRuns
from domain.saved_reports import SavedReports
from resolvers.background_jobs import BackgroundJobs
from resolvers.kept_objects import KeptObjects
from resolvers.memory_shelf import MemoryShelf

# The calls to Billing that one reading in an operation may take: fewer than an organisation has in a minute.
MOST_CALLS = 60


@dataclass(slots=True)
class AnalyticsResources:
    """`data_sets` keeps what callers have read, `reports` what users saved, None where nothing can be saved.

    `most_calls` are those that one reading in an operation may take; `fresh_seconds` is how long lists that were read
    stand for the product before they are read again. `dashboards` are those of users. `runs` keeps how far runs
    are, so that another process can go on; None where they end with this one. `kept` are results of closed periods;
    None where none can be kept. `kept_rows` are rows that people keep beyond their token, None where nobody may.
    """

    data_sets: KeptObjects = field(default_factory=KeptObjects)
    reports: SavedReports | None = None
    runs: ReportRuns | None = None
    kept: KeptResults | None = None
    kept_rows: KeptRowsShelf | None = None
    jobs: BackgroundJobs = field(default_factory=BackgroundJobs)
    most_calls: int = MOST_CALLS
    fresh_seconds: float = 60.0
    dashboards: DashboardShelf = field(default_factory=MemoryShelf)
