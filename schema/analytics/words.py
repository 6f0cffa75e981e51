"""The domain's words for reports as enums of the graph: the schema takes them from here, where they are described."""

from datetime import date
from enum import Enum

import strawberry

from domain.kept_results import RestatementCause as RestatementCause
from domain.kpis.reports import Chart as Chart
from domain.kpis.reports import Layout as Layout
from domain.kpis.requests import CohortMode as CohortMode
from domain.kpis.requests import ComparedWith as ComparedWith
from domain.kpis.requests import Dimension as Dimension
from domain.kpis.requests import Grain as Grain
from domain.kpis.results import FigureLabel as FigureLabel
from domain.kpis.results import FigureUnit as FigureUnit
from resolvers.analytics.coverage import GapReason as GapReason
from resolvers.background_jobs import JobState as JobState
from schema.engine.declare.enums import describe_values

_DESCRIPTIONS: dict[type[Enum], tuple[str, str, dict[str, str]]] = {
    Grain: (
        "ReportGrain",
        "Length of the periods of a report.",
        {"DAY": "Days.", "WEEK": "Weeks.", "MONTH": "Months.", "QUARTER": "Quarters.", "YEAR": "Years."},
    ),
    Dimension: (
        "ReportDimension",
        "What a report is grouped and filtered by.",
        {
            "PLAN": "The plan's name.",
            "PRODUCT": "The product that the plan belongs to.",
            "OWNER": "The owner of the customer's account in CRM.",
            "COUNTRY": "The country of the customer's billing address.",
            "CURRENCY": "The currency that is billed in.",
            "SALESPERSON": "The salesperson.",
            "CHANNEL": "`online` where the customer is charged automatically, else `offline`.",
        },
    ),
    ComparedWith: (
        "ReportComparison",
        "The earlier days that a report is compared with.",
        {
            "PREVIOUS_PERIOD": "The same number of days before.",
            "WEEK_AGO": "The days a week before.",
            "MONTH_AGO": "The days a month before.",
            "QUARTER_AGO": "The days a quarter before.",
            "YEAR_AGO": "The days a year before.",
        },
    ),
    CohortMode: (
        "CohortMode",
        "What a cell of a cohort is relative to.",
        {
            "OF_START": "A percentage of what the cohort began with.",
            "OF_PREVIOUS": "A percentage of the period before.",
            "ABSOLUTE": "The number or amount itself.",
        },
    ),
    FigureUnit: (
        "FigureUnit",
        "What a figure is expressed in.",
        {
            "MONEY": "An amount in the currency of the result.",
            "COUNT": "A number.",
            "PERCENT": "A percentage: 12.50 is an eighth.",
            "RATIO": "A ratio.",
            "DAYS": "A number of days.",
        },
    ),
    FigureLabel: (
        "FigureLabel",
        "Whether a figure is a level or what happened.",
        {"BALANCE": "The level at the end of its period.", "ACTIVITY": "What happened in its period."},
    ),
    Chart: (
        "ReportChart",
        "How a report is drawn.",
        {
            "LINE": "A line.",
            "BAR": "Bars.",
            "STACKED_BAR": "Stacked bars.",
            "WATERFALL": "A waterfall from the opening to the closing.",
            "HEATMAP": "A heat map.",
            "TABLE": "A table alone.",
        },
    ),
    Layout: (
        "ReportLayout",
        "What the rows of a report are.",
        {
            "PERIODS": "Periods.",
            "STATE": "The state on the last day.",
            "RECORDS": "Single records.",
            "COHORTS": "Cohorts by the period in which they began.",
        },
    ),
    JobState: (
        "ReportRunState",
        "How far a run is.",
        {
            "RUNNING": "It is running, or waits for its calls.",
            "DONE": "Its result is there.",
            "FAILED": "It failed; it can be resumed.",
            "CANCELLED": "It was cancelled; it can be resumed.",
        },
    ),
    GapReason: (
        "CoverageGapReason",
        "Why something is missing from what a result rests on.",
        {
            "CALL_LIMIT": "The calls that it may take were used up.",
            "REFUSED": "The product refuses it to your token.",
            "FAILED": "The product did not answer properly.",
            "NOT_REPORTED": "No product reports it.",
        },
    ),
    RestatementCause: (
        "RestatementCause",
        "Why a record adds another amount to a figure than when the figure was kept.",
        {
            "COUNTS_NOW": "It did not count then.",
            "COUNTS_NO_LONGER": "It counted then.",
            "COUNTS_DIFFERENTLY": "It counted for another amount.",
        },
    ),
}
for _kind, (_name, _description, _values) in _DESCRIPTIONS.items():
    strawberry.enum(_kind, name=_name, description=_description)
    describe_values(_kind, lambda each, values=_values: values.get(each.name))


@strawberry.enum(description="Days of a report, counted back from its last day.")
class ReportPeriod(Enum):
    """Values as `days_of_period` reads them."""

    LAST_30_DAYS = strawberry.enum_value("30", description="The last 30 days.")
    LAST_90_DAYS = strawberry.enum_value("90", description="The last 90 days.")
    LAST_365_DAYS = strawberry.enum_value("365", description="The last 365 days.")
    THIS_MONTH = strawberry.enum_value("month", description="The month of the last day, until that day.")
    THIS_QUARTER = strawberry.enum_value("quarter", description="The quarter of the last day, until that day.")
    THIS_YEAR = strawberry.enum_value("year", description="The year of the last day, until that day.")
    LAST_12_MONTHS = strawberry.enum_value(
        "12 months", description="The month of the last day and the eleven before it."
    )
    LAST_24_MONTHS = strawberry.enum_value("24 months", description="The month of the last day and the 23 before it.")


def first_day_of(period: ReportPeriod, last_day: date) -> date:
    """The first day of a period that ends with a day."""
    value = str(period.value)
    if value.isdecimal():
        return date.fromordinal(last_day.toordinal() - int(value) + 1)
    months_back = {"month": 0, "quarter": (last_day.month - 1) % 3, "year": last_day.month - 1}
    back = months_back.get(value, int(value.partition(" ")[0]) - 1 if value[0].isdecimal() else 0)
    months = last_day.year * 12 + last_day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


@strawberry.enum(description="A definition of subscription figures: how a product counts them.")
class ReportDialect(Enum):
    """Values as `domain.kpis.definitions` names them."""

    ZOHO = strawberry.enum_value("ZOHO", description="As Zoho Billing counts.")
    CHARTMOGUL = strawberry.enum_value("CHARTMOGUL", description="As ChartMogul counts.")
    STRIPE = strawberry.enum_value("STRIPE", description="As Stripe Billing counts.")
    INVOICED = strawberry.enum_value("INVOICED", description="As Invoiced counts.")
