"""Where names are hidden as well, an id of a hidden type is like one of no type, and no answer names what is hidden."""

from base64 import b64encode
from typing import Any

from tests.graphs import Graph
from tests.views.asking import STRICT

HIDDEN, NONE = (b64encode(named).decode() for named in (b"Estimate:460000000003000001", b"Nothings:460000000003000001"))
DONE = "userErrors { code message field }"
DOORS = (
    "query ($id: ID!) { answer: node(id: $id) { id } }",
    "query ($id: ID!) { answer: nodes(ids: [$id]) { id } }",
    "query ($id: ID!) { answer: invoice(id: $id) { id } }",
    "query ($id: ID!) { answer: deals(filter: { accountId: $id }) { nodes { id } } }",
    "query ($id: ID!) { answer: mailPreview(documentId: $id) { body } }",
    "query ($id: String!) { answer: explainPermission(coordinate: $id) { visible } }",
    "query ($id: ID!) { answer: view(id: $id) { viewId } }",
    f"mutation ($id: ID!) {{ answer: addNote(input: {{ id: $id, text: "
    f'"A note.", idempotencyKey: "one" }}) {{ {DONE} }} }}',
    f'mutation ($id: ID!) {{ answer: updateContact(input: {{ id: $id, lastName: "A" }}) {{ {DONE} }} }}',
    f'mutation ($id: ID!) {{ answer: createContact(input: {{ accountId: $id, lastName: "A" }}) {{ {DONE} }} }}',
)


def told(body: dict[str, Any]) -> tuple[Any, list[Any]]:
    """What an answer says, without ids of requests and times."""
    errors = [(error["message"], error["extensions"]["code"]) for error in body.get("errors", ())]
    return body.get("data"), errors


async def test_an_id_of_a_hidden_type_is_one_of_no_type_at_every_door(graph: Graph) -> None:
    await graph.ask("restricted", "{ viewer { sdl } }", headers=STRICT)
    for door in DOORS:
        answers: list[Any] = []
        for id_ in (HIDDEN, NONE):
            graph.calls()
            answer = await graph.ask("restricted", door, {"id": id_}, headers=STRICT)
            answers.append((told(answer.body), answer.body.get("extensions", {}).get("hiddenFields"), graph.calls()))
        assert answers[0] == answers[1], door
        assert str(answers[0]).count("Estimate") == 0, door


async def test_a_code_that_has_the_form_of_an_id_is_an_id_whatever_its_type(graph: Graph) -> None:
    answers: list[Any] = []
    for id_ in (HIDDEN, NONE):
        answer = await graph.ask("billing", "query ($id: ID!) { plan(id: $id) { id } }", {"id": id_}, headers=STRICT)
        answers.append((told(answer.body), answer.body["extensions"]["cost"]["estimated"]))
    assert answers[0] == answers[1]
    assert answers[0][0][1][0][1] == "BAD_USER_INPUT"


async def test_a_file_of_a_hidden_type_is_one_of_no_type(graph: Graph) -> None:
    headers = {"Authorization": "Bearer 1000.demo.restricted", **STRICT}
    bodies: list[Any] = []
    for id_ in (HIDDEN, NONE):
        async with graph.session.get(f"{graph.base}/files/{id_}/pdf", headers=headers) as answer:
            bodies.append((answer.status, told(await answer.json())))
    assert bodies[0] == bodies[1]
    assert bodies[0][0] == 400


async def test_no_enum_report_or_refusal_names_what_is_hidden(graph: Graph) -> None:
    shown = await graph.ask("restricted", "{ viewer { sdl } }", headers=STRICT)
    assert "PURCHASE_ORDER" not in shown.data["viewer"]["sdl"]
    folders = (await graph.ask("restricted", "{ reportFolders { reports { needs } } }", headers=STRICT)).data
    needs = {need for folder in folders["reportFolders"] for report in folder["reports"] for need in report["needs"]}
    assert "BillingSubscription.status" in needs
    assert not {"BillingSubscription.amount", "BillingInvoice.total", "Estimate.total"} & needs
    refused = await graph.ask("restricted", '{ reportResult(report: "receivables") { currency } }', headers=STRICT)
    assert refused.codes == ["FORBIDDEN"]
    assert "BillingInvoice" not in str(refused.body)
