"""The bench's stub repeats the sandbox's answers, generates pages, and counts."""

import gzip
import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from bench.processes import answered, process, until_answered
from bench.rows import BATCHES, DEALS, OWNERS
from bench.servers import calls_of, narrowed, sandbox, stub
from tests.proofs import at_length

INVOICES = "/books/v3/invoices?organization_id=1&filter_by=Status.All&page=1&per_page=200"


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    """A stub in front of a sandbox, in processes of their own."""
    with sandbox() as upstream, stub(upstream) as address:
        yield address


def told(address: str) -> dict[str, list[dict[str, Any]]]:
    """One answer, as JSON."""
    body = answered(address)
    assert body is not None
    return json.loads(body)


def current_user(address: str, token: str) -> str:
    """Whom CRM takes the caller for."""
    headers = {"Authorization": f"Zoho-oauthtoken {token}"}
    request = urllib.request.Request(f"{address}/crm/v8/users?type=CurrentUser", headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)["users"][0]["full_name"]


@at_length(like="tests/bench/test_stub.py::test_pages_come_around_in_the_same_order_after_a_reset")
def test_a_page_has_two_hundred_invoices_of_all_keys_and_the_next_one_others(place: str) -> None:
    calls_of(place)
    one, other = (told(place + INVOICES)["invoices"] for _ in range(2))
    assert [len(one), len(other)] == [200, 200]
    assert {len(row) for row in [*one, *other]} == {57}
    assert not {row["invoice_id"] for row in one} & {row["invoice_id"] for row in other}


def test_who_accepts_compressed_bodies_gets_the_same_page_so_and_rows_are_cut_where_asked_for(place: str) -> None:
    calls_of(place)
    plain = told(place + INVOICES)
    calls_of(place)
    request = urllib.request.Request(place + INVOICES, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert json.loads(gzip.decompress(answer.read())) == plain
    narrowed(place, on=True)
    cut = told(place + INVOICES)["invoices"]
    narrowed(place, on=False)
    assert {len(row) for row in cut} == {16}
    assert {len(row) for row in told(place + INVOICES)["invoices"]} == {57}


def test_pages_come_around_in_the_same_order_after_a_reset(place: str) -> None:
    calls_of(place)
    first = told(place + INVOICES)
    for _ in range(BATCHES - 1):
        told(place + INVOICES)
    assert told(place + INVOICES) == first
    calls_of(place)
    assert told(place + INVOICES) == first


def test_a_batch_leads_from_its_deals_to_its_accounts_to_its_users(place: str) -> None:
    deals = told(f"{place}/crm/v8/Deals?fields=Account_Name&page=1&per_page={DEALS}")["data"]
    ids = [row["Account_Name"]["id"] for row in deals]
    accounts = told(f"{place}/crm/v8/Accounts?fields=Owner%2CPhone&ids={','.join(ids)}")["data"]
    assert sorted(str(row["id"]) for row in accounts) == sorted(ids)
    assert {key for row in accounts for key in row} == {"id", "Owner", "Phone"}
    owners = {row["Owner"]["id"] for row in accounts}
    users = told(f"{place}/crm/v8/users?type=AllUsers&ids={','.join(owners)}")["users"]
    assert {row["id"] for row in users} == owners
    assert len(owners) == OWNERS


def test_what_it_does_not_generate_is_the_sandbox_s_own_answer_for_that_caller(place: str) -> None:
    names = [current_user(place, f"1000.demo.{caller}") for caller in ("admin", "sales", "sales.7")]
    assert names == ["Ingrid Halvorsen", "Samir Okafor", "Samir Okafor"]


def test_every_call_counts_until_the_next_reset(place: str) -> None:
    calls_of(place)
    for _ in range(3):
        told(place + INVOICES)
    assert calls_of(place) == {"/books/v3/invoices": 3}
    assert calls_of(place) == {}


def test_a_server_that_ends_is_not_waited_for() -> None:
    with process("-c", "pass") as ended:
        ended.wait(10)
        with pytest.raises(SystemExit, match="ended with code 0"):
            until_answered("http://127.0.0.1:9/", process=ended)
