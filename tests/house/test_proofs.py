"""What is short in `make test` is run at its full length by `make check`."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest

from tests import proofs
from tests.conftest import pytest_collection_modifyitems
from tests.house.test_rules import ROOT, modules

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def recipe(target: str) -> str:
    """What a target needs and what it runs."""
    found = re.search(rf"^{target}:(.*(?:\n\t.*)*)", MAKEFILE, re.MULTILINE)
    assert found is not None
    return found[1]


def test_make_check_passes_the_tests_and_the_proofs() -> None:
    assert {"test", "proofs"} <= set(recipe("check").split(" #")[0].split())
    assert "make check" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_proofs_are_looked_for_where_the_tests_are() -> None:
    [run], [proven] = (re.findall(r"^\t(.*)", recipe(target), re.MULTILINE) for target in ("test", "proofs"))
    assert proven == f"{run} --proofs"


@pytest.mark.parametrize("full", [True, False])
def test_a_proof_has_the_length_of_the_run(full: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs.Mode, "full", full)

    @proofs.proof("cases", short=2, full=5)
    def marked(cases: int) -> None: ...

    names = {mark.name: mark.args for mark in marked.pytestmark}  # pyright: ignore[reportFunctionMemberAccess]  # pytest sets it
    assert names == {"proof": (), "parametrize": ("cases", [5 if full else 2])}
    assert proofs.examples(300, short=50).max_examples == (300 if full else 50)
    assert proofs.examples(300).max_examples == 300


@pytest.mark.parametrize("declared", [lambda: proofs.proof("n", short=5, full=5), lambda: proofs.examples(5, short=6)])
def test_no_proof_is_longer_in_the_usual_run(declared: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="shorter"):
        declared()


def test_with_proofs_the_proofs_and_properties_are_run_and_nothing_else(request: pytest.FixtureRequest) -> None:
    items = list(request.session.items)
    expected = [item for item in items if item.get_closest_marker("proof") or item.get_closest_marker("hypothesis")]
    with_proofs = SimpleNamespace(getoption=bool, hook=SimpleNamespace(pytest_deselected=dict[str, object]))
    pytest_collection_modifyitems(cast("pytest.Config", with_proofs), items)
    assert sorted(item.nodeid for item in items) == sorted(item.nodeid for item in expected)


def test_nothing_else_looks_at_the_length_of_the_run() -> None:
    looking = [path for path in modules() if re.search(r"\bproofs\.Mode\b|import.*\bMode\b", path.read_text("utf-8"))]
    assert {path.name for path in looking} == {"test_proofs.py"}
