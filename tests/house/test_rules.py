"""Rules about the code base itself."""

import re
import subprocess
import tokenize
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from statistics import median

import pytest
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PACKAGES = ("adapters", "bench", "domain", "gateway", "graphiql", "resolvers", "sandbox", "schema", "tests")
PRODUCT_PACKAGES = ("adapters", "domain", "gateway", "resolvers", "sandbox", "schema")
LONGEST_MODULE = 300
LONGEST_MEDIAN = 110
SAYS_NOTHING = {"utils", "helpers", "common", "core", "base", "services", "models", "types", "misc"}
FLOORS = {
    "graphql-core": "3.3.1",
    "strawberry-graphql": "0.327.2",
    "starlette": "1.3.1",
    "aiohttp": "3.14.4",
    "python-multipart": "0.0.26",
}


def committed(pattern: str) -> Iterator[Path]:
    """Files that are in the repository, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return (path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file())


def modules() -> list[Path]:
    """Every Python module of ours."""
    return [path for path in committed("*.py") if path.relative_to(ROOT).parts[0] in (*PACKAGES, "hatch_build.py")]


@cache
def code_of(path: Path) -> str:
    """The module's code without comments and texts."""
    with path.open("rb") as source:
        kept = [
            token.string
            for token in tokenize.tokenize(source.readline)
            if token.type not in {tokenize.COMMENT, tokenize.STRING}
        ]
    return " ".join(kept)


def test_no_module_is_longer_than_one_subject_needs() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_the_median_module_is_short() -> None:
    texts = [path.read_text("utf-8") for path in modules() if path.relative_to(ROOT).parts[0] in PRODUCT_PACKAGES]
    # The docstring alone makes no module.
    lengths = [length for text in texts if (length := len(text.splitlines())) > 1]
    assert median(lengths) <= LONGEST_MEDIAN


def test_no_name_says_nothing() -> None:
    assert [path for path in modules() if {*path.relative_to(ROOT).with_suffix("").parts} & SAYS_NOTHING] == []


def test_our_own_code_is_never_mocked_and_tests_neither_sleep_nor_skip() -> None:
    banned = re.compile(r"unittest\s*\.\s*mock|import mock|time\s*\.\s*sleep|pytest\s*\.\s*skip|mark\s*\.\s*skip")
    measured = {path for path in modules() if path.relative_to(ROOT).parts[0] == "bench"}
    assert [path for path in modules() if path not in measured and banned.search(code_of(path))] == []


def test_only_adapters_unwrap_a_token() -> None:
    users = {path.relative_to(ROOT) for path in modules() if re.search(r"\.\s*authorization\s*\(", code_of(path))}
    assert {path for path in users if path.parts[0] != "tests"} == {Path("adapters/exchange.py")}


def test_only_settings_read_the_environment() -> None:
    readers = {path.relative_to(ROOT) for path in modules() if re.search(r"os\s*\.\s*(environ|getenv)", code_of(path))}
    ours = {path for path in readers if path.parts[0] in {"adapters", "domain", "gateway", "resolvers", "schema"}}
    assert ours == {Path("gateway/settings.py")}


@pytest.mark.parametrize(("package", "floor"), FLOORS.items())
def test_a_dependency_is_at_least_as_new_as_its_known_flaws_allow(package: str, floor: str) -> None:
    assert Version(version(package)) >= Version(floor)


@pytest.mark.parametrize("lock", ["run", "node", "clients", "dev"])
def test_a_lock_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
    assert "://" not in text
    pins = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)


def test_no_index_address_and_no_lock_of_another_tool_is_committed() -> None:
    assert list(committed("*uv.lock")) == []
    address = re.compile(r"://[\w.]*(pypi|pythonhosted|npmjs)[\w.]*/")
    texts = [path for path in committed("*") if path.suffix not in {".png", ".svg"}]
    assert [path for path in texts if address.search(path.read_text("utf-8"))] == []


def test_a_decision_is_short_and_says_what_enforces_it() -> None:
    decisions = [path for path in committed("docs/decisions/*.md") if path.name != "README.md"]
    assert decisions
    for path in decisions:
        lines = path.read_text("utf-8").strip().splitlines()
        assert len(lines) <= 60, path
        assert lines[-1].startswith("Enforced by "), path


def test_every_relative_link_of_the_documentation_leads_somewhere() -> None:
    link = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
    links = [(page, target) for page in committed("*.md") for target in link.findall(page.read_text("utf-8"))]
    assert [(page, target) for page, target in links if not (page.parent / target).exists()] == []
