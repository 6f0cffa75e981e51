"""Failures that pass: what is tried again is whole, and each branch is either whole or an error."""

from typing import Any

import pytest

from tests.faults.story import CALLER, Story
from tests.graphs import Graph

ESTIMATES = {"product": "books", "path": "/estimates$"}


@pytest.mark.parametrize("kind", ["reset", "refused", "truncated_json", "status"])
@pytest.mark.parametrize("count", [1, 2])
async def test_a_failure_that_passes_is_not_noticed(fragile: Graph, story: Story, kind: str, count: int) -> None:
    await fragile.meet(CALLER)
    await fragile.break_down({**ESTIMATES, "kind": kind, "count": count})
    assert (await story.told(fragile)).data == story.data
    asked = [call for call in fragile.calls() if call["path"].endswith("/estimates")]
    assert len(asked) == count + 1


async def test_a_failure_that_passes_too_late_costs_its_branch_alone(fragile: Graph, story: Story) -> None:
    await fragile.meet(CALLER)
    await fragile.break_down({**ESTIMATES, "kind": "reset", "count": 3})
    told = await story.told(fragile)
    assert told.body["data"] == {**story.data, "estimates": None}
    assert told.codes == ["UPSTREAM_UNAVAILABLE"]
    assert (await story.told(fragile)).data == story.data


@pytest.mark.parametrize("kind", ["malformed_json", "html", "wrong_content_type", "throttled", "gzip_bomb"])
async def test_a_failure_that_will_not_pass_is_asked_for_once(fragile: Graph, story: Story, kind: str) -> None:
    await fragile.meet(CALLER)
    wrong = {"status": 200} if kind == "html" else {}
    await fragile.break_down({**ESTIMATES, "kind": kind, **wrong})
    told = await story.told(fragile)
    assert told.body["data"] == {**story.data, "estimates": None}
    assert len([call for call in fragile.calls() if call["path"].endswith("/estimates")]) == 1


def branches(data: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Every value of an answer by its path, without those below lists."""
    found = {path: data}
    if isinstance(data, dict):
        for key, value in data.items():  # pyright: ignore[reportUnknownVariableType]  # JSON
            found |= branches(value, (*path, str(key)))  # pyright: ignore[reportUnknownArgumentType]  # JSON
    return found


@pytest.mark.parametrize("seed", range(4))
async def test_where_calls_fail_by_chance_each_branch_is_whole_or_an_error(
    fragile: Graph, story: Story, seed: int
) -> None:
    await fragile.meet(CALLER)
    await fragile.break_down({"product": "*", "kind": "malformed_json", "probability": 0.3, "seed": seed})
    whole = branches(story.data)
    told = await story.told(fragile)
    failed = {tuple(error["path"]) for error in told.body.get("errors", [])}
    assert len(failed) == len(told.codes)
    found = branches(told.body["data"])
    assert {path for path, value in found.items() if value is None and whole[path] is not None} == failed
    for path in BRANCH_ENDS & found.keys() - failed:
        assert found[path] == whole[path] or any(path == failure[: len(path)] for failure in failed)


BRANCH_ENDS = {
    ("deals",),
    ("estimates",),
    ("subscriptions",),
    ("account", "contacts"),
    ("account", "invoices"),
    ("account", "payments"),
    ("account", "subscriptions"),
    ("invoice", "account"),
}
