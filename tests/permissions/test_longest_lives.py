"""Each row of the table of docs/permissions.md on how long a withdrawn right lives, by a clock that stands still."""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox import people
from sandbox.crm.profiles import BY_NAME
from tests.gateway.operations.test_audit_readers import ACTS, token_of
from tests.graphs import Graph, graph_served
from tests.mutating import codes, done
from tests.permissions.test_documentation import PAGE
from tests.permissions.test_withdrawn_rights import DEAL, EXPLAIN, REMEMBERED, SALES, is_visible
from tests.permissions.test_withdrawn_rights import Clock as Clock
from tests.permissions.test_withdrawn_rights import clock as clock

RECHECKED = 5.0
Door = Callable[[Graph], Awaitable[bool]]


async def shows_lists(graph: Graph) -> bool:
    """Whether deals are listed."""
    return (await graph.ask("sales", "{ deals(first: 1) { nodes { name } } }")).body["data"]["deals"] is not None


async def filters(graph: Graph) -> bool:
    """Whether deals are filtered by their amount."""
    query = '{ deals(first: 1, filter: { amount: { atLeast: "1" } }) { nodes { name } } }'
    return "FORBIDDEN" not in (await graph.ask("sales", query)).codes


async def introspects(graph: Graph) -> bool:
    """Whether introspection names the amount of deals."""
    told = await graph.ask("sales", '{ __type(name: "Deal") { fields { name } } }')
    return "amount" in {each["name"] for each in told.data["__type"]["fields"]}


async def serves_files(graph: Graph) -> bool:
    """Whether the PDF of an invoice is served."""
    headers = {"Authorization": "Bearer 1000.demo.sales"}
    [invoice] = (await graph.ask("admin", "{ invoices(first: 1) { nodes { id } } }")).data["invoices"]["nodes"]
    graph.forget_calls()
    async with graph.session.get(f"{graph.base}/files/{invoice['id']}/pdf", headers=headers) as response:
        assert response.status in {200, 403}
        return response.status == 200


async def mutates(graph: Graph) -> bool:
    """Whether the amount of a deal is written."""
    told = await done(graph, "sales", "updateDeal", f'id: "{DEAL}", amount: "1700"')
    return codes(told) == []


REMEMBERING: Mapping[str, Door] = {
    "fields": is_visible,
    "lists": shows_lists,
    "filters": filters,
    "introspection": introspects,
    "files": serves_files,
    "mutations": mutates,
}


def withdraw(monkeypatch: pytest.MonkeyPatch, door: str) -> None:
    """Take from the profile Sales what the door shows."""
    profile = BY_NAME["Sales"]
    if door == "lists":
        rights = {key: () if key == "Deals" else value for key, value in profile.rights.items()}
        monkeypatch.setitem(BY_NAME, "Sales", replace(profile, rights=rights))
    else:
        monkeypatch.setitem(BY_NAME, "Sales", replace(profile, hidden=BY_NAME["Support"].hidden))


async def ends_in_time(graph: Graph, clock: Clock, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A door that knows of a right what is remembered closes once that has aged, by what the gateway knows."""
    door = REMEMBERING[name]
    graph.forget_answers()
    assert await door(graph), name
    begun = clock.now
    with monkeypatch.context() as withdrawn:
        withdraw(withdrawn, name)
        graph.forget_answers()
        clock.now = begun + REMEMBERED + 1
        graph.forget_calls()
        assert not await door(graph), name
        # It is the gateway that knows: no product was asked for the record.
        assert graph.record_calls() == {}, name
    clock.now += REMEMBERED + 1


async def test_what_is_remembered_ends_in_time_at_every_door(
    graph: Graph, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in REMEMBERING:
        await ends_in_time(graph, clock, monkeypatch, name)


@contextmanager
def demoted() -> Iterator[None]:
    """The administrator has the profile Sales for the duration of the block."""
    persona = people.BY_NAME["admin"]
    object.__setattr__(persona, "profile", "Sales")
    try:
        yield
    finally:
        object.__setattr__(persona, "profile", "Administrator")


async def test_who_is_an_administrator_is_asked_anew_after_five_seconds(graph: Graph, clock: Clock) -> None:
    rights = {"auditLog": ACTS, "forgetPermissions": f'mutation {{ forgetPermissions(user: "{SALES}") }}'}
    for root, query in rights.items():
        assert (await graph.ask("admin", query)).codes == [], root
        begun = clock.now
        with demoted():
            clock.now = begun + RECHECKED - 0.1
            assert (await graph.ask("admin", query)).codes == [], root
            clock.now = begun + RECHECKED + 0.1
            assert (await graph.ask("admin", query)).codes == ["FORBIDDEN"], root
        clock.now += RECHECKED + 0.1


async def test_a_token_that_a_product_refuses_is_forgotten_with_that_answer(graph: Graph, clock: Clock) -> None:
    token = await token_of(graph, "sales")
    listed = "{ deals(first: 1) { nodes { name } } }"
    assert (await graph.ask(None, listed, token=token)).codes == []
    graph.sandbox.tokens.revoke(token)
    graph.forget_answers()
    assert (await graph.ask(None, listed, token=token)).codes == ["UNAUTHENTICATED"]
    # What was remembered of the caller would answer this.
    told = await graph.ask(None, EXPLAIN, token=token)
    assert "UNAUTHENTICATED" in told.codes


async def test_a_rule_of_the_policy_lives_until_the_gateway_starts_again(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('[[rule]]\nreason = "No."\nfields = ["Deal.amount"]\n', "utf-8")
    async with graph_served(policy=file) as graph:
        assert not await is_visible(graph)
        file.write_text("", "utf-8")
        graph.forget_callers()
        assert not await is_visible(graph)


def test_every_row_of_the_table_is_measured() -> None:
    """Rows of refused lists and left-out columns are measured in `test_withdrawn_rights.py`."""
    _, _, rest = PAGE.read_text("utf-8").partition("\n| Door | At most |\n")
    table, _, _ = rest.partition("\n\n")
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", table, re.MULTILINE)
    assert [door for door, _ in rows if not door.startswith("---")] == [
        ", ".join(REMEMBERING),
        "`auditLog`, `forgetPermissions`",
        "a list or a record that a product refuses, a column of CRM that is asked for and left out",
        "a token that a product no longer accepts",
        "rules of the policy",
    ]
