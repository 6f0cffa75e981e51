"""The system reports: each is a value, and none can be changed, only copied and adjusted by a request.

The names are ours: Zoho shows those of its own folder in pictures only.
"""

from domain.kpis.reports import (
    BOOKS_FOLDER,
    MOVEMENTS_OF_MRR,
    OF_ESTIMATES,
    OF_INVOICES,
    OF_PAYMENTS,
    OF_SALES,
    OF_STATUS,
    Chart,
    Layout,
    SystemReport,
)
from domain.kpis.requests import Dimension

_CURRENCY = (Dimension.CURRENCY,)
_SALES = (Dimension.CURRENCY, Dimension.SALESPERSON)
_COUNTS = ("events", "subscriptions", "customers")
_ACCOUNT = ("opening", "new", "reactivated", "ended", "entering", "leaving", "closing")
_SPLIT = ("mrr_net", "subscriptions_closing", "customers_closing")
_COHORT = (Chart.HEATMAP, Layout.COHORTS)
_RECORDS = (Chart.TABLE, Layout.RECORDS)
_EARNED = ("phases", "payments")


def _moved(kind: str) -> tuple[str, ...]:
    return (kind, *(f"{kind}_{of}" for of in _COUNTS))


_ALL = (
    SystemReport("mrr", "Monthly recurring revenue", ("mrr_net", "mrr_gross", "discounts"), Chart.LINE),
    SystemReport("arr", "Annual recurring revenue", ("arr_net", "arr_gross"), Chart.LINE),
    SystemReport("mrr-movements", "MRR movements", MOVEMENTS_OF_MRR, Chart.STACKED_BAR),
    SystemReport("mrr-waterfall", "MRR waterfall", ("opening", *MOVEMENTS_OF_MRR, "closing"), Chart.WATERFALL),
    SystemReport("quick-ratio", "MRR quick ratio", ("quick_ratio", *MOVEMENTS_OF_MRR[:5]), Chart.LINE),
    SystemReport(
        "active-subscriptions",
        "Active subscriptions",
        tuple(f"subscriptions_{kind}" for kind in _ACCOUNT),
        Chart.LINE,
        coordinates=OF_STATUS,
    ),
    SystemReport(
        "net-customers",
        "Net customers",
        ("net_customers", *(f"customers_{kind}" for kind in _ACCOUNT)),
        Chart.BAR,
        coordinates=OF_STATUS,
    ),
    SystemReport("signups", "Signups", ("signups", "signup_customers"), Chart.BAR, coordinates=OF_STATUS),
    SystemReport(
        "activations", "Activations", ("activations", "activated_customers"), Chart.BAR, coordinates=OF_STATUS
    ),
    SystemReport(
        "trial-conversion",
        "Trial conversion",
        ("trial_conversion", "trials_started", "trials_ended", "trials_converted"),
        Chart.LINE,
        coordinates=OF_STATUS,
        note="The share of the trials that ended in the period.",
    ),
    SystemReport(
        "cancellations",
        "Cancellations",
        ("cancellations", "cancelled_subscriptions", "cancelling_customers", "voluntary_cancellations",
         "involuntary_cancellations", "expired_cancellations", "paused_cancellations", "unknown_cancellations"),
        Chart.BAR,
        coordinates=OF_STATUS,
    ),
    SystemReport(
        "net-cancellations",
        "Net cancellations",
        ("net_cancellations", "cancellations", "subscriptions_reactivated"),
        Chart.BAR,
        coordinates=OF_STATUS,
    ),
    SystemReport(
        "churn-rate",
        "Churn rate",
        ("subscription_churn_rate", "customer_churn_rate", "voluntary_churn_rate", "involuntary_churn_rate",
         "retried_churn_rate"),
        Chart.LINE,
        coordinates=OF_STATUS,
    ),
    SystemReport(
        "revenue-churn",
        "Revenue churn",
        ("revenue_churn_rate", "net_mrr_churn_rate", "voluntary_revenue_churn_rate", "involuntary_revenue_churn_rate",
         "involuntary_share"),
        Chart.LINE,
        note="Contraction is part of the net rate alone.",
    ),
    SystemReport(
        "churned-after-retries",
        "Churned after retries",
        ("retried_cancellations", "retried_churn_rate"),
        Chart.BAR,
        coordinates=OF_STATUS,
    ),
    SystemReport("nrr", "Net revenue retention", ("nrr",), Chart.LINE),
    SystemReport("grr", "Gross revenue retention", ("grr",), Chart.LINE),
    SystemReport(
        "subscription-cohorts", "Subscription retention cohorts", ("subscription_cohort",), *_COHORT,
        coordinates=OF_STATUS,
    ),
    SystemReport("revenue-cohorts", "Revenue retention cohorts", ("revenue_cohort",), *_COHORT),
    SystemReport("arpu", "Average revenue per payer", ("arpu", "payers"), Chart.LINE),
    SystemReport(
        "expected-ltv",
        "Expected lifetime value",
        ("ltv", "arpu"),
        Chart.LINE,
        note="ARPU divided by the monthly churn of those who pay; not the revenue so far.",
    ),
    SystemReport(
        "ltv-so-far",
        "Lifetime value so far",
        ("revenue_so_far", "days_since_activation"),
        *_RECORDS,
        facts=_EARNED,
        coordinates=(*OF_STATUS, *OF_PAYMENTS),
        note="What was received for a subscription, less refunds; not the value that is expected.",
    ),
    SystemReport(
        "renewal-exposure",
        "Renewal exposure",
        ("renewing_30", "renewing_30_mrr", "renewing_60", "renewing_60_mrr", "renewing_90", "renewing_90_mrr",
         "renewal_overdue", "renewal_overdue_mrr", "renewal_non_renewing", "renewal_non_renewing_mrr",
         "renewal_unknown", "renewal_unknown_mrr"),
        Chart.BAR,
        Layout.STATE,
    ),
    SystemReport(
        "renewal-failures",
        "Renewal failures",
        ("renewals_failed", "renewals_recovered", "renewals_lost", "renewal_recovery"),
        Chart.BAR,
        coordinates=OF_STATUS,
    ),
    SystemReport(
        "under-risk", "Under risk", ("risk_mrr", "revenue_so_far"), *_RECORDS, facts=(*_EARNED, "dunning"), lists="risk"
    ),
    SystemReport("non-renewing", "Non-renewing subscriptions", ("non_renewing_mrr",), *_RECORDS, lists="non_renewing"),
    SystemReport("expiry", "Subscriptions expired", ("expired", "expired_customers"), Chart.BAR, coordinates=OF_STATUS),
    SystemReport("upgrades", "Upgrades", _moved("expansion"), Chart.BAR),
    SystemReport("downgrades", "Downgrades", _moved("contraction"), Chart.BAR),
    SystemReport(
        "net-revenue",
        "Net revenue",
        ("net_revenue", "received", "refunds"),
        Chart.LINE,
        facts=("payments",),
        coordinates=OF_PAYMENTS,
        dimensions=_CURRENCY,
    ),
    SystemReport(
        "receivables",
        "Receivables",
        ("receivables", "current", "overdue"),
        Chart.BAR,
        Layout.STATE,
        ("invoices",),
        OF_INVOICES,
        _CURRENCY,
    ),
    SystemReport(
        "refunds",
        "Refunds",
        ("refunds", "refunded_payments"),
        Chart.BAR,
        facts=("payments",),
        coordinates=OF_PAYMENTS,
        dimensions=_CURRENCY,
    ),
    *(
        SystemReport(
            f"by-{dimension.value}",
            f"Recurring revenue by {dimension.value}",
            _SPLIT,
            Chart.BAR,
            group_by=(dimension,),
        )
        for dimension in (Dimension.PLAN, Dimension.PRODUCT, Dimension.OWNER, Dimension.COUNTRY)
    ),
    SystemReport(
        "subscription-details",
        "Subscription details",
        ("details_mrr", "revenue_so_far", "days_since_activation"),
        *_RECORDS,
        facts=_EARNED,
    ),
    SystemReport(
        "receivables-ageing",
        "Receivables ageing",
        ("current", "age_1_15", "age_16_30", "age_31_45", "age_over_45", "receivables"),
        Chart.STACKED_BAR,
        Layout.STATE,
        ("invoices",),
        OF_SALES,
        _SALES,
        folder=BOOKS_FOLDER,
    ),
    SystemReport(
        "estimates-won",
        "Estimates won and lost",
        ("won", "lost", "open", "won_count", "lost_count", "win_rate"),
        Chart.STACKED_BAR,
        facts=("estimates",),
        coordinates=OF_ESTIMATES,
        dimensions=_SALES,
        folder=BOOKS_FOLDER,
    ),
    SystemReport(
        "sales-by-person",
        "Sales by person",
        ("invoiced", "invoices"),
        Chart.BAR,
        facts=("invoices",),
        coordinates=OF_SALES,
        dimensions=_SALES,
        group_by=(Dimension.SALESPERSON,),
        folder=BOOKS_FOLDER,
    ),
)  # fmt: skip
SYSTEM_REPORTS = {report.id: report for report in _ALL}
