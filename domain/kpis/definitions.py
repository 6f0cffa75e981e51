"""Definitions: how a figure counts. The dialects of other products are values, each with its sources."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class CountedUnit(Enum):
    """Whose recurring revenue is compared before and after a change."""

    SUBSCRIPTION = "subscription"
    CUSTOMER = "customer"


class ChurnDay(Enum):
    """When a cancellation at the end of the term counts."""

    TERM_END = "term_end"
    CANCELLATION = "cancellation"


class Price(Enum):
    """Whether recurring revenue is counted after or before discounts."""

    NET = "net"
    GROSS = "gross"


class PriceChange(Enum):
    """When a change of price within a term counts: at once, or from the next term on."""

    AT_ONCE = "at_once"
    NEXT_TERM = "next_term"


class ExchangeDay(Enum):
    """Which exchange rate converts: the one of the posting, or the latest that is known of each currency."""

    POSTING = "posting"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Definition:
    """How figures count. `time_zone` is an IANA name; None takes the days as the facts have them."""

    id: str
    title: str
    time_zone: str | None = None
    unit: CountedUnit = CountedUnit.SUBSCRIPTION
    churn: ChurnDay = ChurnDay.TERM_END
    price: Price = Price.NET
    dunning: bool = True
    unpaid: bool = True
    price_change: PriceChange = PriceChange.AT_ONCE
    free_plans: bool = False
    future_starts: bool = False
    exchange: ExchangeDay = ExchangeDay.POSTING
    weeks_per_year: Fraction = Fraction(52)
    days_per_year: Fraction = Fraction(365)
    arpu_per: CountedUnit = CountedUnit.SUBSCRIPTION
    reactivation_retains: bool = False
    new_in_churn_base: bool = False
    sources: tuple[str, ...] = ()

    def counted_statuses(self) -> frozenset[str]:
        """The statuses whose recurring revenue counts."""
        optional = {
            "non_renewing": self.churn is ChurnDay.TERM_END,
            "dunning": self.dunning,
            "unpaid": self.unpaid,
            "future": self.future_starts,
        }
        return frozenset({"live", *(status for status, is_counted in optional.items() if is_counted)})

    def terms(self) -> dict[str, str]:
        """What a result states about its definition, in the words of its fields."""
        return {
            "time zone": self.time_zone or "the organisation's",
            "movements of": f"each {self.unit.value}",
            "churn counts": "at the end of the term" if self.churn is ChurnDay.TERM_END else "at cancellation",
            "discounts": "deducted" if self.price is Price.NET else "not deducted",
            "dunning": _counted(is_counted=self.dunning),
            "unpaid": _counted(is_counted=self.unpaid),
            "price changes": "at once" if self.price_change is PriceChange.AT_ONCE else "from the next term on",
            "free plans": _counted(is_counted=self.free_plans),
            "future starts": _counted(is_counted=self.future_starts),
            "exchange rate": "of the posting" if self.exchange is ExchangeDay.POSTING else "the latest known",
            "weeks in a year": str(self.weeks_per_year),
            "days in a year": str(self.days_per_year),
            "ARPU": f"per {self.arpu_per.value}",
            "reactivation in retention": _counted(is_counted=self.reactivation_retains),
            "new ones in the base of churn": _counted(is_counted=self.new_in_churn_base),
        }


def _counted(*, is_counted: bool) -> str:
    return "counted" if is_counted else "not counted"


ZOHO = Definition(
    "ZOHO",
    "Zoho Billing",
    sources=(
        "https://www.zoho.com/uk/billing/help/reports/mrr-arr.html",
        "https://www.zoho.com/za/billing/help/home/index.md",
        "https://www.zoho.com/billing/academy/billing-basics/faqs-saas-metrics-and-kpis.html",
    ),
)
CHARTMOGUL = Definition(
    "CHARTMOGUL",
    "ChartMogul",
    time_zone="UTC",
    unit=CountedUnit.CUSTOMER,
    arpu_per=CountedUnit.CUSTOMER,
    reactivation_retains=True,
    sources=(
        "https://help.chartmogul.com/hc/en-us/articles/207290389-Configuring-data-settings",
        "https://help.chartmogul.com/hc/en-us/articles/201244842",
        "https://help.chartmogul.com/hc/en-us/articles/203299912",
    ),
)
STRIPE = Definition(
    "STRIPE",
    "Stripe Billing",
    time_zone="UTC",
    unit=CountedUnit.CUSTOMER,
    unpaid=False,
    exchange=ExchangeDay.LATEST,
    arpu_per=CountedUnit.CUSTOMER,
    reactivation_retains=True,
    new_in_churn_base=True,
    sources=(
        "https://docs.stripe.com/billing/subscriptions/analytics/glossary",
        "https://support.stripe.com/questions/billing-analytics",
        "https://support.stripe.com/questions/calculating-subscriber-lifetime-value-in-billing",
    ),
)
# It counts what was billed: a price that changed within a term counts when it is billed, with the next term.
INVOICED = Definition(
    "INVOICED",
    "Invoiced",
    time_zone="UTC",
    unit=CountedUnit.CUSTOMER,
    price_change=PriceChange.NEXT_TERM,
    arpu_per=CountedUnit.CUSTOMER,
    reactivation_retains=True,
    sources=("https://docs.invoiced.com/subscription-billing/metrics",),
)
DIALECTS = {definition.id: definition for definition in (ZOHO, CHARTMOGUL, STRIPE, INVOICED)}
