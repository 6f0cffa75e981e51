"""The system reports: each is a value, and none can be changed, only copied and adjusted by a request."""

from domain.kpis.reports import MOVEMENTS_OF_MRR, Chart, SystemReport

_ALL = (
    SystemReport("mrr", "Monthly recurring revenue", ("mrr_net", "mrr_gross", "discounts"), Chart.LINE),
    SystemReport("arr", "Annual recurring revenue", ("arr_net", "arr_gross"), Chart.LINE),
    SystemReport("mrr-movements", "MRR movements", MOVEMENTS_OF_MRR, Chart.STACKED_BAR),
    SystemReport("mrr-waterfall", "MRR waterfall", ("opening", *MOVEMENTS_OF_MRR, "closing"), Chart.WATERFALL),
)
SYSTEM_REPORTS = {report.id: report for report in _ALL}
