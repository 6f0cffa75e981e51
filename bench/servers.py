"""The servers under comparison, each started on its core in front of the stub: the gateway and its peers."""

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import node
from bench.processes import (
    HOST,
    OTHER_CORE,
    SERVER_CORE,
    answered,
    command,
    free_port,
    process,
    until_answered,
)
from bench.workloads import BY_NAME
from gateway.settings import Settings

GRANTS = Path(__file__).parents[1] / "sandbox" / "grants.toml"
GATEWAY = "gateway"
TYPENAME = b'{"query": "{ __typename }"}'
NODE_WARM, WARM = 8.0, 1.5
# A benchmark of the engine: the response cache answers nothing, and quotas are counted but never reached.
WIDE_OPEN = {
    "cache_scale": "0",
    "books_calls": "100000",
    "books_window_seconds": "1",
    "books_at_once": "1000",
    "billing_calls": "100000",
    "billing_window_seconds": "1",
    "billing_at_once": "1000",
    "crm_at_once": "1000",
}


@dataclass(frozen=True, slots=True)
class Peer:
    """A server to compare with: how it is started, how long it takes to be warm, and what it can be asked.

    Its answers are `equal` to the gateway's, or else something of its own; `flat` ones have the upstream's columns.
    """

    name: str
    title: str
    arguments: tuple[str, ...]
    warm: float = WARM
    equal: bool = True
    flat: bool = False
    workloads: tuple[str, ...] = tuple(BY_NAME)
    packages: Path | None = None


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"bench.peers.{module}", *arguments)


def _node(script: str, *arguments: str, program: Path = node.NODE) -> tuple[str, ...]:
    return (str(program), str(node.HERE / script), *arguments)


PEERS = (
    Peer("stock", "stock Strawberry + its parser and validation caches", _python("stock")),
    Peer("msgspec", "msgspec passthrough of the same columns, no GraphQL", _python("passthrough", "msgspec")),
    Peer("orjson", "orjson passthrough, no GraphQL", _python("passthrough", "orjson")),
    Peer("yoga-jit", "graphql-yoga + graphql-jit", _node("yoga.mjs", "jit"), NODE_WARM),
    Peer("mercurius", "mercurius + jit", _node("mercurius.mjs"), NODE_WARM),
    Peer(
        "mercurius-before",
        "mercurius + jit on the Node before",
        _node("mercurius.mjs", program=node.NODE_BEFORE),
        NODE_WARM,
    ),
    Peer(
        "hive",
        "Hive Gateway, OpenAPI source (other output)",
        _node("hive/serve.mjs"),
        NODE_WARM,
        equal=False,
        flat=True,
        workloads=("trivial", "list", "hidden"),
        packages=node.HERE / "hive",
    ),
)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    name: str
    title: str
    url: str
    pid: int
    warm: float
    equal: bool = True
    flat: bool = False


@contextmanager
def sandbox() -> Generator[str]:
    """The sandbox on the other core; yields its address."""
    port = free_port()
    with process("-m", "sandbox", "--port", str(port), core=OTHER_CORE) as started:
        address = f"http://{HOST}:{port}"
        until_answered(f"{address}/_sandbox/personas", process=started)
        yield address


@contextmanager
def stub(sandbox: str) -> Generator[str]:
    """The stub on the other core, with the sandbox behind it; yields its address."""
    port = free_port()
    with process("-m", "bench.stub", str(port), sandbox, core=OTHER_CORE) as started:
        address = f"http://{HOST}:{port}"
        until_answered(f"{address}/_stub/calls", process=started)
        yield address


def calls_of(stub: str, latency: float = 0.0) -> dict[str, int]:
    """How often each path of the stub was asked for since the last time; its rotation begins anew."""
    found = answered(f"{stub}/_stub/reset?latency={latency}")
    if found is None:
        raise SystemExit("the stub does not answer")
    return json.loads(found)


def narrowed(stub: str, *, on: bool) -> None:
    """Cut the stub's generated invoices to sixteen keys, or no longer."""
    if answered(f"{stub}/_stub/narrow?on={int(on)}") is None:
        raise SystemExit("the stub does not answer")


def settings_of(upstream: str, port: int, **more: str) -> dict[str, str]:
    """The environment of a gateway in front of an upstream, with those other settings that the checkout has."""
    wanted = {
        "port": str(port),
        "data_centres": "local",
        "custom_data_centres": json.dumps({"local": {"accounts": upstream, "api": upstream}}),
        **more,
    }
    return {f"SUITEGRAPH_{name.upper()}": value for name, value in wanted.items() if name in Settings.model_fields}


def complete() -> dict[str, str]:
    """Settings that leave nothing out: grants of integration users, a module of subscriptions, metrics."""
    return {
        "grants": str(GRANTS),
        "subscriptions_module": "CustomModule5011",
        "metrics_port": str(free_port()),
        **WIDE_OPEN,
    }


@contextmanager
def gateway(upstream: str, core: int | None = SERVER_CORE) -> Generator[Server]:
    """The complete gateway, with its caller's facts known."""
    port = free_port()
    with process(
        "-m", "gateway.cli", "serve", core=core, environment=settings_of(upstream, port, **complete())
    ) as started:
        url = f"http://{HOST}:{port}/graphql"
        until_answered(url, TYPENAME, started)
        yield Server(GATEWAY, "this gateway", url, started.pid, WARM)


@contextmanager
def peer(chosen: Peer, upstream: str) -> Generator[Server]:
    """A peer in front of the stub."""
    port = free_port()
    with command(
        [*chosen.arguments, str(port)], SERVER_CORE, {"BENCH_STUB": upstream, "NODE_ENV": "production"}
    ) as started:
        url = f"http://{HOST}:{port}/graphql"
        until_answered(url, TYPENAME, started)
        yield Server(chosen.name, chosen.title, url, started.pid, chosen.warm, chosen.equal, chosen.flat)
