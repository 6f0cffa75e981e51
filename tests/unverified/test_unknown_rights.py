"""What the gateway cannot read of a source is asked of the product, and is never called a denial."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.proofs import family
from tests.unverified.alterations import SHAPES, WORDS, at, denied_as, refused
from tests.unverified.proxy import Alteration, AlteredGraph, altered_graph_served

ME = "GET /books/v3/users/me"
ENTITY, TREE = "user.role.role.permissions.*.entity", "user.role.role.permissions"
NUMBERS = """{ invoices(first: 1) { nodes { number allowedActions } } estimates(first: 1) { nodes { number } }
    customerPayments(first: 1) { nodes { number } } }"""
EXPLAIN = """query ($coordinate: String!) { explainPermission(coordinate: $coordinate) {
    visible decidedBy text sources { source allows unknown unread } } }"""
ROOTS = "{ __schema { queryType { fields { name } } } }"


def without_flags(permission: dict[str, Any], _key: str) -> None:
    """A permission that names the entity and no right."""
    for name in [name for name in permission if name != "entity"]:
        del permission[name]


def deletes_unknown(permission: dict[str, Any], key: str) -> None:
    """A permission with every flag but the one for deleting."""
    permission[key] = False
    permission |= dict.fromkeys(("can_view", "can_create", "can_edit", "can_approve"), True)


async def explained(altered: AlteredGraph, persona: str, coordinate: str) -> dict[str, Any]:
    """What `explainPermission` answers."""
    told = await altered.graph.ask(persona, EXPLAIN, {"coordinate": coordinate})
    return told.data["explainPermission"]


ALTERED = [
    at(ME, ENTITY, WORDS["in another word"]),
    at(ME, ENTITY, without_flags),
    at(ME, TREE, SHAPES["null"]),
    at(ME, "user", SHAPES["renamed"]),
    refused(ME, 404, {"code": 5, "message": "Invalid URL Passed"}),
    refused(ME, 403, {"code": 57, "message": "You are not authorized to perform this operation"}),
]


@family(short=6)
@pytest.mark.parametrize("alteration", ALTERED, ids=lambda each: each.name)
@pytest.mark.parametrize("persona", ["admin", "accountant"])
async def test_whoever_may_view_in_books_still_views(
    altered: AlteredGraph, persona: str, alteration: Alteration
) -> None:
    true = await altered.graph.ask(persona, NUMBERS)
    roots = await altered.graph.ask(persona, ROOTS)
    altered.alter(alteration)
    told = await altered.graph.ask(persona, NUMBERS)
    assert told.data["invoices"]["nodes"][0]["number"] == true.data["invoices"]["nodes"][0]["number"]
    assert told.data["estimates"] == true.data["estimates"]
    assert told.data["customerPayments"] == true.data["customerPayments"]
    assert told.data["invoices"]["nodes"][0]["allowedActions"] >= ["VIEW", "EDIT"]
    assert (await altered.graph.ask(persona, ROOTS)).data == roots.data


async def test_an_unknown_right_is_explained_as_unknown_with_its_word(altered: AlteredGraph) -> None:
    altered.alter(at(ME, ENTITY, WORDS["in another word"]))
    told = await explained(altered, "accountant", "Invoice.total")
    assert (told["visible"], told["decidedBy"]) == (True, "UNKNOWN_TO_GATEWAY")
    assert "no entity invoice" in told["text"]
    assert "the product decides" in told["text"]
    [books] = [each for each in told["sources"] if each["source"] == "BOOKS_ROLE"]
    assert "VIEW" in books["unknown"]
    assert "x_invoice" in books["unread"]
    permissions = await altered.graph.ask(
        "accountant", "{ viewer { permissions { modules { module allowedActions unknownActions } } } }"
    )
    modules = {each["module"]: each for each in permissions.data["viewer"]["permissions"]["modules"]}
    assert modules["books.invoices"]["unknownActions"] == modules["books.invoices"]["allowedActions"]
    assert modules["crm.deals"]["unknownActions"] == []


async def test_a_single_missing_flag_leaves_its_action_alone_to_the_product(altered: AlteredGraph) -> None:
    altered.alter(at(ME, f"{TREE}.*.full_access", deletes_unknown, only=lambda each: each["entity"] == "invoice"))
    told = await altered.graph.ask(
        "accountant", "{ viewer { permissions { modules { module allowedActions unknownActions } } } }"
    )
    modules = {each["module"]: each for each in told.data["viewer"]["permissions"]["modules"]}
    assert "DELETE" in modules["books.invoices"]["allowedActions"]
    assert modules["books.invoices"]["unknownActions"] == ["DELETE"]
    assert modules["books.estimates"]["unknownActions"] == []


@pytest_asyncio.fixture(scope="module")
async def ungranted() -> AsyncIterator[AlteredGraph]:
    """A gateway without a roster: `sales` and `restricted` are judged by their roles in Books."""
    async with altered_graph_served(grants=None) as altered:
        yield altered


@pytest.mark.parametrize("denial", [(401, 57), (403, 57), (400, 1002), (404, 1002), (403, 7)])
async def test_what_the_product_refuses_is_learnt_as_a_denial(ungranted: AlteredGraph, denial: tuple[int, int]) -> None:
    ungranted.alter(at(ME, ENTITY, WORDS["in another word"]), denied_as(*denial))
    first = await ungranted.graph.ask("sales", NUMBERS)
    assert first.body["data"]["invoices"]["nodes"] != []
    assert first.body["data"]["customerPayments"] is None
    assert first.codes == ["FORBIDDEN"]
    ungranted.graph.forget_calls()
    again = await ungranted.graph.ask("sales", NUMBERS)
    assert again.data["customerPayments"] is None
    hidden = {each["coordinate"]: each["reason"] for each in again.body["extensions"]["hiddenFields"]}
    assert hidden == {"Query.customerPayments": "UPSTREAM_REFUSAL"}
    assert not any("customerpayments" in call["path"] for call in ungranted.graph.calls())


async def test_what_crm_hides_of_a_document_stays_hidden_where_the_role_is_unknown(ungranted: AlteredGraph) -> None:
    ungranted.alter(at(ME, ENTITY, WORDS["in another word"]))
    told = await ungranted.graph.ask("restricted", "{ invoices(first: 1) { nodes { number total { amount } } } }")
    [invoice] = told.data["invoices"]["nodes"]
    assert invoice["number"].startswith("INV-")
    assert invoice["total"] is None


async def test_a_word_of_the_operator_is_read() -> None:
    words = ("x_invoice=books.invoices", "x_estimate=books.estimates")
    async with altered_graph_served(books_entity_words=words) as own:
        own.alter(at(ME, ENTITY, WORDS["in another word"]))
        told = await explained(own, "accountant", "Invoice.total")
        assert (told["visible"], told["decidedBy"]) == (True, None)
        [books] = [each for each in told["sources"] if each["source"] == "BOOKS_ROLE"]
        assert books["unknown"] == []
        other = await explained(own, "accountant", "SalesOrder.total")
        assert other["decidedBy"] == "UNKNOWN_TO_GATEWAY"


async def test_each_unknown_word_is_logged_once(capsys: pytest.CaptureFixture[str]) -> None:
    async with altered_graph_served() as own:
        own.alter(at(ME, ENTITY, WORDS["in another word"], only=lambda each: each["entity"] == "invoice"))
        for _ in range(2):
            await own.graph.ask("admin", NUMBERS)
            own.graph.forget_callers()
    lines = [line for line in capsys.readouterr().out.splitlines() if "UNKNOWN_TO_GATEWAY" in line]
    assert len([line for line in lines if "x_invoice" in line]) == 1
    assert len([line for line in lines if "no entity invoice" in line]) == 1
    assert len(lines) == 2
