"""A quote of Billing becomes one subscription that bills what the quote says, or none."""

from itertools import count
from typing import Any

from domain.journal import JournalQuery
from sandbox.crm.organization import ORG_ID
from sandbox.store import Body
from tests.graphs import Graph
from tests.mutating import codes, done

CONVERT = "convertQuoteToSubscription"
IDS = count(903000000018800000)
ADDON = {"name": "Extra seat", "rate": 9.5, "quantity": 3}


def quote(graph: Graph, **values: Any) -> str:
    """The id of a new quote with these values, that of a seeded one which was sent otherwise."""
    id_ = str(next(IDS))
    seeded = next(body for body in graph.sandbox.store.bodies("billing", "estimates") if body["status"] == "sent")
    graph.sandbox.store.put("billing", "estimates", id_, {**seeded, "estimate_id": id_, **values})
    return id_


def subscribed(graph: Graph, id_: str) -> list[Body]:
    """The subscriptions of a quote."""
    return [body for body in graph.sandbox.store.bodies("billing", "subscriptions") if body["reference_id"] == id_]


def status_of(graph: Graph, id_: str) -> str:
    """What the quote is now."""
    return (graph.sandbox.store.body("billing", "estimates", id_) or {})["status"]


async def test_a_quote_becomes_a_subscription_to_its_plan_and_addons_once(graph: Graph) -> None:
    store = graph.sandbox.store
    name = next(body["name"] for body in store.bodies("billing", "addons") if body["status"] == "active")
    body = store.body("billing", "estimates", quote(graph)) or {}
    lines = [body["line_items"][0], {**ADDON, "name": name}]
    id_ = quote(graph, line_items=lines)
    given = f'id: "{id_}", idempotencyKey: "quote-{id_}"'
    for _ in range(2):
        assert codes(await done(graph, "admin", CONVERT, given)) == []
    [subscription] = subscribed(graph, id_)
    assert subscription["customer_id"] == body["customer_id"]
    assert (subscription["plan"]["name"], subscription["plan"]["price"]) == (lines[0]["name"], lines[0]["rate"])
    [addon] = subscription["addons"]
    assert (addon["name"], addon["price"], addon["quantity"]) == (name, 9.5, 3)
    assert status_of(graph, id_) == "accepted"
    page = await graph.service.journal.entries(JournalQuery(f"local:{ORG_ID}", first=1))
    assert [(each.method, each.path) for each in page.entries[0].entry.exchanged] == [
        ("POST", "/subscriptions"),
        ("POST", f"/estimates/{id_}/status/accepted"),
    ]


async def test_what_a_subscription_would_bill_otherwise_is_refused_before_anything_is_written(graph: Graph) -> None:
    refusals: tuple[tuple[Body, tuple[str, list[str]]], ...] = (
        ({"adjustment": 5.0}, ("VALIDATION", ["id"])),
        ({"shipping_charge": "12.00"}, ("VALIDATION", ["id"])),
        ({"discount": "10%"}, ("VALIDATION", ["couponCode"])),
        ({"line_items": []}, ("VALIDATION", ["id"])),
        ({"line_items": [{"name": "Something else", "rate": 9, "quantity": 1}]}, ("VALIDATION", ["id"])),
        ({"status": "expired"}, ("WRONG_STATUS", ["id"])),
        ({"status": "invoiced"}, ("WRONG_STATUS", ["id"])),
    )
    for values, expected in refusals:
        id_ = quote(graph, **values)
        graph.forget_calls()
        graph.forget_answers()
        assert codes(await done(graph, "admin", CONVERT, f'id: "{id_}"')) == [expected]
        assert {call["method"] for call in graph.calls()} == {"GET"}
        assert subscribed(graph, id_) == []
    id_ = quote(graph, discount="25%")
    assert codes(await done(graph, "admin", CONVERT, f'id: "{id_}", couponCode: "CARE25"')) == []
    assert subscribed(graph, id_)[0]["coupon"]["coupon_code"] == "CARE25"


async def test_the_subscription_stands_where_its_quote_cannot_be_marked(graph: Graph) -> None:
    id_ = quote(graph)
    await graph.break_down({"product": "billing", "kind": "status", "status": 500, "path": "/status/accepted"})
    try:
        assert codes(await done(graph, "admin", CONVERT, f'id: "{id_}"')) == []
    finally:
        await graph.break_down()
    assert [body["status"] for body in subscribed(graph, id_)] == ["live"]
    assert status_of(graph, id_) == "sent"
    draft = quote(graph, status="draft")
    assert codes(await done(graph, "admin", CONVERT, f'id: "{draft}"')) == []
    assert (len(subscribed(graph, draft)), status_of(graph, draft)) == (1, "draft")
