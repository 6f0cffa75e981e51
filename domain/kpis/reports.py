"""What a report is: its measures, the facts that it reads, how it can be split, and how it is drawn."""

from dataclasses import dataclass
from enum import Enum

from domain.kpis.requests import Dimension

FOLDER = "Zoho Subscription Reports"
BOOKS_FOLDER = "Books Reports"
MOVEMENTS_OF_MRR = (
    "new", "expansion", "reactivation", "contraction", "churn", "entering", "leaving", "net_new",
)  # fmt: skip


class Chart(Enum):
    """How a report is drawn unless a copy says otherwise."""

    LINE = "line"
    BAR = "bar"
    STACKED_BAR = "stacked_bar"
    WATERFALL = "waterfall"
    HEATMAP = "heatmap"
    TABLE = "table"


class Layout(Enum):
    """What the rows of a report are: periods, the state on its last day, records, or cohorts."""

    PERIODS = "periods"
    STATE = "state"
    RECORDS = "records"
    COHORTS = "cohorts"


# The fields of the graph that a dimension shows, with those that lead there from a subscription.
DIMENSION_COORDINATES = {
    Dimension.PLAN: ("BillingSubscription.planName",),
    Dimension.PRODUCT: ("BillingSubscription.productName",),
    Dimension.OWNER: ("BillingSubscription.customer", "BillingCustomer.account", "Account.owner", "User.name"),
    Dimension.COUNTRY: ("BillingSubscription.customer", "BillingCustomer.billingAddress"),
    Dimension.CURRENCY: ("BillingSubscription.currency",),
    Dimension.SALESPERSON: ("BillingSubscription.salesperson",),
    Dimension.CHANNEL: ("BillingSubscription.autoCollect",),
}
OF_STATUS = ("BillingSubscription.status",)
OF_MONEY = (*OF_STATUS, "BillingSubscription.amount", "BillingSubscription.currency")
# The status says which were declined, and brought nothing.
OF_PAYMENTS = (
    "BillingPayment.status",
    "BillingPayment.paidOn",
    "BillingPayment.amount",
    "BillingPayment.refunded",
    "BillingPayment.currency",
)
OF_INVOICES = ("BillingInvoice.status", "BillingInvoice.dueOn", "BillingInvoice.balance", "BillingInvoice.currency")
OF_SALES = (
    "Invoice.status",
    "Invoice.issuedOn",
    "Invoice.dueOn",
    "Invoice.total",
    "Invoice.balance",
    "Invoice.currency",
)
OF_ESTIMATES = ("Estimate.status", "Estimate.issuedOn", "Estimate.total", "Estimate.currency")


@dataclass(frozen=True, slots=True)
class SystemReport:
    """A report of the system: its measures in the order of its columns, and what it needs to be computed.

    `facts` name the sources that it reads, `coordinates` the fields of the graph that whoever asks must see.
    """

    id: str
    title: str
    measures: tuple[str, ...]
    chart: Chart
    layout: Layout = Layout.PERIODS
    facts: tuple[str, ...] = ("phases",)
    coordinates: tuple[str, ...] = OF_MONEY
    dimensions: tuple[Dimension, ...] = tuple(Dimension)
    group_by: tuple[Dimension, ...] = ()
    folder: str = FOLDER
    note: str | None = None
    # The ledger whose records a list has.
    lists: str = "details"

    def has_grain(self) -> bool:
        """Whether its days can be split into periods."""
        return self.layout in {Layout.PERIODS, Layout.COHORTS}

    def has_comparison(self) -> bool:
        """Whether it can be compared with earlier days."""
        return self.layout in {Layout.PERIODS, Layout.STATE}
