"""`python -m sandbox` as a child process."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Started:
    """A running sandbox: the line that it printed, and what that says."""

    process: Process
    line: str

    @property
    def base(self) -> str:
        """Its address."""
        found = re.search(r"http://\S+:\d+", self.line)
        assert found is not None
        return found[0]

    @property
    def ports(self) -> dict[str, int]:
        """The products' own ports."""
        return {product: int(number) for product, number in re.findall(r"(\w+) (\d+)[,)]", self.line)}

    async def ended(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Its exit status after that signal, and what it wrote to the standard error output."""
        self.process.send_signal(number)
        _, errors = await asyncio.wait_for(self.process.communicate(), PATIENCE)
        assert self.process.returncode is not None
        return self.process.returncode, errors.decode()


@asynccontextmanager
async def started(*arguments: str, **environment: str) -> AsyncGenerator[Started]:
    """Run it for the duration of the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", *arguments, stdout=PIPE, stderr=PIPE, env={**os.environ, **environment}
    )
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        yield Started(process, line.decode().strip())
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
