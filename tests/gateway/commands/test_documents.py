"""`suitegraph documents`, and what `suitegraph schema check` and a plan say of what clients have published."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from adapters.store.trusted_documents import DocumentStore
from domain.trusted_documents import Publication, PublicationRefusedError, PublishedDocument, digest_of
from gateway.cli import main
from gateway.commands.documents import findings, publication_lines, published
from gateway.trusted_documents.manifests import documents_in
from sandbox.people import BY_NAME
from tests.graphs import Graph, graph_served
from tests.proofs import at_length

SALES = BY_NAME["sales"].email
TOKENS = {"sales": "1000.demo.sales"}
INVOICES = "query Invoices { invoices(first: 1) { nodes { number balance { amount } } } }"
ACCOUNTS = "query Accounts { accounts(first: 1) { nodes { ...Named } } } fragment Named on Account { name }"
ADD = 'mutation ($emails: [String!]!) { addIntegrationUsers(emails: $emails, template: "current") { doneCount } }'
PLAN = """
mutation ($input: IntegrationChangeInput!) { planIntegrationChange(input: $input) {
  id groups { documents { client version document fields } } } }
"""
APPLY = "mutation ($id: ID!) { applyIntegrationPlan(id: $id) { state } }"
GRANTS = [{"module": "books.estimates", "actions": ["VIEW"]}]


def hashed(algorithm: str, *texts: str) -> dict[str, str]:
    """A manifest of Relay or of the generator."""
    return {hashlib.new(algorithm, text.encode()).hexdigest(): text for text in texts}


def apollo(*texts: str, prefix: str = "") -> dict[str, Any]:
    """A manifest of Apollo."""
    operations = [{"id": prefix + digest_of(text), "name": "N", "type": "query", "body": text} for text in texts]
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}


def test_a_manifest_is_known_by_its_shape() -> None:
    def read(manifest: Any) -> Mapping[str, str]:
        return documents_in("m.json", json.dumps(manifest).encode())

    for manifest in (hashed("md5", INVOICES), hashed("sha1", INVOICES), hashed("sha256", INVOICES)):
        assert read(manifest) == manifest
    for prefix in ("", "sha256:"):
        assert read(apollo(INVOICES, ACCOUNTS, prefix=prefix)) == hashed("sha256", INVOICES, ACCOUNTS)
    wrong = next(iter(hashed("md5", ACCOUNTS)))
    refusals: list[tuple[Any, str]] = [
        ({wrong: INVOICES, "nothing": INVOICES}, f"m.json: {wrong}: it is not the hash of its text\nm.json: nothing: "),
        ({wrong: 1}, "m.json: it is neither"),
        ([], "m.json: it is neither"),
        ({"format": "other", "version": 1, "operations": []}, "m.json: it is neither"),
        ({**apollo(), "version": 2}, "m.json: it is neither"),
        ({**apollo(), "operations": [{"id": 1, "body": ""}]}, "m.json: each of its operations"),
    ]
    for manifest, problem in refusals:
        with pytest.raises(PublicationRefusedError) as refused:
            read(manifest)
        assert str(refused.value).startswith(problem)
    for content in (b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(PublicationRefusedError, match=r"m\.json: it is not JSON"):
            documents_in("m.json", content)


@pytest_asyncio.fixture
async def organization(tmp_path: Path) -> AsyncIterator[Graph]:
    """A gateway with a store of its own, in whose organisation sales is an integration user."""
    async with graph_served(database=f"sqlite:///{tmp_path / 'store.db'}") as graph:
        assert not (await graph.ask("admin", "mutation { setUpIntegration { version } }")).codes
        assert not (await graph.ask("admin", ADD, {"emails": [SALES]})).codes
        yield graph


@at_length(like="tests/gateway/commands/test_schema_changes.py::test_the_last_release_is_held_against_the_code")
async def test_what_breaks_or_hides_a_field_names_the_documents(organization: Graph, tmp_path: Path) -> None:
    settings = organization.service.settings
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(hashed("sha1", INVOICES, ACCOUNTS)), "utf-8")
    bad.write_text(
        json.dumps(apollo("query Wrong { accounts { nodes { nonsense } } }", "fragment F on Account { name }"))
    )
    with pytest.raises(PublicationRefusedError) as refused:
        await published(settings, "web", "1", [good, bad])
    assert str(refused.value).startswith("Wrong: Cannot query field 'nonsense' on type 'Account'.")
    assert len(str(refused.value).splitlines()) == 2
    for client, version, manifests in (("web", "", [good]), ("*", "1", [good]), ("web", "1", [tmp_path / "none.json"])):
        with pytest.raises(PublicationRefusedError):
            await published(settings, client, version, manifests)
    assert await publication_lines(settings) == []
    assert await published(settings, "web", "1", [good]) == (2, True)
    assert await published(settings, "web", "1", [good]) == (2, False)
    registry = organization.service.documents.registry
    await registry.refresh()
    headers = {"apollographql-client-name": "web"}
    by_id = {"documentId": next(iter(hashed("sha1", INVOICES)))}
    assert (await organization.post("sales", by_id, headers=headers)).data["invoices"]["nodes"]

    assert await findings(settings, TOKENS) == ([], [])
    change = {"input": {"users": {"act": "GRANT", "emails": [SALES], "grants": GRANTS}}}
    plan = (await organization.ask("admin", PLAN, change)).data["planIntegrationChange"]
    [group] = plan["groups"]
    [document] = group["documents"]
    assert (document["client"], document["version"], document["document"]) == ("web", "1", "Invoices")
    assert {"Query.invoices", "Invoice.number", "Invoice.balance"} <= {*document["fields"]}
    assert (await organization.ask("admin", APPLY, {"id": plan["id"]})).data
    for accept in (False, True):
        broken, lost = await findings(settings, TOKENS, accept=accept)
        assert broken == []
        assert "web 1: Invoices: sales loses Query.invoices" in lost
        assert not [line for line in lost if "Accounts" in line]
    assert await findings(settings, TOKENS) == ([], [])

    assert organization.service.database is not None
    old = PublishedDocument(digest_of("{ gone }"), "Old", "{ gone }", frozenset({"Query.gone"}))
    store = DocumentStore(organization.service.database)
    await store.publish(Publication("web", "0", datetime.now(UTC), [old]))
    [line], lost = await findings(settings, TOKENS)
    assert (line.startswith("web 0: Old: Cannot query field 'gone' on type 'Query'."), lost) == (True, [])


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    def ran(*arguments: str) -> tuple[int, str]:
        settings = {"SUITEGRAPH_DATABASE": f"sqlite:///{tmp_path / 'store.db'}", "COLUMNS": "200"}
        done = CliRunner().invoke(main, arguments, env=settings)
        return done.exit_code, done.output

    manifest, build = tmp_path / "m.json", ("--client", "web", "--version", "1")
    manifest.write_text(json.dumps(hashed("md5", ACCOUNTS)), "utf-8")
    publish = ("documents", "publish", str(manifest), *build)
    assert ran(*publish) == (0, "web 1: 1 documents published.\n")
    assert ran("schema", "check") == (0, "")
    assert ran("schema", "check", "--as", "sales")[0] == 2
    manifest.write_text(json.dumps(hashed("md5", INVOICES)), "utf-8")
    code, output = ran(*publish)
    assert (code, output.splitlines()[0]) == (1, "Nothing was published:")
    assert ran("documents", "list")[1].startswith("web 1: 1 documents, ")
    assert [ran("documents", "retire", *build)[0] for _ in range(2)] == [0, 1]
