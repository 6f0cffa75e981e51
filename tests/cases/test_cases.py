"""Every case page, asked of the real gateway in front of the sandbox."""

from pathlib import Path
from typing import Any

import pytest

from tests.cases.pages import CasePage, comparable, filled, page_at, rewritten, taken_cost, told_calls
from tests.graphs import Graph

HERE = Path(__file__).parent
PAGES = [page_at(path) for path in sorted(HERE.glob("*/*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.path.parent.name}/{page.path.stem}")
async def test_a_case_page_tells_the_truth(page: CasePage, graph: Graph, request: pytest.FixtureRequest) -> None:
    writing = bool(request.config.getoption("--write-cases"))
    before: Any = None
    told: list[tuple[Any, dict[str, int]]] = []
    for part in page.parts:
        if part.unknown:
            graph.forget_callers()
        else:
            await graph.meet(part.caller)
        # What a page states is the bill of its question alone.
        graph.forget_answers()
        graph.forget_calls()
        await graph.break_down(*part.faults)
        caller = None if part.caller == "nobody" else part.caller
        answer = await graph.ask(caller, part.query, filled(part.variables, before), headers=part.headers)
        await graph.break_down()
        before = answer.body
        cost = taken_cost(answer.body)
        assert cost is None or cost["calls"] == graph.bill()
        body = comparable(answer.body)
        told.append((body, graph.bill()))
        if not writing:
            assert body == part.answer
            assert told_calls(graph.bill()) == told_calls(part.calls)
        assert answer.status == part.status
        owners = {call["token_owner"] for call in graph.calls()}
        assert owners <= {caller}
    if writing:
        page.path.write_text(rewritten(page, told), encoding="utf-8")


def test_titles_are_sentences_and_differ() -> None:
    titles = [page.title for page in PAGES]
    assert len(set(titles)) == len(titles)
    assert all(title[0].isupper() and title.endswith(".") and len(title.split()) >= 4 for title in titles)
