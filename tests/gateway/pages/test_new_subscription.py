"""A subscription created from a contact's related list is everywhere for whoever may see it, and for nobody else."""

import json
import re

from tests.gateway.pages.browsing import browsing
from tests.graphs import Graph
from tests.proofs import at_length

CONTACT = "4150868000002000001"
CREATE = f"""mutation {{
    createSubscription(input: {{ party: {{ contact: "{CONTACT}" }}, plan: {{ code: "care-basic" }} }}) {{
    userErrors {{ code message }} subscription {{ recordId }} }} }}"""
RELATED = f'{{ contact(id: "{CONTACT}") {{ subscriptions(first: 50) {{ nodes {{ recordId }} }} }} }}'
MODULE = "{ subscriptions(first: 200) { nodes { recordId } } }"
VIEW = '{ subscriptions(first: 200, view: "LIVE") { nodes { recordId } } }'
REPORT = """{ reportResult(report: "active-subscriptions", adjust: { isWhole: true }) { totals { cells {
    measure value proof { rows(first: 200) { nodes { recordId } } } } } } }"""
LISTS = {"related list": RELATED, "module": MODULE, "view": VIEW, "report": REPORT}
TILE = re.compile(r'aria-label="Active subscriptions">.*?figure-number">(?:<a[^>]*>)?([0-9,]+)', re.DOTALL)


def records_in(answer: object) -> list[str]:
    """The ids of records anywhere in an answer."""
    return re.findall(r'"recordId": "([0-9]+)"', json.dumps(answer))


async def seen(graph: Graph, persona: str) -> dict[str, list[str]]:
    """The records of each list that a persona sees, one that fails being empty."""
    await graph.meet(persona)
    graph.forget_answers()
    return {name: records_in((await graph.ask(persona, query)).body.get("data")) for name, query in LISTS.items()}


async def active_in_dashboard(graph: Graph, persona: str) -> int | None:
    """The number of active subscriptions on a persona's dashboard, None where it is hidden."""
    async with browsing(graph) as browser:
        await browser.sign_in(persona)
        page = await browser.get("/analytics/dashboards/overview")
    assert page.status == 200
    shown = TILE.search(page.text)
    return None if shown is None else int(shown[1].replace(",", ""))


@at_length(like="tests/gateway/test_report_readers.py::test_a_new_subscription_is_in_the_report_of_whoever_may_see_it")
async def test_a_new_subscription_of_a_contact_is_everywhere_for_whoever_may_see_it(demo: Graph) -> None:
    demo.renew()
    before = {persona: await active_in_dashboard(demo, persona) for persona in ("billing", "sales")}
    payload = (await demo.ask("billing", CREATE)).data["createSubscription"]
    assert payload["userErrors"] == []
    new = payload["subscription"]["recordId"]
    assert before["billing"] is not None
    for persona in ("billing", "admin", "restricted"):
        lists = await seen(demo, persona)
        assert {name for name, ids in lists.items() if new in ids} == set(LISTS), persona
        assert await active_in_dashboard(demo, persona) == before["billing"] + 1, persona
    assert before["sales"] is None
    for persona in ("sales", "legacy", "accountant", "outsider"):
        assert not any((await seen(demo, persona)).values()), persona
        assert await active_in_dashboard(demo, persona) is None, persona
