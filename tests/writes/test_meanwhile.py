"""What others do while an answer is lost is not taken for what was asked, and what is not given stays."""

import asyncio
import os
from typing import Any

import pytest

from adapters.processes import is_gone, process_name
from sandbox.approvals import Approval, ApprovalSettings
from tests.graphs import Graph
from tests.mutating import SOLD, break_writes, codes, done, new

UNKNOWN = [("OUTCOME_UNKNOWN", None)]


async def lost(graph: Graph, kind: str = "status") -> None:
    """From here on each write is answered by this fault, and looked for at once."""
    graph.service.journal_writer.reconciliation_pauses = (0.0,)
    await break_writes(graph, kind)


@pytest.mark.parametrize("step", ["approveDocument", "rejectDocument"])
async def test_what_another_decided_is_not_ones_own(graph: Graph, step: str) -> None:
    graph.sandbox.approvals.replace(ApprovalSettings(estimates=Approval(type="simple")))
    id_ = await new(graph, persona="sales")
    assert codes(await done(graph, "sales", "submitDocument", f'id: "{id_}"')) == []
    given = f'id: "{id_}", idempotencyKey: "mine"' + (", isFinal: true" if step == "approveDocument" else "")
    await lost(graph)
    assert codes(await done(graph, "admin", step, given)) == UNKNOWN
    await graph.break_down()
    assert codes(await done(graph, "accountant", step, f'id: "{id_}"')) == []
    assert codes(await done(graph, "admin", step, given)) == UNKNOWN


async def test_a_decision_is_found_by_who_took_it(graph: Graph) -> None:
    graph.sandbox.approvals.replace(ApprovalSettings(estimates=Approval(type="simple")))
    id_ = await new(graph, persona="sales")
    assert codes(await done(graph, "sales", "submitDocument", f'id: "{id_}"')) == []
    await lost(graph, "reset_after")
    graph.service.journal_writer.reconciliation_pauses = ()
    given = f'id: "{id_}", idempotencyKey: "mine"'
    assert codes(await done(graph, "admin", "approveDocument", given)) == UNKNOWN
    await graph.break_down()
    assert codes(await done(graph, "admin", "approveDocument", given)) == []


async def test_what_is_refused_after_a_lost_answer_stays_unknown(graph: Graph) -> None:
    id_ = await new(graph, "Invoice")
    await lost(graph, "reset_after")
    graph.service.journal_writer.reconciliation_pauses = ()
    given = f'id: "{id_}", as: SENT, idempotencyKey: "mine"'
    assert codes(await done(graph, "admin", "markInvoice", given)) == UNKNOWN
    await graph.break_down()
    assert codes(await done(graph, "admin", "markInvoice", f'id: "{id_}", as: VOID')) == []
    told = codes(await done(graph, "admin", "markInvoice", given))
    assert told == [*UNKNOWN, ("CONFLICT", None)]


async def test_what_the_product_knows_by_its_mark_and_does_not_list_yet_stays_unknown(served_marking: Graph) -> None:
    graph, given = served_marking, f'{SOLD}, idempotencyKey: "mine"'
    graph.renew()
    await graph.meet("admin")
    store = graph.sandbox.store
    before = {body["salesorder_id"] for body in store.bodies("books", "salesorders")}
    await lost(graph, "reset_after")
    graph.service.journal_writer.reconciliation_pauses = ()
    assert codes(await done(graph, "admin", "createSalesOrder", given)) == UNKNOWN
    [made] = [body for body in store.bodies("books", "salesorders") if body["salesorder_id"] not in before]
    store.remove("books", "salesorders", made["salesorder_id"])
    await graph.break_down({"product": "books", "method": "POST", "kind": "latency", "seconds": 2.0, "count": 1})
    again = asyncio.create_task(done(graph, "admin", "createSalesOrder", given))
    # The write comes after a look that found nothing.
    async with asyncio.timeout(60):
        while graph.sandbox.faults.in_force():  # noqa: ASYNC110  # the sandbox tells nobody
            await asyncio.sleep(0)
    store.put("books", "salesorders", made["salesorder_id"], made)
    await graph.break_down({"product": "books", "method": "GET", "kind": "status", "status": 500})
    assert codes(await again) == [*UNKNOWN, ("CONFLICT", ["idempotencyKey"])]
    await graph.break_down()
    assert codes(await done(graph, "admin", "createSalesOrder", given)) == []


async def test_a_past_day_does_not_hide_that_it_was_sent(graph: Graph) -> None:
    id_ = await new(graph, "Invoice", more=', issuedOn: "2026-09-20", dueOn: "2026-09-25"')
    await lost(graph, "reset_after")
    assert codes(await done(graph, "admin", "markInvoice", f'id: "{id_}", as: SENT')) == []


async def test_who_reads_a_comment_stays(graph: Graph) -> None:
    id_ = await new(graph, "Invoice")
    await done(graph, "admin", "addComment", f'id: "{id_}", text: "c1", isShownToCustomer: true')
    read = f'{{ invoice(id: "{id_}") {{ comments(first: 9) {{ nodes {{ commentId text kind }} }} }} }}'

    async def kinds() -> dict[str, Any]:
        told = (await graph.ask("admin", read)).data["invoice"]["comments"]["nodes"]
        return {each["text"]: (each["kind"], each["commentId"]) for each in told}

    kind, comment = (await kinds())["c1"]
    given = f'id: "{id_}", commentId: "{comment}"'
    assert codes(await done(graph, "admin", "updateComment", f'{given}, text: "c2"')) == []
    assert (await kinds())["c2"] == (kind, comment)
    await lost(graph)
    again = await done(graph, "admin", "updateComment", f'{given}, text: "c2", isShownToCustomer: false')
    assert codes(again) == UNKNOWN


async def test_a_number_that_reads_like_a_reason_is_none(graph: Graph) -> None:
    assert await new(graph, more=', number: "LOCK 7"')
    given = f'{SOLD}, number: "LOCK 7"'
    assert [code for code, _ in codes(await done(graph, "admin", "createEstimate", given))] == ["CONFLICT"]


def test_a_process_is_gone_where_its_number_is_nobodys() -> None:
    own = process_name()
    house, number, _ = own.split("-")
    assert not is_gone(own, own)
    assert is_gone(f"{house}-{number}-00000000", own)
    assert not is_gone(f"{house}-{os.getppid()}-00000000", own)
    assert is_gone(f"{house}-4194305-00000000", own)
    assert not is_gone("00000000-4194305-00000000", own)
    assert not is_gone("there", own)
