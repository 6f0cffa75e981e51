"""What is hidden is not set by what follows from it, compared with, nor brought into Books from CRM."""

from base64 import b64encode
from pathlib import Path

import pytest

from tests.graphs import Graph
from tests.mutating import CUSTOMER, codes, done
from tests.permissions.test_hidden_writes import FORBIDDEN, created, hiding
from tests.proofs import at_length

# An account with contacts that Books does not know yet, and one of them.
UNLINKED, ITS_CONTACT = "4150868000001000040", "4150868000002000098"


def graph_id(named: str) -> str:
    """A record's `id` in the graph."""
    return b64encode(named.encode()).decode()


@pytest.mark.parametrize("given", ['dueOn: "2027-01-01"', "paymentTerms: 90"])
async def test_a_hidden_day_is_not_set_by_its_terms(tmp_path: Path, given: str) -> None:
    async with hiding(tmp_path, "Invoice.dueOn") as graph:
        id_ = (await created(graph, party={"customer": CUSTOMER}))["id"]
        await graph.meet("sales")
        payload = await done(graph, "sales", "updateInvoice", f'id: "{id_}", {given}')
        assert (codes(payload), graph.calls()) == ([("FIELD_NOT_EDITABLE", [given.partition(":")[0]])], [])


@pytest.mark.parametrize("has_discount", [True, False])
@at_length(like="test_a_hidden_day_is_not_set_by_its_terms")
async def test_whether_there_is_a_hidden_discount_is_not_told(tmp_path: Path, has_discount: bool) -> None:
    line = 'lineItems: [{ name: "Calibration", rate: "9", discount: "1" }]'
    async with hiding(tmp_path, "Estimate.discount") as graph:
        given = {"discount": "5%"} if has_discount else {}
        id_ = (await created(graph, "Estimate", party={"customer": CUSTOMER}, **given))["id"]
        # What is new has no other discount: that of a line is not the document's.
        assert codes(await done(graph, "sales", "createEstimate", f'party: {{ customer: "{CUSTOMER}" }}, {line}')) == []
        await graph.meet("sales")
        for change, path in ((line, ["lineItems", "0", "discount"]), ('discount: "2"', ["discount"])):
            payload = await done(graph, "sales", "updateEstimate", f'id: "{id_}", {change}')
            assert codes(payload) == [("FIELD_NOT_EDITABLE", path)]
        assert graph.calls() == []


LED = [{"account": "4150868000001000001"}, {"contact": "4150868000002000001"}, {"deal": "4150868000003000001"}]


@pytest.mark.parametrize(
    ("hidden", "given"),
    [
        ("crm.accounts view", LED[0]),
        ("crm.contacts view", LED[1]),
        ("crm.deals view", LED[2]),
        ("Account.name", LED[0]),
        ("Deal.account", LED[2]),
    ],
)
async def test_a_new_record_does_not_tell_whom_something_hidden_leads_to(
    tmp_path: Path, hidden: str, given: dict[str, str]
) -> None:
    plan = """mutation ($input: CreateBillingSubscriptionInput!) {
        createSubscription(input: $input) { userErrors { code field } } }"""
    async with hiding(tmp_path, hidden, profile="Administrator") as graph:
        await graph.meet("admin")
        payload = await created(graph, "Estimate", party=given)
        expected = [("FORBIDDEN", ["party", *given])]
        assert (codes(payload), graph.calls()) == (expected, [])
        told = await graph.ask("admin", plan, {"input": {"plan": {"code": "care-basic"}, "party": given}})
        assert codes(told.data["createSubscription"]) == expected
        # Whoever names the customer need not be led there.
        assert codes(await created(graph, "Estimate", party={"customer": CUSTOMER})) == []


@pytest.mark.parametrize("hidden", ["customer", "customerName", "number", "balance"])
async def test_a_payment_does_not_tell_what_is_hidden_of_its_invoice(tmp_path: Path, hidden: str) -> None:
    async with hiding(tmp_path, f"Invoice.{hidden}", profile="Accounting") as graph:
        id_ = (await created(graph, party={"customer": CUSTOMER}))["id"]
        assert codes(await done(graph, "admin", "markInvoice", f'id: "{id_}", as: SENT')) == []
        await graph.meet("accountant")
        given = f'invoiceId: "{id_}", amount: "1", paidOn: "2026-10-01", mode: "cash"'
        payload = await done(graph, "accountant", "recordPayment", given)
        assert (codes(payload), graph.calls()) == ([("FORBIDDEN", ["invoiceId"])], [])


@at_length(like="test_a_payment_does_not_tell_what_is_hidden_of_its_invoice")
async def test_a_conversion_does_not_tell_a_hidden_name(tmp_path: Path) -> None:
    async with hiding(tmp_path, "Estimate.customerName") as graph:
        id_ = (await created(graph, "Estimate", party={"customer": CUSTOMER}))["id"]
        await graph.meet("sales")
        payload = await done(graph, "sales", "convertEstimateToSalesOrder", f'id: "{id_}"')
        assert (codes(payload), graph.calls()) == (FORBIDDEN, [])


@pytest.mark.parametrize("kind", ["SalesOrder", "Deal"])
@at_length(like="test_a_hidden_day_is_not_set_by_its_terms")
async def test_a_hidden_moment_is_not_compared_with(tmp_path: Path, kind: str) -> None:
    async with hiding(tmp_path, f"{kind}.updatedAt") as graph:
        if kind == "Deal":
            id_, change = "4150868000003000001", 'name: "Another"'
        else:
            id_, change = (await created(graph, kind, party={"customer": CUSTOMER}))["id"], 'notes: "Another"'
        await graph.meet("sales")
        given = f'id: "{id_}", expectedUpdatedAt: "2026-10-01T00:00:00Z", {change}'
        payload = await done(graph, "sales", f"update{kind}", given)
        assert (codes(payload), graph.calls()) == ([("FORBIDDEN", ["expectedUpdatedAt"])], [])


SAVED = "query ($view: ID!) { accounts(first: 2, view: $view) { nodes { name } } }"


async def test_a_saved_view_does_not_list_in_the_order_of_hidden_values(graph: Graph) -> None:
    views = (await graph.ask("admin", "{ views(of: ACCOUNT) { viewId name } }")).data["views"]
    by_revenue = {"view": next(view["viewId"] for view in views if view["name"] == "Accounts by revenue")}
    assert (await graph.ask("admin", SAVED, by_revenue)).data["accounts"]["nodes"]
    told = await graph.ask("restricted", SAVED, by_revenue)
    assert (told.codes, told.body["data"]) == (["FORBIDDEN"], {"accounts": None})


IMPORTED = "importToBooks", f'id: "{graph_id(f"Account:{UNLINKED}")}"'


@pytest.mark.parametrize("hidden", ["crm.contacts view", "crm.accounts view", "Contact.mobile", "Account.phone"])
async def test_what_is_hidden_in_crm_is_not_brought_into_books(tmp_path: Path, hidden: str) -> None:
    async with hiding(tmp_path, hidden, profile="Administrator") as graph:
        await graph.meet("admin")
        for id_ in (f"Account:{UNLINKED}", f"Contact:{ITS_CONTACT}"):
            payload = await done(graph, "admin", "importToBooks", f'id: "{graph_id(id_)}"')
            assert (codes(payload), graph.calls()) == (FORBIDDEN, [])
        made = await created(graph, "Estimate", "admin", party={"contact": ITS_CONTACT})
        assert codes(made) == [("FORBIDDEN", ["party", "contact"])]
        assert [call["path"] for call in graph.calls() if call["method"] == "POST"] == []


async def test_what_crm_hides_is_not_brought_into_books(graph: Graph) -> None:
    # Mobile numbers of contacts are hidden from accountants.
    assert codes(await done(graph, "accountant", *IMPORTED)) == FORBIDDEN
    assert codes(await done(graph, "admin", *IMPORTED)) == []
    assert [call["token_owner"] for call in graph.calls() if call["path"].endswith("/import")] == ["admin"]


NUMBERS = """{ invoices(first: 20) { nodes { customFields { name ... on CustomNumber { number }
    ... on CustomText { text } } } } }"""


async def test_numbers_among_custom_fields_are_hidden_with_the_amounts(graph: Graph) -> None:
    for persona, are_shown in (("admin", True), ("restricted", False)):
        told = await graph.ask(persona, NUMBERS)
        fields = [field for node in told.data["invoices"]["nodes"] for field in node["customFields"]]
        margins = [field["number"] for field in fields if field["name"] == "cf_margin"]
        assert margins
        assert any(margin is not None for margin in margins) is are_shown
        # A code of a project is no amount.
        assert any(field.get("text") for field in fields if field["name"] == "cf_project_code")
        hidden = {each["coordinate"] for each in told.body["extensions"].get("hiddenFields", [])}
        assert ("CustomNumber.number" in hidden) is not are_shown


STRICT = {"Suitegraph-Visibility": "strict"}


@pytest.mark.parametrize("root", ["node", "invoice"])
async def test_in_strict_visibility_an_id_of_a_hidden_type_is_like_one_of_no_type(graph: Graph, root: str) -> None:
    query = f"query ($id: ID!) {{ {root}(id: $id) {{ id }} }}"
    answers = [
        (await graph.ask("restricted", query, {"id": graph_id(named)}, headers=STRICT)).body
        for named in ("CreditNote:460000000009000001", "CreditNote:no id", "Nothing:460000000009000001")
    ]
    messages = [[(error["message"], error["extensions"]["code"]) for error in each["errors"]] for each in answers]
    assert messages[0] == messages[1] == messages[2]
    assert answers[0]["data"] == answers[1]["data"] == answers[2]["data"] == {root: None}
    assert "CreditNote" not in str(messages)
