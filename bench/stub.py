"""A Zoho that is never the bottleneck: recorded answers of the sandbox and generated pages, whole in memory.

`python -m bench.stub PORT SANDBOX`. What it has no generated rows for it asks of the sandbox once per path and caller
and repeats from then on. `/_stub/reset?latency=0.05` begins the count and the rotation anew, `/_stub/calls` tells it;
after `/_stub/narrow?on=1` generated invoices have sixteen keys. Bodies are compressed for
who accepts it, as Zoho's are.
"""

import asyncio
import gzip
import json
import re
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast
from urllib.parse import parse_qs, unquote

import uvloop

from bench import rows
from bench.processes import HOST, TOKEN

# An answer, head and body: as it is, and compressed.
Answer = tuple[bytes, bytes]
# A common level of servers: the pages are compressed once.
LEVEL = 6

# Invoices are generated where nothing but a page is asked for.
PLAIN = frozenset({"organization_id", "filter_by", "page", "per_page", "sort_column", "sort_order"})
# Billing is told the organisation so; Books in the query.
ORGANIZATION = b"x-com-zoho-subscriptions-organizationid"
# Every connection of the load is a caller of its own; the sandbox knows the persona's token alone.
NUMBERED = re.compile(rb"(1000\.demo\.[a-z]+)\.\w+$")


class Stub:
    """What is served, and how often it was asked for."""

    def __init__(self, sandbox: str) -> None:
        self._sandbox = sandbox
        self._recorded: dict[tuple[str, bytes], Answer] = {}
        self._turns: Counter[str] = Counter()
        self._plans: dict[str, Callable[[], Answer] | None] = {}
        self.calls: Counter[str] = Counter()
        self.latency = 0.0
        self.is_narrow = False
        organization = self._real("/books/v3/organizations")["organizations"][0]["organization_id"]
        listed = f"/books/v3/invoices?organization_id={organization}&per_page=200"
        self._invoices = cast("list[rows.Row]", self._real(listed)["invoices"])
        self._users = cast("list[rows.Row]", self._real("/crm/v8/users?type=AllUsers&per_page=200")["users"])
        self.page = lru_cache(maxsize=None)(self._page)
        self.related = lru_cache(maxsize=None)(self._related)

    def _real(self, target: str) -> Any:
        return json.loads(_asked(self._sandbox + target, f"Zoho-oauthtoken {TOKEN}".encode())[1])

    def answer(self, target: str, head: bytes) -> bytes:
        """The whole answer, head and body, to one GET."""
        if target.startswith("/_stub/"):
            return self._control(target)[0]
        return self._answer(target, head)[b"gzip" in _header(head, b"accept-encoding")]

    def _answer(self, target: str, head: bytes) -> Answer:
        self.calls[target.partition("?")[0]] += 1
        made = self._generated(target)
        if made is not None:
            return made
        known = NUMBERED.sub(rb"\1", _header(head, b"authorization"))
        found = self._recorded.get((target, known))
        if found is None:
            found = self._recorded[target, known] = _headed(
                *_asked(self._sandbox + target, known, _header(head, ORGANIZATION))
            )
        return found

    def _generated(self, target: str) -> Answer | None:
        if target not in self._plans:
            if len(self._plans) > 10_000:
                self._plans.clear()
            self._plans[target] = self._plan(target)
        plan = self._plans[target]
        return None if plan is None else plan()

    def _plan(self, target: str) -> Callable[[], Answer] | None:
        path, _, query = target.partition("?")
        asked = {key: values[0] for key, values in parse_qs(query).items()}
        fields = tuple(sorted(unquote(asked.get("fields", "")).split(",")))
        ids = unquote(asked.get("ids", "")).split(",")
        if path == "/books/v3/invoices" and asked.keys() <= PLAIN:
            size = int(asked.get("per_page", "200"))
            return lambda: self.page(self._turn("invoices"), size, self.is_narrow)
        if path == "/crm/v8/Deals" and asked.get("per_page") == str(rows.DEALS) and "criteria" not in asked:
            return lambda: self.related("Deals", self._turn("deals"), fields)
        if ids[0].startswith((rows.ACCOUNT, rows.USER)):
            batch, kind = rows.batch_of(ids[0]), path.rpartition("/")[2]
            return lambda: self.related(kind, batch, fields)
        return None

    def _turn(self, kind: str) -> int:
        self._turns[kind] += 1
        return self._turns[kind] % rows.BATCHES

    def _page(self, batch: int, size: int, is_narrow: bool) -> Answer:
        made = rows.invoices(self._invoices, batch, size)
        return _headed(200, rows.books_body([rows.cut(row) for row in made] if is_narrow else made))

    def _related(self, kind: str, batch: int, fields: tuple[str, ...]) -> Answer:
        if kind == "users":
            return _headed(200, rows.crm_body("users", rows.users(self._users, batch)))
        made = rows.deals(batch) if kind == "Deals" else rows.accounts(batch)
        return _headed(200, rows.crm_body("data", made, fields, more=kind == "Deals"))

    def _control(self, target: str) -> Answer:
        path, _, query = target.partition("?")
        if path == "/_stub/narrow":
            self.is_narrow = parse_qs(query).get("on") == ["1"]
        if path == "/_stub/reset":
            told = self.calls
            self.calls, self._turns = Counter(), Counter()
            self.latency = float(parse_qs(query).get("latency", ["0"])[0])
            return _headed(200, json.dumps(told).encode())
        return _headed(200, json.dumps(self.calls).encode())


def _asked(url: str, authorization: bytes, organization: bytes = b"") -> tuple[int, bytes]:
    headers = {"Authorization": authorization.decode(), ORGANIZATION.decode(): organization.decode()}
    request = urllib.request.Request(url, headers={name: value for name, value in headers.items() if value})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def _headed(status: int, body: bytes) -> Answer:
    if status == 204:
        empty = b"HTTP/1.1 204 Said\r\n\r\n"
        return empty, empty
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: application/json;charset=UTF-8\r\n"
    small = gzip.compress(body, LEVEL)
    return (
        f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body,
        f"{head}Content-Encoding: gzip\r\nContent-Length: {len(small)}\r\n\r\n".encode() + small,
    )


class Connection(asyncio.Protocol):
    """One connection: GETs without bodies, one after the other."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to write."""
        self._transport = cast("asyncio.WriteTransport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Write no more."""
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head, self._received = self._received[:end], self._received[end + 4 :]
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        target = head[4 : head.index(b" ", 4)].decode()
        found = self._stub.answer(target, head)
        if self._stub.latency and not target.startswith("/_stub/"):
            asyncio.get_running_loop().call_later(self._stub.latency, self._write, found)
        else:
            self._write(found)

    def _write(self, answer: bytes) -> None:
        if self._transport is not None:
            self._transport.write(answer)


def _header(head: bytes, name: bytes) -> bytes:
    start = head.lower().find(b"\r\n" + name + b":")
    if start < 0:
        return b""
    end = head.find(b"\r\n", start + 2)
    return head[start + len(name) + 3 : end if end >= 0 else len(head)].strip()


async def _serve(port: int, sandbox: str) -> None:
    stub = Stub(sandbox)
    # The rotation's pages are made before anybody waits for them.
    for batch in range(rows.BATCHES):
        stub.page(batch, rows.LARGEST_PAGE, False)
        stub.page(batch, rows.LARGEST_PAGE, True)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(stub), HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1]), sys.argv[2]))
