"""`suitegraph demo`: the sandbox as a child process and the gateway in front of it."""

import asyncio
import json
import secrets
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from gateway.commands.serve import server_of
from gateway.configuration.sign_in import RegisteredClient
from gateway.products import CustomDataCentre
from gateway.settings import Settings

START_SECONDS = 60.0
MAIL_FROM = "suitegraph@halvorsen.example"
FIRST_QUESTION = """
{ viewer { user { name } }
  accounts(first: 1, search: "Aurora Optics") { nodes { name
    invoices(first: 3) { nodes { number balance { amount currency } } }
    subscriptions(first: 3) { nodes { planName status } } } } }
"""
NAME = "local"
# Where development servers of front ends listen by default: Parcel, Next.js and Create React App, Vite's preview,
# Angular, Astro, Vite, Storybook, Vue CLI and webpack, Expo.
DEVELOPMENT_PORTS = (1234, 3000, 3001, 4173, 4200, 4321, 5173, 5174, 6006, 8080, 8081)
DEVELOPMENT_ORIGINS = tuple(
    f"http://{host}:{port}" for host in ("localhost", "127.0.0.1") for port in DEVELOPMENT_PORTS
)


# The client that the sandbox knows, which takes browsers back on any port of loopback.
DEMO_CLIENT = RegisteredClient(id="1000.SANDBOX0CLIENT", secret=SecretStr("sandbox-client-secret"))


class DemoError(Exception):
    """The demo cannot start; the message says why."""


@dataclass(frozen=True, slots=True)
class DemoPlaces:
    """Where a demo's parts are: the sandbox's address and its mail server's, and the gateway's database."""

    sandbox: str
    mail: str
    store: Path


def demo_settings(settings: Settings, places: DemoPlaces) -> Settings:
    """The given settings with the sandbox as the only data centre, and a roster of its people unless one is given.

    The store is the demo's own: the roster and the journal of a real one are none of its business.
    """
    sandbox = places.sandbox
    place = CustomDataCentre(accounts=sandbox, api=sandbox)
    changed = {
        "data_centres": (NAME,),
        "custom_data_centres": {NAME: place},
        "personas_url": f"{sandbox}/_sandbox/personas",
        "oauth_clients": {NAME: DEMO_CLIENT},
        "cors_origins": settings.cors_origins or DEVELOPMENT_ORIGINS,
        "grants": settings.grants or personas_grants(),
        "database": SecretStr(f"sqlite:///{places.store}"),
        "jobs_database": None,
        # A migration runs with a token of the sandbox, and the store ends with the demo.
        "job_keys": (SecretStr(secrets.token_hex(32)),),
        "mail_server": SecretStr(places.mail),
        "mail_from": MAIL_FROM,
        # The demo's sandbox counts no calls either.
        "books_calls": 0,
        "billing_calls": 0,
        # The sandbox's Books and CRM have these fields; with them a record is never created twice.
        "books_key_field": settings.books_key_field or "cf_request_key",
        "crm_key_field": settings.crm_key_field or "Request_Key",
        "subscriptions_module": settings.subscriptions_module or "CustomModule5011",
    }
    return settings.model_copy(update=changed)


def personas_grants() -> Path:
    """The file of the personas' integration grants, located without importing the sandbox."""
    spec = find_spec("sandbox")
    if spec is None or spec.origin is None:
        raise DemoError("The sandbox is not installed.")
    return Path(spec.origin).with_name("grants.toml")


@asynccontextmanager
async def sandbox_process(port: int, staff: int) -> AsyncGenerator[DemoPlaces]:
    """The sandbox with so many users beside the personas, running and ready, and room for a gateway's database.

    Both end with the block. Raises DemoError.
    """
    _check_free(port, "SANDBOX_PORT")
    address, smtp_port = f"http://127.0.0.1:{port}", free_port()
    options = ("--port", str(port), "--smtp-port", str(smtp_port), "--staff", str(staff))
    with TemporaryDirectory(prefix="suitegraph-demo-") as folder:
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "sandbox", *options)
        try:
            await _until_ready(process, address)
            yield DemoPlaces(address, f"smtp://127.0.0.1:{smtp_port}", Path(folder) / "store.db")
        finally:
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()


def _check_free(port: int, variable: str) -> None:
    """Raise DemoError where another program listens: its answers would be taken for ours."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise DemoError(f"Port {port} is taken; {variable} moves it.") from error


def free_port() -> int:
    """A port of loopback on which nobody listens now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


async def _until_ready(process: asyncio.subprocess.Process, address: str) -> None:
    deadline = asyncio.get_running_loop().time() + START_SECONDS
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        while asyncio.get_running_loop().time() < deadline:
            if process.returncode is not None:
                raise DemoError("The sandbox did not start.")
            try:
                async with session.get(f"{address}/_sandbox/ready") as answer:
                    if answer.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.1)
    raise DemoError(f"The sandbox was not ready within {START_SECONDS:.0f} seconds.")


async def personas_of(sandbox: str) -> list[dict[str, Any]]:
    """The sandbox's personas."""
    async with aiohttp.ClientSession() as session, session.get(f"{sandbox}/_sandbox/personas") as answer:
        return await answer.json()


def allowed_origins(origins: Sequence[str]) -> str:
    """The origins in as few words as they take."""
    if tuple(origins) != DEVELOPMENT_ORIGINS:
        return ", ".join(origins)
    return f"localhost and 127.0.0.1 on the ports {', '.join(map(str, DEVELOPMENT_PORTS))}"


def greeting(
    console: Console, gateway: str, places: DemoPlaces, personas: list[dict[str, Any]], origins: Sequence[str]
) -> None:
    """Addresses, who may ask from a browser, personas and a first query."""
    sandbox = places.sandbox
    console.print(f"\n[bold]GraphiQL[/]  {gateway}/graphql   (the API is at the same address)")
    console.print(f"[bold]Users[/]     {gateway}/integration   (for admin: roster, templates, plans, migration)")
    console.print(f"[bold]Sandbox[/]   {sandbox}   (a local Zoho; /_sandbox/calls lists calls, /_sandbox/mailbox mail)")
    console.print(f"[bold]Database[/]  {places.store}   (it ends with the demo)", soft_wrap=True)
    console.print(
        f"[bold]Browsers[/]  front ends of {allowed_origins(origins)} may ask; SUITEGRAPH_CORS_ORIGINS names others\n"
    )
    table = Table("persona", "access token", "who", box=None)
    for persona in personas:
        table.add_row(persona["name"], persona["access_token"], persona["note"])
    console.print(table)
    question = json.dumps({"query": " ".join(FIRST_QUESTION.split())})
    console.print("\n[bold]A first query[/] (GraphiQL opens with a longer one):\n")
    console.print(
        f"curl -s {gateway}/graphql -H 'Authorization: Bearer 1000.demo.admin' "
        f"-H 'Content-Type: application/json' -d '{question}'\n",
        soft_wrap=True, highlight=False, markup=False,
    )  # fmt: skip
    console.print("Ctrl+C stops both.\n")


async def demo(settings: Settings, sandbox_port: int, staff: int) -> None:
    """Run sandbox and gateway until interrupted. Raises DemoError."""
    console = Console()
    # As an interrupt does, so that the sandbox is ended too: by itself it would end this process alone.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _check_free(settings.port, "PORT")
    async with sandbox_process(sandbox_port, staff) as places:
        personas = await personas_of(places.sandbox)
        gateway = f"http://{settings.host}:{settings.port}"
        chosen = demo_settings(settings, places)
        announce = partial(greeting, console, gateway, places, personas, chosen.cors_origins)
        await server_of(chosen, announce).serve()
