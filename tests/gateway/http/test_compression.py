"""Answers are compressed as the client takes it, from a size on, and say what they are."""

import gzip
from collections.abc import Callable
from pathlib import Path

import aiohttp
import brotli  # pyright: ignore[reportMissingTypeStubs]
import pytest
import zstandard

from gateway.http import page
from tests.graphs import Graph, graph_served

LARGE = "{ accounts(first: 30) { nodes { id name description website phone } } }"
READ: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,  # pyright: ignore[reportUnknownMemberType]
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body, 1_000_000),
}


async def raw(
    graph: Graph, path: str, accept_encoding: str | None, query: str | None = None
) -> tuple[dict[str, str], bytes]:
    """Headers and the body as it travelled."""
    headers = {"Authorization": "Bearer 1000.demo.admin"}
    if accept_encoding is not None:
        headers["Accept-Encoding"] = accept_encoding
    async with (
        aiohttp.ClientSession(auto_decompress=False, skip_auto_headers=["Accept-Encoding"]) as session,
        session.request(
            "GET" if query is None else "POST", graph.base + path, headers=headers, json=query and {"query": query}
        ) as answer,
    ):
        assert answer.status == 200
        return dict(answer.headers), await answer.read()


TAKEN = [
    ("zstd", "zstd"),
    ("br", "br"),
    ("gzip", "gzip"),
    ("gzip, deflate, br, zstd", "zstd"),
    ("gzip, deflate, br", "br"),
    ("gzip;q=1.0, br;q=0", "gzip"),
]


@pytest.mark.parametrize(("accepted", "encoding"), TAKEN)
@pytest.mark.parametrize(("path", "query"), [("/graphql", LARGE), ("/schema.graphql", None)])
async def test_a_large_answer_is_compressed_as_the_client_takes_it(
    graph: Graph, accepted: str, encoding: str, path: str, query: str | None
) -> None:
    _, plain = await raw(graph, path, None, query)
    headers, body = await raw(graph, path, accepted, query)
    assert headers["Content-Encoding"] == encoding
    assert int(headers["Content-Length"]) == len(body) < len(plain) / 2
    assert READ[encoding](body)[:500] == plain[:500]
    assert "Accept-Encoding" in headers["Vary"]


@pytest.mark.parametrize("accepted", [None, "", "identity", "deflate", "br;q=0, gzip;q=0, zstd;q=0"])
async def test_whoever_takes_none_gets_none(graph: Graph, accepted: str | None) -> None:
    headers, body = await raw(graph, "/graphql", accepted, LARGE)
    assert "Content-Encoding" not in headers
    assert body.startswith(b'{"data":')
    assert "Accept-Encoding" in headers["Vary"]


async def test_a_small_answer_is_left_as_it_is(graph: Graph) -> None:
    headers, body = await raw(graph, "/graphql", "gzip", "{ __typename }")
    assert ("Content-Encoding" not in headers, body[:9]) == (True, b'{"data":{')


async def test_nothing_is_compressed_where_the_operator_says_so() -> None:
    async with graph_served(compress_bytes=0) as graph:
        headers, _ = await raw(graph, "/graphql", "gzip", LARGE)
        assert "Content-Encoding" not in headers


async def test_the_answer_is_compressed_in_either_media_type(graph: Graph) -> None:
    headers = {"Accept": "application/graphql-response+json", "Accept-Encoding": "gzip"}
    answer = await graph.ask("admin", LARGE, headers=headers)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data["accounts"]["nodes"]) == 30


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle with one file in each form."""
    assets = tmp_path / "assets"
    assets.mkdir()
    for ending in ("", ".br", ".zst", ".gz"):
        (assets / f"index-abc.js{ending}").write_text(f"script{ending}")
    (assets / "plain-abc.css").write_text("styles")
    monkeypatch.setattr(page, "BUNDLE", tmp_path)
    return assets


@pytest.mark.usefixtures("bundle")
@pytest.mark.parametrize(
    ("accepted", "encoding", "text"),
    [
        ("gzip, deflate, br, zstd", "br", "script.br"),
        ("gzip, zstd", "zstd", "script.zst"),
        ("gzip", "gzip", "script.gz"),
        ("br;q=0, gzip", "gzip", "script.gz"),
        ("identity", None, "script"),
        (None, None, "script"),
    ],
)
async def test_a_file_of_the_page_goes_in_its_smallest_form(
    graph: Graph, accepted: str | None, encoding: str | None, text: str
) -> None:
    headers, body = await raw(graph, "/graphql/assets/index-abc.js", accepted)
    assert (headers.get("Content-Encoding"), body.decode()) == (encoding, text)
    assert headers["Content-Type"].startswith("text/javascript")
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.usefixtures("bundle")
async def test_a_file_without_another_form_goes_as_it_is(graph: Graph) -> None:
    headers, body = await raw(graph, "/graphql/assets/plain-abc.css", "br")
    assert ("Content-Encoding" not in headers, body) == (True, b"styles")
    async with graph.session.get(f"{graph.base}/graphql/assets/index-abc.js.br") as answer:
        assert answer.status == 404
