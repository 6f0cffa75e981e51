"""Whatever fails in one product, in whatever way, costs that product's branches and nothing else."""

from typing import Any

import pytest

from sandbox.faults.injection import INJECTIONS
from tests.faults.story import BRANCHES, CALLER, DEADLINE, Story
from tests.graphs import Graph, Told
from tests.proofs import family

PRODUCTS = tuple(BRANCHES)
UNAVAILABLE = "UPSTREAM_UNAVAILABLE"
# Every kind of fault, with what a client is told about it.
KINDS: dict[str, tuple[dict[str, Any], str]] = {
    "latency": ({"seconds": DEADLINE}, "UPSTREAM_TIMEOUT"),
    "hang": ({}, "UPSTREAM_TIMEOUT"),
    "refused": ({}, UNAVAILABLE),
    "reset": ({}, UNAVAILABLE),
    "truncated_json": ({}, UNAVAILABLE),
    "malformed_json": ({}, UNAVAILABLE),
    "html": ({}, UNAVAILABLE),
    "wrong_content_type": ({}, UNAVAILABLE),
    "status": ({}, UNAVAILABLE),
    "gzip_bomb": ({}, UNAVAILABLE),
    "reset_after": ({}, UNAVAILABLE),
    "hang_after": ({}, "UPSTREAM_TIMEOUT"),
    "status_after": ({}, UNAVAILABLE),
    "hollow_json": ({}, UNAVAILABLE),
    "throttled": ({"retry_after": 7}, "TOO_MANY_REQUESTS"),
}
# Statuses by what they mean in each product, whose error bodies differ.
STATUSES = {
    "crm": {400: "UPSTREAM_REJECTED", 401: "UNAUTHENTICATED", 403: "FORBIDDEN", 404: "UPSTREAM_REJECTED"},
    "books": {400: "UPSTREAM_REJECTED", 401: "FORBIDDEN", 403: "FORBIDDEN", 404: "UPSTREAM_REJECTED"},
    "billing": {400: "UPSTREAM_REJECTED", 401: "FORBIDDEN", 403: "FORBIDDEN", 404: "UPSTREAM_REJECTED"},
}


def check_errors(told: Told, product: str, code: str) -> None:
    """Each branch of the product has exactly one error, which says whose fault it was; no other has any."""
    assert told.status == 200
    [request_id] = (value for name, value in told.headers.items() if name.lower() == "x-request-id")
    errors = told.body["errors"]
    assert sorted(tuple(error["path"]) for error in errors) == sorted(BRANCHES[product])
    for error in errors:
        extensions = error["extensions"]
        assert (extensions["code"], extensions["service"]) == (code, product)
        assert extensions["requestId"] == request_id
        assert set(extensions) <= {"code", "coordinate", "service", "requestId", "retryAfter"}
        assert "localhost" not in error["message"]


@family(short=6)
@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_fault_costs_the_branches_of_its_product_alone(
    fragile: Graph, story: Story, product: str, kind: str
) -> None:
    more, code = KINDS[kind]
    await fragile.meet(CALLER)
    await fragile.break_down({"product": product, "kind": kind, **more})
    told = await story.told(fragile)
    assert told.body["data"] == story.without(product)
    check_errors(told, product, code)
    if "retry_after" in more:
        assert {error["extensions"]["retryAfter"] for error in told.body["errors"]} == {7.0}
    await fragile.break_down()
    assert (await story.told(fragile)).data == story.data
    assert {call["token_owner"] for call in fragile.calls()} == {CALLER}


@pytest.mark.parametrize("product", PRODUCTS)
async def test_a_quota_whose_end_is_not_told_has_no_time_to_wait(fragile: Graph, story: Story, product: str) -> None:
    await fragile.meet(CALLER)
    await fragile.break_down({"product": product, "kind": "throttled"})
    told = await story.told(fragile)
    assert told.body["data"] == story.without(product)
    check_errors(told, product, "TOO_MANY_REQUESTS")
    assert all("retryAfter" not in error["extensions"] for error in told.body["errors"])


def test_there_is_no_other_kind_of_fault() -> None:
    assert set(KINDS) == set(INJECTIONS)


@family(short=4)
@pytest.mark.parametrize(
    ("product", "status"), [(product, status) for product in PRODUCTS for status in STATUSES[product]]
)
async def test_a_refusal_of_everything_costs_the_branches_of_its_product_alone(
    fragile: Graph, story: Story, product: str, status: int
) -> None:
    await fragile.meet(CALLER)
    await fragile.break_down({"product": product, "kind": "status", "status": status})
    told = await story.told(fragile)
    assert told.body["data"] == story.without(product)
    check_errors(told, product, STATUSES[product][status])


async def test_where_two_products_fail_in_different_ways_the_third_still_answers(fragile: Graph, story: Story) -> None:
    await fragile.meet(CALLER)
    await fragile.break_down({"product": "books", "kind": "hang"}, {"product": "billing", "kind": "reset"})
    told = await story.told(fragile)
    assert told.body["data"]["deals"] == story.data["deals"]
    assert told.body["data"]["account"]["contacts"] == story.data["account"]["contacts"]
    services = {tuple(error["path"]): error["extensions"]["service"] for error in told.body["errors"]}
    assert services == {path: product for product in ("books", "billing") for path in BRANCHES[product]}


async def test_where_every_product_hangs_the_answer_still_comes_in_time(fragile: Graph, story: Story) -> None:
    await fragile.meet(CALLER)
    await fragile.break_down({"product": "*", "kind": "hang"})
    told = await story.told(fragile)
    assert told.body["data"] == dict.fromkeys(("account", "invoice", "deals", "estimates", "subscriptions"))
    assert told.codes == ["UPSTREAM_TIMEOUT"] * 5


async def test_a_slow_product_is_waited_for(fragile: Graph, story: Story) -> None:
    await fragile.meet(CALLER)
    await fragile.break_down({"product": "*", "kind": "latency", "seconds": 0.05})
    assert (await story.told(fragile)).data == story.data
