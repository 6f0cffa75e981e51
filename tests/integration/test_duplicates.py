"""Broken, double and doubtful links are found within the caller's own rights, page by page."""

from pathlib import Path
from typing import Any

import pytest

from domain.caller import caller_of
from domain.duplicates import IdentityRecord, LinkCause, alike, bare
from domain.modules import books, crm
from gateway.session import open_session
from resolvers.integration.duplicates import links_at_risk
from schema.engine.declare.ids import global_id
from tests.graphs import Graph, graph_served

DUPLICATES = """
query ($first: Int!, $after: String, $documents: Boolean! = false) {
  duplicates(first: $first, after: $after, documents: $documents) {
    findings {
      problem causes missing
      parties { id module name documents }
      repair { step party { id } keep { id module } }
    }
    examined unseen pageInfo { hasNextPage endCursor }
  }
}
"""


async def everything(graph: Graph, persona: str, *, pages: int = 40) -> list[dict[str, Any]]:
    """Every page of the search."""
    shown: list[dict[str, Any]] = []
    after: str | None = None
    for _ in range(pages):
        page = (await graph.ask(persona, DUPLICATES, {"first": 25, "after": after})).data["duplicates"]
        shown.append(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return shown
    raise AssertionError("the search has no end")


async def test_each_kind_is_found_once_with_its_cause_and_a_safe_repair(graph: Graph) -> None:
    ids = (await graph.prepare("POST", "/_sandbox/doubles", None))["contacts"]
    broken, double, by_name, by_email = (global_id("Customer", id_) for id_ in ids)
    pages = await everything(graph, "admin")
    findings = [finding for page in pages for finding in page["findings"]]
    about = {
        each: [f for f in findings if each in {party["id"] for party in f["parties"]}]
        for each in (broken, double, by_name, by_email)
    }
    [gone] = about[broken]
    assert (gone["problem"], gone["causes"]) == ("BROKEN", ["CRM_RECORD_MISSING"])
    assert gone["missing"] == [global_id("Account", "4150868000001999999")]
    assert [step["step"] for step in gone["repair"]] == ["CHECK", "RELINK"]
    twice = [each for each in about[double] if each["problem"] == "DOUBLE"]
    assert {each["causes"][0] for each in twice} == {"LINKED_TWICE"}
    assert all(len(each["parties"]) == 2 for each in twice)
    assert [step["step"] for step in twice[0]["repair"]] == ["CHECK", "MERGE"]
    assert {party["module"] for each in about[by_name] for party in each["parties"]} >= {"crm.accounts"}
    assert any("SAME_NAME" in each["causes"] for each in about[by_name])
    assert {each["problem"] for each in about[by_name]} == {"DOUBTFUL"}
    others = [
        f for f in findings if f["problem"] != "DOUBTFUL" and not {broken, double} & {p["id"] for p in f["parties"]}
    ]
    assert others == []
    assert sum(page["examined"] for page in pages) > len(ids)


async def test_what_the_caller_may_not_view_is_neither_shown_nor_used(graph: Graph, tmp_path: Path) -> None:
    await graph.prepare("POST", "/_sandbox/doubles", None)
    # Ana works in Books and not in Billing.
    pages = await everything(graph, "accountant")
    assert {module for page in pages for module in page["unseen"]} == {"billing.customers"}
    for persona in ("sales", "outsider"):
        assert (await graph.ask(persona, DUPLICATES, {"first": 5})).codes == ["FORBIDDEN"]
    policy = tmp_path / "policy.toml"
    policy.write_text('[[rule]]\nreason = "No."\nfields = ["Customer.name", "Account.name"]\n')
    async with graph_served(policy=policy) as hidden:
        await hidden.prepare("POST", "/_sandbox/doubles", None)
        findings = [finding for page in await everything(hidden, "admin") for finding in page["findings"]]
        assert "BROKEN" in {finding["problem"] for finding in findings}
        assert not any("SAME_NAME" in finding["causes"] for finding in findings)
        customers = [p for f in findings for p in f["parties"] if p["module"] in {"books.customers", "crm.accounts"}]
        assert {party["name"] for party in customers} == {None}


async def test_whoever_plans_a_merge_in_crm_is_warned_of_the_links_that_it_breaks(graph: Graph) -> None:
    [account] = [each for each in graph.sandbox.company.accounts if each.books_id and each.billing_id][:1]

    service = graph.service
    caller = caller_of("1000.demo.admin", service.settings.data_centres[0], service.partition_key)
    async with open_session(service, caller) as session:
        at_risk = await links_at_risk(session.loader, crm.ACCOUNTS, [account.crm_id, "4150868000001999999"])
    assert {crm_id: [(str(module), id_) for module, id_ in each] for crm_id, each in at_risk.items()} == {
        account.crm_id: [("books.customers", account.books_id), ("billing.customers", account.billing_id)]
    }


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Müller & Söhne GmbH", "muller sohne"),
        ("Nordwind B.V.", "nordwind"),
        ("ACME, Inc.", "acme"),
        ("Rossi S.p.A.", "rossi"),
        ("GmbH", "gmbh"),
        ("", ""),
    ],
)
def test_a_name_is_compared_without_legal_form_and_punctuation(name: str, wanted: str) -> None:
    assert bare(name) == wanted


def test_likeness_needs_more_than_a_number_that_differs() -> None:
    def named(name: str, **more: Any) -> IdentityRecord:
        return IdentityRecord(books.CUSTOMERS, name, name, **more)

    assert alike(named("Nordwind Logistics GmbH"), named("Nordwind Logistik")) == ()
    assert alike(named("Nordwind Logistics GmbH"), named("Logistics Nordwind")) == (LinkCause.SAME_NAME,)
    assert alike(named("Plant 1"), named("Plant 2")) == ()
    one, other = named("A", email="a@x.example", tax_number="DE1"), named("B", email="A@X.example", tax_number="DE1")
    assert alike(one, other) == (LinkCause.SAME_TAX_NUMBER, LinkCause.SAME_EMAIL)
    assert alike(named("A"), named("A")) == ()
