"""What a reader adjusts of a report, as the address of its page carries it: plain words that the graph checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

GRAINS = {"DAY": "Day", "WEEK": "Week", "MONTH": "Month", "QUARTER": "Quarter", "YEAR": "Year", "WHOLE": "One period"}
COMPARISONS = {
    "PREVIOUS_PERIOD": "Previous period",
    "WEEK_AGO": "A week ago",
    "MONTH_AGO": "A month ago",
    "QUARTER_AGO": "A quarter ago",
    "YEAR_AGO": "A year ago",
}
DEFINITIONS = {"ZOHO": "Zoho Billing", "CHARTMOGUL": "ChartMogul", "STRIPE": "Stripe", "INVOICED": "Invoiced"}
COHORT_MODES = {"OF_START": "% of the start", "OF_PREVIOUS": "% of the month before", "ABSOLUTE": "Numbers"}
DIMENSIONS = {
    "PLAN": "Plan",
    "PRODUCT": "Product",
    "OWNER": "Owner",
    "COUNTRY": "Country",
    "CURRENCY": "Currency",
    "SALESPERSON": "Salesperson",
    "CHANNEL": "Channel",
}
CHARTS = {"LINE": "Line", "BAR": "Bars", "STACKED_BAR": "Stacked bars", "WATERFALL": "Waterfall", "TABLE": "No chart"}
NAMES = (
    "from",
    "to",
    "grain",
    "group",
    "compare",
    "definition",
    "mode",
    "filter",
    "value",
    "currency",
    "measure",
    "chart",
)
LONGEST = 255
UNGROUPED = "NONE"


@dataclass(frozen=True, slots=True)
class Controls:
    """The reader's choices by name, without those that are empty or that nobody offers."""

    chosen: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.chosen.get(name, "")

    @property
    def query(self) -> str:
        """The choices as the query of an address."""
        return urlencode(self.chosen)

    def query_with(self, **more: str | None) -> str:
        """The same with more of them; a name that they have stands for the new value."""
        return urlencode({**self.chosen, **{name: value for name, value in more.items() if value is not None}})

    def adjustment(self, measures: list[str] | None = None) -> dict[str, Any]:
        """The adjustment that they mean; what is wrong in it is for the graph to say."""
        named = {
            "startsOn": self["from"],
            "endsOn": self["to"],
            "comparison": self["compare"],
            "definition": self["definition"],
            "cohortMode": self["mode"],
            "currency": self["currency"],
        }
        adjustment: dict[str, Any] = {name: value for name, value in named.items() if value}
        if self["grain"] == "WHOLE":
            adjustment["isWhole"] = True
        elif self["grain"]:
            adjustment["grain"] = self["grain"]
        if self["group"]:
            adjustment["groupBy"] = [] if self["group"] == UNGROUPED else [self["group"]]
        if self["filter"] and self["value"]:
            adjustment["filters"] = [{"dimension": self["filter"], "values": [self["value"]]}]
        if self["chart"]:
            adjustment["chart"] = {"kind": self["chart"]}
        if measures:
            adjustment["measures"] = measures
        return adjustment


def controls_in(query: Mapping[str, str]) -> Controls:
    """The choices in the query of an address."""
    words = {name: query.get(name, "").strip()[:LONGEST] for name in NAMES}
    return Controls({name: word for name, word in words.items() if word})
