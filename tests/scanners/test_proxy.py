"""Requests that two readers could divide in two ways, through a real proxy: HAProxy as Debian has it."""

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.graphs import Graph

TOKEN = "1000.demo.admin"
# What a smuggler would have somebody else's connection begin with.
HIDDEN = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
BODY = b'{"query": "{ __typename }"}'
PATIENCE = 60.0
CONFIGURATION = """
defaults
  mode http
  timeout connect 30s
  timeout client 30s
  timeout server 30s
  http-reuse always
frontend door
  bind 127.0.0.1:{port}
  default_backend gateway
backend gateway
  server one 127.0.0.1:{gateway}
"""


def post(*lines: bytes, body: bytes = BODY) -> bytes:
    """A request at the endpoint with these lines in its head."""
    first = (b"POST /graphql HTTP/1.1", b"Host: localhost", b"Authorization: Bearer " + TOKEN.encode())
    return b"\r\n".join((*first, b"Content-Type: application/json", *lines, b"", body))


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


LENGTH = b"Content-Length: %d" % len(BODY)
CHUNKED = b"Transfer-Encoding: chunked"
SMUGGLED = {
    "a length beside chunks": post(LENGTH, CHUNKED, body=b"0\r\n\r\n" + HIDDEN),
    "chunks beside a length": post(CHUNKED, b"Content-Length: 5", body=chunked(BODY) + HIDDEN),
    "two lengths": post(LENGTH, b"Content-Length: 0", body=BODY + HIDDEN),
    "a list of lengths": post(b"Content-Length: %d, 0" % len(BODY), body=BODY + HIDDEN),
    "a length with a sign": post(b"Content-Length: +%d" % len(BODY), body=BODY + HIDDEN),
    "a length of zeros": post(b"Content-Length: 0x1b", body=BODY + HIDDEN),
    "a coding with a space": post(b"Transfer-Encoding : chunked", LENGTH, body=b"0\r\n\r\n" + HIDDEN),
    "a coding behind a tabulator": post(b"Transfer-Encoding:\tchunked", LENGTH, body=b"0\r\n\r\n" + HIDDEN),
    "another coding": post(b"Transfer-Encoding: xchunked", LENGTH, body=b"0\r\n\r\n" + HIDDEN),
    "two codings": post(b"Transfer-Encoding: chunked, identity", LENGTH, body=b"0\r\n\r\n" + HIDDEN),
    "a coding in two lines": post(CHUNKED, b"Transfer-Encoding: x", LENGTH, body=b"0\r\n\r\n" + HIDDEN),
    "a folded coding": post(b"X: y\r\n Transfer-Encoding: chunked", LENGTH, body=BODY),
    "a bare line feed": post(b"X: y\nTransfer-Encoding: chunked", LENGTH, body=b"0\r\n\r\n" + HIDDEN),
    "a bare carriage return": post(b"X: y\rTransfer-Encoding: chunked", LENGTH, body=b"0\r\n\r\n" + HIDDEN),
    "a chunk of no size": post(CHUNKED, body=b"\r\n\r\n0\r\n\r\n" + HIDDEN),
    "a chunk of a negative size": post(CHUNKED, body=b"-1\r\n" + BODY + b"\r\n0\r\n\r\n" + HIDDEN),
    "a chunk too long to count": post(CHUNKED, body=b"f" * 17 + b"\r\n" + BODY + b"\r\n0\r\n\r\n" + HIDDEN),
    "a chunk that ends early": post(CHUNKED, body=b"5\r\n" + BODY + b"\r\n0\r\n\r\n" + HIDDEN),
    "trailers that name a length": post(
        CHUNKED, body=chunked(BODY)[:-2] + b"Content-Length: 999\r\nAuthorization: Bearer x\r\n\r\n"
    ),
    "an upgrade": post(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABk", LENGTH),
    "an old version": post(LENGTH).replace(b"HTTP/1.1", b"HTTP/1.0", 1).replace(LENGTH, CHUNKED, 1),
}


@asynccontextmanager
async def proxied(graph: Graph, folder: Path) -> AsyncGenerator[int]:
    """The port of a proxy before the gateway."""
    program = shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    assert program is not None, "HAProxy is missing: `apt-get install haproxy`, as .ci/run does"
    port, file = _free_port(), folder / "haproxy.cfg"
    gateway = graph.base.rpartition(":")[2]
    file.write_text(CONFIGURATION.format(port=port, gateway=gateway), "utf-8")
    process = await asyncio.create_subprocess_exec(program, "-db", "-q", "-f", file)
    try:
        async with asyncio.timeout(PATIENCE):
            while not await _listens(port):
                assert process.returncode is None
        yield port
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


async def said(port: int, request: bytes) -> bytes:
    """Everything that is answered until the connection ends, or to a whole request that follows."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        writer.write_eof()
        async with asyncio.timeout(PATIENCE):
            return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


def question(number: int) -> bytes:
    """A request whose answer is no other's."""
    body = b'{"query": "{ own%d: __typename }"}' % number
    return post(b"Content-Length: %d" % len(body), b"Connection: close", body=body)


async def test_no_request_hides_in_another_one_behind_a_proxy(graph: Graph, tmp_path: Path) -> None:
    await graph.meet("admin")
    async with proxied(graph, tmp_path) as port:
        for number, (name, request) in enumerate(SMUGGLED.items()):
            answer = await said(port, request)
            assert re.match(rb"HTTP/1\.[01] [24]", answer) or not answer, (name, answer)
            # What the proxy did not see would be answered now, on the connection that it uses again.
            after = await said(port, question(number))
            assert after.startswith(b"HTTP/1.1 200"), (name, after)
            assert b'"own%d"' % number in after, (name, after)


async def test_what_a_proxy_might_let_through_ends_its_connection(graph: Graph) -> None:
    await graph.meet("admin")
    port = int(graph.base.rpartition(":")[2])
    answers = {name: await said(port, request) for name, request in SMUGGLED.items()}
    # One answer to each, whatever follows it on the connection.
    statuses = {name: re.findall(rb"HTTP/1.1 (\d+)", answer) for name, answer in answers.items()}
    assert statuses == {name: [b"400"] for name in SMUGGLED}
    assert re.findall(rb"HTTP/1.1 (\d+)", await said(port, question(1))) == [b"200"]
