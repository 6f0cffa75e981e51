"""`suitegraph` as a process of its own: a new one, or one that is forked from another which has imported it.

Importing it and making the schema take seconds, and of dozens of commands most are about something else.
"""

import asyncio
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.gateway.forks import FORKING, TERMINAL
from tests.gateway.processes import PATIENCE, environment

_STREAMS = {"in": os.O_RDONLY, "out": os.O_WRONLY | os.O_CREAT, "err": os.O_WRONLY | os.O_CREAT}


async def ran(*arguments: str, said: str = "", **settings: str) -> tuple[int, str, str]:
    """Exit code, output and error output of `suitegraph` with these arguments, forked."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").write_text(said, "utf-8")
        process = FORKING.Process(target=_run, args=(folder, environment(**settings) | TERMINAL, arguments))
        process.start()
        try:
            await asyncio.to_thread(process.join, PATIENCE)
            assert process.exitcode is not None, f"{arguments} does not end"
            return process.exitcode, (folder / "out").read_text("utf-8"), (folder / "err").read_text("utf-8")
        finally:
            process.kill()
            process.join()
            process.close()


async def ran_anew(*arguments: str, **settings: str) -> tuple[int, str, str]:
    """The same of a new process."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateway.cli", *arguments),
        env=environment(**settings) | TERMINAL,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, complaint = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode is not None
    return process.returncode, out.decode(), complaint.decode()


def _run(folder: Path, chosen: dict[str, str], arguments: tuple[str, ...]) -> None:
    """What `python -m gateway.cli` does, with files for the three streams."""
    for number, (stream, mode) in enumerate(_STREAMS.items()):
        os.dup2(os.open(folder / stream, mode), number)
    # multiprocessing has put another one in its place.
    sys.stdin = os.fdopen(0, encoding="utf-8")
    os.environ.clear()
    os.environ.update(chosen)
    sys.argv = ["suitegraph", *arguments]
    from gateway.cli import main  # noqa: PLC0415  # it reads the terminal's width when it is imported

    main()
