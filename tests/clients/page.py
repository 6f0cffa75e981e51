"""docs/clients.md as CI runs it: its files, and its commands with what they print."""

import re
from dataclasses import dataclass, field
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "clients.md").read_text("utf-8")
COMMON = "Before you begin"
_FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """A line after `$`, and what it prints; nothing is expected of one that the page shows without output."""

    line: str
    output: str


@dataclass(frozen=True, slots=True)
class Section:
    """What a reader types in one section."""

    title: str
    files: dict[str, str] = field(default_factory=dict[str, str])
    commands: list[Command] = field(default_factory=list[Command])
    installs: list[str] = field(default_factory=list[str])


def sections() -> dict[str, Section]:
    """The sections of the page by their titles."""
    _, *texts = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    read = [_section(*text.split("\n", 1)) for text in texts]
    return {section.title: section for section in read}


def executed() -> list[str]:
    """The titles of the sections that have commands."""
    return [title for title, section in sections().items() if section.commands]


def _section(title: str, text: str) -> Section:
    section = Section(title)
    for language, name, block in _FENCE.findall(text):
        if name:
            section.files[name] = block
        elif language == "console":
            section.commands.extend(_commands(block))
        elif language == "sh":
            section.installs.extend(block.replace("\\\n", " ").splitlines())
    return section


def _commands(block: str) -> list[Command]:
    _, *parts = re.split(r"^\$ ", block, flags=re.MULTILINE)
    return [Command(*part.split("\n", 1)) for part in parts]
