"""What every command shares: where it complains, and the settings that it runs with."""

import sys
from pathlib import Path

import typer
from rich.console import Console

from gateway.settings import Settings, SettingsError, settings_from_environment

console = Console(stderr=True)
LONGEST_NAME = 255


def print_line(text: str) -> None:
    """Print a line of a command's result."""
    Console().print(text, markup=False, highlight=False, soft_wrap=True)


def secret_named(name: str) -> str:
    """The token in the file of that name, from standard input for `-`, else the token itself."""
    if name == "-":
        return sys.stdin.read().strip()
    file = Path(name)
    # A long name is no name of a file, and asking for it would be an error.
    is_file = len(name) < LONGEST_NAME and file.is_file()
    return file.read_text("utf-8").strip() if is_file else name.strip()


def complain(text: str) -> None:
    """Print why a command fails."""
    console.print(text, style="red", markup=False)


def command_settings() -> Settings:
    """The settings of the environment; ends the command with 2 where they are wrong."""
    try:
        return settings_from_environment()
    except SettingsError as error:
        complain(str(error))
        raise typer.Exit(2) from error
