"""Who a new caller is: Accounts knows, else CRM, else Books."""

import pytest

from tests.faults.story import DEADLINE, Story
from tests.faults.test_every_fault import KINDS
from tests.graphs import Graph

WHO = "{ viewer { user { name email } } }"
ANA = {"name": "Ana Castillo", "email": "ana.castillo@halvorsen.example"}


async def user(fragile: Graph) -> object:
    """The user behind the accountant's token, as the gateway finds out now."""
    fragile.forget_calls()
    return (await fragile.ask("accountant", WHO)).data["viewer"]["user"]


# A hollow answer of Accounts is still whole: it has neither objects nor lists.
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "hollow_json"])
async def test_without_accounts_crm_knows_the_caller(fragile: Graph, kind: str) -> None:
    await fragile.break_down({"product": "accounts", "kind": kind, **KINDS[kind][0]})
    assert await user(fragile) == ANA
    assert "/crm/v8/users" in {call["path"] for call in fragile.calls()}


@pytest.mark.parametrize("kind", ["refused", "malformed_json", "throttled"])
async def test_without_accounts_and_crm_books_knows_the_caller(fragile: Graph, kind: str) -> None:
    await fragile.break_down({"product": "accounts", "kind": kind}, {"product": "crm", "kind": kind})
    assert await user(fragile) == ANA
    assert [call["path"] for call in fragile.calls()[-2:]] == ["/books/v3/organizations", "/books/v3/users/me"]


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("refused", 503, "UPSTREAM_UNAVAILABLE"),
        ("hang", 504, "UPSTREAM_TIMEOUT"),
        ("throttled", 429, "TOO_MANY_REQUESTS"),
    ],
)
async def test_a_caller_whom_nobody_can_name_gets_no_answer(
    fragile: Graph, story: Story, kind: str, status: int, code: str
) -> None:
    await fragile.break_down({"product": "*", "kind": kind})
    told = await story.told(fragile)
    assert (told.status, told.codes, "data" in told.body) == (status, [code], False)


async def test_a_failure_is_not_remembered(fragile: Graph) -> None:
    await fragile.break_down({"product": "*", "kind": "reset"})
    assert (await fragile.ask("accountant", WHO)).codes == ["UPSTREAM_UNAVAILABLE"]
    await fragile.break_down()
    assert await user(fragile) == ANA


async def test_a_token_without_the_scope_of_accounts_is_known_by_crm(fragile: Graph) -> None:
    token = fragile.sandbox.tokens.mint("accountant", frozenset({"ZohoCRM.users.READ"}))
    told = await fragile.ask(None, WHO, token=token)
    assert told.data["viewer"]["user"] == ANA


@pytest.mark.parametrize("product", ["accounts", "crm", "books"])
async def test_a_dead_token_is_told_as_such_even_if_one_product_fails(fragile: Graph, product: str) -> None:
    await fragile.break_down({"product": product, "kind": "refused"})
    told = await fragile.ask("expired", WHO)
    assert (told.status, told.codes) == (401, ["UNAUTHENTICATED"])


async def test_a_token_that_ends_in_between_is_told_in_its_branch_and_then_for_all(
    fragile: Graph, story: Story
) -> None:
    token = fragile.sandbox.tokens.mint("admin")
    assert (await fragile.ask(None, WHO, token=token)).status == 200
    fragile.sandbox.tokens.revoke(token)
    told = await fragile.ask(None, "{ deals { nodes { name } } }", token=token)
    assert (told.status, told.body["data"], told.codes) == (200, {"deals": None}, ["UNAUTHENTICATED"])
    told = await fragile.ask(None, "{ deals { nodes { name } } }", token=token)
    assert (told.status, told.codes) == (401, ["UNAUTHENTICATED"])


async def test_hanging_accounts_leave_the_caller_time_for_an_answer(fragile: Graph, story: Story) -> None:
    await fragile.break_down({"product": "accounts", "kind": "hang"})
    told = await story.told(fragile)
    assert told.data == story.data
    assert DEADLINE / 2 < DEADLINE
