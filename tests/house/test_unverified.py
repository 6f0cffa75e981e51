"""docs/unverified.md is the table of assumptions, and each of them has what a reader needs."""

import re

import pytest

from domain.assumption import Assumption
from domain.assumptions import ASSUMPTIONS
from gateway.settings import PREFIX, Settings
from tests.house.test_rules import ROOT

PAGE = ROOT / "docs" / "unverified.md"
BEGIN, END = "<!-- assumptions -->\n", "<!-- end of assumptions -->\n"
COLUMNS = ("id", "assumption", "what rests on it", "where it is false", "switch", "test")


def table() -> str:
    """The table as Markdown."""
    lines = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
    lines += [f"| {' | '.join(_cells(each))} |" for each in ASSUMPTIONS.values()]
    return "\n".join(lines) + "\n"


def _cells(each: Assumption) -> tuple[str, ...]:
    switch = ", ".join(f"`{PREFIX}{name.upper()}`" for name in each.switch) or "none"
    place = "" if each.endpoint == "any" else f" (`{each.endpoint}`)"
    return f"`{each.id}`", f"{each.text}{place}", each.rests, each.otherwise, switch, f"`tests/{each.test}`"


def test_the_page_shows_every_assumption(request: pytest.FixtureRequest) -> None:
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    committed, _, after = rest.partition(END)
    if request.config.getoption("--write-cases"):
        PAGE.write_text(f"{before}{BEGIN}{table()}{END}{after}", "utf-8")
    else:
        assert committed == table()


@pytest.mark.parametrize("id_", ASSUMPTIONS)
def test_an_assumption_is_written_in_sentences_and_its_switches_exist(id_: str) -> None:
    each = ASSUMPTIONS[id_]
    assert each.id.startswith(f"{each.product}.")
    assert {*each.switch} <= Settings.model_fields.keys()
    assert (ROOT / "tests" / each.test).is_file()
    for text in (each.text, each.rests, each.otherwise):
        assert text.endswith(".")
        assert "|" not in text


@pytest.mark.parametrize("page", ["README.md", "docs/fidelity.md", "docs/permissions.md", "docs/operations.md"])
def test_who_looks_for_it_finds_the_page(page: str) -> None:
    assert re.search(r"\]\((docs/)?unverified\.md\)", (ROOT / page).read_text("utf-8")) is not None
