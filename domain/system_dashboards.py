"""The two dashboards of the system. Zoho shows theirs in pictures alone: which tiles they have is our choice."""

from domain.dashboards import Dashboard, DashboardTile, TileForm

NUMBER, CHART, TABLE = TileForm.NUMBER, TileForm.CHART, TileForm.TABLE

OVERVIEW = Dashboard(
    "overview",
    "Zoho Subscription Overview",
    "Where the subscriptions stand: the tiles of Zoho Billing's home page.",
    (
        DashboardTile("mrr", NUMBER, 3, "MRR", ("mrr_net",)),
        DashboardTile("arr", NUMBER, 3, "ARR", ("arr_net",)),
        DashboardTile("mrr", CHART, 6, "Monthly recurring revenue", ("mrr_net", "mrr_gross")),
        DashboardTile("mrr-movements", CHART, 6),
    ),
)
INSIGHTS = Dashboard(
    "insights",
    "Zoho Subscription Insights",
    "Why they stand there: what came, what left, who stays, and what is due.",
    (DashboardTile("mrr-waterfall", CHART, 12),),
)
SYSTEM_DASHBOARDS = {dashboard.id: dashboard for dashboard in (OVERVIEW, INSIGHTS)}
