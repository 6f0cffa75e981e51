"""Measures of payments, documents and the state on a day."""

from domain.kpis.formulas import Formula, Measure
from domain.kpis.results import FigureLabel, FigureUnit

_BALANCE = FigureLabel.BALANCE
_COUNT = FigureUnit.COUNT
_AGES = (
    ("current", "Not due"),
    ("age_1_15", "1 to 15 days overdue"),
    ("age_16_30", "16 to 30 days overdue"),
    ("age_31_45", "31 to 45 days overdue"),
    ("age_over_45", "More than 45 days overdue"),
)
_OVERDUE = tuple(f"receivables.{kind}" for kind, _ in _AGES[1:])
_WITHIN = ("within_30", "within_60", "within_90")


def _exposed(days: int, of: str = "") -> Formula:
    return Formula(tuple(f"exposure.{kind}{of}" for kind in _WITHIN[: days // 30]))


OF_RECORDS = (
    Measure("received", "Payments received", Formula(("payments.received",))),
    Measure("refunds", "Refunds", Formula(("payments.refunded",))),
    Measure("refunded_payments", "Payments refunded", Formula(("payments.refunded.events",)), _COUNT),
    Measure("net_revenue", "Net revenue", Formula(("payments.received",), ("payments.refunded",))),
    Measure("receivables", "Receivables", Formula(("receivables.current", *_OVERDUE)), label=_BALANCE),
    Measure("overdue", "Overdue", Formula(_OVERDUE), label=_BALANCE),
    *(Measure(kind, title, Formula((f"receivables.{kind}",)), label=_BALANCE) for kind, title in _AGES),
    *(
        Measure(f"renewing_{days}_mrr", f"MRR to renew within {days} days", _exposed(days), label=_BALANCE)
        for days in (30, 60, 90)
    ),
    *(
        Measure(f"renewing_{days}", f"To renew within {days} days", _exposed(days, ".events"), _COUNT, _BALANCE)
        for days in (30, 60, 90)
    ),
    *(
        measure
        for kind, title in (
            ("overdue", "Renewal overdue"),
            ("unknown", "Renewal not known"),
            ("non_renewing", "Non-renewing"),
        )
        for measure in (
            Measure(f"renewal_{kind}_mrr", f"{title}: MRR", Formula((f"exposure.{kind}",)), label=_BALANCE),
            Measure(f"renewal_{kind}", title, Formula((f"exposure.{kind}.events",)), _COUNT, _BALANCE),
        )
    ),
    Measure("invoiced", "Invoiced", Formula(("sales.invoiced",))),
    Measure("invoices", "Invoices", Formula(("sales.invoiced.events",)), _COUNT),
    Measure("won", "Won", Formula(("estimates.won",))),
    Measure("lost", "Lost", Formula(("estimates.lost",))),
    Measure("open", "Still open", Formula(("estimates.open",))),
    Measure("won_count", "Estimates won", Formula(("estimates.won.events",)), _COUNT),
    Measure("lost_count", "Estimates lost", Formula(("estimates.lost.events",)), _COUNT),
    Measure(
        "win_rate",
        "Share won of those decided",
        Formula(
            ("estimates.won.events",),
            over=("estimates.won.events", "estimates.lost.events"),
            times=100,
            no_base="No estimate was decided.",
        ),
        FigureUnit.PERCENT,
    ),
    *(
        Measure(id_, "MRR", Formula((f"{ledger}.mrr",)), label=_BALANCE)
        for id_, ledger in (("risk_mrr", "risk"), ("non_renewing_mrr", "non_renewing"), ("details_mrr", "details"))
    ),
    Measure("revenue_so_far", "Revenue so far", Formula(("earned.earned",)), label=_BALANCE),
    Measure("days_since_activation", "Days since first activation", Formula(("ages.days",)), FigureUnit.DAYS, _BALANCE),
)
