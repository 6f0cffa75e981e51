"""`suitegraph schema`: the graph's schema, printed, checked and compared."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.console import command_settings, complain

SDL = Path(__file__).parents[2] / "schema" / "schema.graphql"

schema_commands = typer.Typer(no_args_is_help=True, help="The graph's schema.")


@schema_commands.command("print")
def schema_print() -> None:
    """Print the complete schema."""
    from schema.graph import sdl

    typer.echo(sdl(), nl=False)


@schema_commands.command("check")
def schema_check(path: Annotated[Path, typer.Argument(help="The committed schema.")] = SDL) -> None:
    """Fail where the committed schema is not the one that the code generates."""
    from schema.graph import sdl

    if not path.is_file() or path.read_text(encoding="utf-8") != sdl():
        complain(f"{path} is stale; run `suitegraph schema print > {path}`.")
        raise typer.Exit(1)


@schema_commands.command("diff")
def schema_diff(
    first: Annotated[typer.FileText, typer.Argument(help="A file with an access token.")],
    second: Annotated[typer.FileText, typer.Argument(help="A file with another access token.")],
    data_centre: Annotated[str | None, typer.Option(help="The data centre of both tokens.")] = None,
) -> None:
    """Print what the second token's graph lacks (-) and what it has in addition to the first one's (+)."""
    from domain.errors import SuitegraphError
    from gateway.commands.schema_diff import schema_differences

    settings = command_settings()
    secrets = (first.read().strip(), second.read().strip())
    try:
        differences = asyncio.run(schema_differences(settings, secrets, data_centre or settings.data_centres[0]))
    except SuitegraphError as error:
        complain(f"The graphs could not be compared: {error.message}")
        raise typer.Exit(1) from error
    for line in differences:
        typer.echo(line)
