"""Lists of records: which fields, which records, in which order, a page at a time."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.crm.paging import token
from sandbox.people import BY_NAME
from tests.sandbox.conftest import Answer
from tests.sandbox.crm.conftest import Crm, column, error


async def test_the_fields_must_be_named(crm: Crm) -> None:
    answer = await crm.get("sales", "/Deals")
    assert error(answer) == (400, "REQUIRED_PARAM_MISSING", {"param_name": "fields"})
    assert answer.body["message"] == "One of the expected parameter is missing"


async def test_no_more_than_50_fields_can_be_named(crm: Crm) -> None:
    assert (await crm.get("sales", "/Deals", fields=",".join(["Amount"] * 50))).status == 200
    refused = await crm.get("sales", "/Deals", fields=",".join(["Amount"] * 51))
    assert error(refused) == (400, "LIMIT_EXCEEDED", {"param_name": "fields", "limit": 50})


async def test_a_row_has_the_named_fields_and_the_id(crm: Crm) -> None:
    answer = await crm.get("sales", "/Deals", fields="Deal_Name, Stage,No_Such_Field", per_page=1)
    deal = crm.company.deals[-1]
    assert answer.body["data"] == [{"Deal_Name": deal.name, "Stage": deal.stage, "id": deal.crm_id}]


async def test_values_have_the_shape_of_their_type(crm: Crm) -> None:
    deal = crm.company.deals[4]
    fields = "Account_Name,Owner,Amount,Margin_Percent,Closing_Date,Created_Time,Competitors,Partner_Account,Territory"
    answer = await crm.get("sales", "/Deals", fields=fields, ids=deal.crm_id)
    (row,) = answer.body["data"]
    assert row["Account_Name"] == {"name": deal.account.name, "id": deal.account.crm_id}
    owner = deal.owner
    assert row["Owner"] == {"name": owner.full_name, "id": owner.crm_id, "email": owner.email}
    assert row["Amount"] == float(deal.amount)
    assert row["Closing_Date"] == deal.closing_on.isoformat()
    assert row["Competitors"] == ["Cutwater Labs"]
    assert row["Partner_Account"]["id"] == crm.company.accounts[6].crm_id
    assert row["Territory"] is None
    created = datetime.fromisoformat(row["Created_Time"])
    assert created == deal.created_at
    assert created.utcoffset() in {timedelta(hours=1), timedelta(hours=2)}


async def test_times_have_the_offset_of_the_season_in_berlin(crm: Crm) -> None:
    times = column(await crm.get("sales", "/Deals", fields="Created_Time"), "Created_Time")
    for written in times:
        summer = 4 <= int(written[5:7]) <= 9
        winter = int(written[5:7]) in {11, 12, 1, 2}
        assert written.endswith("+02:00" if summer else "+01:00" if winter else "00")
    assert {written[-6:] for written in times} == {"+01:00", "+02:00"}


async def test_an_unknown_module_is_refused(crm: Crm) -> None:
    assert error(await crm.get("sales", "/Leads", fields="id")) == (400, "INVALID_MODULE", {"resource_path_index": 0})


async def test_an_empty_list_is_204_without_a_body(crm: Crm) -> None:
    answer = await crm.get("sales", "/Deals", fields="Deal_Name", ids="1")
    assert (answer.status, answer.body) == (204, None)


async def test_lists_come_by_ids(crm: Crm) -> None:
    first, second = crm.company.deals[0].crm_id, crm.company.deals[7].crm_id
    assert column(await crm.get("sales", "/Deals", fields="id", ids=f"{first},{second}"), "id") == [second, first]
    assert (await crm.get("sales", "/Deals", fields="id", ids=",".join(["1"] * 100))).status == 204
    too_many = await crm.get("sales", "/Deals", fields="id", ids=",".join(["1"] * 101))
    assert error(too_many) == (400, "LIMIT_EXCEEDED", {"param_name": "ids", "limit": 100})
    assert error(await crm.get("sales", "/Deals", fields="id", ids="x")) == (400, "INVALID_DATA", {"param_name": "ids"})


async def test_the_order_is_by_id_downwards_unless_asked_otherwise(crm: Crm) -> None:
    ids = [deal.crm_id for deal in crm.company.deals]
    assert column(await crm.get("sales", "/Deals", fields="id"), "id") == ids[::-1]
    assert column(await crm.get("sales", "/Deals", fields="id", sort_order="asc"), "id") == ids
    by_time = await crm.get("sales", "/Deals", fields="id", sort_by="Modified_Time", sort_order="asc")
    assert column(by_time, "id") == [
        deal.crm_id for deal in sorted(crm.company.deals, key=lambda deal: (deal.modified_at, deal.crm_id))
    ]
    created = await crm.get("sales", "/Deals", fields="id", sort_by="Created_Time")
    assert column(created, "id")[0] == max(crm.company.deals, key=lambda deal: (deal.created_at, deal.crm_id)).crm_id
    assert (created.body["info"]["sort_by"], created.body["info"]["sort_order"]) == ("Created_Time", "desc")


async def test_a_list_is_sorted_by_three_fields_only(crm: Crm) -> None:
    by_amount = await crm.get("sales", "/Deals", fields="id", sort_by="Amount")
    allowed = ["id", "Created_Time", "Modified_Time"]
    assert error(by_amount) == (400, "INVALID_DATA", {"param_name": "sort_by", "supported_values": allowed})
    sideways = await crm.get("sales", "/Deals", fields="id", sort_order="sideways")
    assert error(sideways)[2]["param_name"] == "sort_order"


async def test_a_view_and_an_order_exclude_each_other(crm: Crm) -> None:
    answer = await crm.get("sales", "/Deals", fields="id", cvid="4150868000000087301", sort_by="id")
    due_to = {"ambiguity_due_to": [{"param_name": "cvid"}, {"param_name": "sort_by"}]}
    assert error(answer) == (400, "AMBIGUITY_DURING_PROCESSING", due_to)


async def test_info_counts_the_page_and_not_the_whole(crm: Crm) -> None:
    info = (await crm.get("sales", "/Deals", fields="id", page=2, per_page=50)).body["info"]
    assert (info["count"], info["page"], info["per_page"], info["more_records"]) == (50, 2, 50, True)
    assert (info["call"], info["email"], info["sort_by"], info["sort_order"]) == (False, False, "id", "desc")
    last = (await crm.get("sales", "/Deals", fields="id", page=3, per_page=50)).body["info"]
    assert (last["count"], last["more_records"], last["next_page_token"]) == (20, False, None)
    exactly = (await crm.get("sales", "/Deals", fields="id", page=2, per_page=60)).body["info"]
    assert (exactly["count"], exactly["more_records"]) == (60, False)
    only = (await crm.get("sales", "/Deals", fields="id")).body["info"]
    assert (only["next_page_token"], only["previous_page_token"], only["page_token_expiry"]) == (None, None, None)


async def test_a_page_behind_the_last_is_204(crm: Crm) -> None:
    assert (await crm.get("sales", "/Deals", fields="id", page=4, per_page=50)).status == 204


async def test_a_page_has_no_more_than_200_rows(crm: Crm) -> None:
    refused = await crm.get("sales", "/Deals", fields="id", per_page=201)
    assert error(refused) == (400, "LIMIT_EXCEEDED", {"param_name": "per_page", "limit": 200})


@pytest.mark.parametrize("value", ["0", "-1", "two", "9999999", "²"])
async def test_a_page_number_counts_from_one(crm: Crm, value: str) -> None:
    refused = await crm.get("sales", "/Deals", fields="id", page=value)
    assert error(refused) == (400, "INVALID_DATA", {"param_name": "page", "expected_data_type": "integer"})


async def test_page_numbers_reach_the_first_2000_records_only(crm: Crm) -> None:
    assert (await crm.get("sales", "/Deals", fields="id", page=10, per_page=200)).status == 204
    refused = await crm.get("sales", "/Deals", fields="id", page=11, per_page=200)
    assert error(refused) == (400, "DISCRETE_PAGINATION_LIMIT_EXCEEDED", {"limit": 2000})


async def test_page_tokens_lead_through_the_whole_list_and_back(crm: Crm) -> None:
    seen: list[str] = []
    params: dict[str, str] = {}
    while True:
        answer = await crm.get("sales", "/Deals", fields="id", per_page=50, **params)
        seen += column(answer, "id")
        info = answer.body["info"]
        if not info["more_records"]:
            break
        params = {"page_token": info["next_page_token"]}
    assert seen == [deal.crm_id for deal in reversed(crm.company.deals)]
    assert info["page"] == 3
    back = await crm.get("sales", "/Deals", fields="id", per_page=50, page_token=info["previous_page_token"])
    assert column(back, "id") == seen[50:100]


async def test_a_page_token_holds_for_a_day(crm: Crm) -> None:
    info = (await crm.get("sales", "/Deals", fields="id", per_page=50)).body["info"]
    left = datetime.fromisoformat(info["page_token_expiry"]) - datetime.now(UTC)
    assert timedelta(hours=23) < left <= timedelta(hours=24)
    yesterday = datetime.now(UTC) - timedelta(seconds=1)
    expired = token(BY_NAME["sales"].zuid, "/crm/v8/Deals", {"fields": "id"}, 2, yesterday)
    refused = await crm.get("sales", "/Deals", fields="id", page_token=expired)
    assert error(refused) == (400, "EXPIRED_VALUE", {"param_name": "page_token"})


async def test_a_page_token_is_bound_to_its_user_and_to_all_other_parameters(crm: Crm) -> None:
    given = (await crm.get("sales", "/Deals", fields="id", per_page=50)).body["info"]["next_page_token"]
    asked = (
        ("legacy", "/Deals", {"fields": "id", "per_page": "50"}),
        ("sales", "/Deals", {"fields": "Amount", "per_page": "50"}),
        ("sales", "/Deals", {"fields": "id", "per_page": "49"}),
        ("sales", "/Deals", {"fields": "id", "per_page": "50", "sort_order": "asc"}),
        ("sales", "/Contacts", {"fields": "id", "per_page": "50"}),
    )
    for persona, path, params in asked:
        refused = await crm.get(persona, path, page_token=given, **params)
        assert error(refused) == (400, "TOKEN_BOUND_DATA_MISMATCH", {"param_name": "page_token"})


async def test_a_page_token_excludes_a_page_number(crm: Crm) -> None:
    given = (await crm.get("sales", "/Deals", fields="id", per_page=50)).body["info"]["next_page_token"]
    refused = await crm.get("sales", "/Deals", fields="id", per_page=50, page=2, page_token=given)
    due_to = {"ambiguity_due_to": [{"param_name": "page"}, {"param_name": "page_token"}]}
    assert error(refused) == (400, "AMBIGUITY_DURING_PROCESSING", due_to)


@pytest.mark.parametrize("given", ["x", "1.2", "zz.zz.zz", "fffffffffffffffffff.2.a"])
async def test_a_token_that_is_none_is_refused(crm: Crm, given: str) -> None:
    status, code, details = error(await crm.get("sales", "/Deals", fields="id", page_token=given))
    assert (status, details) == (400, {"param_name": "page_token"})
    assert code in {"INVALID_DATA", "TOKEN_BOUND_DATA_MISMATCH"}


async def test_page_tokens_reach_100000_records(crm: Crm) -> None:
    params = {"fields": "id", "per_page": "200"}
    later = datetime.now(UTC) + timedelta(hours=1)
    zuid = BY_NAME["sales"].zuid
    last = token(zuid, "/crm/v8/Deals", params, 500, later)
    assert (await crm.get("sales", "/Deals", page_token=last, **params)).status == 204
    behind = token(zuid, "/crm/v8/Deals", params, 501, later)
    refused = await crm.get("sales", "/Deals", page_token=behind, **params)
    assert error(refused) == (400, "PAGINATION_LIMIT_EXCEEDED", {"limit": 100_000})


async def test_if_modified_since_leaves_out_what_is_older(crm: Crm) -> None:
    async def since(raw: str) -> Answer:
        return await crm.send("sales", "GET", "/Deals?fields=id", headers={"If-Modified-Since": raw})

    changed = sorted(crm.company.deals, key=lambda deal: deal.modified_at)
    third = changed[-3].modified_at
    assert set(column(await since(third.isoformat()), "id")) == {d.crm_id for d in changed if d.modified_at > third}
    assert (await since(changed[-1].modified_at.isoformat())).status == 304
    assert error(await since("yesterday"))[:2] == (400, "INVALID_DATA")


HIDDEN = (
    ("restricted", "Deals", "Amount,Expected_Revenue,List_Value"),
    ("restricted", "CustomModule5001", "Sub_Total,Grand_Total,Balance"),
    ("restricted", "CustomModule5011", "Amount"),
    ("restricted", "Products", "Unit_Price"),
    ("restricted", "Accounts", "Annual_Revenue"),
    ("accountant", "Deals", "Margin_Percent"),
    ("billing", "Contacts", "Mobile"),
    ("outsider", "Accounts", "Annual_Revenue"),
)


@pytest.mark.parametrize(("persona", "module", "names"), HIDDEN)
async def test_a_field_that_the_profile_hides_is_in_no_row(crm: Crm, persona: str, module: str, names: str) -> None:
    answer = await crm.get(persona, f"/{module}", fields=f"Owner,{names}")
    assert {tuple(row) for row in answer.body["data"]} == {("Owner", "id")}
    seen = await crm.get("admin", f"/{module}", fields=names, per_page=1)
    assert set(seen.body["data"][0]) == {*names.split(","), "id"}
    assert None not in seen.body["data"][0].values()


async def test_the_options_can_have_hidden_fields_blank(other_crm: Crm) -> None:
    row = (await other_crm.get("restricted", "/Deals", fields="Stage,Amount", per_page=1)).body["data"][0]
    deal = other_crm.company.deals[-1]
    assert row == {"Stage": deal.stage, "Amount": None, "id": deal.crm_id}
    open_row = (await other_crm.get("sales", "/Deals", fields="Stage,Amount", per_page=1)).body["data"][0]
    assert open_row["Amount"] == float(deal.amount)


async def test_everybody_who_may_view_a_module_sees_every_record(crm: Crm) -> None:
    for persona in ("admin", "sales", "accountant", "restricted", "outsider"):
        assert len(column(await crm.get(persona, "/Accounts", fields="id"), "id")) == len(crm.company.accounts)
