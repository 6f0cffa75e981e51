"""A rule says which calls it strikes, and how often."""

from time import monotonic
from typing import Any, get_args

import pytest

from sandbox.faults.injection import INJECTIONS
from sandbox.faults.rules import FaultKind, Faults, rules_of
from sandbox.ports import Ports
from tests.sandbox.conftest import Zoho
from tests.sandbox.faults.conftest import INFO, Faulty


def faults_of(*rules: dict[str, Any]) -> Faults:
    faults = Faults(Ports())
    faults.replace(rules_of(list(rules)))
    return faults


def pattern(faults: Faults, calls: int = 200) -> str:
    return "".join("x" if faults.matching("crm", "GET", "/crm/v8/Deals") else "." for _ in range(calls))


@pytest.mark.parametrize(
    ("narrowed", "struck"),
    [
        ({"product": "crm"}, True),
        ({"product": "*"}, True),
        ({"product": "books"}, False),
        ({"product": "crm", "path": "/Deals/"}, True),
        ({"product": "crm", "path": "^/Deals"}, False),
        ({"product": "crm", "path": r"\d+$"}, True),
        ({"product": "crm", "method": "GET"}, True),
        ({"product": "crm", "method": "POST"}, False),
        ({"product": "crm", "probability": 0}, False),
        ({"product": "crm", "probability": 1}, True),
    ],
)
def test_a_rule_strikes_the_calls_that_it_describes(narrowed: dict[str, Any], *, struck: bool) -> None:
    faults = faults_of({"kind": "reset", **narrowed})
    assert bool(faults.matching("crm", "GET", "/crm/v8/Deals/4150868000000600001")) is struck


def test_a_counted_rule_is_used_up() -> None:
    faults = faults_of({"product": "*", "kind": "reset", "count": 2})
    assert faults.in_force()[0]["count"] == 2
    assert pattern(faults, 1) == "x"
    assert faults.in_force()[0]["count"] == 1
    assert pattern(faults, 3) == "x.."
    assert faults.in_force() == []


def test_only_strikes_count() -> None:
    faults = faults_of({"product": "*", "kind": "reset", "count": 2, "probability": 0.1})
    assert pattern(faults).count("x") == 2


def test_probability_is_the_same_in_every_run() -> None:
    rule = {"product": "*", "kind": "reset", "probability": 0.3}
    assert pattern(faults_of(rule)) == pattern(faults_of(rule))
    assert 30 <= pattern(faults_of(rule)).count("x") <= 90
    assert pattern(faults_of(rule)) != pattern(faults_of({**rule, "seed": 1}))


def test_rules_of_one_probability_strike_different_calls() -> None:
    books = {"product": "books", "kind": "reset", "probability": 0.3}
    crm = {**books, "product": "crm"}
    assert pattern(faults_of(books, crm)) != pattern(faults_of(crm))


def test_latency_adds_to_what_strikes_next_and_nothing_else_does() -> None:
    faults = faults_of(
        {"product": "*", "kind": "latency"},
        {"product": "books", "kind": "hang"},
        {"product": "crm", "kind": "status"},
        {"product": "crm", "kind": "reset", "count": 1},
    )
    assert [rule.kind for rule in faults.matching("crm", "GET", "/crm/v8/Deals")] == ["latency", "status"]
    assert faults.in_force()[3]["count"] == 1


async def test_a_status_may_be_late(faulty: Faulty) -> None:
    await faulty.rules(
        {"product": "accounts", "kind": "latency", "seconds": 0.1},
        {"product": "accounts", "kind": "latency", "seconds": 0.1},
        {"product": "accounts", "kind": "status"},
    )
    began = monotonic()
    assert await faulty.status() == 502
    assert monotonic() - began >= 0.19


def test_every_kind_has_its_strike() -> None:
    assert set(INJECTIONS) == set(get_args(FaultKind))


async def test_rules_replace_those_in_force(zoho: Zoho) -> None:
    first = {"product": "crm", "kind": "latency", "seconds": 0.5}
    second = {"product": "books", "kind": "throttled", "retry_after": 3, "count": 4}
    assert (await zoho.ask(None, "POST", "/_sandbox/faults", json=[first])).body == [first]
    assert (await zoho.ask(None, "POST", "/_sandbox/faults", json=[second])).body == [second]
    assert (await zoho.ask(None, "GET", "/_sandbox/faults")).body == [second]
    assert (await zoho.ask(None, "POST", "/_sandbox/faults", json=[])).body == []
    assert (await zoho.ask(None, "GET", INFO)).status == 200


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ({"product": "crm", "kind": "reset"}, "list"),
        (["reset"], "Rule"),
        ([{"kind": "reset"}], "product"),
        ([{"product": "crm"}], "kind"),
        ([{"product": "desk", "kind": "reset"}], "product"),
        ([{"product": "crm", "kind": "flood"}], "kind"),
        ([{"product": "crm", "kind": "reset", "chance": 0.5}], "chance"),
        ([{"product": "crm", "kind": "reset", "probability": 1.5}], "probability"),
        ([{"product": "crm", "kind": "reset", "count": 0}], "count"),
        ([{"product": "crm", "kind": "reset", "method": "get"}], "method"),
        ([{"product": "crm", "kind": "reset", "count": "2"}], "count"),
        ([{"product": "crm", "kind": "latency", "seconds": -1}], "seconds"),
        ([{"product": "crm", "kind": "status", "status": 99}], "status"),
        ([{"product": "crm", "kind": "wrong_content_type", "content_type": "text/plain\r\nx: y"}], "content_type"),
        ([{"product": "crm", "kind": "throttled", "retry_after": "soon\r\nx: y"}], "retry_after"),
        ([{"product": "crm", "kind": "reset", "seconds": 3}], "seconds is no parameter of reset"),
        ([{"product": "crm", "kind": "reset", "path": "("}], "regular expression"),
    ],
)
async def test_a_wrong_rule_is_refused_by_name_and_changes_nothing(zoho: Zoho, rules: Any, named: str) -> None:
    in_force = [{"product": "crm", "kind": "hang"}]
    await zoho.ask(None, "POST", "/_sandbox/faults", json=in_force)
    answer = await zoho.ask(None, "POST", "/_sandbox/faults", json=rules)
    assert answer.status == 400
    assert named in answer.body["message"]
    assert (await zoho.ask(None, "GET", "/_sandbox/faults")).body == in_force
