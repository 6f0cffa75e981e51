"""GraphiQL: who gets the page, under which policy, and that nothing but the bundle is served."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from gateway.http import page
from tests.gateway.asking import head, queried, told, wired
from tests.graphs import Graph, graph_served
from tests.proofs import family

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
STATIC = ["/graphql", "/graphql/first-query", "/graphql/personas", "/graphql/assets/nothing.js"]


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small bundle in the place of the built one."""
    made = tmp_path / "bundle"
    (made / "assets").mkdir(parents=True)
    (made / "index.html").write_text("<!doctype html><title>a page</title>")
    (made / "assets" / "index-abc123.js").write_text("a script")
    (made / "secret.txt").write_text("a secret")
    (tmp_path / "secret.txt").write_text("a secret")
    monkeypatch.setattr(page, "BUNDLE", made)
    return made


@pytest_asyncio.fixture(scope="module")
async def bare() -> AsyncIterator[Graph]:
    """A gateway without GraphiQL."""
    async with graph_served(graphiql=False) as graph:
        yield graph


async def opened(graph: Graph, path: str = "/graphql", **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers of what a browser gets."""
    answer = await told(graph, method="GET", path=path, persona=None, headers={**HTML, **headers})
    return answer.status, answer.body, answer.headers


@pytest.mark.usefixtures("bundle")
async def test_a_browser_gets_the_page_without_a_token(graph: Graph) -> None:
    status, body, headers = await opened(graph)
    assert (status, body) == (200, "<!doctype html><title>a page</title>")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-cache"
    # A link on another site leads to it; only requests that execute must not come from there.
    assert (await opened(graph, **{"Sec-Fetch-Site": "cross-site"}))[0] == 200


async def test_the_root_leads_to_the_page_on_whatever_host_it_was_asked(graph: Graph, bare: Graph) -> None:
    status, _, headers = await opened(graph, "/", Host="elsewhere.example")
    assert (status, headers["Location"], headers["Cache-Control"]) == (307, "/graphql", "no-store")
    assert (await opened(bare, "/"))[0] == 404
    assert (await told(graph, {"query": "{ __typename }"}, path="/")).status == 405


@pytest.mark.usefixtures("bundle")
async def test_whoever_asks_for_data_gets_no_page(graph: Graph) -> None:
    answer = await told(graph, method="GET", persona=None, headers={"Accept": "*/*"})
    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
    assert (await queried(graph, "{ __typename }", persona=None, headers={"Accept": "*/*"})).status == 401
    assert (await queried(graph, "{ __typename }", headers={"Accept": "application/json, text/html"})).status == 200


@pytest.mark.usefixtures("bundle")
async def test_a_link_with_a_query_opens_the_page_for_a_browser_and_runs_nothing(graph: Graph, bare: Graph) -> None:
    for query in ("{ viewer { user { name } } }", "mutation { refreshPermissions { asOf } }", "{"):
        graph.forget_calls()
        answer = await queried(graph, query, parameters={"variables": "{}"}, headers=HTML)
        assert (answer.status, answer.body, graph.calls()) == (200, "<!doctype html><title>a page</title>", [])
    # Where there is no page, a browser is a client like any other.
    assert (await queried(bare, "{ __typename }", headers=HTML)).data == {"__typename": "Query"}


async def test_until_the_bundle_is_built_the_page_says_so_and_comes_back(graph: Graph, bundle: Path) -> None:
    (bundle / "index.html").unlink()
    status, body, headers = await opened(graph)
    assert status == 503
    assert "GraphiQL is being built" in body
    assert (headers["Retry-After"], headers["Cache-Control"]) == ("3", "no-store")


@pytest.mark.usefixtures("bundle")
@pytest.mark.parametrize("path", [*STATIC, "/graphql/assets/index-abc123.js"])
async def test_everything_of_the_page_is_under_a_strict_policy(graph: Graph, path: str) -> None:
    _, _, headers = await opened(graph, path)
    parts = [part.split() for part in headers["Content-Security-Policy"].split(";")]
    policy = {name: " ".join(sources) for name, *sources in parts}
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert "http" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.usefixtures("bundle")
async def test_a_file_of_the_bundle_is_kept_for_good_its_name_being_a_hash_of_it(graph: Graph) -> None:
    status, body, headers = await opened(graph, "/graphql/assets/index-abc123.js")
    assert (status, body) == (200, "a script")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"


ELSEWHERE = [
    "..",
    ".",
    "../secret.txt",
    "../../secret.txt",
    "..%2fsecret.txt",
    "%2e%2e/secret.txt",
    "%2e%2e%2fsecret.txt",
    "%2e%2e%2f%2e%2e%2fsecret.txt",
    "..%5csecret.txt",
    "..%252fsecret.txt",
    "%00",
    "index-abc123.js%00",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "a" * 101,
    "a" * 5000,
    "index-abc123.js/",
    "index-abc123.j%CC%88s",
    "",
]


@pytest.mark.usefixtures("bundle")
@pytest.mark.parametrize("name", ELSEWHERE, ids=lambda name: name[:30])
async def test_no_name_of_a_file_leads_out_of_the_bundle(graph: Graph, name: str) -> None:
    # As bytes, since clients would tidy the address up.
    answer = await wired(graph.base, head("GET", f"/graphql/assets/{name}"))
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"a secret" not in answer
    assert b"root:" not in answer


async def test_the_editor_opens_with_a_query_that_the_graph_understands(graph: Graph) -> None:
    _, query, headers = await opened(graph, "/graphql/first-query")
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    [account] = (await graph.ask("admin", query)).data["accounts"]["nodes"]
    assert all(account.values())


async def test_the_chooser_has_the_sandboxs_personas_where_the_operator_says_so() -> None:
    async with graph_served(offers_personas=True) as graph:
        answer = await told(graph, method="GET", path="/graphql/personas", persona=None)
        assert {"admin", "outsider"} < {persona["name"] for persona in answer.body}
        assert answer.headers["Cache-Control"] == "no-store"


async def test_the_chooser_is_empty_otherwise(graph: Graph) -> None:
    assert (await told(graph, method="GET", path="/graphql/personas", persona=None)).body == []


@pytest.mark.parametrize("path", ["/nothing", "/livez"])
@family(short=1)
async def test_a_chooser_that_cannot_be_had_is_empty(path: str) -> None:
    async with graph_served() as elsewhere, graph_served(personas_url=elsewhere.base + path) as graph:
        answer = await told(graph, method="GET", path="/graphql/personas", persona=None)
        assert (answer.status, answer.body) == (200, [])


@pytest.mark.parametrize("path", STATIC[1:])
async def test_without_graphiql_there_is_none_of_it(bare: Graph, path: str) -> None:
    assert (await opened(bare, path))[0] == 404


async def test_without_graphiql_a_browser_is_a_client_like_any_other(bare: Graph) -> None:
    assert (await opened(bare))[0] == 401
