"""Administrators look after integration users at the terminal, with their own token."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from sandbox.context import Options, Sandbox
from sandbox.people import BY_NAME
from tests.gateway.command_runs import ran
from tests.proofs import at_length
from tests.servers import sandbox_served

OUTSIDER, BILLING, ADMIN = (BY_NAME[name].email for name in ("outsider", "billing", "admin"))


@pytest_asyncio.fixture
async def settings(tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """The settings of a gateway with a database, in front of a sandbox of its own."""
    async with sandbox_served(Sandbox(Options(port=0))) as port:
        address = f"http://localhost:{port}"
        yield {
            "data_centres": "local",
            "custom_data_centres": json.dumps({"local": {"accounts": address, "api": address}}),
            "database": f"sqlite:///{tmp_path / 'store.db'}",
            "job_keys": "a key for the tests alone that is long enough",
        }


async def test_an_organisation_is_set_up_planned_for_and_changed(settings: dict[str, str], tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("1000.demo.admin\n", "utf-8")
    as_admin = ("--as", str(token))
    _, out, _ = await ran("doctor", "--token-file", str(token), **settings)
    assert "missing   SETTINGS: Set the organisation up with `setUpIntegration`." in out.splitlines()
    code, out, _ = await ran("integration", "setup", *as_admin, **settings)
    assert (code, out) == (0, "Organisation 460000000000100 of Books is connected.\n")
    file = tmp_path / "users.csv"
    file.write_text(f"email,template\n{OUTSIDER},legacy\n{ADMIN},\n", "utf-8")
    code, out, _ = await ran("integration", "add", str(file), *as_admin, **settings)
    assert code == 1
    assert out.splitlines()[0] == f"{OUTSIDER}: ADDED"
    assert out.splitlines()[1].startswith(f"{ADMIN}: ALREADY_BOOKS_USER")
    change = tmp_path / "change.json"
    change.write_text(json.dumps({"users": {"act": "ADD", "emails": [BILLING], "template": "view_only"}}), "utf-8")
    code, out, _ = await ran("integration", "plan", str(change), *as_admin, **settings)
    assert code == 0
    plan, summary, *_ = out.splitlines()
    assert summary == "1 user would have lost nothing in the last 30 days."
    assert "  books.invoices: +view" in out.splitlines()
    code, out, _ = await ran("integration", "apply", plan.split()[0], *as_admin, **settings)
    assert (code, out) == (0, f"{plan.replace('planned', 'applied')} {summary}\n")


@at_length(like="test_an_organisation_is_set_up_planned_for_and_changed")
async def test_what_is_printed_and_refused_has_its_exit_code(settings: dict[str, str], tmp_path: Path) -> None:
    as_admin, as_sales = ("--as", "1000.demo.admin"), ("--as", "1000.demo.sales")
    missing = str(tmp_path / "none.csv")
    for words, expected in (
        (("status", *as_sales), 1),
        (("status", *as_admin), 0),
        (("checks", *as_admin), 1),
        (("templates", *as_admin), 0),
        (("users", *as_admin), 0),
        (("add", missing, *as_admin), 2),
        (("plan", missing, *as_admin), 2),
        (("apply", "unknown", *as_admin), 1),
    ):
        code, out, complaint = await ran("integration", *words, **settings)
        assert code == expected, (words, out, complaint)
        assert "Traceback" not in complaint, (words, complaint)
        assert bool(complaint) == (expected != 0 and words[0] != "checks"), (words, complaint)
    without = {name: value for name, value in settings.items() if name != "database"}
    code, _, complaint = await ran("integration", "migrate", "show", "m", *as_admin, **without)
    assert (code, "SUITEGRAPH_DATABASE" in complaint) == (2, True)
