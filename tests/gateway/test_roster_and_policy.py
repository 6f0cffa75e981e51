"""The store and the policy as the running gateway has them."""

import signal
import subprocess
import sys
from pathlib import Path

from domain.grants import Grants, grant_sets
from domain.modules.module import Module
from gateway.commands.demo import DemoPlaces, demo_settings
from gateway.settings import Settings
from sandbox.people import BY_NAME
from tests.gateway.command_runs import ran
from tests.gateway.processes import environment, gateway_process
from tests.graphs import graph_served
from tests.proofs import at_length
from tests.store.conftest import opened

VIEW = frozenset({"view"})
LOADED = """
import sys
import gateway.app
from gateway.service import service_of
from gateway.settings import settings_from_environment
service_of(settings_from_environment())
print(*sorted({"alembic", "sqlalchemy", "sqlmodel", "polars"} & sys.modules.keys()))
"""


async def test_the_personas_that_are_integration_users_have_what_their_notes_say() -> None:
    async with graph_served() as graph:
        found = {grants.email: grants.modules for grants in await graph.service.roster.all()}
    assert found == {
        BY_NAME["sales"].email: grant_sets()["default"],
        BY_NAME["legacy"].email: grant_sets()["earlier"],
        BY_NAME["restricted"].email: {Module("books", "invoices"): VIEW, Module("billing", "subscriptions"): VIEW},
    }
    roles = {persona.email for persona in BY_NAME.values() if (persona.books or "").startswith("integration")}
    assert found.keys() == roles


async def test_a_gateway_without_a_file_of_grants_has_no_integration_users() -> None:
    async with graph_served(grants=None) as graph:
        assert await graph.service.roster.all() == ()


def test_a_gateway_without_a_roster_loads_no_database_and_no_frames() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True, env=environment())
    assert done.stdout.split() == []


async def test_the_store_opens_with_the_gateway_and_permissions_ask_it() -> None:
    async with graph_served() as graph:
        assert graph.service.rights.grants is graph.service.roster
        assert await graph.service.roster.grants_of(BY_NAME["sales"].email) is not None


async def test_the_policy_is_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('[[rule]]\nreason = "No."\nfields = ["Invoice.balance"]\nprofiles = ["Sales"]\n')
    async with graph_served(policy=path) as graph:
        policy = graph.service.rights.policy
    assert policy.verdict("Sales", "a@x.example").fields == {"Invoice.balance": "No."}
    assert policy.verdict("Support", "a@x.example").fields == {}


async def test_a_roster_in_a_file_outlives_the_process_and_the_file_of_grants(tmp_path: Path) -> None:
    grants, database = tmp_path / "grants.toml", f"sqlite:///{tmp_path / 'store.db'}"
    grants.write_text('[[user]]\nemail = "samir.okafor@halvorsen.example"\nset = "default"\n')
    async with gateway_process(grants=grants, database=database) as gateway:
        assert await gateway.ready() == 200
        await gateway.ended(signal.SIGTERM)
    async with graph_served(grants=None, database=database) as graph:
        assert await graph.service.roster.all() == (Grants("samir.okafor@halvorsen.example", grant_sets()["default"]),)


def test_the_demo_takes_the_personas_roster_and_never_fills_a_real_store(tmp_path: Path) -> None:
    own = tmp_path / "grants.toml"
    own.touch()
    places = DemoPlaces("http://localhost:1", "smtp://localhost:2", tmp_path / "demo.db")
    real = Settings(database="sqlite:///store.db", jobs_database="sqlite:///jobs.db")  # pyright: ignore[reportArgumentType]  # as the environment has it
    usual = demo_settings(real, places)
    assert usual.database is not None
    assert (usual.grants is not None, usual.jobs_database) == (True, None)
    assert usual.database.get_secret_value() == f"sqlite:///{tmp_path / 'demo.db'}"
    assert demo_settings(Settings(grants=own), places).grants == own


@at_length(like="test_a_roster_in_a_file_outlives_the_process_and_the_file_of_grants")
async def test_a_file_of_grants_becomes_the_whole_roster_by_a_command(tmp_path: Path) -> None:
    grants, url = tmp_path / "grants.toml", f"sqlite:///{tmp_path / 'store.db'}"
    async with opened(url, [Grants("lena.brandt@halvorsen.example", grant_sets()["earlier"])]):
        pass
    grants.write_text('[[user]]\nemail = "samir.okafor@halvorsen.example"\nset = "default"\n')
    assert await ran("integration", "replace", str(grants), database=url) == (
        0,
        "The roster has 1 integration users.\n",
        "",
    )
    async with opened(url) as roster:
        assert await roster.all() == (Grants("samir.okafor@halvorsen.example", grant_sets()["default"]),)
    code, out, complaint = await ran("integration", "replace", str(grants))
    assert (code, out) == (1, "")
    assert "SUITEGRAPH_DATABASE is not set" in complaint
    grants.write_text('[[user]]\nemail = "nobody"\nset = "default"\n')
    code, out, complaint = await ran("integration", "replace", str(grants), database=url)
    assert (code, out) == (1, "")
    assert "user 1: email: 'nobody' is not an e-mail address" in complaint
