"""Searching and counting records."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.company.entities import Deal
from tests.sandbox.crm.conftest import Crm, column, error

SPECTRO = "4150868000001000003"


def deals(crm: Crm, wanted: Callable[[Deal], Any]) -> list[str]:
    return [deal.crm_id for deal in reversed(crm.company.deals) if wanted(deal)]


async def found(crm: Crm, module: str, persona: str = "sales", **params: str | int) -> list[str]:
    answer = await crm.get(persona, f"/{module}/search", fields="id", **params)
    return [] if answer.status == 204 else column(answer, "id")


NUMBERS: dict[str, Callable[[Deal], bool]] = {
    "(Amount:equals:32200)": lambda deal: deal.amount == 32200,
    "(Amount:not_equal:32200)": lambda deal: deal.amount != 32200,
    "(Amount:greater_than:32200)": lambda deal: deal.amount > 32200,
    "(Amount:greater_equal:32200)": lambda deal: deal.amount >= 32200,
    "(Amount:less_than:32200)": lambda deal: deal.amount < 32200,
    "(Amount:less_equal:32200)": lambda deal: deal.amount <= 32200,
    "(Amount:between:11330,32200)": lambda deal: 11330 <= deal.amount <= 32200,
    "(Amount:in:11330,32200)": lambda deal: deal.amount in {11330, 32200},
    "(Probability:equals:90)": lambda deal: deal.probability == 90,
    "(Expected_Shipments:equals:1.5)": lambda deal: deal.number % 7 == 3,
}
DATES: dict[str, Callable[[Deal], bool]] = {
    "(Closing_Date:less_than:2026-10-01)": lambda deal: deal.closing_on.isoformat() < "2026-10-01",
    "(Closing_Date:greater_equal:2026-12-01)": lambda deal: deal.closing_on.isoformat() >= "2026-12-01",
    "(Closing_Date:between:2026-10-01,2026-12-31)": lambda deal: (
        "2026-10-01" <= deal.closing_on.isoformat() <= "2026-12-31"
    ),
    "(Modified_Time:greater_than:2026-09-01T00:00:00+02:00)": lambda deal: (
        deal.modified_at.isoformat() > "2026-08-31T22"
    ),
    "(Modified_Time:less_equal:2026-08-31T22:00:00Z)": lambda deal: deal.modified_at.isoformat() <= "2026-08-31T22",
}
CHOICES: dict[str, Callable[[Deal], bool]] = {
    "(Stage:equals:Closed Won)": lambda deal: deal.stage == "Closed Won",
    "(Stage:equals:Closed)": lambda _: False,
    "(Stage:not_equal:Closed Won)": lambda deal: deal.stage != "Closed Won",
    "(Stage:in:Closed Won,Closed Lost)": lambda deal: deal.stage.startswith("Closed"),
    "(Reason_For_Loss__s:not_equal:Price)": lambda deal: deal.stage != "Closed Lost",
    "(Competitors:equals:Anvil Metrics)": lambda deal: deal.number % 3 == 0 or deal.number % 4 == 0,
    "(Competitors:equals:Anvil Metrics;Borealis Sensors)": lambda deal: deal.number % 4 == 0,
    "(Competitors:not_equal:Anvil Metrics)": lambda deal: deal.number % 3 != 0 and deal.number % 4 != 0,
    "(Competitors:in:Anvil Metrics,Cutwater Labs)": lambda deal: deal.number % 4 == 0 or deal.number % 3 in {0, 2},
    "(Competitors:starts_with:Borealis)": lambda deal: deal.number % 4 != 0 and deal.number % 3 == 1,
}
TEXTS: dict[str, Callable[[Deal], bool]] = {
    "(Deal_Name:equals:spectrometer)": lambda deal: "Spectrometer" in deal.name,
    "(Deal_Name:not_equal:Spectrometer)": lambda deal: "Spectrometer" not in deal.name,
    "(Deal_Name:starts_with:Aurora)": lambda deal: deal.name.startswith("Aurora"),
    "(Deal_Name:in:Aurora Optics: Field kits,aurora optics: service framework)": lambda deal: (
        deal.name in {"Aurora Optics: Field kits", "Aurora Optics: Service framework"}
    ),
    "(Next_Step:not_equal:Call on Monday)": lambda deal: deal.next_step != "Call on Monday",
}
LOOKUPS: dict[str, Callable[[Deal], bool]] = {
    f"(Account_Name:equals:{SPECTRO})": lambda deal: deal.account.crm_id == SPECTRO,
    f"(Account_Name:not_equal:{SPECTRO})": lambda deal: deal.account.crm_id != SPECTRO,
    f"(Account_Name:in:{SPECTRO},4150868000001000007)": lambda deal: deal.account.number in {3, 7},
    "(Owner:equals:4150868000000225002)": lambda deal: deal.owner.name == "sales",
    "(id:equals:4150868000003000005)": lambda deal: deal.number == 5,
    "(id:less_than:4150868000003000005)": lambda deal: deal.number < 5,
}
GROUPS: dict[str, Callable[[Deal], bool]] = {
    "((Stage:equals:Closed Won)and(Amount:greater_than:20000))": lambda deal: (
        deal.stage == "Closed Won" and deal.amount > 20000
    ),
    "((Stage:equals:Closed Won)or(Amount:greater_than:40000))": lambda deal: (
        deal.stage == "Closed Won" or deal.amount > 40000
    ),
    "(((Stage:equals:Closed Won)or(Stage:equals:Closed Lost)) and (Amount:less_than:9000))": lambda deal: (
        deal.stage.startswith("Closed") and deal.amount < 9000
    ),
    "(Stage:equals:Closed Won)and(Amount:greater_than:20000)": lambda deal: (
        deal.stage == "Closed Won" and deal.amount > 20000
    ),
}


@pytest.mark.parametrize("criteria", [*NUMBERS, *DATES, *CHOICES, *TEXTS, *LOOKUPS, *GROUPS])
async def test_criteria_find_what_they_say(crm: Crm, criteria: str) -> None:
    wanted = (NUMBERS | DATES | CHOICES | TEXTS | LOOKUPS | GROUPS)[criteria]
    expected = deals(crm, wanted)
    assert await found(crm, "Deals", criteria=criteria) == expected
    assert len(expected) < len(crm.company.deals)


async def test_a_boolean_is_compared_with_true_or_false(crm: Crm) -> None:
    primary = [contact.crm_id for contact in reversed(crm.company.contacts) if contact.primary]
    others = [contact.crm_id for contact in reversed(crm.company.contacts) if not contact.primary]
    assert await found(crm, "Contacts", criteria="(Primary_Contact:equals:true)") == primary
    assert await found(crm, "Contacts", criteria="(Primary_Contact:equals:false)") == others
    assert await found(crm, "Contacts", criteria="(Primary_Contact:not_equal:true)") == others


async def test_brackets_commas_and_backslashes_are_escaped_in_values(own_crm: Crm) -> None:
    names = ["Smith (north)", "Rope, wire", "Back\\slash"]
    await own_crm.create("sales", "Accounts", *({"Account_Name": name} for name in names))
    for name, escaped in zip(names, (r"Smith \(north\)", r"Rope\, wire", r"Back\\slash"), strict=True):
        answer = await own_crm.get(
            "sales", "/Accounts/search", fields="Account_Name", criteria=f"(Account_Name:equals:{escaped})"
        )
        assert column(answer, "Account_Name") == [name]
    both = r"(Account_Name:in:Rope\, wire,Smith \(north\))"
    answer = await own_crm.get("sales", "/Accounts/search", fields="Account_Name", criteria=both)
    assert set(column(answer, "Account_Name")) == {"Rope, wire", "Smith (north)"}


@pytest.mark.parametrize(
    "criteria", ["(Deal_Name:equals:a%o)", "(Deal_Name:starts_with:A%)", "(Deal_Name:equals:_)", "(Competitors:in:%)"]
)
async def test_percent_signs_and_underlines_are_nothing_special_to_criteria(crm: Crm, criteria: str) -> None:
    assert await found(crm, "Deals", criteria=criteria) == []


async def test_an_email_is_found_whole_and_in_any_case(crm: Crm) -> None:
    contact = crm.company.contacts[3]
    assert await found(crm, "Contacts", email=contact.email.upper()) == [contact.crm_id]
    assert await found(crm, "Contacts", email=contact.email[1:]) == []
    assert await found(crm, "Deals", email=contact.email) == []


async def test_a_phone_number_is_found_in_every_phone_field(crm: Crm) -> None:
    contact = crm.company.contacts[3]
    assert await found(crm, "Contacts", phone=contact.phone) == [contact.crm_id]
    assert await found(crm, "Contacts", phone=contact.mobile) == [contact.crm_id]


async def test_a_word_is_found_anywhere(crm: Crm) -> None:
    assert await found(crm, "Deals", word="spectro") == deals(crm, lambda deal: "Spectro" in deal.name)
    assert await found(crm, "Deals", word="Referral") == deals(crm, lambda deal: "Referral" in deal.lead_source)
    too_short = await crm.get("sales", "/Deals/search", word="s")
    assert error(too_short)[:2] == (400, "INVALID_QUERY")
    assert error(too_short)[2]["param_name"] == "word"


async def test_criteria_come_before_email_and_email_before_phone_and_phone_before_a_word(crm: Crm) -> None:
    one, two, three = crm.company.contacts[:3]
    criteria = f"(Email:equals:{one.email})"
    everything = {"criteria": criteria, "email": two.email, "phone": three.phone, "word": "nobody"}
    assert await found(crm, "Contacts", **everything) == [one.crm_id]
    del everything["criteria"]
    assert await found(crm, "Contacts", **everything) == [two.crm_id]
    del everything["email"]
    assert await found(crm, "Contacts", **everything) == [three.crm_id]


async def test_a_search_needs_something_to_search_by(crm: Crm) -> None:
    names = {"param_names": ["criteria", "email", "phone", "word"]}
    assert error(await crm.get("sales", "/Deals/search")) == (400, "EXPECTED_PARAM_MISSING", names)


async def test_a_search_shows_all_fields_unless_some_are_named(crm: Crm) -> None:
    criteria = "(id:equals:4150868000003000005)"
    everything = await crm.get("sales", "/Deals/search", criteria=criteria)
    assert {"Deal_Name", "Amount", "Owner", "Margin_Percent"} < set(everything.body["data"][0])
    named = await crm.get("sales", "/Deals/search", criteria=criteria, fields="Stage")
    assert set(named.body["data"][0]) == {"Stage", "id"}
    restricted = await crm.get("restricted", "/Deals/search", criteria=criteria)
    assert not {"Amount", "Expected_Revenue", "List_Value"} & set(restricted.body["data"][0])


async def test_a_search_is_sorted_by_any_field_and_has_no_page_tokens(crm: Crm) -> None:
    answer = await crm.get(
        "sales", "/Deals/search", word="lab", fields="Amount", sort_by="Amount", sort_order="asc", per_page=5
    )
    amounts = column(answer, "Amount")
    assert amounts == sorted(amounts)
    info = {"per_page": 5, "count": 5, "sort_by": "Amount", "page": 1, "sort_order": "asc", "more_records": True}
    assert answer.body["info"] == info
    second = await crm.get(
        "sales", "/Deals/search", word="lab", fields="Amount", sort_by="Amount", sort_order="asc", per_page=5, page=2
    )
    assert column(second, "Amount")[0] >= amounts[-1]


async def test_a_search_reaches_2000_records_only(crm: Crm) -> None:
    assert (await crm.get("sales", "/Deals/search", word="lab", page=10)).status == 204
    refused = await crm.get("sales", "/Deals/search", word="lab", page=11)
    assert error(refused) == (400, "LIMIT_REACHED", {"limit": 2000})


@pytest.mark.parametrize(
    ("criteria", "details"),
    [
        ("(Nothing:equals:1)", {"api_name": "Nothing"}),
        ("(Tag:equals:1)", {"api_name": "Tag"}),
        ("(Amount:starts_with:1)", {"api_name": "Amount", "operator": "starts_with"}),
        ("(Stage:greater_than:A)", {"api_name": "Stage", "operator": "greater_than"}),
        ("(Account_Name:between:1,2)", {"api_name": "Account_Name", "operator": "between"}),
        ("(Stage:resembles:A)", {"api_name": "Stage", "operator": "resembles"}),
        ("(Amount:equals:many)", {"api_name": "Amount", "expected_data_type": "currency"}),
        ("(Closing_Date:equals:tomorrow)", {"api_name": "Closing_Date", "expected_data_type": "date"}),
        ("(Modified_Time:equals:2026-01-01T00:00:00)", {"api_name": "Modified_Time", "expected_data_type": "datetime"}),
        ("(Locked__s:equals:yes)", {"api_name": "Locked__s", "expected_data_type": "boolean"}),
        ("(Owner:equals:Samir)", {"api_name": "Owner", "expected_data_type": "ownerlookup"}),
        ("(Amount:between:1)", {"api_name": "Amount", "operator": "between"}),
        ("Stage:equals:A", {}),
        ("(Stage:equals:A", {}),
        ("[Stage:equals:A)", {}),
        ("(Stage:equals:A)(Stage:equals:B)", {}),
        ("((Stage:equals:A)xor(Stage:equals:B))", {}),
        ("(" * 1400 + "Stage:equals:A" + ")" * 1400, {}),
    ],
)
async def test_criteria_that_make_no_sense_are_refused_with_the_reason(
    crm: Crm, criteria: str, details: dict[str, str]
) -> None:
    status, code, told = error(await crm.get("sales", "/Deals/search", criteria=criteria))
    assert (status, code) == (400, "INVALID_QUERY")
    assert told.pop("reason")
    assert told == details


async def test_criteria_have_limits(crm: Crm) -> None:
    one = "(Stage:equals:A)"
    ten = f"({'or'.join([one] * 10)})"
    assert (await crm.get("sales", "/Deals/search", criteria=ten)).status == 204
    eleven = await crm.get("sales", "/Deals/search", criteria=f"({'or'.join([one] * 11)})")
    assert error(eleven) == (400, "CRITERIA_LIMIT_EXCEEDED", {})
    assert (await crm.get("sales", "/Deals/search", criteria=f"(Amount:in:{','.join('1' * 100)})")).status == 204
    values = await crm.get("sales", "/Deals/search", criteria=f"(Amount:in:{','.join('1' * 101)})")
    assert error(values) == (400, "INVALID_QUERY", {"api_name": "Amount", "param_name": "criteria"})
    just = await crm.get("sales", "/Deals/search", criteria=f"(Deal_Name:equals:{'x' * (3000 - 19)})")
    assert just.status == 204
    long = await crm.get("sales", "/Deals/search", criteria=f"(Deal_Name:equals:{'x' * (3001 - 19)})")
    assert error(long)[2]["param_name"] == "criteria"


@pytest.mark.parametrize(
    ("persona", "module", "name", "value"),
    [
        ("restricted", "Deals", "Amount", "32200"),
        ("restricted", "CustomModule5001", "Balance", "0"),
        ("accountant", "Deals", "Margin_Percent", "12.5"),
        ("outsider", "Accounts", "Annual_Revenue", "1"),
    ],
)
async def test_nobody_searches_or_sorts_by_a_hidden_field(
    crm: Crm, persona: str, module: str, name: str, value: str
) -> None:
    criteria = f"({name}:equals:{value})"
    refused = await crm.get(persona, f"/{module}/search", criteria=criteria)
    assert error(refused)[:2] == (400, "INVALID_QUERY")
    assert error(refused)[2]["api_name"] == name
    assert error(await crm.get(persona, f"/{module}/actions/count", criteria=criteria))[1] == "INVALID_QUERY"
    sorted_by = await crm.get(persona, f"/{module}/search", criteria="(id:greater_than:1)", sort_by=name)
    assert error(sorted_by)[2]["api_name"] == name
    assert (await crm.get("admin", f"/{module}/search", criteria=criteria, sort_by=name)).status in {200, 204}


async def test_words_and_phones_are_not_found_in_hidden_fields(crm: Crm) -> None:
    contact = crm.company.contacts[3]
    assert await found(crm, "Contacts", "accountant", phone=contact.phone) == [contact.crm_id]
    assert await found(crm, "Contacts", "accountant", phone=contact.mobile) == []
    assert await found(crm, "Contacts", "accountant", word=contact.mobile[-7:]) == []


async def test_records_are_counted_whole_by_view_and_by_search(crm: Crm) -> None:
    async def count(**params: str) -> int:
        answer = await crm.get("sales", "/Deals/actions/count", **params)
        assert set(answer.body) == {"count"}
        return answer.body["count"]

    assert await count() == len(crm.company.deals)
    assert await count(cvid="4150868000000087301") == len(deals(crm, lambda deal: not deal.stage.startswith("Closed")))
    assert await count(criteria="(Stage:equals:Closed Won)") == len(deals(crm, lambda deal: deal.stage == "Closed Won"))
    assert await count(word="spectro") == len(deals(crm, lambda deal: "Spectro" in deal.name))
    assert await count(word="nothing of the kind") == 0


async def test_a_count_is_by_view_or_by_search_but_not_by_both(crm: Crm) -> None:
    refused = await crm.get("sales", "/Deals/actions/count", cvid="4150868000000087301", word="lab")
    due_to = {"ambiguity_due_to": [{"param_name": "cvid"}, {"param_name": "word"}]}
    assert error(refused) == (400, "AMBIGUITY_DURING_PROCESSING", due_to)


async def test_nobody_counts_or_searches_what_the_profile_does_not_show(crm: Crm) -> None:
    for path in ("/Vendors/actions/count", "/Vendors/search"):
        refused = await crm.get("restricted", path, word="lab")
        assert error(refused) == (403, "NO_PERMISSION", {"permissions": ["Crm_Implied_View_Vendors"]})
