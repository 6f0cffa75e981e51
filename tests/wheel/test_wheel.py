"""The built wheel in a clean environment, started as the images start it. Needs no container engine."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

ROOT = Path(__file__).parents[2]
OURS = {"adapters", "domain", "gateway", "resolvers", "sandbox", "schema"}
QUERY = '{ accounts(first: 1, search: "Aurora Optics") { nodes { name invoices(first: 1) { nodes { number } } } } }'


def told(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What a command prints; its failure is the test's."""
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as the Dockerfile builds it."""
    place = tmp_path_factory.mktemp("dist")
    told(
        sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", place, ROOT, cwd=place
    )
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the locked dependencies and the wheel, and nothing else; yields its bin folder."""
    place = tmp_path_factory.mktemp("clean")
    told(sys.executable, "-m", "venv", place / "app", cwd=place)
    pip = (place / "app" / "bin" / "python", "-m", "pip", "install", "--quiet")
    told(*pip, "--require-hashes", "--only-binary", ":all:", "-r", ROOT / "requirements" / "run.txt", cwd=place)
    told(*pip, "--no-deps", wheel, cwd=place)
    return place / "app" / "bin"


def stage_of(name: str) -> str:
    """One stage of the Dockerfile."""
    return re.split(r"^FROM ", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)[
        ["build", "runtime", "sandbox", "gateway"].index(name) + 1
    ]


def command_of(stage: str) -> list[str]:
    """What a stage starts."""
    found = re.search(r"^CMD (\[.*\])$", stage_of(stage), re.MULTILINE)
    assert found is not None
    return json.loads(found[1])


def health_of(stage: str) -> list[str]:
    """How a stage is checked."""
    found = re.search(r"^HEALTHCHECK .* CMD (\[.*\])$", stage_of(stage), re.MULTILINE)
    assert found is not None
    return json.loads(found[1])


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(bin_: Path, command: list[str], healthy: list[str], **environment: str) -> Generator[None]:
    """A process of the clean environment, far from the sources, for as long as the block; healthy when it begins."""
    path = {"PATH": f"{bin_}:{os.environ['PATH']}", **environment}
    away = bin_.parent
    process = subprocess.Popen([bin_ / command[0], *command[1:]], cwd=away, env={**os.environ, **path})
    try:
        deadline = monotonic() + 60
        while subprocess.run([bin_ / healthy[0], *healthy[1:]], cwd=away, check=False, capture_output=True).returncode:
            assert process.poll() is None
            assert monotonic() < deadline
        yield
    finally:
        process.terminate()
        # The gateway ends in an orderly way and then by the signal, as uvicorn has it.
        assert process.wait(30) in {0, -signal.SIGTERM}


def test_the_wheel_holds_our_six_packages_the_page_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if not name.startswith("suitegraph-")}
    assert tops == OURS
    assert "gateway/graphiql/index.html" in names
    assert "schema/schema.graphql" in names
    assert "sandbox/grants.toml" in names
    assert "adapters/store/migrations/env.py" in names
    assert "adapters/store/migrations/versions/v0001_integration_grants.py" in names


def test_no_other_distribution_claims_our_names(clean: Path) -> None:
    program = "import json, importlib.metadata as m; print(json.dumps(m.packages_distributions()))"
    owners = json.loads(told(clean / "python", "-c", program, cwd=clean))
    assert {name: owners[name] for name in OURS} == {name: ["suitegraph"] for name in OURS}


def test_the_images_commands_start_and_answer(clean: Path) -> None:
    ports = {"9000": str(free_port()), "8000": str(free_port())}

    def moved(command: list[str]) -> list[str]:
        return [re.sub(r"\b(9000|8000)\b", lambda match: ports[match[1]], part) for part in command]

    sandbox = f"http://127.0.0.1:{ports['9000']}"
    settings = {
        "SUITEGRAPH_HOST": "127.0.0.1",
        "SUITEGRAPH_PORT": ports["8000"],
        "SUITEGRAPH_DATA_CENTRES": "local",
        "SUITEGRAPH_CUSTOM_DATA_CENTRES": json.dumps({"local": {"accounts": sandbox, "api": sandbox}}),
    }
    local = [part.replace("0.0.0.0", "127.0.0.1") for part in moved(command_of("sandbox"))]
    with (
        started(clean, local, moved(health_of("sandbox"))),
        started(clean, command_of("gateway"), moved(health_of("gateway")), **settings),
    ):
        headers = {"Content-Type": "application/json", "Authorization": "Bearer 1000.demo.admin"}
        body = json.dumps({"query": QUERY}).encode()
        gateway = f"http://127.0.0.1:{ports['8000']}/graphql"
        with urllib.request.urlopen(urllib.request.Request(gateway, body, headers), timeout=20) as answer:
            account = json.load(answer)["data"]["accounts"]["nodes"][0]
        assert account["name"] == "Aurora Optics"
        assert account["invoices"]["nodes"]
        page = urllib.request.Request(gateway, headers={"Accept": "text/html"})
        with urllib.request.urlopen(page, timeout=20) as answer:
            assert b"suitegraph" in answer.read()


def test_the_command_is_installed(clean: Path) -> None:
    assert "type Query" in told(clean / "suitegraph", "schema", "print", cwd=clean)
    told(clean / "suitegraph", "schema", "check", cwd=clean)
