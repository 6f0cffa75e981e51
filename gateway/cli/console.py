"""What every command shares: where it complains, and the settings that it runs with."""

import typer
from rich.console import Console

from gateway.settings import Settings, SettingsError, settings_from_environment

console = Console(stderr=True)


def print_line(text: str) -> None:
    """Print a line of a command's result."""
    Console().print(text, markup=False, highlight=False, soft_wrap=True)


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
