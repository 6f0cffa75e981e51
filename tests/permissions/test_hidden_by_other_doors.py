"""What is hidden is not set by what follows from it, compared with, nor brought into Books from CRM."""

from base64 import b64encode
from pathlib import Path

import pytest

from tests.graphs import Graph
from tests.mutating import CUSTOMER, codes, done
from tests.permissions.test_hidden_writes import FORBIDDEN, created, hiding

# An account with contacts that Books does not know yet, and one of them.
UNLINKED, ITS_CONTACT = "4150868000001000040", "4150868000002000100"


def graph_id(named: str) -> str:
    """A record's `id` in the graph."""
    return b64encode(named.encode()).decode()


@pytest.mark.parametrize("given", ['dueOn: "2027-01-01"', "paymentTerms: 90"])
async def test_a_hidden_day_is_not_set_by_its_terms(tmp_path: Path, given: str) -> None:
    async with hiding(tmp_path, "Invoice.dueOn") as graph:
        id_ = (await created(graph, customerId=CUSTOMER))["id"]
        await graph.meet("sales")
        payload = await done(graph, "sales", "updateInvoice", f'id: "{id_}", {given}')
        assert (codes(payload), graph.calls()) == ([("FIELD_NOT_EDITABLE", [given.partition(":")[0]])], [])


async def test_a_discount_of_a_line_is_not_that_of_the_document(tmp_path: Path) -> None:
    line = 'lineItems: [{ name: "Calibration", rate: "9", discount: "1" }]'
    async with hiding(tmp_path, "Estimate.discount") as graph:
        id_ = (await created(graph, "Estimate", customerId=CUSTOMER))["id"]
        assert codes(await done(graph, "sales", "updateEstimate", f'id: "{id_}", {line}')) == []
        payload = await done(graph, "sales", "updateEstimate", f'id: "{id_}", {line[:-18]} }}], discount: "2"')
        assert codes(payload) == [("FIELD_NOT_EDITABLE", ["discount"])]


@pytest.mark.parametrize("kind", ["SalesOrder", "Deal"])
async def test_a_hidden_moment_is_not_compared_with(tmp_path: Path, kind: str) -> None:
    async with hiding(tmp_path, f"{kind}.updatedAt") as graph:
        if kind == "Deal":
            id_, change = "4150868000003000001", 'name: "Another"'
        else:
            id_, change = (await created(graph, kind, customerId=CUSTOMER))["id"], 'notes: "Another"'
        await graph.meet("sales")
        given = f'id: "{id_}", expectedUpdatedAt: "2026-10-01T00:00:00Z", {change}'
        payload = await done(graph, "sales", f"update{kind}", given)
        assert (codes(payload), graph.calls()) == ([("FORBIDDEN", ["expectedUpdatedAt"])], [])


IMPORTED = "importToBooks", f'id: "{graph_id(f"Account:{UNLINKED}")}"'


@pytest.mark.parametrize("hidden", ["crm.contacts view", "crm.accounts view", "Contact.mobile", "Account.phone"])
async def test_what_is_hidden_in_crm_is_not_brought_into_books(tmp_path: Path, hidden: str) -> None:
    async with hiding(tmp_path, hidden, profile="Administrator") as graph:
        await graph.meet("admin")
        for id_ in (f"Account:{UNLINKED}", f"Contact:{ITS_CONTACT}"):
            payload = await done(graph, "admin", "importToBooks", f'id: "{graph_id(id_)}"')
            assert (codes(payload), graph.calls()) == (FORBIDDEN, [])
        made = await created(graph, "Estimate", "admin", contactId=ITS_CONTACT)
        assert codes(made) == [("FORBIDDEN", ["contactId"])]
        assert [call["path"] for call in graph.calls() if call["method"] == "POST"] == []


async def test_what_crm_hides_is_not_brought_into_books(graph: Graph) -> None:
    # Mobile numbers of contacts are hidden from accountants.
    assert codes(await done(graph, "accountant", *IMPORTED)) == FORBIDDEN
    assert codes(await done(graph, "admin", *IMPORTED)) == []
    assert [call["token_owner"] for call in graph.calls() if call["path"].endswith("/import")] == ["admin"]
