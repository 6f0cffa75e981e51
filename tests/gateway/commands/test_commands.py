"""The command line, as a person at a terminal sees it."""

import asyncio
import json
import random
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from domain.assumptions import ASSUMPTIONS
from sandbox.context import Options, Sandbox
from tests.gateway.command_runs import ran, ran_anew
from tests.gateway.forks import TERMINAL
from tests.gateway.processes import PATIENCE, environment
from tests.proofs import at_length, family
from tests.servers import sandbox_served

ROOT = Path(__file__).parents[3]


@pytest_asyncio.fixture(scope="module")
async def zoho() -> AsyncIterator[str]:
    """The setting that leads to a sandbox."""
    async with sandbox_served(Sandbox(Options(port=0))) as port:
        address = f"http://localhost:{port}"
        yield json.dumps({"local": {"accounts": address, "api": address}})


async def test_the_graphs_of_two_tokens_are_compared_by_their_names(zoho: str, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("accountant", "outsider", "expired")]
    for file in files:
        file.write_text(f"1000.demo.{file.name}\n", "utf-8")
    settings = {"data_centres": "local", "custom_data_centres": zoho}
    code, out, _ = await ran("schema", "diff", str(files[0]), str(files[1]), **settings)
    assert code == 0
    assert {"- Invoice", "- Account.invoices", "+ Contact.mobile"} <= set(out.splitlines())
    code, out, complaint = await ran("schema", "diff", str(files[0]), str(files[2]), **settings)
    assert (code, out) == (1, "")
    assert "data centre `local` does not accept the access token" in complaint


async def test_what_a_query_would_cost_a_user_is_printed(zoho: str, tmp_path: Path) -> None:
    document, token = tmp_path / "query.graphql", tmp_path / "token"
    document.write_text("query ($n: Int) { accounts(first: $n) { nodes { name deals { nodes { name } } } } }", "utf-8")
    token.write_text("1000.demo.sales\n", "utf-8")
    settings = {"data_centres": "local", "custom_data_centres": zoho}
    asked = ("explain", str(document), "--as", str(token), "--variables")
    code, out, _ = await ran(*asked, '{"n": 5}', **settings)
    assert (code, out.splitlines()) == (
        0,
        [
            "crm: 1 to 6 calls",
            "crm: 1 to 6 credits",
            "  accounts.nodes.deals: 0 to 5 calls of crm, list",
            "  accounts: 1 to 1 calls of crm, list",
        ],
    )
    code, out, complaint = await ran(*asked, "no", **settings)
    assert (code, out) == (1, "")
    assert "`variables` must be a JSON object" in complaint


@pytest.mark.parametrize("command", ["serve", "demo", "doctor"])
async def test_a_wrong_configuration_ends_every_command_and_names_all_that_is_wrong(command: str) -> None:
    code, out, complaint = await ran(command, port="many", cursor_secret="0123456789", nothing="1")
    assert (code, out) == (2, "")
    for name in ("PORT", "CURSOR_SECRET", "NOTHING"):
        assert f"SUITEGRAPH_{name}: " in complaint
    assert "0123456789" not in complaint
    assert "Traceback" not in complaint


@at_length(like="tests/gateway/telemetry/test_metrics.py::test_a_port_that_is_taken_keeps_the_process_from_starting")
async def test_a_port_that_is_taken_ends_the_process_with_a_word() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _, complaint = await ran_anew("serve", port=str(taken.getsockname()[1]))
    assert code != 0
    assert "address already in use" in complaint
    assert "Traceback" not in complaint


DIAGNOSES = {
    "admin": (0, ["ok   Zoho CRM answers.", "ok   Zoho Books answers.", "ok   Zoho Billing answers."]),
    "accountant": (1, ["ok   Zoho CRM answers.", "ok   Zoho Books answers.", "no   Zoho Billing knows the token, but"]),
    "expired": (1, ["no   The token is of no use here: "]),
}


@pytest.mark.parametrize(("persona", "diagnosis"), DIAGNOSES.items())
async def test_the_doctor_says_which_products_answer_for_a_token(
    zoho: str, persona: str, diagnosis: tuple[int, list[str]]
) -> None:
    token = f"1000.demo.{persona}"
    code, out, complaint = await ran(
        "doctor", "--token-file", "-", said=f"{token}\n", data_centres="local", custom_data_centres=zoho
    )
    assert (code, complaint) == (diagnosis[0], "")
    for line in diagnosis[1]:
        assert line in out
    assert token not in out


async def test_the_doctor_reports_how_an_organisation_differs_and_names_each_assumption(
    zoho: str, tmp_path: Path
) -> None:
    file = tmp_path / "report.json"
    code, out, complaint = await ran(
        "doctor", "--token", "-", "--report", str(file), said="1000.demo.admin\n", data_centres="local",
        custom_data_centres=zoho,
    )  # fmt: skip
    assert (code, complaint) == (0, "")
    lines = out.splitlines()
    announced = next(at for at, line in enumerate(lines) if re.match(r"The report takes at most \d+ calls", line))
    assert lines[announced - 1] == "ok   Zoho Billing answers."
    assert "confirmed  crm.finance-modules: Invoices, estimates, purchase orders" in out
    assert "confirmed  crm.coql-limit: " in out
    assert all(f" {id_}: " in out for id_ in ASSUMPTIONS)
    written = json.loads(file.read_text("utf-8"))
    assert written["assumptions"].keys() == ASSUMPTIONS.keys()
    assert "1000.demo" not in file.read_text("utf-8")


@pytest.mark.parametrize("named", ["itself", "in a file"])
async def test_the_doctor_takes_a_token_itself_or_its_file(zoho: str, tmp_path: Path, named: str) -> None:
    file = tmp_path / "token"
    file.write_text("1000.demo.sales\n", "utf-8")
    given = "1000.demo.sales" if named == "itself" else str(file)
    _, out, complaint = await ran("doctor", "--token", given, data_centres="local", custom_data_centres=zoho)
    assert "ok   Zoho CRM answers." in out
    assert "1000.demo" not in out + complaint


async def test_the_doctor_without_a_report_names_each_assumption_as_not_seen(zoho: str) -> None:
    _, out, _ = await ran("doctor", "--token-file", "-", said="1000.demo.admin\n", data_centres="local",
                          custom_data_centres=zoho)  # fmt: skip
    assert all(f"not seen   {id_}: " in out for id_ in ASSUMPTIONS)


async def test_a_report_that_cannot_be_written_is_said_so_before_anybody_is_asked(zoho: str, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "report.json"
    code, _, complaint = await ran(
        "doctor", "--token-file", "-", "--report", str(file), said="1000.demo.admin\n", data_centres="local",
        custom_data_centres=zoho,
    )  # fmt: skip
    assert code == 1
    assert "The report could not be written: No such file or directory." in complaint


async def test_the_doctor_of_no_token_says_what_is_configured_and_asks_nobody() -> None:
    code, out, _ = await ran("doctor", "--token-file", "-", books_organization="7", cors_origins="https://app.example")
    assert code == 0
    assert "Listens on 127.0.0.1:8000." in out
    assert "Data centre us: accounts at https://accounts.zoho.com, products at https://www.zohoapis.com." in out
    assert "Organisation of Zoho Books: 7." in out
    assert "Front ends in browsers: https://app.example." in out
    assert "no product was asked" in out


@pytest.mark.parametrize(("token", "data_centre"), [("?", "us"), ("1000.demo.admin", "mars")])
async def test_the_doctor_tells_a_malformed_token_and_an_unknown_data_centre(token: str, data_centre: str) -> None:
    code, out, complaint = await ran("doctor", "--token-file", "-", "--data-centre", data_centre, said=token)
    assert code != 0
    assert "Traceback" not in complaint
    assert "malformed" in out or "The data centre is one of us." in complaint


async def test_the_schema_is_printed_as_it_is_committed_and_a_stale_one_is_told(tmp_path: Path) -> None:
    committed = (ROOT / "schema" / "schema.graphql").read_text("utf-8")
    assert (await ran("schema", "print"))[:2] == (0, committed)
    assert (await ran("schema", "check"))[0] == 0
    stale = tmp_path / "schema.graphql"
    stale.write_text(committed + "\n")
    for path in (stale, tmp_path / "nothing.graphql"):
        code, _, complaint = await ran("schema", "check", str(path))
        assert (code, "is stale" in complaint.replace("\n", " ")) == (1, True)


async def test_every_command_tells_of_itself() -> None:
    code, out, _ = await ran_anew("--help")
    assert code == 0
    assert {"serve", "demo", "sandbox", "schema", "doctor"} <= set(re.findall(r"[a-z]+", out))
    code, out, _ = await ran("sandbox", "--help")
    assert (code, "--port" in out) == (0, True)


def _free_port() -> int:
    # Below the numbers that systems hand out: the port stays free until the process under test takes it.
    for number in random.sample(range(10_000, 32_000), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", number)):
            return number
    raise AssertionError("no port is free")


@family(short=1)
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_the_demo_serves_both_shows_how_to_ask_and_ends_both(how: signal.Signals) -> None:
    port, sandbox_port = _free_port(), _free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateway.cli", "demo", "--port", str(port), "--sandbox-port", str(sandbox_port)),
        env=environment() | TERMINAL | {"PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    shown = (await asyncio.wait_for(process.stdout.readuntil(b"Ctrl+C stops both."), PATIENCE)).decode()
    assert f"http://127.0.0.1:{port}/graphql" in shown
    command = next(line for line in shown.splitlines() if line.startswith("curl "))
    question = re.findall(r"-d '([^']+)'", command)[0]
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": "Bearer 1000.demo.admin", "Content-Type": "application/json"}
        address = f"http://127.0.0.1:{port}/graphql"
        async with session.post(address, data=question, headers=headers) as answer:
            assert (await answer.json())["data"]["accounts"]["nodes"][0]["name"] == "Aurora Optics"
        prepares = {"query": "mutation { createMigration(withUnused: true) { becoming { becomes count } } }"}
        async with session.post(address, json=prepares, headers=headers) as answer:
            becoming = (await answer.json())["data"]["createMigration"]["becoming"]
            assert {each["becomes"]: each["count"] for each in becoming}["INTEGRATION_USER"] > 40
    store = Path(re.findall(r"^Database +(.+/store\.db) ", shown, re.MULTILINE)[0])
    assert store.is_file()  # noqa: ASYNC240  # as a person looks at it
    process.send_signal(how)
    assert await asyncio.wait_for(process.wait(), PATIENCE) in {0, 130}
    assert not store.parent.exists()  # as above
    for number in (port, sandbox_port):
        with socket.create_server(("127.0.0.1", number)):
            pass


@family(short=1)
@pytest.mark.parametrize(("option", "variable"), [("--port", "PORT"), ("--sandbox-port", "SANDBOX_PORT")])
async def test_a_demo_whose_port_is_taken_says_which_variable_moves_it(option: str, variable: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        # The other one is whichever is free when it is taken: a number that was free before may be in use by then.
        ports = {"--port": 0, "--sandbox-port": 0, option: number}
        code, _, complaint = await ran_anew("demo", *(str(part) for pair in ports.items() for part in pair))
    assert code == 1
    assert f"Port {number} is taken; {variable} moves it." in complaint
