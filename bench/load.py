"""Load: one autocannon for the whole bench, on the core that the measured server does not use."""

import json
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from bench import node
from bench.processes import OTHER_CORE, TOKEN, command

CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the load came to: answers with status 200, other outcomes, seconds, and milliseconds.

    `median` and `p99` are the milliseconds within which half and 99 % were answered.
    """

    answered: int
    failed: int
    seconds: float
    median: float
    p99: float


class Load:
    """Sends one request, or some in turn, over and over."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def run(
        self,
        url: str,
        *bodies: bytes,
        amount: int = 0,
        duration: float = 0,
        token: str = TOKEN,
        at_once: int = CONNECTIONS,
    ) -> Run:
        """So many requests, or as many as go into so many seconds. Raises SystemExit where any failed."""
        asked = {"url": url, "bodies": [body.decode() for body in bodies], "token": token}
        line = json.dumps({**asked, "connections": at_once, "amount": amount, "duration": duration})
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()
        told = Run(**json.loads(self._process.stdout.readline()))
        if told.failed:
            raise SystemExit(f"{told.failed} requests to {url} failed")
        return told


@contextmanager
def load() -> Generator[Load]:
    """The load generator, for the length of the block."""
    with command([node.NODE, node.HERE / "load.mjs"], OTHER_CORE, piped=True) as process:
        yield Load(process)
