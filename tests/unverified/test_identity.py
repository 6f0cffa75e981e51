"""A source that does not say who the caller is, or by which profile, is passed over or fails: nothing is guessed."""

from pathlib import Path

import pytest

from tests.unverified.alterations import SHAPES, at
from tests.unverified.assumed_answers import CRM_USER, USER_INFO
from tests.unverified.proxy import AlteredGraph, altered_graph_served

WHO = "{ viewer { user { name email } } customers(first: 1) { nodes { name } } }"
POLICY = """
[[rule]]
reason = "Stages are for the management alone."
fields = ["Deal.stage"]
profiles = ["Sales"]
"""


@pytest.mark.parametrize("change", SHAPES)
async def test_a_user_without_an_address_is_asked_of_crm(altered: AlteredGraph, change: str) -> None:
    true = await altered.graph.ask("restricted", WHO)
    altered.alter(at(USER_INFO, "Email", SHAPES[change]))
    told = await altered.graph.ask("restricted", WHO)
    assert told.data == true.data
    assert told.data["customers"] is None


async def test_a_caller_whose_address_nobody_names_gets_an_error(altered: AlteredGraph) -> None:
    addresses = [at(USER_INFO, "Email", SHAPES["missing"]), at(CRM_USER, "users.*.email", SHAPES["missing"])]
    altered.alter(*addresses, at("GET /books/v3/users/me", "user.email", SHAPES["missing"]))
    told = await altered.graph.ask("sales", WHO)
    assert told.codes == ["UPSTREAM_UNAVAILABLE"]
    assert told.body.get("data") is None


@pytest.mark.parametrize("change", SHAPES)
async def test_a_rule_for_a_profile_holds_where_crm_does_not_name_the_profile(tmp_path: Path, change: str) -> None:
    (tmp_path / "policy.toml").write_text(POLICY, "utf-8")
    async with altered_graph_served(policy=tmp_path / "policy.toml") as own:
        stages = "{ deals(first: 1) { nodes { name stage } } }"
        assert (await own.graph.ask("sales", stages)).data["deals"]["nodes"][0]["stage"] is None
        own.alter(at(CRM_USER, "users.*.profile.name", SHAPES[change]))
        told = await own.graph.ask("sales", stages)
        assert told.body["data"] == {"deals": None}
        assert told.codes == ["UNKNOWN_TO_GATEWAY"]
