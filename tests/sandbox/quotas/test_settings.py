"""`/_sandbox/limits` says what the quotas are."""

from typing import Any

import pytest

from tests.sandbox.quotas.conftest import BOOKS, LIMITS, Limited

OFF: dict[str, dict[str, Any]] = {"limits": {}, "used": {}, "refused": {}}
PROFESSIONAL = {"plan": "professional", "calls": 100, "window": 60, "daily": 5_000, "concurrent": 10}


async def test_there_are_no_quotas_until_they_are_set(limited: Limited) -> None:
    assert await limited.shown() == OFF


async def test_a_named_product_has_zoho_s_figures_where_no_others_are_set(limited: Limited) -> None:
    shown = await limited.set(books={}, billing={"calls": 5, "window": 0.5, "concurrent": 3})
    assert shown["limits"] == {
        "books": PROFESSIONAL,
        "billing": PROFESSIONAL | {"calls": 5, "window": 0.5, "concurrent": 3},
    }
    assert (shown["used"], shown["refused"]) == ({"books": {}, "billing": {}}, {"books": 0, "billing": 0})


@pytest.mark.parametrize(
    ("plan", "daily", "concurrent"),
    [
        ("free", 1_000, 5),
        ("standard", 2_000, 10),
        ("professional", 5_000, 10),
        ("premium", 10_000, 10),
        ("elite", 10_000, 10),
        ("ultimate", 10_000, 10),
    ],
)
async def test_the_plan_decides_on_the_day_and_the_calls_at_once(
    limited: Limited, plan: str, daily: int, concurrent: int
) -> None:
    (quota,) = (await limited.set(billing={"plan": plan}))["limits"].values()
    assert (quota["daily"], quota["concurrent"], quota["calls"], quota["window"]) == (daily, concurrent, 100, 60)


async def test_what_is_shown_can_be_set_again(limited: Limited) -> None:
    shown = await limited.set(books={"plan": "free", "window": 5}, billing={"daily": 7})
    assert (await limited.set(**shown["limits"]))["limits"] == shown["limits"]


@pytest.mark.parametrize("nothing", ["null", "{}", '{"books": null}'])
async def test_nothing_switches_the_quotas_off(limited: Limited, nothing: str) -> None:
    await limited.set(books={"calls": 0})
    assert (await limited.books()).status == 429
    assert (await limited.zoho.ask(None, "POST", LIMITS, data=nothing)).body == OFF
    assert (await limited.books()).status == 200


async def test_a_reset_switches_the_quotas_off(limited: Limited) -> None:
    await limited.set(books={"calls": 0})
    assert (await limited.zoho.ask(None, "POST", "/_sandbox/reset")).status == 200
    assert await limited.shown() == OFF
    assert (await limited.books()).status == 200


async def test_a_new_setting_counts_from_the_start(limited: Limited) -> None:
    await limited.set(books={"calls": 1})
    assert [(await limited.books()).status for _ in range(2)] == [200, 429]
    assert await limited.used("books") == {
        "daily": 1,
        "calls": 1,
        "concurrent": 0,
        "peak": {"concurrent": 1},
        "refused": {"daily": 0, "calls": 1, "concurrent": 0},
    }
    await limited.set(books={"calls": 1})
    assert (await limited.shown())["used"] == {"books": {}}
    assert (await limited.books()).status == 200


async def test_use_is_told_by_organisation_and_refusals_are_told_by_product(limited: Limited) -> None:
    await limited.set(books={"calls": 1}, billing={"calls": 1})
    for organization in (BOOKS, BOOKS, BOOKS, "460000000000200", "460000000000200"):
        await limited.books(organization=organization)
    await limited.billing()
    shown = await limited.shown()
    assert {name: used["refused"]["calls"] for name, used in shown["used"]["books"].items()} == {
        BOOKS: 2,
        "460000000000200": 1,
    }
    assert shown["refused"] == {"books": 3, "billing": 0}


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ([], "Setting"),
        ("off", "Setting"),
        ({"desk": {}}, "desk"),
        ({"accounts": {}}, "accounts"),
        ({"books": 100}, "books"),
        ({"books": {"minute": 100}}, "books.minute"),
        ({"books": {"calls": "100"}}, "books.calls"),
        ({"books": {"calls": -1}}, "books.calls"),
        ({"books": {"calls": True}}, "books.calls"),
        ({"books": {"window": 0}}, "books.window"),
        ({"books": {"window": 86_401}}, "books.window"),
        ({"billing": {"plan": "gold"}}, "billing.plan"),
        ({"billing": {"daily": 0.5}}, "billing.daily"),
        ({"billing": {"concurrent": -1}}, "billing.concurrent"),
    ],
)
async def test_a_wrong_setting_is_refused_by_name_and_changes_nothing(
    limited: Limited, setting: Any, named: str
) -> None:
    before = await limited.set(books={"calls": 3})
    answer = await limited.zoho.ask(None, "POST", LIMITS, json=setting)
    assert answer.status == 400
    assert named in answer.body["message"]
    assert "\n" not in answer.body["message"]
    assert await limited.shown() == before


async def test_a_window_that_is_no_number_is_refused(limited: Limited) -> None:
    answer = await limited.zoho.ask(None, "POST", LIMITS, data=b'{"books": {"window": NaN}}')
    assert (answer.status, "books.window" in answer.body["message"]) == (400, True)
