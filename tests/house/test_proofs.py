"""What is short in `make test` is run at its full length by `make check`."""

import ast
import re
import subprocess
from collections.abc import Callable
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests import proofs
from tests.conftest import APART, pytest_collection_modifyitems
from tests.house.test_rules import ROOT, modules

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def recipe(target: str, first: str = "") -> str:
    """What a target needs, `first` before all, and what it runs."""
    found = re.search(rf"^{target}:( *{first}.*(?:\n\t.*)*)", MAKEFILE, re.MULTILINE)
    assert found is not None
    return found[1]


def test_make_check_passes_the_tests_and_the_proofs() -> None:
    assert {"test", "proofs"} <= set(recipe("check", "lint").split(" #")[0].split())
    assert "make check" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_proofs_are_looked_for_where_the_tests_are() -> None:
    [run], [proven] = (re.findall(r"^\t(.*)", recipe(target), re.MULTILINE) for target in ("test", "proofs"))
    again = "$(call again,{})"
    assert run.endswith(again.format(""))
    assert proven == f"{run.removesuffix(again.format(''))}--proofs {again.format('--proofs')}"


@pytest.mark.parametrize(("code", "is_asked"), [(1, True), (2, False), (3, False), (4, False), (5, False)])
def test_only_a_run_to_its_end_is_asked_once_more(tmp_path: Path, code: int, is_asked: bool) -> None:
    # The failures of another run are still there.
    failures, asked, pytest_again = tmp_path / "failures.txt", tmp_path / "asked", tmp_path / "pytest"
    failures.write_text("tests/house/test_proofs.py\n")
    pytest_again.write_text(f"#!/bin/sh\ntouch {asked}\n")
    pytest_again.chmod(0o755)
    chosen = (f"PYTEST=sh -c 'exit {code}'", f"FAILURES={failures}", f"BIN={tmp_path}", "AGAIN=yes")
    done = subprocess.run(
        ["make", "--old-file=.venv/stamps/dev", "proofs", *chosen], cwd=ROOT, capture_output=True, check=False
    )
    assert (done.returncode == 0, asked.exists()) == (is_asked, is_asked), done.stderr.decode()


def marks_of(test: Callable[..., object]) -> list[pytest.Mark]:
    """The marks that a test has been given."""
    return test.pytestmark  # pyright: ignore[reportFunctionMemberAccess]  # pytest sets it


@pytest.mark.parametrize("full", [True, False])
def test_a_proof_has_the_length_of_the_run(full: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs.Mode, "full", full)

    @proofs.proof("cases", short=2, full=5)
    def marked(cases: int) -> None: ...

    names = {mark.name: mark.args for mark in marks_of(marked)}
    assert names == {"proof": (), "parametrize": ("cases", [5 if full else 2])}
    assert proofs.examples(300, short=50).max_examples == (300 if full else 50)
    assert proofs.examples(300).max_examples == 300


@pytest.mark.parametrize("declared", [lambda: proofs.proof("n", short=5, full=5), lambda: proofs.examples(5, short=6)])
def test_no_proof_is_longer_in_the_usual_run(declared: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="shorter"):
        declared()


def test_the_short_form_of_a_family_has_its_ends_and_every_value_of_a_short_parameter() -> None:
    assert proofs.short_form([{"place": place} for place in range(100)], 5) == {0, 25, 50, 74, 99}
    assert proofs.short_form([{"place": place} for place in range(3)], 5) == {0, 1, 2}
    pairs = [{"persona": persona, "query": query} for query in range(12) for persona in range(4)]
    chosen = proofs.short_form(pairs, 6)
    assert {pairs[place]["persona"] for place in chosen} == set(range(4))
    assert len(chosen) < 10
    every = proofs.short_form(pairs, 12)
    assert {pairs[place]["query"] for place in every} == set(range(12))


def test_suites_that_neither_run_takes_are_whole() -> None:
    assert {ROOT / path for path in re.findall(r"--ignore=(\S+)", MAKEFILE)} == APART


@pytest.mark.parametrize("full", [True, False])
def test_the_proofs_take_what_is_left_of_a_family(
    full: bool, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    whole = [item for item in request.session.items if isinstance(item, pytest.Function)]
    monkeypatch.setattr(proofs.Mode, "full", full)

    @proofs.family(short=1)
    def marked() -> None: ...

    assert {mark.name: mark.args for mark in marks_of(marked)} == {"family": (1,)}
    several = [item for item in whole if item.originalname == "test_the_proofs_take_what_is_left_of_a_family"]
    for item in several:
        item.add_marker(pytest.mark.family(1))
    assert len(proofs.left_out(several)) == (1 if full else len(several) - 1)
    for item in several:
        item.add_marker("hypothesis")
    assert len(proofs.left_out(several)) == (0 if full else len(several) - 1)


def test_with_proofs_the_proofs_and_properties_are_run_and_nothing_else(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs.Mode, "full", True)
    items = list(request.session.items)
    marks = ("proof", "family", "hypothesis")
    left_out = proofs.left_out(items)
    expected = [item for item in items if any(item.get_closest_marker(mark) for mark in marks) and item not in left_out]
    hook = SimpleNamespace(pytest_deselected=dict[str, object])
    with_proofs = SimpleNamespace(getoption=bool, hook=hook, stash=pytest.Stash(), args=["tests"])
    pytest_collection_modifyitems(cast("pytest.Config", with_proofs), items)
    assert sorted(item.nodeid for item in items) == sorted(item.nodeid for item in expected)


def test_a_test_of_many_cases_is_a_family_unless_it_is_whole(request: pytest.FixtureRequest) -> None:
    def many(count: int, *marks: pytest.MarkDecorator) -> list[pytest.Item]:
        make = cast("Callable[..., pytest.Item]", pytest.Function.from_parent)  # pyright: ignore[reportUnknownMemberType]
        items = [make(request.node.parent, name=f"many[{number}]", callobj=many) for number in range(count)]
        for item, mark in product(items, marks):
            item.add_marker(mark)
        proofs.mark_many(items)
        return [item for item in items if item.get_closest_marker("family")]

    most = proofs.MOST_CASES
    assert len(many(most + 1)) == most + 1
    assert many(most) == []
    assert many(most + 1, pytest.mark.whole) == []
    declared = [item.get_closest_marker("family") for item in many(most + 1, pytest.mark.family(2))]
    assert declared == [pytest.mark.family(2).mark] * (most + 1)


def test_all_that_a_run_leaves_out_is_run_by_the_proofs(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tests above mark those of this module.
    collected = [item for item in request.config.stash[proofs.COLLECTED] if item.path != request.path]
    left_out = proofs.left_out(collected)
    assert left_out.isdisjoint(request.session.items)
    assert [item.nodeid for item in left_out if not proofs.is_proof(item)] == []
    monkeypatch.setattr(proofs.Mode, "full", True)
    assert proofs.left_out(collected).isdisjoint(left_out)


def test_what_is_left_to_the_proofs_names_a_test_of_its_kind() -> None:
    def marked() -> None: ...

    marks = marks_of(proofs.at_length(like="test_make_check_passes_the_tests_and_the_proofs")(marked))
    assert {mark.name: mark.args for mark in marks} == {"family": (0,)}
    with pytest.raises(ValueError, match="test_no_such_test stands above"):
        proofs.at_length(like="test_no_such_test")(marked)


def test_what_stands_for_a_test_that_is_left_out_stays(request: pytest.FixtureRequest) -> None:
    named: set[tuple[Path, str]] = set()
    for item in request.config.stash[proofs.COLLECTED]:
        for mark in item.iter_markers("family"):
            file, _, name = mark.kwargs.get("like", "").rpartition("::")
            named |= {(ROOT / file if file else item.path, name)} if name else set()
    for path, name in named:
        [test] = [
            each
            for each in ast.parse(path.read_text("utf-8")).body
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.name == name
        ]
        words = {word.id for each in test.decorator_list for word in ast.walk(each) if isinstance(word, ast.Name)}
        assert "at_length" not in words, f"{name} is left out itself"


def test_nothing_else_looks_at_the_length_of_the_run() -> None:
    looking = [path for path in modules() if re.search(r"\bproofs\.Mode\b|import.*\bMode\b", path.read_text("utf-8"))]
    assert {path.name for path in looking} == {"test_proofs.py"}
