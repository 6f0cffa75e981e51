"""The custom views of every module, and the conditions that they stand for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sandbox.company.subscriptions import months_later
from sandbox.crm.conditions import Comparison, Condition, ConditionGroup
from sandbox.crm.metadata import CrmModule
from sandbox.crm.mirrors import ESTIMATES, INVOICES, SUBSCRIPTIONS
from sandbox.people import Persona

CURRENT_USER = "${CURRENTUSER}"


@dataclass(frozen=True, slots=True)
class CustomView:
    """A custom view. The first one shows everything and is the default.

    `sort_by` is the field by which it lists its records, from the largest value on, None for the list's own order.
    """

    number: int
    module: CrmModule
    name: str
    columns: tuple[str, ...]
    condition: Condition | None
    sort_by: str | None = None

    @property
    def id(self) -> str:
        """The view's id, `cvid`."""
        return str(4150868000000087000 + self.module.number * 100 + self.number)

    def condition_for(self, persona: Persona) -> Condition | None:
        """The condition, with the user in the place of whoever looks."""
        return None if self.condition is None else _with_user(self.condition, persona)


_MINE = Comparison(("Owner",), "equal", (CURRENT_USER,))
_CLOSED = ("Closed Won", "Closed Lost")
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "Accounts": ("Account_Name", "Phone", "Website", "Owner"),
    "Contacts": ("Full_Name", "Account_Name", "Email", "Phone", "Owner"),
    "Deals": ("Deal_Name", "Amount", "Stage", "Closing_Date", "Account_Name", "Owner"),
    "Vendors": ("Vendor_Name", "Phone", "Email", "Category"),
    "Products": ("Product_Name", "Product_Code", "Product_Active", "Owner"),
}


# The views that list their records in an order of their own.
_ORDERS: Mapping[str, Mapping[str, str]] = {"Accounts": {"Accounts by revenue": "Annual_Revenue"}}


def _conditions(today: date) -> Mapping[str, Mapping[str, Condition]]:
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    last = months_later(quarter, 3) - timedelta(days=1)
    is_open = Comparison(("Stage",), "not_in", _CLOSED)
    since = Comparison(("Closing_Date",), "greater_equal", (quarter.isoformat(),))
    until = Comparison(("Closing_Date",), "less_equal", (last.isoformat(),))
    return {
        "Accounts": {
            "Gold accounts": Comparison(("Customer_Tier",), "equal", ("Gold",)),
            "My accounts": _MINE,
            "Large accounts": Comparison(("Annual_Revenue",), "greater_equal", ("50000000",)),
            "Accounts by revenue": Comparison(("Customer_Tier",), "in", ("Gold", "Silver", "Bronze")),
        },
        "Contacts": {
            "Primary contacts": Comparison(("Primary_Contact",), "equal", ("true",)),
            "My contacts": _MINE,
        },
        "Deals": {
            "Open deals": is_open,
            "Closing this quarter": ConditionGroup("and", (is_open, since, until)),
            "My deals": _MINE,
        },
        "Vendors": {"Optics suppliers": Comparison(("Category",), "equal", ("Optics",))},
        "Products": {"Active products": Comparison(("Product_Active",), "equal", ("true",))},
        INVOICES: {"Unpaid invoices": Comparison(("Balance",), "greater_than", ("0",))},
        ESTIMATES: {"Open estimates": Comparison(("Status",), "in", ("draft", "pending_approval", "sent"))},
        SUBSCRIPTIONS: {"Live subscriptions": Comparison(("Status",), "equal", ("live",))},
    }


def views_of(module: CrmModule, today: date) -> tuple[CustomView, ...]:
    """The module's views, the default one first."""
    columns = _COLUMNS.get(module.key, ("Name", "Status", "Owner"))
    named = _conditions(today).get(module.key, {})
    order = _ORDERS.get(module.key, {})
    everything = CustomView(0, module, f"All {module.plural}", columns, None)
    return (
        everything,
        *(
            CustomView(number, module, name, columns, named[name], order.get(name))
            for number, name in enumerate(named, start=1)
        ),
    )


def _with_user(condition: Condition, persona: Persona) -> Condition:
    if isinstance(condition, ConditionGroup):
        return replace(condition, parts=tuple(_with_user(part, persona) for part in condition.parts))
    values = tuple(persona.crm_id if value == CURRENT_USER else value for value in condition.values)
    return replace(condition, values=values)
