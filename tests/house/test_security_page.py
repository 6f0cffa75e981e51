"""docs/security.md names a test for each of its rules, and each of them exists."""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "docs" / "security.md").read_text("utf-8").splitlines()
# A table whose last column is the test.
WITH_TESTS = re.compile(r"^\| .* \| test \|$")
NAMED = re.compile(r"\| `(test_\w+\.py)::(test_\w+)` \|$")


def rules() -> list[str]:
    """The rows of the tables that name tests."""
    rows: list[str] = []
    within = False
    for line in LINES:
        within = line.startswith("|") and (within or bool(WITH_TESTS.match(line)))
        if within and not WITH_TESTS.match(line) and not line.startswith("|---"):
            rows.append(line)
    return rows


def test_each_rule_names_a_test_that_exists() -> None:
    texts: defaultdict[str, str] = defaultdict(str)
    for path in (ROOT / "tests").rglob("test_*.py"):
        texts[path.name] += path.read_text("utf-8")
    assert len(rules()) > 30
    for row in rules():
        named = NAMED.search(row)
        assert named is not None, row
        file, name = named.groups()
        assert re.search(rf"^(async )?def {name}\(", texts[file], re.MULTILINE), f"{file}::{name}"
