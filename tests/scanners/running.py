"""A program run to its end."""

import asyncio
import os
from asyncio.subprocess import PIPE
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 540.0


async def ran(program: Path, *arguments: str, folder: Path = ROOT, **variables: str) -> tuple[int, str, str]:
    """Exit code, output and error output; `variables` are of its environment."""
    process = await asyncio.create_subprocess_exec(
        program, *arguments, cwd=folder, stdout=PIPE, stderr=PIPE, env={**os.environ, **variables}
    )
    try:
        output, complaint = await asyncio.wait_for(process.communicate(), PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    assert process.returncode is not None
    return process.returncode, output.decode(), complaint.decode()
