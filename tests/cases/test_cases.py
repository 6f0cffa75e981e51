"""Every case page, asked of the real gateway in front of the sandbox."""

from pathlib import Path
from typing import Any

import pytest

from tests.cases.pages import CasePage, comparable, filled, page_at, rewritten, taken_cost, told_calls, told_mail
from tests.graphs import Graph
from tests.proofs import whole

HERE = Path(__file__).parent
PAGES = [page_at(path) for path in sorted(HERE.glob("**/*.md"))]


def check_bounds(cost: Any, sent: dict[str, int], *, failed: bool) -> None:
    """What was sent for records lies within the bounds; what failed may have ended sooner."""
    estimated = cost["estimated"]["calls"]
    assert all(count <= estimated.get(product, (0, 0))[1] for product, count in sent.items()), (sent, estimated)
    if not failed:
        assert all(sent.get(product, 0) >= least for product, (least, _) in estimated.items()), (sent, estimated)


@whole
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.path.relative_to(HERE).with_suffix("")))
async def test_a_case_page_tells_the_truth(page: CasePage, graph: Graph, request: pytest.FixtureRequest) -> None:
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
            check_bounds(cost, graph.record_calls(), failed="errors" in answer.body)
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
