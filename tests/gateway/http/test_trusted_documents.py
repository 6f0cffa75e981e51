"""What clients have published: every spelling of its id, the modes, and tags of answers."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from domain.trusted_documents import DocumentTrust, Publication, PublishedDocument, TrustMode, digest_of
from gateway.trusted_documents.admission import DocumentAdmission
from gateway.trusted_documents.automatic import AutomaticQueries
from gateway.trusted_documents.registry import DocumentRegistry
from tests.gateway.asking import GRAPHQL, JSON, told
from tests.graphs import Graph, Told

QUERY = """query Me($again: Boolean = false) {
  viewer { user { name } }
  again: viewer @include(if: $again) { user { name } }
}"""
MUTATION = "mutation Make($input: CreateAccountInput!) { createAccount(input: $input) { account { id } } }"
FREE = "{ __typename }"
ID = digest_of(QUERY)
MD5 = hashlib.md5(MUTATION.encode()).hexdigest()
WEB = {"apollographql-client-name": "web"}


class MemoryPublications:
    """A shelf of publications that a test made."""

    def __init__(self, *publications: Publication) -> None:
        self.kept = list(publications)

    async def publish(self, publication: Publication) -> bool:
        """Keep it."""
        self.kept.append(publication)
        return True

    async def retire(self, client: str, version: str) -> bool:
        """Forget it."""
        before = len(self.kept)
        self.kept = [each for each in self.kept if (each.client, each.version) != (client, version)]
        return len(self.kept) < before

    async def versions(self) -> list[tuple[str, str, datetime]]:
        """What there is."""
        return sorted((each.client, each.version, each.at) for each in self.kept)

    async def every(self) -> list[Publication]:
        """All of it."""
        return list(self.kept)


@pytest.fixture
def shelf() -> MemoryPublications:
    """What two clients have published."""
    web = [PublishedDocument(ID, "Me", QUERY), PublishedDocument(MD5, "Make", MUTATION)]
    at = datetime(2026, 11, 30, tzinfo=UTC)
    return MemoryPublications(Publication("web", "1", at, web))


@pytest.fixture
async def trusting(graph: Graph, shelf: MemoryPublications) -> Any:
    """The gateway, which enforces what web has published, measures ios, and persists queries of apq and ios."""
    before = graph.service.documents
    registry = DocumentRegistry(shelf, graph.service.runner.visibility.complete.documents.warm)
    await registry.refresh()
    graph.service.documents = DocumentAdmission(
        registry, {"web": TrustMode.ENFORCE, "ios": TrustMode.MEASURE}, frozenset({"ios", "apq", "web"})
    )
    yield graph
    graph.service.documents = before


def spellings(id_: str) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """Method, path and body of each way to name a document."""
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": id_}}
    for name in ("documentId", "doc_id", "id"):
        for value in (id_, f"sha256:{id_}", id_.upper()):
            yield "POST", "/graphql", {name: value, "query": None}
            yield "GET", f"/graphql?{urlencode({name: value})}", None
    yield "POST", "/graphql", {"extensions": extensions}
    yield "GET", f"/graphql?{urlencode({'extensions': json.dumps(extensions)})}", None
    yield "GET", f"/graphql/{id_}", None
    yield "GET", f"/graphql/sha256:{id_}?operationName=Me", None
    yield "POST", f"/graphql/{id_}", {"variables": {"again": True}}


async def test_every_spelling_of_an_id_runs_its_document_for_the_client_that_published_it(trusting: Graph) -> None:
    async def answer(method: str, path: str, body: dict[str, Any] | None, name: str) -> Told:
        headers = {"graphql-client-name": name}
        return await told(trusting, body, method=method, path=path, persona="sales", headers=headers)

    for method, path, body in spellings(ID):
        seen = await answer(method, path, body, "web")
        assert seen.data["viewer"]["user"]["name"], (path, body)
        assert ("etag" in {name.lower() for name in seen.headers}) is (method == "GET")
        for stranger in ("ios", "nobody", "Web"):
            refused = await answer(method, path, body, stranger)
            assert refused.codes[0] in {
                "DOCUMENT_NOT_FOUND",
                "PERSISTED_QUERY_NOT_FOUND",
                "PERSISTED_QUERY_NOT_SUPPORTED",
            }, (path, stranger)
    two = await answer("POST", f"/graphql/{ID}", {"documentId": digest_of(FREE)}, "web")
    assert (two.status, two.codes) == (400, ["BAD_REQUEST"])
    assert (await answer("POST", "/graphql", {"documentId": "../etc"}, "web")).codes == ["BAD_USER_INPUT"]
    for odd in ({"id": 1}, {"documentId": {}}, {"doc_id": ""}):
        assert (await answer("POST", "/graphql", odd, "web")).codes == ["BAD_REQUEST"]
    assert (await answer("GET", f"/graphql?documentId={MD5}", None, "web")).status == 405
    assert (await answer("GET", f"/graphql/{'a' * 40}", None, "web")).status == 404
    assert (await told(trusting, method="GET", path=f"/graphql/{ID}", persona=None, headers=WEB)).status == 401


async def test_a_mode_decides_what_happens_to_what_is_not_published(trusting: Graph) -> None:
    counts = trusting.service.documents.counts
    for persona in ("sales", "admin"):
        refused = await told(trusting, {"query": FREE}, persona=persona, headers=WEB)
        assert (refused.status, refused.codes) == (403, ["DOCUMENT_NOT_TRUSTED"])
    # Parsing and validation come later: what is refused learns nothing of the graph.
    assert (await told(trusting, {"query": "{ nonsense"}, headers=WEB)).codes == ["DOCUMENT_NOT_TRUSTED"]
    assert (await told(trusting, {"query": QUERY}, headers=WEB)).data
    assert counts == {("web", DocumentTrust.TRUSTED): 1}
    assert (await told(trusting, {"query": FREE}, headers={"apollographql-client-name": "ios"})).data
    assert (await told(trusting, {"query": FREE})).data
    assert counts["ios", DocumentTrust.FREE] == counts["other", DocumentTrust.FREE] == 1
    trusting.service.documents.modes = {"*": TrustMode.ENFORCE, "ios": TrustMode.OFF}
    assert (await told(trusting, {"query": FREE})).codes == ["DOCUMENT_NOT_TRUSTED"]
    assert (await told(trusting, {"query": FREE}, headers={"apollographql-client-name": "ios"})).data


async def test_automatic_queries_are_their_callers_own_and_never_trusted(trusting: Graph) -> None:
    by_hash = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest_of(FREE)}}}
    both = {"query": FREE, **by_hash}

    async def codes(body: dict[str, Any], client: str, persona: str = "sales", media_type: str = JSON) -> list[str]:
        headers = {"apollographql-client-name": client, "Accept": media_type}
        answer = await told(trusting, body, persona=persona, headers=headers)
        if answer.codes == ["PERSISTED_QUERY_NOT_FOUND"]:
            assert answer.status == (400 if media_type == GRAPHQL else 200)
            assert answer.body["errors"][0]["message"] == "PersistedQueryNotFound"
        return answer.codes

    assert await codes(by_hash, "apq", media_type=GRAPHQL) == ["PERSISTED_QUERY_NOT_FOUND"]
    assert await codes({**both, "query": "{ a: __typename }"}, "apq") == ["BAD_REQUEST"]
    assert await codes(both, "apq") == []
    assert await codes(by_hash, "apq") == []
    # Neither another caller nor another client, nor one that has none.
    assert await codes(by_hash, "apq", "admin") == ["PERSISTED_QUERY_NOT_FOUND"]
    assert await codes(by_hash, "ios") == ["PERSISTED_QUERY_NOT_FOUND"]
    assert await codes(by_hash, "none") == ["PERSISTED_QUERY_NOT_SUPPORTED"]
    # An enforced client registers nothing, whatever its settings say.
    assert await codes(both, "web") == ["DOCUMENT_NOT_TRUSTED"]
    assert await codes(by_hash, "web") == ["DOCUMENT_NOT_FOUND"]
    trusting.service.documents.modes = {"apq": TrustMode.ENFORCE}
    assert await codes(by_hash, "apq") == ["DOCUMENT_NOT_FOUND"]


def test_automatic_queries_take_no_more_than_their_room() -> None:
    queries = AutomaticQueries(most_characters=10, most_callers=2)
    for digest, text in (("1", "12345"), ("2", "12345"), ("3", "1"), ("4", "12345678901")):
        queries.register("apq", "caller", digest, text)
    assert [queries.text("apq", "caller", digest) for digest in "1234"] == [None, "12345", "1", None]
    for caller in ("second", "third"):
        queries.register("apq", caller, "1", "1")
    assert queries.text("apq", "caller", "3") is None


async def test_a_client_that_has_an_answer_is_not_sent_it_again(trusting: Graph) -> None:
    async def got(persona: str, tag: str, path: str = f"/graphql/{ID}") -> Told:
        headers = {**WEB, "If-None-Match": tag}
        answer = await told(trusting, method="GET", path=path, persona=persona, headers=headers)
        return replace(answer, headers={name.lower(): value for name, value in answer.headers.items()})

    first = await got("sales", "")
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    for held in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = await got("sales", held)
        assert (again.status, again.body, again.headers["etag"]) == (304, "", tag)
        assert again.headers["cache-control"] == "private, no-cache"
        assert "Authorization" in again.headers["vary"]
    assert (await got("sales", '"other"')).status == 200
    # Another caller has another tag, and so have other variables.
    assert (await got("admin", tag)).status == 200
    assert (await got("sales", tag, f"/graphql/{ID}?variables=%7B%22again%22:true%7D")).status == 200
    # What is free has none.
    free = await told(trusting, method="GET", path=f"/graphql?{urlencode({'query': FREE})}")
    assert "etag" not in {name.lower() for name in free.headers}
    await trusting.break_down({"product": "*", "kind": "throttled", "retry_after": 1, "count": 50})
    trusting.forget_callers()
    failed = await got("sales", "*")
    assert failed.status not in {200, 304}
    assert failed.headers["cache-control"] == "no-store"


async def test_plans_are_made_before_anybody_asks_and_what_is_retired_runs_no_more(
    trusting: Graph, shelf: MemoryPublications
) -> None:
    documents = trusting.service.runner.visibility.complete.documents
    registry = trusting.service.documents.registry
    text = "query Later { viewer { user { email } } }"
    later = Publication("web", "2", datetime(2026, 12, 1, tzinfo=UTC), [PublishedDocument(digest_of(text), "L", text)])
    await shelf.publish(later)
    await registry.refresh()
    planned = documents.plans_looked_up.misses
    parsed = documents.looked_up.misses
    assert (await told(trusting, {"documentId": digest_of(text)}, headers=WEB)).data
    assert (documents.plans_looked_up.misses, documents.looked_up.misses) == (planned, parsed)
    await shelf.retire("web", "2")
    await registry.refresh()
    assert (await told(trusting, {"documentId": digest_of(text)}, headers=WEB)).codes == ["DOCUMENT_NOT_FOUND"]
    assert (await told(trusting, {"documentId": ID}, headers=WEB)).data
