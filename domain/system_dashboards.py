"""The two dashboards of the system. Zoho shows theirs in pictures alone: which tiles they have is our choice.

The Overview has the tiles of Zoho Billing's home page, without the one that sets income against expenses, since
expenses are Books'. https://www.zoho.com/za/billing/help/home/index.md
"""

from domain.dashboards import Dashboard, DashboardTile, TileForm

NUMBER, CHART, TABLE = TileForm.NUMBER, TileForm.CHART, TileForm.TABLE

OVERVIEW = Dashboard(
    "overview",
    "Zoho Subscription Overview",
    "Where the subscriptions stand.",
    (
        DashboardTile("mrr", NUMBER, 3, "MRR", ("mrr_net",)),
        DashboardTile("active-subscriptions", NUMBER, 3, None, ("subscriptions_closing",)),
        DashboardTile("arpu", NUMBER, 3, "ARPU", ("arpu",)),
        DashboardTile("churn-rate", NUMBER, 3, "Subscription churn", ("subscription_churn_rate",)),
        DashboardTile("net-revenue", NUMBER, 3, None, ("net_revenue",)),
        DashboardTile("receivables", NUMBER, 3, None, ("receivables",)),
        DashboardTile("expected-ltv", NUMBER, 3, "Expected LTV", ("ltv",)),
        DashboardTile("arr", NUMBER, 3, "ARR", ("arr_net",)),
        DashboardTile("mrr", CHART, 6, None, ("mrr_net",)),
        DashboardTile("mrr-movements", CHART, 6),
        DashboardTile("activations", CHART, 6, None, ("activations",)),
        DashboardTile(
            "net-cancellations", CHART, 6, "Cancellations and reactivations",
            ("cancellations", "subscriptions_reactivated"),
        ),
    ),
)  # fmt: skip
INSIGHTS = Dashboard(
    "insights",
    "Zoho Subscription Insights",
    "Why they stand there: what came and left, who stays, and what is due.",
    (
        DashboardTile("mrr-waterfall", CHART, 12),
        DashboardTile("quick-ratio", NUMBER, 3, "Quick ratio", ("quick_ratio",)),
        DashboardTile("nrr", NUMBER, 3, "NRR", ("nrr",)),
        DashboardTile("grr", NUMBER, 3, "GRR", ("grr",)),
        DashboardTile("trial-conversion", NUMBER, 3, "Trial conversion", ("trial_conversion",)),
        DashboardTile(
            "cancellations", CHART, 6, "Churn by cause",
            ("voluntary_cancellations", "involuntary_cancellations", "expired_cancellations", "unknown_cancellations"),
        ),
        DashboardTile("trial-conversion", CHART, 6, "Trials", ("trials_started", "trials_converted")),
        DashboardTile("subscription-cohorts", TABLE, 12),
        DashboardTile("renewal-exposure", CHART, 6, "MRR that is to be renewed",
                      ("renewing_30_mrr", "renewing_60_mrr", "renewing_90_mrr", "renewal_non_renewing_mrr")),
        DashboardTile("under-risk", TABLE, 6),
    ),
)  # fmt: skip
SYSTEM_DASHBOARDS = {dashboard.id: dashboard for dashboard in (OVERVIEW, INSIGHTS)}
