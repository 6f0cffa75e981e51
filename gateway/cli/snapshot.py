"""`suitegraph snapshot`: answers of one person for tests of components."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from gateway.cli.console import command_settings, complain


def snapshot(
    document: Annotated[typer.FileText, typer.Argument(help="A file of named operations.")],
    output: Annotated[Path, typer.Option(help="The file to write.")],
    persona: Annotated[str | None, typer.Option(help="A persona of the sandbox, which is started for it.")] = None,
    token: Annotated[
        typer.FileText | None,
        typer.Option("--as", help="In its place a file with an access token: nothing is written."),
    ] = None,
    variables: Annotated[
        typer.FileText | None, typer.Option(help="A JSON object of variables, one or a list of them, by operation.")
    ] = None,
    sandbox_port: Annotated[int, typer.Option(envvar="SANDBOX_PORT", help="The sandbox's port.")] = 9000,
) -> None:
    """Record what operations answer to one person, for the mocks of the client packages."""
    from adapters.store.engines import StoreError
    from domain.errors import SuitegraphError
    from gateway.commands.demo import DemoError
    from gateway.commands.snapshot import SnapshotError, snapshot_of_persona, snapshot_of_token, text_of

    if (persona is None) == (token is None):
        raise typer.BadParameter("A snapshot is that of a `--persona`, or of a token, `--as`.")
    settings = command_settings()
    try:
        values = _variables_in(variables)
        work = (
            snapshot_of_persona(settings, persona, document.read(), values, sandbox_port)
            if token is None and persona is not None
            else snapshot_of_token(settings, "" if token is None else token.read().strip(), document.read(), values)
        )
        output.write_text(text_of(asyncio.run(work)), "utf-8")
    except SuitegraphError as error:
        complain(f"Nothing was recorded: {error.message}")
        raise typer.Exit(1) from error
    except (SnapshotError, DemoError, StoreError, OSError) as error:
        complain(f"Nothing was recorded: {error}")
        raise typer.Exit(1) from error


def _variables_in(file: typer.FileText | None) -> dict[str, Any]:
    try:
        values: Any = {} if file is None else json.load(file)
    except ValueError as error:
        raise typer.BadParameter(f"The variables are no JSON: {error}") from error
    if not isinstance(values, dict):
        raise typer.BadParameter("The variables are an object, by the names of operations.")
    return cast("dict[str, Any]", values)
