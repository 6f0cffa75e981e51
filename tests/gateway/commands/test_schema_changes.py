"""`suitegraph schema diff` of schemas."""

from pathlib import Path

import pytest

from gateway.commands.schema_changes import comparison
from tests.gateway.command_runs import ran
from tests.house.test_rules import ROOT
from tests.proofs import at_length

OLD = "type Query { name: String }\n"
BROKEN = "type Query { title: String }\n"
COMMITTED = (ROOT / "schema" / "schema.graphql").read_text("utf-8")


@pytest.mark.parametrize(
    ("release", "current", "kept"),
    [
        ("0.2.0", "0.2.1", False),
        ("0.2.0", "0.3.0", True),
        ("0.3.0", "0.2.9", False),
        ("0.9.3", "1.0.0", True),
        ("1.2.0", "1.3.0", False),
        ("1.2.0", "2.0.0", True),
    ],
)
def test_a_version_announces_what_breaks(release: str, current: str, kept: bool) -> None:
    assert comparison(f"# suitegraph {release}\n{OLD}", BROKEN).keeps_its_promise(current) is kept
    assert comparison(f"# suitegraph {release}\n{OLD}", f"{OLD}scalar Date").keeps_its_promise(current)
    assert not comparison(OLD, BROKEN).keeps_its_promise(current)


async def test_the_last_release_is_held_against_the_code() -> None:
    code, out, _ = await ran("schema", "diff")
    released = (ROOT / "schema" / "released.graphql").read_text("utf-8")
    assert (code, out.splitlines()) == (0, comparison(released).lines())


@at_length(like="test_the_last_release_is_held_against_the_code")
async def test_any_schema_is_held_against_the_code_or_another(tmp_path: Path) -> None:
    same, changed = tmp_path / "same.graphql", tmp_path / "changed.graphql"
    same.write_text(COMMITTED, "utf-8")
    assert await ran("schema", "diff", str(same)) == (0, "0 breaking, 0 dangerous, 0 safe\n", "")
    changed.write_text(
        COMMITTED.replace("type Account implements Node {", "type Account implements Node {\n  old: Int\n")
    )
    code, out, complaint = await ran("schema", "diff", str(changed))
    assert (code, out) == (1, "breaking   Field Account.old was removed.\n1 breaking, 0 dangerous, 0 safe\n")
    assert "docs/versions.md" in complaint
    code, out, _ = await ran("schema", "diff", str(same), str(changed))
    assert (code, out) == (0, "safe       Field Account.old was added.\n0 breaking, 0 dangerous, 1 safe\n")


async def test_what_cannot_be_compared_is_said(tmp_path: Path) -> None:
    broken, token = tmp_path / "broken.graphql", tmp_path / "token"
    broken.write_text("type {", "utf-8")
    token.write_text("1000.demo.admin", "utf-8")
    assert (await ran("schema", "diff", str(broken)))[0] == 2
    assert (await ran("schema", "diff", str(token)))[0] == 2
