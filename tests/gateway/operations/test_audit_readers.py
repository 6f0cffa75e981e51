"""The audit log shows its reader what their token and their rights would show of each record today."""

from pathlib import Path
from typing import Any

import pytest

from tests.graphs import Graph, graph_served
from tests.mutating import SOLD, done

READ = """{ auditLog(first: 1) { nodes { act recordId nodeId before after author { name email }
    calls { path body } } } }"""
ACTS = "{ auditLog(first: 1) { nodes { act } } }"
# Enough to say who the caller is, and what they are in CRM.
WHO_AM_I = ["AaaServer.profile.READ", "ZohoCRM.users.READ", "ZohoCRM.org.READ", "ZohoCRM.settings.modules.READ"]


async def token_of(graph: Graph, persona: str, scopes: list[str] | None = None) -> str:
    """A new token of a persona, for these scopes only."""
    body = {"persona": persona, **({} if scopes is None else {"scopes": scopes})}
    place = f"http://localhost:{graph.sandbox.port}/_sandbox/tokens"
    async with graph.session.post(place, json=body) as response:
        assert response.status < 300, await response.text()
        token: str = (await response.json())["access_token"]
        return token


async def created_estimate(graph: Graph) -> None:
    payload = await done(graph, "sales", "createEstimate", f'{SOLD} reference: "R-7"')
    assert payload["userErrors"] == []


async def entry(graph: Graph, token: str | None = None) -> dict[str, Any]:
    """The newest entry as an administrator reads it, or whoever holds the token."""
    [told] = (await graph.ask("admin", READ, token=token)).data["auditLog"]["nodes"]
    return told


async def test_a_token_that_died_reads_nothing_though_its_owner_is_remembered(graph: Graph) -> None:
    token = await token_of(graph, "admin")
    assert (await graph.ask(None, ACTS, token=token)).data["auditLog"]["nodes"] is not None
    now = [0.0]
    graph.service.memory = type(graph.service.memory)(300.0, clock=lambda: now[0])
    assert (await graph.ask(None, ACTS, token=token)).data["auditLog"]["nodes"] is not None
    graph.sandbox.tokens.revoke(token)
    now[0] = 4.9
    assert (await graph.ask(None, ACTS, token=token)).codes == []
    now[0] = 5.1
    told = await graph.ask(None, ACTS, token=token)
    assert "UNAUTHENTICATED" in told.codes
    assert told.body["data"] == {"auditLog": None}


async def test_a_token_that_only_says_who_its_owner_is_reads_no_amounts(graph: Graph) -> None:
    await created_estimate(graph)
    assert (await entry(graph))["after"]["total"]
    token = await token_of(graph, "admin", WHO_AM_I)
    told = await entry(graph, token)
    assert told["act"] == "createEstimate"
    assert (told["recordId"], told["nodeId"], told["before"], told["after"]) == (None, None, None, None)
    assert told["calls"] == []
    assert "R-7" not in str(told)


POLICY = '[[rule]]\nreason = "No."\nprofiles = ["Administrator"]\n'


@pytest.mark.parametrize("hidden", ['fields = ["Estimate.total"]', 'modules = { "books.estimates" = ["view"] }'])
async def test_what_is_hidden_of_the_record_is_hidden_of_its_entries(tmp_path: Path, hidden: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(POLICY + hidden, "utf-8")
    async with graph_served(policy=file) as graph:
        await created_estimate(graph)
        told = await entry(graph)
        if "total" in hidden:
            assert "total" not in told["after"]
            assert told["after"]["reference_number"] == "R-7"
            assert {call["body"] for call in told["calls"]} == {None}
        else:
            assert (told["recordId"], told["after"], told["calls"]) == (None, None, [])


async def test_an_author_of_an_entry_shows_no_hidden_address(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(POLICY + 'fields = ["User.email"]', "utf-8")
    async with graph_served(policy=file) as graph:
        await created_estimate(graph)
        told = await graph.ask("admin", READ)
        assert told.data["auditLog"]["nodes"][0]["author"] == {"name": "Samir Okafor", "email": None}
        assert "AuditAuthor.email" in {each["coordinate"] for each in told.body["extensions"]["hiddenFields"]}
