"""The log of a real process: JSON, by request, and nothing in it that is anybody's business."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.gateway.asking import head, wired
from tests.gateway.processes import Gateway, gateway_process
from tests.graphs import ACQUAINTANCE

# What clients write: none of it may be logged.
TOKENS = [
    "1000.demo.admin",
    "1000.demo.sales",
    "1000.demo.expired",
    "1000.unknown.0123456789abcdef",
    "opaque-token-value",
]
WORDS = ["Marked Words", "marked@words.example", "markedname", "987654321987"]
QUERY = """
query markedname_is_no_operation($text: String, $id: ID!, $date: Date) {
  accounts(first: 1, search: $text) { nodes { id } }
  account(id: $id) { id }
  invoices(first: 1, filter: { issuedOn: { on: $date } }) { nodes { id } }
}
"""
ASKED: list[dict[str, Any]] = [
    {"query": QUERY, "variables": {"text": "Marked Words", "id": "987654321987", "date": None}},
    {"query": QUERY, "variables": {"text": "Marked Words", "id": "x/marked@words.example", "date": "Marked Words"}},
    {"query": QUERY, "variables": {"text": ["Marked Words"], "id": {"marked@words.example": 987654321987}}},
    {"query": QUERY, "operationName": "markedname"},
    {"query": '{ accounts(search: "Marked Words") { nodes { id } } }'},
    {"query": '{ account(id: "marked@words.example") { id } }'},
    {"query": "{ markedname }"},
    {"query": "{ markedname"},
    {"query": 1, "variables": "Marked Words"},
    {},
]
HEADERS: list[dict[str, str]] = [
    {},
    {"Suitegraph-Organization": "987654321987"},
    {"Suitegraph-Organization": "marked@words.example"},
    {"Suitegraph-Data-Centre": "markedname"},
    {"Content-Type": "text/markedname"},
    {"Accept": "markedname"},
    {"Origin": "https://marked@words.example", "Sec-Fetch-Site": "cross-site"},
    {"Cookie": "token=1000.demo.admin", "X-Forwarded-For": "987654321987"},
]
FAULTS = ["status", "malformed_json", "truncated_json", "html", "reset", "throttled", "wrong_content_type"]


@pytest_asyncio.fixture(scope="module")
async def run() -> AsyncIterator[Gateway]:
    """A gateway that has seen everything go wrong, and has ended."""
    async with gateway_process(request_seconds=1, log_level="debug") as gateway:
        await gateway.ask("query Named { __typename }")
        for token in TOKENS:
            for headers in HEADERS:
                await asyncio.gather(*(_post(gateway, token, body, headers) for body in ASKED))
        await _post(gateway, "1000.demo.legacy", {"query": ACQUAINTANCE}, {})
        for kind in FAULTS:
            await _break_down(gateway, kind)
            await asyncio.gather(*(_post(gateway, "1000.demo.legacy", body, {}) for body in ASKED))
        await wired(gateway.base, b"Marked Words\r\n\r\n")
        await wired(gateway.base, head("GET", "/graphql?query=markedname", authorization=b"Bearer 1000.demo.admin\xff"))
        gateway.process.send_signal(signal.SIGTERM)
        await gateway.session.close()
        await gateway.ended()
        yield gateway


async def _post(gateway: Gateway, token: str, body: dict[str, Any], headers: dict[str, str]) -> None:
    sent = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **headers}
    async with gateway.session.post(f"{gateway.base}/graphql", data=json.dumps(body), headers=sent) as answer:
        await answer.read()


async def _break_down(gateway: Gateway, kind: str) -> None:
    address = f"http://localhost:{gateway.sandbox.port}/_sandbox/faults"
    rules = [{"product": product, "kind": kind} for product in ("crm", "books", "billing")]
    async with gateway.session.post(address, json=rules) as answer:
        assert answer.status == 200


def test_every_line_is_json_with_a_time_and_a_level(run: Gateway) -> None:
    assert len(run.lines) > 400
    assert all({"event", "timestamp", "level"} <= line.keys() for line in run.events)


def test_every_request_is_one_line_and_its_errors_carry_its_id(run: Gateway) -> None:
    requests = [line["request_id"] for line in run.events if line["event"] == "request"]
    assert len(requests) == len(set(requests)) >= 400
    assert {line["request_id"] for line in run.events if line["event"] == "error"} <= set(requests)


def test_none_of_it_was_a_bug(run: Gateway) -> None:
    assert [line for line in run.events if line["level"] == "error"] == []


def test_an_error_is_told_by_its_code_and_product(run: Gateway) -> None:
    told = {(line["code"], line["service"]) for line in run.events if line["event"] == "error"}
    assert told >= {
        ("BAD_REQUEST", None),
        ("BAD_USER_INPUT", None),
        ("GRAPHQL_PARSE_FAILED", None),
        ("UNAUTHENTICATED", None),
        ("UPSTREAM_UNAVAILABLE", "crm"),
        ("UPSTREAM_UNAVAILABLE", "books"),
        ("TOO_MANY_REQUESTS", "crm"),
    }


def test_a_request_is_told_by_its_operation_caller_cost_and_time(run: Gateway) -> None:
    first = next(line for line in run.events if line["event"] == "request")
    assert (first["operation"], first["status"], first["calls"], first["errors"]) == ("Named", 200, {"accounts": 1}, 0)
    assert 0 < first["seconds"] < 30
    callers = {line["caller"] for line in run.events if line["event"] == "request"} - {None}
    assert len(callers) >= len(TOKENS)
    assert all(len(caller) == 12 and int(caller, 16) >= 0 for caller in callers)


@pytest.mark.parametrize("secret", ["1000.", "opaque-token-value", "Bearer", "Zoho-oauthtoken"])
def test_no_line_has_a_token_or_the_header_that_carries_one(run: Gateway, secret: str) -> None:
    assert [line for line in run.lines if secret.lower() in line.lower()] == []


@pytest.mark.parametrize("word", WORDS)
def test_no_line_has_what_a_client_wrote(run: Gateway, word: str) -> None:
    # The name of an operation that runs is logged: it is the developer's, not the user's.
    lines = [line for line in run.events if line.get("operation") != "markedname_is_no_operation"]
    assert [line for line in lines if word in json.dumps(line)] == []


# Everything that could write to the log, each with something in it that must not be there.
CARELESS = """
import logging, sys, warnings
import structlog
from gateway.telemetry.logs import configure_logs

configure_logs("debug", sys.argv[1])
log = structlog.get_logger("careless")
local = "a local value"
log.info("token", authorization="Bearer one", access_token="two", cookie="three")
log.info("text", said="sent Zoho-oauthtoken 1000.abcdef0123.456789 to it")
log.info("nested", calls=[{"header": "Bearer 1000.abcdef0123.456789"}], pair=("1000.abcdef0123.456789",))
logging.getLogger("aiohttp.client").warning("request with %s", "Bearer 1000.abcdef0123.456789")
warnings.warn("a warning about 1000.abcdef0123.456789")
try:
    raise ValueError("1000.abcdef0123.456789")
except ValueError as error:
    log.error("bug", exc_info=error)
    logging.getLogger("uvicorn.error").error("failed", exc_info=error)
"""


def _logged(form: str) -> str:
    done = subprocess.run([sys.executable, "-c", CARELESS, form], check=True, capture_output=True, text=True)
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize("form", ["json", "console"])
def test_whatever_is_handed_to_the_log_by_mistake_is_hidden(form: str) -> None:
    logged = _logged(form)
    assert logged.count("ValueError") >= 2
    for secret in ("1000.", "a local value", "one", "two", "three"):
        assert secret not in logged


def test_the_standard_librarys_log_and_warnings_are_json_too() -> None:
    lines = [json.loads(line) for line in _logged("json").splitlines()]
    assert len(lines) == 7
    assert {line["level"] for line in lines} == {"info", "warning", "error"}
