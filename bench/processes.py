"""Processes under measurement: started on one core, asked until they answer, their time and memory read of /proc."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

# A large sandbox seeds two million rows.
LONGEST_START = 900.0
LONGEST_END = 20.0
HOST = "127.0.0.1"
TOKEN = "1000.demo.admin"
CORES = sorted(os.sched_getaffinity(0))
# The server has a core to itself; whatever it waits for and whoever asks it share the other.
SERVER_CORE, OTHER_CORE = CORES[0], CORES[-1]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def answered(url: str, body: bytes | None = None, token: str = TOKEN) -> bytes | None:
    """What a server answers with status 200, None where it does not."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as answer:
            return answer.read()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


def until_answered(url: str, body: bytes | None = None, process: "subprocess.Popen[bytes] | None" = None) -> bytes:
    """The first answer of a starting server. Raises SystemExit where it ended or stays silent."""
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            raise SystemExit(f"the server of {url} ended with code {process.returncode}")
        found = answered(url, body)
        if found is not None:
            return found
        time.sleep(0.01)  # another process starts, and tells nobody when it listens
    raise SystemExit(f"{url} did not answer within {LONGEST_START:.0f} s")


def graphql(url: str, query: str, variables: Mapping[str, object] | None = None, token: str = TOKEN) -> bytes:
    """The body that answers one query. Raises SystemExit where there is none."""
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    found = answered(url, body, token)
    if found is None:
        raise SystemExit(f"{url} answered no query")
    return found


@contextmanager
def command(
    arguments: Sequence[str | Path],
    core: int | None = None,
    environment: Mapping[str, str] | None = None,
    *,
    piped: bool = False,
) -> Generator["subprocess.Popen[bytes]"]:
    """A process, on one core where one is named, that ends with the block."""
    channel = subprocess.PIPE if piped else subprocess.DEVNULL
    ours = os.sched_getaffinity(0)
    # It inherits the core, and so does every thread that it starts.
    os.sched_setaffinity(0, ours if core is None else {core})
    try:
        started = subprocess.Popen(
            arguments, env={**os.environ, **(environment or {})}, stdin=channel, stdout=channel, stderr=_errors()
        )
    finally:
        os.sched_setaffinity(0, ours)
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(LONGEST_END)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait(LONGEST_END)


def _errors() -> int | None:
    """What servers say is for those who look for a mistake in the bench."""
    return None if os.environ.get("BENCH_STDERR") else subprocess.DEVNULL


@contextmanager
def process(
    *arguments: str, core: int | None = None, environment: Mapping[str, str] | None = None
) -> Generator["subprocess.Popen[bytes]"]:
    """A process of this Python that ends with the block."""
    with command([sys.executable, *arguments], core, environment) as started:
        yield started


def resident_megabytes(pid: int) -> float:
    """What a process holds, of /proc."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def peak_megabytes(pid: int | str) -> float:
    """The most memory that a process has held."""
    status = Path(f"/proc/{pid}/status").read_text()
    [peak] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(peak.split()[1]) / 1024


def processor_seconds(pid: int) -> float:
    """The processor time that a process has used, in itself and in the system, of /proc."""
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")
