"""The same is asked for twice on purpose, and the second is lost before it happens: the first is not taken for it."""

import asyncio

import pytest

from sandbox.billing.access import ORGANIZATION_HEADER, ORGANIZATION_ID
from tests.graphs import Graph
from tests.mutating import CUSTOMER, break_writes, codes, done
from tests.writes.kind import Kind
from tests.writes.kinds import KINDS
from tests.writes.stock import Stock
from tests.writes.test_every_fault import CALLER, Wanted

ALIKE = (
    "createEstimate",
    "createInvoice",
    "createAccount",
    "createDeal",
    "createSubscription",
    "chargeSubscription",
    "addSubscriptionNote",
    "addNote",
    "addComment",
)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.name in ALIKE], ids=lambda kind: kind.name)
async def test_the_earlier_one_is_not_taken_for_the_lost_one(served_plain: Graph, kind: Kind) -> None:
    served_plain.renew()
    served_plain.service.journal_writer.reconciliation_pauses = (0.0,)
    await served_plain.meet(CALLER)
    word = f"{kind.name} again"
    given = kind.given(Stock(served_plain.sandbox), word)
    first, second = (Wanted(kind, word, given, key) for key in ("first", "second"))
    assert await first.asked(served_plain) == "done"
    await break_writes(served_plain)
    assert await second.asked(served_plain) == "unknown"
    await served_plain.break_down()
    assert (await second.asked(served_plain), first.times(served_plain)) == ("unknown", 1)


CREATE = """mutation ($line: String!, $key: String!) { createEstimate(input: {
    party: { customer: "460000000001000001" }, reference: "PO-77", idempotencyKey: $key
    lineItems: [{ name: $line, rate: "1" }] }) {
    userErrors { code } estimate { id } } }"""


async def test_another_with_the_same_reference_is_not_taken_for_it(served_plain: Graph) -> None:
    served_plain.renew()
    served_plain.service.journal_writer.reconciliation_pauses = (0.0,)
    await served_plain.meet(CALLER)
    by_hand = {
        "customer_id": CUSTOMER,
        "reference_number": "PO-77",
        "line_items": [{"name": "Wrong", "rate": 1}],
    }
    await served_plain.prepare("POST", "/books/v3/estimates?organization_id=460000000000100", by_hand)
    await break_writes(served_plain)
    told: list[list[str]] = []
    for line in ("Right", "Wrong"):
        answer = await served_plain.ask("admin", CREATE, {"line": line, "key": line})
        told.append([error["code"] for error in answer.data["createEstimate"]["userErrors"]])
    # What has the same values cannot be told apart.
    assert told == [["OUTCOME_UNKNOWN"], []]


SUBSCRIBE = """mutation ($count: Decimal!, $key: String!) { createSubscription(input: {
    party: { customer: "903000000001000001" }, reference: "PO-77", idempotencyKey: $key,
    plan: { code: "care-basic", quantity: $count } }) {
    userErrors { code } subscription { id } } }"""


async def test_another_subscription_with_the_same_reference_is_not_taken_for_it(served_plain: Graph) -> None:
    served_plain.renew()
    served_plain.service.journal_writer.reconciliation_pauses = (0.0,)
    await served_plain.meet(CALLER)
    by_hand = {"customer_id": "903000000001000001", "reference_id": "PO-77", "plan": {"plan_code": "care-basic"}}
    headers = {"Authorization": "Zoho-oauthtoken 1000.demo.admin", ORGANIZATION_HEADER: ORGANIZATION_ID}
    place = f"http://localhost:{served_plain.sandbox.port}/billing/v1/subscriptions"
    async with served_plain.session.post(place, json=by_hand, headers=headers) as response:
        assert response.status == 201
    await break_writes(served_plain)
    told: list[list[str]] = []
    for count in ("2", "1"):
        answer = await served_plain.ask("admin", SUBSCRIBE, {"count": count, "key": count})
        told.append([error["code"] for error in answer.data["createSubscription"]["userErrors"]])
    assert told == [["OUTCOME_UNKNOWN"], []]


ORDER = 'party: { customer: "460000000001000001" }, reference: "R1", lineItems: [{ name: "Calibration", rate: "9" }]'


async def test_what_was_converted_is_not_taken_for_a_lost_creation(served_plain: Graph) -> None:
    served_plain.renew()
    served_plain.service.journal_writer.reconciliation_pauses = (0.0,)
    made = await done(served_plain, "admin", "createEstimate", ORDER, "estimate { id }")
    given = f'id: "{made["estimate"]["id"]}"'
    assert codes(await done(served_plain, "admin", "markEstimate", f"{given}, as: SENT")) == []
    assert codes(await done(served_plain, "admin", "convertEstimateToSalesOrder", given)) == []
    await served_plain.break_down({"product": "books", "method": "POST", "kind": "status", "status": 500})
    lost = await done(served_plain, "admin", "createSalesOrder", ORDER)
    await served_plain.break_down()
    assert codes(lost) == [("OUTCOME_UNKNOWN", None)]


async def test_of_two_alike_comments_one_is_not_taken_for_the_other(served_plain: Graph) -> None:
    served_plain.renew()
    served_plain.service.journal_writer.reconciliation_pauses = (0.5,)
    made = await done(served_plain, "admin", "createEstimate", ORDER, "estimate { id }")
    given = f'id: "{made["estimate"]["id"]}", text: "same"'
    rule = {"product": "books", "method": "POST"}
    await served_plain.break_down(
        {**rule, "kind": "status", "status": 500, "count": 1}, {**rule, "kind": "latency", "seconds": 0.3}
    )
    came = await asyncio.gather(*(done(served_plain, "admin", "addComment", given) for _ in range(2)))
    await served_plain.break_down()
    assert sorted(map(codes, came)) == [[], [("OUTCOME_UNKNOWN", None)]]


async def test_a_key_that_the_store_has_forgotten_is_told_by_its_mark(served_marking: Graph) -> None:
    served_marking.renew()
    given = f'{ORDER}, idempotencyKey: "forgotten"'
    assert codes(await done(served_marking, "admin", "createSalesOrder", given)) == []
    served_marking.begin_journal()
    # The refusal is kept for the key from now on.
    told = [codes(await done(served_marking, "admin", "createSalesOrder", given)) for _ in range(2)]
    assert told == [[("CONFLICT", ["idempotencyKey"])]] * 2
    orders = served_marking.sandbox.store.bodies("books", "salesorders")
    assert sum(order.get("reference_number") == "R1" for order in orders) == 1
