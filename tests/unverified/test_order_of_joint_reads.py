"""No answer within a composite request names its read: those of other reads are not taken for its own."""

from collections.abc import AsyncIterator
from copy import deepcopy

import msgspec
import pytest
import pytest_asyncio

from adapters.composites import answers_in, composite_of
from adapters.messages import Request, Response
from tests.graphs import Graph, Told
from tests.unverified.proxy import Alteration, AlteredGraph, Answer, altered_graph_served

ITEMS = "__composite_requests"
PAGE = """query ($account: ID!) { account(id: $account) { name
  contacts(first: 10) { nodes { name email } } deals(first: 10) { nodes { name stage amount { amount } } } } }"""


def _reversed(answer: Answer) -> Answer:
    body = deepcopy(answer.body)
    body[ITEMS] = body[ITEMS][::-1]
    return Answer(answer.status, body)


REVERSED = Alteration("the order of answers", r"POST /crm/v8/__composite_requests", _reversed)


@pytest_asyncio.fixture(scope="module")
async def joining() -> AsyncIterator[AlteredGraph]:
    """A gateway that joins reads, whose composite requests can be answered otherwise."""
    async with altered_graph_served(crm_composites=True) as altered:
        yield altered


async def _page(graph: Graph, persona: str, account: str) -> Told:
    graph.forget_answers()
    graph.forget_calls()
    return await graph.ask(persona, PAGE, {"account": account})


@pytest.mark.parametrize("persona", ["sales", "restricted"])
async def test_answers_in_another_order_are_read_again_one_by_one(joining: AlteredGraph, persona: str) -> None:
    graph = joining.graph
    joining.alter()
    accounts = (await graph.ask(persona, "{ accounts(first: 3) { nodes { id } } }")).data["accounts"]["nodes"]
    await _page(graph, persona, accounts[2]["id"])
    before = await _page(graph, persona, accounts[2]["id"])
    assert before.codes == []
    assert before.data["account"]["contacts"]["nodes"]
    assert len(graph.exchanges()) == 2
    joining.proxy.alterations = (REVERSED,)
    after = await _page(graph, persona, accounts[2]["id"])
    assert (after.data, after.codes) == (before.data, [])
    assert joining.proxy.altered == {REVERSED.name}
    # The record, the composite request, and its two reads again.
    assert len(graph.exchanges()) == 4
    # It is learnt.
    again = await _page(graph, persona, accounts[2]["id"])
    assert (again.data, len(graph.exchanges())) == (before.data, 3)


def _fields(module: str) -> Request:
    return Request("crm", ("settings", "fields"), (("module", module),))


def _list(module: str, fields: str) -> Request:
    return Request("crm", (module,), (("fields", fields), ("per_page", "10")))


ORG, USERS = Request("crm", ("org",)), Request("crm", ("users",), (("type", "CurrentUser"),))
CONTACTS, DEALS = _list("Contacts", "Last_Name,Email"), _list("Deals", "Deal_Name,Stage")
TOGETHER = {
    "other keys": ([ORG, USERS, _fields("Deals")], True),
    "other fields": ([CONTACTS, DEALS], True),
    "the same metadata": ([_fields("Deals"), _fields("Contacts")], False),
    "the same fields": ([CONTACTS, _list("Leads", "Email,Last_Name")], False),
}


@pytest.mark.parametrize(("requests", "parallel"), TOGETHER.values(), ids=TOGETHER)
def test_what_could_be_taken_for_each_other_is_read_one_by_one(requests: list[Request], parallel: object) -> None:
    assert msgspec.json.decode(composite_of(requests).body or b"")["parallel_execution"] is parallel


def _answers(*bodies: object) -> Response:
    items = [{"code": "SUCCESS", "details": {"response": {"status_code": 200, "body": body}}} for body in bodies]
    return Response(200, {"Content-Type": "application/json"}, msgspec.json.encode({ITEMS: items}))


def test_an_answer_is_known_by_its_key_and_its_fields() -> None:
    org, users = {"org": [{"id": "1"}]}, {"users": [{"id": "1"}]}
    contacts, deals = {"data": [{"id": "1", "Email": None, "$state": "save"}]}, {"data": [{"id": "1", "Stage": "Won"}]}
    assert isinstance(answers_in(_answers(org, users), [ORG, USERS]), list)
    assert isinstance(answers_in(_answers(contacts, deals), [CONTACTS, DEALS]), list)
    assert isinstance(answers_in(_answers({"code": "NO_PERMISSION"}, None), [CONTACTS, DEALS]), list)
    assert answers_in(_answers(users, org), [ORG, USERS]) == "answers of other reads"
    assert answers_in(_answers(deals, contacts), [CONTACTS, DEALS]) == "answers of other reads"
