"""COQL: which queries are refused, and how."""

from typing import Any

import pytest

from tests.sandbox.crm.conftest import Crm, error

BROKEN: dict[str, dict[str, Any]] = {
    "select Deal_Name from Deals": {"clause": "where"},
    "select Deal_Name from Deals order by id": {"clause": "where"},
    "select Deal_Name where id is not null": {"clause": "from"},
    "delete from Deals": {"line": 1, "column": 1, "near": "delete"},
    "": {"line": 1, "column": 1, "near": ""},
    "select from Deals where id is not null": {"line": 1, "column": 13, "near": "Deals"},
    "select 'Deal_Name' from Deals where id is not null": {"line": 1, "column": 8, "near": "Deal_Name"},
    "select * from Deals where id is not null": {"line": 1, "column": 8, "near": "*"},
    "select id from Deals where Stage = 'a' and Stage = 'b' and Stage = 'c'": {"line": 1, "column": 56, "near": "and"},
    "select id\nfrom Deals where Stage ~ 'a'": {"line": 2, "column": 24, "near": "~"},
    "select id from Deals where Stage = 'a": {"line": 1, "column": 36, "near": "'a"},
    "select id from Deals where Stage equals 'a'": {"line": 1, "column": 34, "near": "equals"},
    "select id from Deals where (Stage = 'a'": {"line": 1, "column": 40, "near": ""},
    "select id from Deals where Stage in 'a'": {"line": 1, "column": 37, "near": "a"},
    "select id from Deals where Amount between 1": {"line": 1, "column": 44, "near": ""},
    "select id from Deals where Amount =": {"line": 1, "column": 36, "near": ""},
    "select id from Deals where id is not null limit many": {"line": 1, "column": 49, "near": "many"},
    "select id from Deals where id is not null limit 1 and more": {"line": 1, "column": 51, "near": "and"},
    "select id from Deals where id is not 5": {"line": 1, "column": 38, "near": "5"},
    "select id from = where id is not null": {"line": 1, "column": 16, "near": "="},
    "select id from Deals where id is not null order by =": {"line": 1, "column": 52, "near": "="},
    "select id from Deals where id is not null limit": {"line": 1, "column": 48, "near": ""},
    "select id from Deals where " + "(" * 3000: {"clause": "where"},
}


@pytest.mark.parametrize("query", BROKEN)
async def test_a_query_that_cannot_be_read_is_a_syntax_error_that_says_where(crm: Crm, query: str) -> None:
    assert error(await crm.coql("sales", query)) == (400, "SYNTAX_ERROR", BROKEN[query])


INVALID: dict[str, tuple[str, dict[str, Any]]] = {
    "select Nothing from Deals where id is not null": ("column given seems to be invalid", {"column_name": "Nothing"}),
    "select Max from Deals where id is not null": ("column given seems to be invalid", {"column_name": "Max"}),
    "select id from Deals where id is not null order by Min": (
        "column given seems to be invalid", {"column_name": "Min", "clause": "order by"},
    ),
    "select id from Deals where Nothing = 1": ("column given seems to be invalid", {"column_name": "Nothing"}),
    "select Stage.Name from Deals where id is not null": (
        "column given seems to be invalid", {"column_name": "Stage.Name"},
    ),
    "select Owner.email from Deals where id is not null": (
        "column given seems to be invalid", {"column_name": "Owner.email"},
    ),
    "select Tag from Deals where id is not null": ("column given seems to be invalid", {"column_name": "Tag"}),
    "select id from Deals where id is not null order by Nothing": (
        "column given seems to be invalid", {"column_name": "Nothing", "clause": "order by"},
    ),
    "select Stage, COUNT(id) from Deals where id is not null": (
        "column given seems to be invalid", {"column_name": "Stage", "clause": "group by"},
    ),
    "select Stage from Deals where id is not null group by Nothing": (
        "column given seems to be invalid", {"column_name": "Nothing", "clause": "group by"},
    ),
    "select Stage from Deals where id is not null group by Stage order by Amount": (
        "column given seems to be invalid", {"column_name": "Amount", "clause": "group by"},
    ),
    "select id from Deals where Description = 'x'": (
        "data type not supported", {"column_name": "Description", "data_type": "textarea"},
    ),
    "select SUM(Stage) from Deals where id is not null": (
        "data type not supported", {"column_name": "Stage", "data_type": "picklist"},
    ),
    "select id from Deals where Amount = 'much'": (
        "value given seems to be invalid for the column", {"column_name": "Amount", "expected_data_type": "currency"},
    ),
    "select id from Deals where Account_Name.Renewal_Date = 'soon'": (
        "value given seems to be invalid for the column",
        {"column_name": "Account_Name.Renewal_Date", "expected_data_type": "date"},
    ),
    "select id from Deals where Amount like '1%'": (
        "invalid query formed",
        {"column_name": "Amount", "operator": "like", "reason": "the operator does not suit the column"},
    ),
    "select id from Deals where Stage > 'A'": (
        "invalid query formed",
        {"column_name": "Stage", "operator": ">", "reason": "the operator does not suit the column"},
    ),
    "select id from Accounts where Key_Account != true": (
        "invalid query formed",
        {"column_name": "Key_Account", "operator": "!=", "reason": "the operator does not suit the column"},
    ),
    "select id from Deals where Account_Name like '%1%'": (
        "invalid query formed",
        {"column_name": "Account_Name", "operator": "like", "reason": "the operator does not suit the column"},
    ),
    "select id from Deals where Stage like 'a%b'": (
        "invalid query formed",
        {"column_name": "Stage", "operator": "like", "reason": "% stands at the ends only"},
    ),
    "select id from Deals where Stage not like 'a%'": (
        "invalid query formed",
        {"column_name": "Stage", "operator": "not like", "reason": "not like needs % at both ends"},
    ),
    "select id from Deals where id is not null limit 2001": ("invalid query formed", {"limit": 2000}),
    "select id from Deals where id is not null limit 98001, 2000": ("invalid query formed", {"limit": 100000}),
    "select id from Deals where id is not null limit 2000 offset 98001": ("invalid query formed", {"limit": 100000}),
    f"select id from Deals where Amount in ({','.join('1' * 101)})": (
        "invalid query formed",
        {"column_name": "Amount", "operator": "in", "reason": "no more than 100 values are allowed"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("query", INVALID)
async def test_a_query_that_makes_no_sense_is_invalid_and_says_why(crm: Crm, query: str) -> None:
    message, details = INVALID[query]
    answer = await crm.coql("sales", query)
    assert error(answer) == (400, "INVALID_QUERY", details)
    assert answer.body["message"] == message


def nested(count: int) -> str:
    condition = "Amount > 0"
    for _ in range(count - 1):
        condition = f"({condition} and Amount > 0)"
    return condition


@pytest.mark.parametrize(
    ("allowed", "refused"),
    [
        (f"select id from Deals where {nested(25)}", f"select id from Deals where {nested(26)}"),
        (
            "select COUNT(id), COUNT(Type), SUM(Amount), MAX(Amount), MIN(Amount) from Deals where id is not null",
            "select COUNT(id), COUNT(Type), SUM(Amount), MAX(Amount), MIN(Amount), AVG(Amount) from Deals where id > 1",
        ),
        (
            "select Stage from Deals where id is not null group by Stage, Type, Pipeline, Lead_Source",
            "select Stage from Deals where id is not null group by Stage, Type, Pipeline, Lead_Source, Owner",
        ),
        (
            f"select id from Deals where id is not null order by {', '.join(['Amount'] * 10)}",
            f"select id from Deals where id is not null order by {', '.join(['Amount'] * 11)}",
        ),
    ],
    ids=["criteria", "aggregates", "groups", "orders"],
)
async def test_a_query_has_limits(crm: Crm, allowed: str, refused: str) -> None:
    assert (await crm.coql("sales", allowed)).status == 200
    assert error(await crm.coql("sales", refused)) == (400, "LIMIT_EXCEEDED", {})


async def test_a_list_of_values_has_up_to_100(crm: Crm) -> None:
    answer = await crm.coql("sales", f"select id from Deals where Amount not in ({','.join('1' * 100)})")
    assert answer.status == 200


async def test_a_query_selects_no_more_than_500_columns(crm: Crm) -> None:
    columns = ", ".join(["Amount"] * 501)
    assert error(await crm.coql("sales", f"select {columns} from Deals where id is not null"))[1] == "LIMIT_EXCEEDED"


async def test_no_column_is_selected_twice(crm: Crm) -> None:
    twice = await crm.coql("sales", "select Stage, Stage from Deals where id is not null")
    assert error(twice) == (400, "DUPLICATE_DATA", {"column_name": "Stage"})
    summed = await crm.coql("sales", "select SUM(Amount), sum(Amount) from Deals where id is not null")
    assert error(summed) == (400, "DUPLICATE_DATA", {"column_name": "Amount", "aggregate": "SUM"})


async def test_an_alias_is_neither_empty_nor_used_twice(crm: Crm) -> None:
    empty = await crm.coql("sales", "select Stage as '' from Deals where id is not null")
    assert error(empty) == (400, "INVALID_ALIAS", {"alias": "", "column_name": "Stage"})
    twice = await crm.coql("sales", "select Stage as x, Amount as x from Deals where id is not null")
    assert error(twice) == (400, "DUPLICATE_ALIAS", {"alias": "x", "referred_columns": ["Stage", "Amount"]})


async def test_an_unknown_module_is_refused(crm: Crm) -> None:
    assert error(await crm.coql("sales", "select id from Leads where id is not null")) == (400, "INVALID_MODULE", {})


async def test_the_query_must_be_a_text(crm: Crm) -> None:
    missing = await crm.send("sales", "POST", "/coql", {})
    assert error(missing) == (400, "MANDATORY_NOT_FOUND", {"api_name": "select_query"})
    number = await crm.send("sales", "POST", "/coql", {"select_query": 5})
    place = {"api_name": "select_query", "json_path": "$.select_query"}
    assert error(number) == (400, "INVALID_DATA", {"expected_data_type": "string", **place})
    query = {"select_query": "select id from Deals where id is not null", "include_meta": ["layouts"]}
    meta = await crm.send("sales", "POST", "/coql", query)
    place = {"api_name": "include_meta", "json_path": "$.include_meta"}
    assert error(meta) == (400, "INVALID_DATA", {"supported_values": ["fields"], **place})


async def test_nobody_queries_a_module_that_the_profile_does_not_show(crm: Crm) -> None:
    refused = await crm.coql("restricted", "select Vendor_Name from Vendors where id is not null")
    assert error(refused) == (403, "NO_PERMISSION", {"permissions": ["Crm_Implied_View_Vendors"]})


@pytest.mark.parametrize(
    "query",
    [
        "select Amount from Deals where id is not null",
        "select id from Deals where Amount > 1",
        "select id from Deals where id is not null order by Amount",
        "select SUM(Amount) from Deals where id is not null",
        "select Amount from Deals where id is not null group by Amount",
        "select Potential_Name.Amount from CustomModule5001 where id is not null",
        "select id from CustomModule5001 where Potential_Name.Amount > 1",
        "select Account_Name.Annual_Revenue from Contacts where id is not null",
        "select Vendor_Name.Vendor_Name from Products where id is not null",
    ],
)
async def test_a_hidden_column_is_as_invalid_as_an_unknown_one(crm: Crm, query: str) -> None:
    status, code, details = error(await crm.coql("restricted", query))
    assert (status, code) == (400, "INVALID_QUERY")
    assert details["column_name"].split(".")[-1] in {"Amount", "Annual_Revenue", "Vendor_Name"}
    assert (await crm.coql("admin", query)).status == 200
