"""CRM's unique field that marks a write: a record is found by it however many are newer; nobody else sets it."""

import pytest

from tests.graphs import Graph

CREATE = """mutation ($input: CreateContactInput!) {
  createContact(input: $input) { contact { lastName email } userErrors { code field } }
}"""
NEWER = 12
OURS = {"lastName": "Late", "email": "late@lost.example", "idempotencyKey": "lost"}


async def lose(graph: Graph) -> None:
    """A contact is made whose answer is lost, and then newer ones than a look reads."""
    graph.renew()
    graph.service.journal_writer.reconciliation_pauses = ()
    await graph.meet("admin")
    await graph.break_down({"product": "crm", "method": "POST", "kind": "reset_after"})
    told = await graph.ask("admin", CREATE, {"input": OURS})
    assert [each["code"] for each in told.body["data"]["createContact"]["userErrors"]] == ["OUTCOME_UNKNOWN"]
    await graph.break_down()
    for number in range(NEWER):
        await graph.ask("admin", CREATE, {"input": {"lastName": f"Newer {number}"}})


def there(graph: Graph) -> int:
    """How many have the address."""
    return sum(body.get("Email") == OURS["email"] for body in graph.sandbox.store.bodies("crm", "Contacts"))


# Of two unique fields CRM names the first: the address, where the contact has one.
@pytest.mark.parametrize("gone", [(), ("Email",)], ids=["by another unique field", "by the mark"])
async def test_the_record_is_found_by_its_mark(served_marking: Graph, gone: tuple[str, ...]) -> None:
    await lose(served_marking)
    store = served_marking.sandbox.store
    for body in store.bodies("crm", "Contacts"):
        if body.get("Email") == OURS["email"]:
            store.put("crm", "Contacts", body["id"], {key: value for key, value in body.items() if key not in gone})
    told = await served_marking.ask("admin", CREATE, {"input": OURS})
    assert told.body["data"]["createContact"]["userErrors"] == []
    assert told.body["data"]["createContact"]["contact"]["lastName"] == "Late"
    assert there(served_marking) == 1 - len(gone)


async def test_another_s_record_with_that_address_is_left_alone(served_marking: Graph) -> None:
    served_marking.renew()
    await served_marking.meet("admin")
    for key, code in (("one", []), ("two", ["CONFLICT"])):
        given = OURS | {"idempotencyKey": key, "lastName": key}
        told = await served_marking.ask("admin", CREATE, {"input": given})
        assert [each["code"] for each in told.body["data"]["createContact"]["userErrors"]] == code
    assert there(served_marking) == 1


async def test_nobody_sets_the_mark(served_marking: Graph) -> None:
    served_marking.renew()
    await served_marking.meet("admin")
    given = OURS | {"customFields": [{"name": "Request_Key", "value": {"text": "mine"}}]}
    told = await served_marking.ask("admin", CREATE, {"input": given})
    [error] = told.body["data"]["createContact"]["userErrors"]
    assert error == {"code": "VALIDATION", "field": ["customFields", "0", "name"]}
    assert there(served_marking) == 0
