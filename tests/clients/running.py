"""A section of the page, typed into an empty folder."""

import asyncio
import shlex
from asyncio.subprocess import PIPE, STDOUT
from dataclasses import dataclass
from pathlib import Path

from tests.clients.page import COMMON, Command, sections
from tests.graphs import Graph
from tests.node.node import HERE, environment

PATIENCE = 240.0


@dataclass(frozen=True, slots=True)
class Stacks:
    """Where the programs of the stacks are: those of Python here, those of Node beside their packages."""

    python: Path

    async def written(self, folder: Path, title: str, graph: Graph) -> list[Command]:
        """Put a section's files, those of every section and the gateway's schema into a folder; its commands."""
        section = sections()[title]
        for name, text in {**sections()[COMMON].files, **section.files}.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        (folder / "node_modules").symlink_to(HERE / "node_modules")
        asked = {"Authorization": "Bearer 1000.demo.admin"}
        async with graph.session.get(f"{graph.base}/schema.graphql", headers=asked) as response:
            assert response.status == 200
            (folder / "schema.graphql").write_text(await response.text(), "utf-8")
        return section.commands

    async def output_of(self, folder: Path, line: str, graph: Graph) -> str:
        """What a command of the page prints; fails where it fails."""
        words = [word for word in shlex.split(line) if word != "npx"]
        process = await asyncio.create_subprocess_exec(
            *("/usr/bin/env", *words),
            cwd=folder,
            env=environment(self.python, HERE / "node_modules" / ".bin", GATEWAY=graph.base, NO_COLOR="1"),
            stdout=PIPE,
            stderr=STDOUT,
        )
        try:
            output, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
        except TimeoutError:
            process.kill()
            await process.wait()
            raise
        assert process.returncode == 0, f"{line}: {output.decode()}"
        return output.decode()
