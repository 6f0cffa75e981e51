"""A hash in place of a document: nothing is kept under it, and clients are answered so that they send the document."""

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.gateway.asking import GRAPHQL, JSON, told
from tests.graphs import Graph

QUERY = "{ __typename }"
BY_HASH: dict[str, Any] = {
    "persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(QUERY.encode()).hexdigest()},
}


@pytest.mark.parametrize(("media_type", "status"), [(GRAPHQL, 400), (JSON, 200)])
async def test_a_hash_alone_is_answered_so_that_links_fall_back(graph: Graph, media_type: str, status: int) -> None:
    address = f"/graphql?{urlencode({'extensions': json.dumps(BY_HASH)})}"
    for answer in (
        await told(graph, {"extensions": BY_HASH}, headers={"Accept": media_type}),
        await told(graph, method="GET", path=address, headers={"Accept": media_type}),
    ):
        [error] = answer.body["errors"]
        assert error["message"] == "PersistedQueryNotSupported"
        assert (answer.status, answer.codes) == (status, ["PERSISTED_QUERY_NOT_SUPPORTED"])
        assert answer.headers["Cache-Control"] == "no-store"


async def test_a_hash_beside_its_document_is_ignored(graph: Graph) -> None:
    assert (await told(graph, {"query": QUERY, "extensions": BY_HASH})).data == {"__typename": "Query"}


async def test_nobody_learns_about_hashes_without_a_token(graph: Graph) -> None:
    assert (await told(graph, {"extensions": BY_HASH}, persona=None)).codes == ["UNAUTHENTICATED"]
