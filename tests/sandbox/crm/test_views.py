"""Custom views: what they say and what they show."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sandbox.company.entities import Deal
from tests.sandbox.crm.conftest import Crm, column, error


async def view_ids(crm: Crm, module: str) -> dict[str, str]:
    answer = await crm.get("admin", "/settings/custom_views", module=module)
    return {view["name"]: view["id"] for view in answer.body["custom_views"]}


async def test_a_modules_views_are_listed_without_their_criteria(crm: Crm) -> None:
    answer = await crm.get("outsider", "/settings/custom_views", module="Deals")
    views = answer.body["custom_views"]
    assert [view["name"] for view in views] == ["All Deals", "Open deals", "Closing this quarter", "My deals"]
    assert {view["criteria"] for view in views} == {None}
    assert views[0]["system_name"] == "ALLVIEWS"
    info = answer.body["info"]
    assert (info["default"], info["count"], info["more_records"]) == (views[0]["id"], 4, False)


async def test_views_come_in_pages(crm: Crm) -> None:
    answer = await crm.get("sales", "/settings/custom_views", module="Deals", page=2, per_page=3)
    assert [view["name"] for view in answer.body["custom_views"]] == ["My deals"]
    first = await crm.get("sales", "/settings/custom_views", module="Deals", per_page=3)
    assert first.body["info"]["more_records"] is True


async def test_a_single_view_tells_its_criteria_and_columns(crm: Crm) -> None:
    id_ = (await view_ids(crm, "Deals"))["Closing this quarter"]
    answer = await crm.get("sales", f"/settings/custom_views/{id_}", module="Deals")
    (view,) = answer.body["custom_views"]
    criteria = view["criteria"]
    assert criteria["group_operator"] == "and"
    told = [(part["field"]["api_name"], part["comparator"], part["value"]) for part in criteria["group"]]
    assert told == [
        ("Stage", "not_in", ["Closed Won", "Closed Lost"]),
        ("Closing_Date", "greater_equal", "2026-10-01"),
        ("Closing_Date", "less_equal", "2026-12-31"),
    ]
    assert "Stage" in [field["api_name"] for field in view["fields"]]


async def test_a_view_of_ones_own_records_names_the_current_user(crm: Crm) -> None:
    id_ = (await view_ids(crm, "Accounts"))["My accounts"]
    answer = await crm.get("sales", f"/settings/custom_views/{id_}", module="Accounts")
    criteria = answer.body["custom_views"][0]["criteria"]
    assert (criteria["value"], criteria["type"]) == ("${CURRENTUSER}", "merge_field")


async def test_an_unknown_view_is_not_there(crm: Crm) -> None:
    assert (await crm.get("sales", "/settings/custom_views/1", module="Deals")).status == 204
    unknown = await crm.get("sales", "/Deals", fields="Deal_Name", cvid=1)
    assert error(unknown) == (400, "INVALID_DATA", {"param_name": "cvid"})


def is_open(deal: Deal) -> bool:
    return not deal.stage.startswith("Closed")


DEAL_VIEWS: dict[str, Callable[[Deal], bool]] = {
    "All Deals": lambda _: True,
    "Open deals": is_open,
    "Closing this quarter": lambda deal: is_open(deal) and date(2026, 10, 1) <= deal.closing_on <= date(2026, 12, 31),
    "My deals": lambda deal: deal.owner.name == "sales",
}


@pytest.mark.parametrize("name", DEAL_VIEWS)
async def test_a_list_shows_what_its_view_lets_through(crm: Crm, name: str) -> None:
    id_ = (await view_ids(crm, "Deals"))[name]
    answer = await crm.get("sales", "/Deals", fields="Deal_Name", cvid=id_)
    expected = [deal.crm_id for deal in reversed(crm.company.deals) if DEAL_VIEWS[name](deal)]
    assert column(answer, "id") == expected


OTHER_VIEWS: dict[tuple[str, str], tuple[str, Callable[[Any], bool]]] = {
    ("Accounts", "Gold accounts"): ("Customer_Tier", lambda value: value == "Gold"),
    ("Accounts", "Large accounts"): ("Annual_Revenue", lambda value: value >= 50_000_000),
    ("Contacts", "Primary contacts"): ("Primary_Contact", lambda value: value is True),
    ("Vendors", "Optics suppliers"): ("Category", lambda value: value == "Optics"),
    ("Products", "Active products"): ("Product_Active", lambda value: value is True),
    ("CustomModule5001", "Unpaid invoices"): ("Balance", lambda value: value > 0),
    ("CustomModule5002", "Open estimates"): ("Status", lambda value: value in {"draft", "pending_approval", "sent"}),
    ("CustomModule5011", "Live subscriptions"): ("Status", lambda value: value == "live"),
}


@pytest.mark.parametrize(("module", "name"), OTHER_VIEWS)
async def test_every_view_leaves_out_what_it_should(crm: Crm, module: str, name: str) -> None:
    field, lets_through = OTHER_VIEWS[module, name]
    id_ = (await view_ids(crm, module))[name]
    everything = column(await crm.get("admin", f"/{module}", fields=field), field)
    shown = column(await crm.get("admin", f"/{module}", fields=field, cvid=id_), field)
    assert shown == [value for value in everything if lets_through(value)]
    assert 0 < len(shown) < len(everything)


async def test_a_view_with_an_order_lists_by_it_whoever_looks(crm: Crm) -> None:
    id_ = (await view_ids(crm, "Accounts"))["Accounts by revenue"]
    told = await crm.get("sales", f"/settings/custom_views/{id_}", module="Accounts")
    (view,) = told.body["custom_views"]
    assert (view["sort_by"]["api_name"], view["sort_order"]) == ("Annual_Revenue", "desc")
    values = column(await crm.get("admin", "/Accounts", fields="Annual_Revenue", cvid=id_), "Annual_Revenue")
    assert (
        values
        == sorted(values, reverse=True)
        != column(await crm.get("admin", "/Accounts", fields="Annual_Revenue"), "Annual_Revenue")
    )
    # Annual revenues are hidden from this profile.
    shown = await crm.get("restricted", "/Accounts", fields="id", cvid=id_)
    assert column(shown, "id") == column(await crm.get("admin", "/Accounts", fields="id", cvid=id_), "id")
