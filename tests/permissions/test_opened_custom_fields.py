"""The policy opens a custom field by name though the amounts of its module are hidden, and nothing else with it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.crm.profiles import BY_NAME
from tests.graphs import Told, graph_served

OPEN = """
[[open]]
reason = "A margin in per cent is no sum."
custom_fields = { "books.invoices" = ["cf_margin"] }
except_profiles = ["Sales"]
"""
TAKEN = """
[[rule]]
reason = "Numbers are for finance."
fields = ["CustomNumber.number"]
"""
SELECTED = "name ... on CustomNumber { number }"
NAMED = f'{{ invoices(first: 20) {{ nodes {{ customFields(names: ["cf_margin"]) {{ {SELECTED} }} }} }} }}'
ALL = f"{{ invoices(first: 20) {{ nodes {{ total {{ amount }} customFields {{ {SELECTED} }} }} }} }}"
WHY = """{ explainPermission(coordinate: "Invoice.customFields") { visible decidedBy hiddenWithin { coordinate reason }
    openedCustomFields { name text } } }"""
STRICT = {"Suitegraph-Visibility": "strict"}


def margins(told: Told) -> set[Any]:
    """The margins that an answer shows."""
    fields = [field for node in told.data["invoices"]["nodes"] for field in node["customFields"]]
    return {field["number"] for field in fields if field["name"] == "cf_margin"} - {None}


def hidden(told: Told) -> set[str]:
    """The coordinates that an answer names as hidden."""
    return {each["coordinate"] for each in told.body["extensions"].get("hiddenFields", [])}


async def test_an_opened_custom_field_is_shown_and_explained_and_the_amounts_stay_hidden(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(OPEN, "utf-8")
    async with graph_served(policy=file) as graph:
        named, every = await graph.ask("restricted", NAMED), await graph.ask("restricted", ALL)
        strict = await graph.ask("restricted", NAMED, headers=STRICT)
        why = (await graph.ask("restricted", WHY)).data["explainPermission"]
    assert margins(named) == margins(every) == margins(strict) != set()
    assert hidden(named) == set()
    assert hidden(every) == {"Invoice.total", "CustomNumber.number"}
    assert all(node["total"] is None for node in every.data["invoices"]["nodes"])
    assert why["openedCustomFields"] == [{"name": "cf_margin", "text": "A margin in per cent is no sum."}]
    assert {"coordinate": "CustomNumber.number", "reason": "CRM_FIELD_PERMISSION"} in why["hiddenWithin"]
    assert why["visible"]


@pytest.mark.parametrize(
    ("policy", "reason"),
    [(OPEN + TAKEN, "GATEWAY_POLICY"), (OPEN.replace("Sales", "Support"), "CRM_FIELD_PERMISSION")],
    ids=["a rule hides the kind", "it is opened to others"],
)
async def test_an_opening_gives_nothing_that_a_rule_takes_nor_to_whom_it_does_not_name(
    tmp_path: Path, policy: str, reason: str
) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(policy, "utf-8")
    async with graph_served(policy=file) as graph:
        told = await graph.ask("restricted", NAMED)
        why = (await graph.ask("restricted", WHY)).data["explainPermission"]
    assert margins(told) == set()
    assert hidden(told) == {"CustomNumber.number"}
    assert {"coordinate": "CustomNumber.number", "reason": reason} in why["hiddenWithin"]


@pytest.mark.parametrize(
    ("policy", "is_shown"),
    [(OPEN.replace("Sales", "Support"), True), (OPEN, False)],
    ids=["opened", "opened to others"],
)
async def test_the_definition_of_a_custom_field_is_shown_to_whom_its_values_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, *, is_shown: bool
) -> None:
    monkeypatch.setitem(BY_NAME, "Sales", replace(BY_NAME["Sales"], hidden=BY_NAME["Support"].hidden))
    file = tmp_path / "policy.toml"
    file.write_text(policy, "utf-8")
    async with graph_served(policy=file) as graph:
        told = await graph.ask("sales", NAMED)
        fields = (await graph.ask("sales", "{ fieldDefinitions(of: INVOICE) { name } }")).data["fieldDefinitions"]
    assert (margins(told) != set()) == is_shown
    assert ("cf_margin" in {each["name"] for each in fields}) == is_shown
