"""The gateway's state machine of subscriptions and the sandbox's, which share no code, agree step by step."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from domain.lifecycles import STEPS, StepName
from domain.subscription_steps import STATUSES, SUBSCRIPTION_LIFECYCLE
from sandbox.billing.access import ORGANIZATION_HEADER, ORGANIZATION_ID
from tests.graphs import Graph, graph_served
from tests.proofs import at_length, examples
from tests.writes.kind import input_type_of, on
from tests.writes.stock import Stock

# The mutation of each step, its input beside the id, and the endpoint with its parameters and its body.
MUTATIONS: dict[StepName, tuple[str, dict[str, Any], str, dict[str, Any] | None]] = {
    "edit": ("updateSubscription", {"plan": {"quantity": "2"}}, "", {"plan": {"quantity": 2}}),
    "cancel": ("cancelSubscription", {"when": "NOW"}, "/cancel?cancel_at_end=false", None),
    "cancel_at_term_end": ("cancelSubscription", {"when": "TERM_END"}, "/cancel?cancel_at_end=true", None),
    "reactivate": ("reactivateSubscription", {}, "/reactivate", None),
    "pause": ("pauseSubscription", {}, "/pause", {}),
    "resume": ("resumeSubscription", {}, "/resume", {}),
    "postpone": ("postponeSubscription", {"renewsOn": "2040-01-01"}, "/postpone", {"renewal_at": "2040-01-01"}),
    "charge": ("chargeSubscription", {"amount": "5"}, "/charge", {"amount": 5}),
    "buy_addon": (
        "buySubscriptionAddons",
        {"addons": [{"code": "onboarding"}]},
        "/buyonetimeaddon",
        {"addons": [{"addon_code": "onboarding"}]},
    ),
}
TALLY: Counter[str] = Counter()


@pytest_asyncio.fixture(scope="module")
async def walked() -> AsyncIterator[Graph]:
    """A gateway and a sandbox of its own."""
    async with graph_served(cache_scale=0) as graph:
        yield graph


def status_of(graph: Graph, id_: str) -> str:
    """The status that the sandbox holds."""
    return str((graph.sandbox.store.body("billing", "subscriptions", id_) or {})["status"])


async def codes_of(graph: Graph, step: StepName, id_: str) -> list[str]:
    """The codes of the step's mutation."""
    name, more, *_ = MUTATIONS[step]
    query = f"mutation ($input: {input_type_of(name)}) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}"
    answer = await graph.ask("admin", query, {"input": on("BillingSubscription", id_, **more)})
    return [each["code"] for each in answer.data[name]["userErrors"]]


async def refuses(graph: Graph, step: StepName, id_: str) -> bool:
    """Whether the sandbox itself refuses the step."""
    _, _, path, body = MUTATIONS[step]
    method = "PUT" if step == "edit" else "POST"
    headers = {"Authorization": "Zoho-oauthtoken 1000.demo.admin", ORGANIZATION_HEADER: ORGANIZATION_ID}
    url = f"{graph.sandbox.base_url()}/billing/v1/subscriptions/{id_}{path}"
    async with graph.session.request(method, url, json=body, headers=headers) as response:
        return bool((await response.json())["code"] != 0)


async def offered(graph: Graph, id_: str) -> set[str]:
    """The steps among `allowedActions`, by their names in the domain."""
    answer = await graph.ask("admin", f'{{ subscription(id: "{id_}") {{ allowedActions }} }}')
    return {each.lower() for each in answer.data["subscription"]["allowedActions"]} & {*STEPS}


async def check_step(graph: Graph, step: StepName, id_: str) -> None:
    before = status_of(graph, id_)
    rule = SUBSCRIPTION_LIFECYCLE.rule(step, before)
    impossible = rule is not None and rule.after is None
    assert await offered(graph, id_) == {*STEPS} - {*SUBSCRIPTION_LIFECYCLE.impossible(before)}
    graph.forget_calls()
    codes = await codes_of(graph, step, id_)
    asked = {call["method"] for call in graph.calls() if call["product"] == "billing"}
    assert (codes == ["WRONG_STATUS"]) == impossible, (step, before, codes)
    if impossible:
        TALLY["impossible"] += 1
        assert asked <= {"GET"}
        assert await refuses(graph, step, id_), (step, before)
        assert status_of(graph, id_) == before
    elif codes:
        # What no document confirms is left to the product; what one confirms succeeds.
        TALLY["refused by the product"] += 1
        assert rule is None or not rule.verified, (step, before, codes)
        assert status_of(graph, id_) == before
    else:
        TALLY["taken"] += 1
        after = status_of(graph, id_)
        assert after == before if rule is None or not rule.after else after in rule.after, (step, before, after)


def test_any_walk_is_the_same_in_the_gateway_and_in_the_sandbox() -> None:
    with asyncio.Runner() as runner:
        serving = graph_served(cache_scale=0)
        graph = runner.run(serving.__aenter__())

        @examples(200, short=6)
        @given(start=st.sampled_from(sorted(STATUSES)), steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=6))
        def both_agree(start: str, steps: list[StepName]) -> None:
            runner.run(walk(graph, start, steps))

        try:
            both_agree()
        finally:
            runner.run(serving.__aexit__(None, None, None))


async def walk(graph: Graph, start: str, steps: Sequence[StepName]) -> None:
    """Take the steps one after the other, from a subscription of that status."""
    id_ = Stock(graph.sandbox).subscription(start)
    for step in steps:
        # Whatever the walk did to the renewal before, it can be postponed again.
        body = graph.sandbox.store.body("billing", "subscriptions", id_) or {}
        if body["next_billing_at"] >= "2040":
            graph.sandbox.store.put("billing", "subscriptions", id_, {**body, "next_billing_at": "2026-12-01"})
        await check_step(graph, step, id_)


@at_length(like="test_any_walk_is_the_same_in_the_gateway_and_in_the_sandbox")
async def test_each_step_from_each_status_is_the_same_in_both(walked: Graph) -> None:
    TALLY.clear()
    for status in sorted(STATUSES):
        for step in STEPS:
            await check_step(walked, step, Stock(walked.sandbox).subscription(status))
    assert min(TALLY[each] for each in ("impossible", "refused by the product", "taken")) > 10
    assert sum(TALLY.values()) == len(STATUSES) * len(STEPS)
