"""Pages, sorting and refusals of lists. Filters have a page of their own."""

from typing import Any

import pytest

from tests.sandbox.books.conftest import ORGANIZATION, OTHER_ORGANIZATION, Books

DEFAULTS = {
    "contacts": ("Contacts", "Status.All", "contact_name", "A"),
    "estimates": ("Quotes", "Status.All", "created_time", "D"),
    "salesorders": ("Sales Orders", "Status.All", "created_time", "D"),
    "invoices": ("Invoices", "Status.All", "created_time", "D"),
    "purchaseorders": ("Purchase Orders", "Status.All", "created_time", "D"),
    "customerpayments": ("Payments Received", "PaymentMode.All", "date", "D"),
    "creditnotes": ("Credit Notes", "Status.All", "created_time", "D"),
    "items": ("Items", "Status.All", "name", "A"),
    "bills": ("Bills", "Status.All", "created_time", "D"),
    "vendorpayments": ("Payments Made", "PaymentMode.All", "date", "D"),
    "expenses": ("Expenses", "Status.All", "created_time", "D"),
    "chartofaccounts": ("Chart of Accounts", "AccountType.All", "account_name", "A"),
}
SORTS = {
    "contacts": "contact_name first_name last_name email outstanding_receivable_amount created_time last_modified_time",
    "estimates": "customer_name estimate_number date total created_time last_modified_time",
    "salesorders": "customer_name salesorder_number shipment_date last_modified_time reference_number total date"
    " created_time",
    "invoices": "customer_name invoice_number date due_date total balance created_time",
    "purchaseorders": "vendor_name purchaseorder_number date delivery_date total created_time",
    "customerpayments": "date customer_name amount",
    "creditnotes": "customer_name creditnote_number balance total date created_time",
    "items": "name rate tax_name",
    "bills": "vendor_name bill_number date due_date total balance created_time",
    "vendorpayments": "vendor_name date reference_number amount balance",
    "expenses": "date account_name total bcy_total reference_number customer_name created_time",
    "chartofaccounts": "account_name account_type account_code",
}


@pytest.mark.parametrize("module", DEFAULTS)
async def test_a_list_says_which_page_of_what_it_is(seed: Books, module: str) -> None:
    report, view, column, order = DEFAULTS[module]
    answer = await seed.done("admin", "GET", f"/{module}")
    assert answer["message"] == "success"
    assert answer["page_context"] == {
        "page": 1,
        "per_page": 200,
        "has_more_page": False,
        "report_name": report,
        "applied_filter": view,
        "custom_fields": [],
        "sort_column": column,
        "sort_order": order,
    }


async def test_pages_follow_each_other_without_gap_or_overlap(seed: Books) -> None:
    everything = await seed.rows("invoices")
    collected: list[Any] = []
    page = 1
    while True:
        answer = await seed.done("admin", "GET", "/invoices", page=page, per_page=25)
        assert (answer["page_context"]["page"], answer["page_context"]["per_page"]) == (page, 25)
        collected += answer["invoices"]
        if not answer["page_context"]["has_more_page"]:
            break
        assert len(answer["invoices"]) == 25
        page += 1
    assert collected == everything
    assert await seed.rows("invoices", page=page + 1, per_page=25) == []


async def test_the_last_page_is_known_to_be_the_last_even_when_it_is_full(seed: Books) -> None:
    per_page = len(await seed.rows("items"))
    assert (await seed.done("admin", "GET", "/items", per_page=per_page))["page_context"]["has_more_page"] is False
    assert (await seed.done("admin", "GET", "/items", per_page=per_page - 1))["page_context"]["has_more_page"] is True


async def test_pages_are_cut_to_200(seed: Books) -> None:
    answer = await seed.done("admin", "GET", "/items", per_page=1000)
    assert answer["page_context"]["per_page"] == 200


@pytest.mark.parametrize(
    ("module", "column"), [(m, column) for m, columns in SORTS.items() for column in columns.split()]
)
async def test_a_list_is_sorted_by_each_documented_column_both_ways(seed: Books, module: str, column: str) -> None:
    up, down = [
        [value.casefold() if isinstance(value := row[column], str) else value for row in rows]
        for rows in [await seed.rows(module, sort_column=column, sort_order=order) for order in ("A", "D")]
    ]
    assert len(set(up)) > 1
    assert up == sorted(up)
    assert down == sorted(down, reverse=True)


async def test_invoices_are_sorted_by_a_custom_field(seed: Books) -> None:
    rows = await seed.rows("invoices", sort_column="cf_margin", sort_order="A")
    margins = [row["custom_field_hash"]["cf_margin_unformatted"] for row in rows]
    assert margins == sorted(margins)


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("sort_column", "status"),
        ("sort_column", "cf_unknown"),
        ("sort_order", "up"),
        ("page", "0"),
        ("page", "one"),
        ("per_page", "-5"),
        ("filter_by", "Status.Nonsense"),
        ("status", "nonsense"),
        ("total_less_than", "much"),
        ("date_start", "01.02.2026"),
        ("last_modified_time", "2026-09-01"),
        ("response_option", "5"),
    ],
)
async def test_an_invalid_value_of_a_known_parameter_gets_400_and_code_2(seed: Books, param: str, value: str) -> None:
    refusal = await seed.refused("admin", "GET", "/invoices", **{param: value})
    assert refusal == (400, 2, f"Invalid value passed for {param}")


async def test_unknown_parameters_are_ignored(seed: Books) -> None:
    assert await seed.rows("contacts", last_modified_time="whenever", colour="blue") == await seed.rows("contacts")
    assert await seed.rows("items", custom_field="none has any") == await seed.rows("items")


async def test_parameters_with_an_empty_value_are_ignored(seed: Books) -> None:
    assert await seed.rows("invoices", customer_id="", filter_by="", search_text="") == await seed.rows("invoices")


@pytest.mark.parametrize(
    ("option", "parts"), [(0, ""), (1, "rows total sums"), (2, "total"), (3, "total sums"), (4, "rows sums")]
)
async def test_response_option_adds_counts_and_sums_to_the_list_of_invoices(
    seed: Books, option: int, parts: str
) -> None:
    unpaid = await seed.rows("invoices", filter_by="Status.Unpaid")
    answer = await seed.done("admin", "GET", "/invoices", filter_by="Status.Unpaid", response_option=option, per_page=5)
    context = answer["page_context"]
    assert context["response_option"] == option
    assert ("invoices" in answer) == ("rows" in parts or option == 0)
    assert context.get("total") == (len(unpaid) if "total" in parts else None)
    assert context.get("total_pages") == (-(-len(unpaid) // 5) if "total" in parts else None)
    assert ("sum_columns" in context) == ("sums" in parts)
    if "sums" in parts:
        for key in ("total", "balance"):
            assert context["sum_columns"][key] == pytest.approx(sum(row[key] for row in unpaid))


async def test_taxes_and_currencies_are_listed_and_read(seed: Books) -> None:
    answer = await seed.done("sales", "GET", "/settings/taxes")
    assert [(tax["tax_name"], tax["tax_percentage"]) for tax in answer["taxes"]] == [("VAT 19%", 19)]
    assert answer["page_context"]["as_of_date"] == answer["page_context"]["to_date"] == "2026-10-01"
    assert answer["page_context"]["applied_filter"] == "Taxes.Active"
    assert "custom_fields" not in answer["page_context"]
    tax_id = answer["taxes"][0]["tax_id"]
    assert (await seed.one(f"/settings/taxes/{tax_id}"))["tax_name"] == "VAT 19%"
    context = (await seed.done("admin", "GET", "/settings/currencies"))["page_context"]
    assert context == {"page": 1, "per_page": 200, "has_more_page": False, "report_name": "Currencies"}
    currencies = {row["currency_code"]: row for row in await seed.rows("settings/currencies")}
    assert (currencies["EUR"]["is_base_currency"], currencies["USD"]["exchange_rate"]) == (True, 0.92)
    others = await seed.rows("settings/currencies", filter_by="Currencies.ExcludeBaseCurrency")
    assert [row["currency_code"] for row in others] == ["USD"]
    assert (await seed.one(f"/settings/currencies/{others[0]['currency_id']}"))["currency_symbol"] == "$"


@pytest.mark.parametrize("module", [*DEFAULTS, "settings/taxes", "settings/currencies"])
async def test_an_unknown_id_gets_404_and_code_1002(seed: Books, module: str) -> None:
    status, code, message = await seed.refused("admin", "GET", f"/{module}/1")
    assert (status, code) == (404, 1002)
    assert message.endswith(" does not exist.")


async def test_a_record_of_one_organization_is_not_found_in_the_other(seed: Books) -> None:
    path = "/invoices/460000000008000001"
    assert (await seed.ask("admin", "GET", path, organization_id=ORGANIZATION)).status == 200
    assert (await seed.ask("admin", "GET", path, organization_id=OTHER_ORGANIZATION)).status == 404
