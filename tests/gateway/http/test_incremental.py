"""Answers in parts as they travel: each client's format, frame by frame, and nothing waits for a slow product."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from structlog.testing import capture_logs

from tests.gateway.http.test_leaving import inside, until
from tests.graphs import Graph

OLDER = "multipart/mixed; deferSpec=20220824"
NEWER = "multipart/mixed; incrementalSpec=v0.2"
EVENTS = "text/event-stream"
APOLLO = "multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9"
URQL = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"
PAGE = """{ accounts(first: 1) { nodes { name } } ...Billed @defer(label: "billed") }
fragment Billed on Query { invoices(first: 2) { nodes @stream(initialCount: 1, label: "more") { number } } }"""
SLOW = {"product": "books", "path": "/invoices$", "kind": "hang"}


class Frames:
    """The frames of an answer, in the order in which they come."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.content_type = answer.headers["Content-Type"]
        self._answer = answer
        self._end = b"\n\n" if EVENTS in self.content_type else b"\r\n---"

    async def next(self) -> dict[str, Any]:
        """The next frame; of a multipart body it is there with the boundary that ends it."""
        text = b""
        while b"{" not in text:
            text = await self._answer.content.readuntil(self._end)
        return json.loads(text[text.index(b"{") : text.rindex(b"}") + 1])

    async def all(self) -> list[dict[str, Any]]:
        """Every frame until the last one, after which the body ends."""
        frames = [await self.next()]
        while frames[-1]["hasNext"]:
            frames.append(await self.next())
        rest = await self._answer.content.read()
        assert rest == (b"event: complete\ndata:\n\n" if self._end == b"\n\n" else b"--\r\n")
        return frames


@asynccontextmanager
async def asked(
    graph: Graph, query: str, accept: str, persona: str = "admin", **headers: str
) -> AsyncGenerator[aiohttp.ClientResponse]:
    """The answer to a query, its head there and its body to be read."""
    own = {"Authorization": f"Bearer 1000.demo.{persona}", "Accept": accept, **headers}
    async with graph.session.post(f"{graph.base}/graphql", json={"query": query}, headers=own) as answer:
        yield answer


async def frames_of(graph: Graph, query: str, accept: str, **headers: str) -> list[dict[str, Any]]:
    """All frames of an answer."""
    async with asked(graph, query, accept, **headers) as answer:
        return await Frames(answer).all()


def entries(frame: dict[str, Any]) -> list[dict[str, Any]]:
    """What a frame brings, without what stands beside it."""
    return [{key: value for key, value in each.items() if key != "extensions"} for each in frame["incremental"]]


async def test_the_older_format_names_paths(graph: Graph) -> None:
    for accept in (OLDER, EVENTS, APOLLO, URQL, "multipart/mixed"):
        first, deferred, streamed = await frames_of(graph, PAGE, accept)
        assert (first["data"]["accounts"]["nodes"][0].keys(), first["data"].keys()) == ({"name"}, {"accounts"})
        assert [*first] == ["data", "extensions", "hasNext"]
        [billed] = entries(deferred)
        assert (billed["path"], billed["label"]) == ([], "billed")
        assert [[*each] for each in billed["data"]["invoices"]["nodes"]] == [["number"]]
        [more] = entries(streamed)
        assert (more["path"], more["label"], len(more["items"])) == (["invoices", "nodes", 1], "more", 1)
        assert (
            deferred["incremental"][-1]["extensions"]["cost"]["estimated"] == first["extensions"]["cost"]["estimated"]
        )


async def test_the_newer_format_numbers_what_is_pending(graph: Graph) -> None:
    for accept in (NEWER, f"{EVENTS};incrementalSpec=v0.2", f"{OLDER};q=0.5, {NEWER}"):
        first, deferred, streamed = await frames_of(graph, PAGE, accept)
        assert first["pending"] == [{"id": "0", "path": [], "label": "billed"}]
        [billed] = entries(deferred)
        assert (billed["id"], deferred["completed"]) == ("0", [{"id": "0"}])
        assert deferred["pending"] == [{"id": "1", "path": ["invoices", "nodes"], "label": "more"}]
        [more] = entries(streamed)
        assert (more["id"], len(more["items"]), streamed["completed"]) == ("1", 1, [{"id": "1"}])


async def test_whoever_takes_no_parts_gets_one_json(graph: Graph) -> None:
    whole = (
        await graph.ask("admin", PAGE.replace("@defer", "@defer(if: false)").replace('(label: "billed")', ""))
    ).data
    subscriptions = 'multipart/mixed; subscriptionSpec="1.0", application/json'
    unknown = "multipart/mixed; deferSpec=20990101, application/json"
    for accept in ("application/json", "*/*", subscriptions, unknown, f"application/json, {EVENTS};q=0.9"):
        async with asked(graph, PAGE, accept) as answer:
            assert answer.headers["Content-Type"].startswith("application/json")
            assert (await answer.json())["data"] == whole
    # What is not deferred is one JSON for everybody who takes that, else one frame.
    async with asked(graph, "{ __typename }", URQL) as answer:
        assert (await answer.json(content_type=None))["data"] == {"__typename": "Query"}
    for accept in (OLDER, NEWER, EVENTS):
        [frame] = await frames_of(graph, "{ __typename }", accept)
        assert (frame["data"], frame["hasNext"]) == ({"__typename": "Query"}, False)
        [frame] = await frames_of(graph, "{ nothing }", accept)
        assert frame["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


async def test_a_slow_product_holds_nothing_else_and_nothing_goes_on_when_the_client_leaves(graph: Graph) -> None:
    await graph.meet("admin")
    await graph.break_down(SLOW)
    page = """{ accounts(first: 1) { nodes { name } } ... @defer { invoices(first: 1) { nodes { number } } }
        ... @defer { deals(first: 1) { nodes { name } } } }"""
    with capture_logs() as lines:
        async with asked(graph, page, OLDER) as answer:
            frames = Frames(answer)
            first, second = await frames.next(), await frames.next()
            # Books is still being asked: what CRM has to say is there all the same.
            await until(graph, lambda: inside(graph, "books") > 0)
            answer.close()
        await until(graph, lambda: inside(graph, "books") == 0 and any(line["event"] == "request" for line in lines))
    assert first["data"]["accounts"]["nodes"][0]["name"]
    assert second["incremental"][0]["data"]["deals"]["nodes"][0]["name"]
    assert [line["status"] for line in lines if line["event"] == "request"] == [499]


async def test_a_compressed_answer_is_sent_frame_by_frame(graph: Graph) -> None:
    await graph.meet("admin")
    await graph.break_down(SLOW)
    for accept in (OLDER, EVENTS):
        for encoding in ("gzip", "br"):
            async with asked(graph, PAGE, accept, **{"Accept-Encoding": encoding}) as answer:
                assert answer.headers["Content-Encoding"] == encoding
                first = await Frames(answer).next()
                assert first["data"]["accounts"]["nodes"][0]["name"]
                answer.close()
    await until(graph, lambda: inside(graph, "books") == 0)


async def test_every_frame_has_its_errors_masked_and_all_that_was_hidden_until_then(graph: Graph) -> None:
    await graph.meet("restricted")
    page = """{ invoices(first: 1) { nodes { number total { amount } ... @defer { balance { amount } } } }
        ... @defer { invoice(id: "1") { number } } }"""
    seen: dict[str, list[str]] = {}
    for accept in (OLDER, NEWER):
        async with asked(graph, page, accept, "restricted") as answer:
            first, *others = await Frames(answer).all()
        bodies = [first, *(each for frame in others for each in frame["incremental"] if "extensions" in each)]
        hidden = [[each["coordinate"] for each in body["extensions"]["hiddenFields"]] for body in bodies]
        assert hidden[0] == ["Invoice.total"]
        assert hidden[-1] == ["Invoice.balance", "Invoice.total"]
        [failed] = [each for frame in others for each in frame["incremental"] if "errors" in each]
        assert (failed["data"], failed["errors"][0]["path"]) == ({"invoice": None}, ["invoice"])
        seen[accept] = [failed["errors"][0]["extensions"]["code"], *hidden[-1]]
    assert seen[OLDER] == seen[NEWER]
