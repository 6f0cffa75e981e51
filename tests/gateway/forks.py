"""Processes of the gateway that are forked from one that has it loaded: a start costs a tenth of one from nothing."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

TERMINAL = {"COLUMNS": "200", "NO_COLOR": "1"}
# A process of tests has one server of forks, and the last list of what it loads is in force: there is this one.
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.gateway.preloaded"])


@dataclass(frozen=True, slots=True)
class ForkedProcess:
    """A process as asyncio has them: its lines, its end, and signals to it."""

    process: ForkServerProcess
    stderr: asyncio.StreamReader
    over: asyncio.Event

    @property
    def returncode(self) -> int | None:
        """The exit code, below nothing for a signal; None while it runs."""
        return self.process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()

    async def wait(self) -> int:
        """The exit code, once it has ended."""
        await self.over.wait()
        self.process.join()
        assert self.process.exitcode is not None
        return self.process.exitcode


@asynccontextmanager
async def forked_gateway(
    environment: Mapping[str, str], most_logged: int, *, is_later_release: bool = False
) -> AsyncGenerator[ForkedProcess]:
    """`python -m gateway.cli serve` with this environment for the duration of the block, killed where it still runs.

    `is_later_release` has the library of durable runs see other workflows, as after an upgrade.
    """
    loop = asyncio.get_running_loop()
    readable, writable = FORKING.Pipe(duplex=False)
    process = FORKING.Process(target=_serve, args=(dict(environment), writable, is_later_release))
    process.start()
    writable.close()
    lines, over = asyncio.StreamReader(limit=most_logged), asyncio.Event()
    loop.add_reader(process.sentinel, over.set)
    read = os.fdopen(os.dup(readable.fileno()), "rb")
    readable.close()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), read)
    forked = ForkedProcess(process, lines, over)
    try:
        yield forked
    finally:
        if forked.returncode is None:
            forked.kill()
        await forked.wait()
        loop.remove_reader(process.sentinel)
        transport.close()
        process.close()


def _serve(environment: dict[str, str], errors: Connection, is_later_release: bool) -> None:
    """Be the command, with nothing of the process that started the tests."""
    os.environ.clear()
    os.environ.update(environment)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(errors.fileno(), 2)
    os.close(nothing)
    errors.close()
    if is_later_release:
        # By a hash of these it would name the release, and leave the runs of the one before.
        from dbos import DBOS  # noqa: PLC0415  # it takes memory

        DBOS.workflow(name="of a later release")(_nothing)
    # Imported with this module it would be before the terminal's width is set.
    from gateway.cli import main  # noqa: PLC0415

    main(["serve"])


def _nothing() -> None:
    """What a later release has beside the one workflow."""
