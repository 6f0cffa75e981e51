"""A source of permissions that could not be asked denies nothing: what rests on it is an error and not empty."""

import pytest

from tests.graphs import Graph

SUBSCRIPTION = "903000000005000002"
# What CRM says of the fields of invoices is read after what it says of subscriptions, and by itself.
OF_FIELDS = {"product": "crm", "kind": "status", "status": 500, "path": "settings/fields$"}


@pytest.mark.parametrize("part", ["unbilledCharges", "declinedPayments"])
async def test_what_rests_on_another_module_is_an_error_where_its_source_fails(graph: Graph, part: str) -> None:
    known = f'{{ subscription(id: "{SUBSCRIPTION}") {{ recordId }} }}'
    asked = f'{{ subscription(id: "{SUBSCRIPTION}") {{ recordId {part}(first: 1) {{ nodes {{ __typename }} }} }} }}'
    whole = (await graph.ask("admin", asked)).data["subscription"]
    assert whole["recordId"] == SUBSCRIPTION
    graph.forget_callers()
    assert (await graph.ask("admin", known)).codes == []
    await graph.break_down(OF_FIELDS)
    told = await graph.ask("admin", asked)
    assert told.body["data"]["subscription"] == {"recordId": SUBSCRIPTION, part: None}
    assert (told.codes, told.body["errors"][0]["path"]) == (["UPSTREAM_UNAVAILABLE"], ["subscription", part])
