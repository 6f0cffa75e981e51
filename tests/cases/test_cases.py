"""Every case page, asked of the real gateway in front of the sandbox."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.acquaintance import RecallingCallerCache
from tests.cases.pages import CasePage, comparable, filled, page_at, rewritten, taken_cost, told_calls, told_mail
from tests.graphs import Graph, graph_served
from tests.proofs import whole

HERE = Path(__file__).parent
PAGES = [page_at(path) for path in sorted(HERE.glob("**/*.md"))]
# What rests on the store needs a gateway that has one.
OF_STORE = [page for page in PAGES if page.path.is_relative_to(HERE / "integration")]


def check_bounds(cost: Any, sent: dict[str, int], *, failed: bool) -> None:
    """What was sent for records lies within the bounds; what failed may have ended sooner."""
    estimated = cost["estimated"]["calls"]
    assert all(count <= estimated.get(product, (0, 0))[1] for product, count in sent.items()), (sent, estimated)
    if not failed:
        assert all(sent.get(product, 0) >= least for product, (least, _) in estimated.items()), (sent, estimated)


def name_of(page: CasePage) -> str:
    """The page's place among the pages."""
    return str(page.path.relative_to(HERE).with_suffix(""))


@pytest_asyncio.fixture(scope="module")
async def organization(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """A gateway with a store of its own, whose organisation has set integration users up."""
    async with graph_served(database=f"sqlite:///{tmp_path_factory.mktemp('cases') / 'store.db'}") as graph:
        # Whether somebody is an administrator is asked again after five seconds: for a page, none go by.
        graph.service.memory = RecallingCallerCache(clock=lambda: 0.0)
        assert not (await graph.ask("admin", "mutation { setUpIntegration { version } }")).codes
        yield graph


@whole
@pytest.mark.parametrize("page", [page for page in PAGES if page not in OF_STORE], ids=name_of)
async def test_a_case_page_tells_the_truth(page: CasePage, graph: Graph, request: pytest.FixtureRequest) -> None:
    await check_page(page, graph, request)


@whole
@pytest.mark.parametrize("page", OF_STORE, ids=name_of)
async def test_a_case_page_of_integration_users_tells_the_truth(
    page: CasePage, organization: Graph, request: pytest.FixtureRequest
) -> None:
    await check_page(page, organization, request)


async def check_page(page: CasePage, graph: Graph, request: pytest.FixtureRequest) -> None:
    """Ask what the page asks, and compare; or write the page."""
    writing = bool(request.config.getoption("--write-cases"))
    before: Any = None
    told: list[tuple[Any, dict[str, int], str]] = []
    for part in page.parts:
        if part.unknown:
            graph.forget_callers()
        else:
            await graph.meet(part.caller)
        # What a page states is the bill of its question alone.
        graph.forget_answers()
        for method, path, content in part.before:
            await graph.prepare(method, path, content)
        graph.forget_calls()
        sent = len(graph.sandbox.outbox.all())
        await graph.break_down(*part.faults)
        caller = None if part.caller == "nobody" else part.caller
        answer = await graph.ask(caller, part.query, filled(part.variables, before), headers=part.headers)
        await graph.break_down()
        before = answer.body
        cost = taken_cost(answer.body)
        if cost is not None:
            assert (cost["calls"], cost["exchanges"]) == (graph.bill(), graph.exchange_bill())
            # Lists of people are no records, and bounds of the console count them.
            sent_calls = graph.bill() if page in OF_STORE else graph.record_calls()
            check_bounds(cost, sent_calls, failed="errors" in answer.body)
        body = comparable(answer.body)
        mail = told_mail(graph.sandbox.outbox.all()[sent:])
        told.append((body, graph.exchange_bill(), mail))
        if not writing:
            assert body == part.answer
            assert told_calls(graph.exchange_bill()) == told_calls(part.calls)
            assert (mail or "none") == (part.mail or "none")
        assert answer.status == part.status
        owners = {call["token_owner"] for call in graph.calls()}
        assert owners <= {caller}
    if writing:
        page.path.write_text(rewritten(page, told), encoding="utf-8")


def test_titles_are_sentences_and_differ() -> None:
    titles = [page.title for page in PAGES]
    assert len(set(titles)) == len(titles)
    assert all(title[0].isupper() and title.endswith(".") and len(title.split()) >= 4 for title in titles)
