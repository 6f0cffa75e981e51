"""COQL: what queries answer."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from sandbox.company.entities import Deal
from tests.sandbox.crm.conftest import Crm, column


def deals(crm: Crm, wanted: Callable[[Deal], Any]) -> list[str]:
    return [deal.crm_id for deal in crm.company.deals if wanted(deal)]


CONDITIONS: dict[str, Callable[[Deal], bool]] = {
    "Amount = 32200": lambda deal: deal.amount == 32200,
    "Amount != 32200": lambda deal: deal.amount != 32200,
    "Amount < 32200": lambda deal: deal.amount < 32200,
    "Amount <= 32200": lambda deal: deal.amount <= 32200,
    "Amount > 32200": lambda deal: deal.amount > 32200,
    "Amount >= 32200": lambda deal: deal.amount >= 32200,
    "Amount between 11330 and 32200": lambda deal: 11330 <= deal.amount <= 32200,
    "Amount not between 11330 and 32200": lambda deal: not 11330 <= deal.amount <= 32200,
    "Amount in (11330, 32200)": lambda deal: deal.amount in {11330, 32200},
    "Amount not in (11330, 32200)": lambda deal: deal.amount not in {11330, 32200},
    "Stage = 'Closed Won'": lambda deal: deal.stage == "Closed Won",
    "Stage = Qualification": lambda deal: deal.stage == "Qualification",
    "Stage != 'Closed Won'": lambda deal: deal.stage != "Closed Won",
    "Stage in ('Closed Won', 'Closed Lost')": lambda deal: deal.stage.startswith("Closed"),
    "Stage not in ('Closed Won', 'Closed Lost')": lambda deal: not deal.stage.startswith("Closed"),
    "Stage like 'Closed%'": lambda deal: deal.stage.startswith("Closed"),
    "Deal_Name = 'aurora optics: field kits'": lambda deal: deal.name == "Aurora Optics: Field kits",
    "Deal_Name like '%kits'": lambda deal: deal.name.endswith("kits"),
    "Deal_Name like '%o%'": lambda deal: "o" in deal.name.lower(),
    "Deal_Name not like '%Spectro%'": lambda deal: "Spectro" not in deal.name,
    "Next_Step is null": lambda deal: not deal.next_step,
    "Next_Step is not null": lambda deal: bool(deal.next_step),
    "Account_Name = '4150868000001000003'": lambda deal: deal.account.number == 3,
    "Account_Name != '4150868000001000003'": lambda deal: deal.account.number != 3,
    "Account_Name in ('4150868000001000003', '4150868000001000007')": lambda deal: deal.account.number in {3, 7},
    "Account_Name not in ('4150868000001000003')": lambda deal: deal.account.number != 3,
    "Partner_Account is null": lambda deal: deal.number % 5 != 0,
    "Partner_Account is not null": lambda deal: deal.number % 5 == 0,
    "Closing_Date < '2026-10-01'": lambda deal: deal.closing_on.isoformat() < "2026-10-01",
    "Closing_Date between '2026-10-01' and '2026-12-31'": lambda deal: (
        "2026-10" <= deal.closing_on.isoformat() < "2027"
    ),
    "Modified_Time > '2026-09-01T00:00:00+02:00'": lambda deal: deal.modified_at.isoformat() > "2026-08-31T22",
    "Competitors = 'Anvil Metrics;Borealis Sensors'": lambda deal: deal.number % 4 == 0,
    "Competitors like '%Cutwater%'": lambda deal: deal.number % 4 != 0 and deal.number % 3 == 2,
    "id > '4150868000003000110'": lambda deal: deal.number > 110,
    "Account_Name.Region = 'North'": lambda deal: deal.account.region == "North",
    "Account_Name.Region != 'North'": lambda deal: deal.account.region != "North",
    "Account_Name.Parent_Account.Account_Name = 'Ivory Coast Cocoa'": lambda deal: deal.account.number == 10,
    "Account_Name.Parent_Account is null": lambda deal: deal.account.number % 10 != 0,
    "Stage = 'Closed Won' and Amount > 20000": lambda deal: deal.stage == "Closed Won" and deal.amount > 20000,
    "Stage = 'Closed Won' or Amount > 40000": lambda deal: deal.stage == "Closed Won" or deal.amount > 40000,
    "((Stage = 'Closed Won' or Stage = 'Closed Lost') and Amount < 9000)": lambda deal: (
        deal.stage.startswith("Closed") and deal.amount < 9000
    ),
    "(Amount > 1000) and ((Stage = 'Qualification') or (Account_Name.Region = 'East'))": lambda deal: (
        deal.amount > 1000 and (deal.stage == "Qualification" or deal.account.region == "East")
    ),
}


@pytest.mark.parametrize("where", CONDITIONS)
async def test_a_condition_lets_through_what_it_says(crm: Crm, where: str) -> None:
    answer = await crm.coql("sales", f"select id from Deals where {where}")
    expected = deals(crm, CONDITIONS[where])
    assert column(answer, "id") == expected
    assert len(expected) < len(crm.company.deals)


@pytest.mark.parametrize("pattern", ["%k_ts", "A_rora%", "%_r_%"])
async def test_an_underline_is_nothing_special_to_like(crm: Crm, pattern: str) -> None:
    answer = await crm.coql("sales", f"select id from Deals where Deal_Name like '{pattern}'")
    assert (answer.status, answer.body) == (204, None)


async def test_a_boolean_is_compared_bare(crm: Crm) -> None:
    for word, primary in (("true", True), ("false", False)):
        answer = await crm.coql("sales", f"select Email from Contacts where Primary_Contact = {word}")
        assert column(answer, "Email") == [each.email for each in crm.company.contacts if each.primary is primary]


async def test_a_row_has_the_selected_columns_and_the_id(crm: Crm) -> None:
    deal = crm.company.deals[1]
    query = "select Deal_Name, Amount, Competitors, Budget_Confirmed_At from Deals where id = '4150868000003000002'"
    answer = await crm.coql("sales", query)
    assert answer.body == {
        "data": [
            {
                "Deal_Name": deal.name,
                "Amount": float(deal.amount),
                "Competitors": ["Cutwater Labs"],
                "Budget_Confirmed_At": None,
                "id": deal.crm_id,
            }
        ],
        "info": {"count": 1, "more_records": False},
    }


async def test_a_bare_lookup_is_its_id_and_a_dotted_one_a_value_behind_it(crm: Crm) -> None:
    deal = next(each for each in crm.company.deals if each.account.number == 10)
    parent = crm.company.accounts[8]
    query = (
        "select Account_Name, Owner, Partner_Account, Account_Name.Account_Name, Account_Name.Key_Account, "
        f"Account_Name.Parent_Account.Annual_Revenue from Deals where id = '{deal.crm_id}'"
    )
    (row,) = (await crm.coql("sales", query)).body["data"]
    assert row["Account_Name"] == {"id": deal.account.crm_id}
    assert row["Owner"] == {"id": deal.owner.crm_id}
    assert row["Account_Name.Account_Name"] == deal.account.name
    assert row["Account_Name.Key_Account"] is (deal.account.tier == "Gold" and deal.account.employees > 1000)
    assert row["Account_Name.Parent_Account.Annual_Revenue"] == float(parent.revenue)
    orphan = query.replace(deal.crm_id, crm.company.deals[0].crm_id)
    (row,) = (await crm.coql("sales", orphan)).body["data"]
    assert row["Account_Name.Parent_Account.Annual_Revenue"] is None
    assert row["Partner_Account"] is None


async def test_keywords_are_read_in_any_case_and_over_several_lines(crm: Crm) -> None:
    answer = await crm.coql("sales", "SELECT Deal_Name\nFROM Deals\nWHERE Amount IS NOT NULL\nORDER BY id DESC LIMIT 1")
    assert column(answer, "Deal_Name") == [crm.company.deals[-1].name]


async def test_a_quote_in_a_text_is_escaped(own_crm: Crm) -> None:
    await own_crm.create("sales", "Accounts", {"Account_Name": "O'Hara"})
    answer = await own_crm.coql("sales", r"select Account_Name from Accounts where Account_Name = 'O\'Hara'")
    assert column(answer, "Account_Name") == ["O'Hara"]


async def test_columns_can_be_renamed(crm: Crm) -> None:
    query = (
        "select Deal_Name as 'the name', Account_Name.Region as region from Deals "
        "where id is not null order by region limit 1"
    )
    (row,) = (await crm.coql("sales", query)).body["data"]
    assert set(row) == {"the name", "region", "id"}
    assert row["region"] == "East"


async def test_rows_come_by_id_upwards_unless_ordered_otherwise(crm: Crm) -> None:
    plain = await crm.coql("sales", "select id from Deals where id is not null")
    assert column(plain, "id") == [deal.crm_id for deal in crm.company.deals]
    query = "select Stage, Amount from Deals where id is not null order by Stage desc, Amount"
    answer = await crm.coql("sales", query)
    by_amount = sorted(crm.company.deals, key=lambda deal: deal.amount)
    expected = sorted(by_amount, key=lambda deal: deal.stage, reverse=True)
    assert column(answer, "Amount") == [float(deal.amount) for deal in expected]
    spelt_out = await crm.coql("sales", f"{query} asc")
    assert column(spelt_out, "Amount") == column(answer, "Amount")
    through = await crm.coql("sales", "select id from Deals where id is not null order by Account_Name.Employees desc")
    largest = max(crm.company.accounts, key=lambda account: account.employees)
    assert set(column(through, "id")[:3]) == set(deals(crm, lambda deal: deal.account is largest))


async def test_a_query_answers_200_rows_unless_it_says_otherwise(own_crm: Crm) -> None:
    for _ in range(2):
        await own_crm.create("sales", "Accounts", *({"Account_Name": f"Made {index}"} for index in range(100)))
    answer = await own_crm.coql("sales", "select Account_Name from Accounts where id is not null")
    assert answer.body["info"] == {"count": 200, "more_records": True}
    whole = await own_crm.coql("sales", "select Account_Name from Accounts where id is not null limit 2000")
    assert whole.body["info"] == {"count": 240, "more_records": False}


async def test_limit_and_offset_cut_the_result(crm: Crm) -> None:
    answer = await crm.coql("sales", "select id from Deals where id is not null limit 5 offset 100")
    assert column(answer, "id") == [deal.crm_id for deal in crm.company.deals[100:105]]
    assert answer.body["info"] == {"count": 5, "more_records": True}
    pair = await crm.coql("sales", "select id from Deals where id is not null limit 100, 5")
    assert pair.body == answer.body
    exactly = await crm.coql("sales", "select id from Deals where id is not null limit 20 offset 100")
    assert exactly.body["info"] == {"count": 20, "more_records": False}
    behind = await crm.coql("sales", "select id from Deals where id is not null offset 120")
    assert (behind.status, behind.body) == (204, None)


async def test_groups_are_counted_and_summed(crm: Crm) -> None:
    query = (
        "select Stage, COUNT(id) as many, SUM(Amount) from Deals where id is not null group by Stage order by many desc"
    )
    rows = (await crm.coql("sales", query)).body["data"]
    counted = Counter(deal.stage for deal in crm.company.deals)
    assert {row["Stage"]: row["many"] for row in rows} == dict(counted)
    assert [row["many"] for row in rows] == sorted(counted.values(), reverse=True)
    for row in rows:
        assert set(row) == {"Stage", "many", "SUM(Amount)"}
        amounts = [deal.amount for deal in crm.company.deals if deal.stage == row["Stage"]]
        assert row["SUM(Amount)"] == float(sum(amounts))


async def test_aggregates_need_no_groups(crm: Crm) -> None:
    query = (
        "select max(Amount), min(Closing_Date), avg(Amount), max(Modified_Time) as latest, count(Next_Step) "
        "from Deals where id is not null"
    )
    (row,) = (await crm.coql("sales", query)).body["data"]
    amounts = [deal.amount for deal in crm.company.deals]
    assert row["MAX(Amount)"] == float(max(amounts))
    assert row["MIN(Closing_Date)"] == min(deal.closing_on for deal in crm.company.deals).isoformat()
    assert row["AVG(Amount)"] == float(round(sum(amounts) / Decimal(len(amounts)), 2))
    newest = max(crm.company.deals, key=lambda deal: deal.modified_at)
    assert row["latest"] == (await crm.record("sales", "Deals", newest.crm_id))["Modified_Time"]
    assert row["COUNT(Next_Step)"] == len(deals(crm, lambda deal: deal.next_step))


async def test_groups_are_ordered_by_what_is_aggregated(crm: Crm) -> None:
    query = "select Stage, SUM(Amount) from Deals where id is not null group by Stage order by sum(Amount)"
    sums = column(await crm.coql("sales", query), "SUM(Amount)")
    assert sums == sorted(sums)


async def test_an_aggregate_of_nothing_is_null_and_its_count_zero(crm: Crm) -> None:
    answer = await crm.coql("sales", "select MAX(Modified_Time), SUM(Amount), COUNT(id) from Deals where id is null")
    assert answer.body["data"] == [{"MAX(Modified_Time)": None, "SUM(Amount)": None, "COUNT(id)": 0}]


async def test_groups_go_through_lookups_and_keep_their_types(crm: Crm) -> None:
    query = "select Account_Name.Region, COUNT(id) from Deals where id is not null group by Account_Name.Region"
    rows = (await crm.coql("sales", query)).body["data"]
    assert {row["Account_Name.Region"]: row["COUNT(id)"] for row in rows} == dict(
        Counter(deal.account.region for deal in crm.company.deals)
    )
    lookups = "select Owner, Pipeline from Deals where id is not null group by Owner, Pipeline"
    owners = (await crm.coql("sales", lookups)).body["data"]
    assert {row["Owner"]["id"] for row in owners} == {deal.owner.crm_id for deal in crm.company.deals}
    booleans = "select Key_Account, MAX(Employees) from Accounts where id is not null group by Key_Account"
    largest = {row["Key_Account"]: row["MAX(Employees)"] for row in (await crm.coql("sales", booleans)).body["data"]}
    assert set(largest) == {True, False}
    assert all(isinstance(value, int) for value in largest.values())


async def test_fields_are_described_on_request(crm: Crm) -> None:
    query = {"select_query": "select Amount, Account_Name.Region as r from Deals where id is not null limit 1"}
    answer = await crm.send("sales", "POST", "/coql", query | {"include_meta": ["fields"]})
    types = {name: field["data_type"] for name, field in answer.body["fields"].items()}
    assert types == {"Amount": "currency", "r": "picklist"}
    assert "fields" not in (await crm.send("sales", "POST", "/coql", query)).body


async def test_mirrors_are_queried_like_any_module(crm: Crm) -> None:
    query = (
        "select Name, Potential_Name.Deal_Name from CustomModule5001 "
        "where (Balance > 0) and (Potential_Name is not null)"
    )
    rows = (await crm.coql("sales", query)).body["data"]
    owing = [each for each in crm.company.documents_of("invoice") if each.balance and each.deal]
    assert [(row["Name"], row["Potential_Name.Deal_Name"]) for row in rows] == [
        (each.name, each.deal.name) for each in owing if each.deal
    ]
