"""`suitegraph schema`: the graph's schema, printed, checked and compared."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.console import command_settings, complain
from gateway.cli.documents import check_published

SDL = Path(__file__).parents[2] / "schema" / "schema.graphql"
RELEASED = SDL.with_name("released.graphql")

schema_commands = typer.Typer(no_args_is_help=True, help="The graph's schema.")


@schema_commands.command("print")
def schema_print() -> None:
    """Print the complete schema."""
    from schema.graph import sdl

    typer.echo(sdl(), nl=False)


@schema_commands.command("check")
def schema_check(
    path: Annotated[Path, typer.Argument(help="The committed schema.")] = SDL,
    audiences: Annotated[
        list[str] | None,
        typer.Option("--as", metavar="NAME=FILE", help="Whose graph published documents must fit: a token's file."),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Accept what these people see now, once it was printed.")
    ] = False,
) -> None:
    """Fail where the committed schema is stale, or where a document that a client has published loses a field.

    Published documents are those of SUITEGRAPH_DATABASE; without one only the schema is checked.
    """
    from schema.graph import sdl

    if not path.is_file() or path.read_text(encoding="utf-8") != sdl():
        complain(f"{path} is stale; run `suitegraph schema print > {path}`.")
        raise typer.Exit(1)
    settings = command_settings()
    if settings.database is not None or audiences:
        check_published(settings, audiences or (), accept=accept)


@schema_commands.command("diff")
def schema_diff(
    first: Annotated[
        typer.FileText | None,
        typer.Argument(help="A schema (`.graphql`) or a file with an access token; the last release's schema if none."),
    ] = None,
    second: Annotated[
        typer.FileText | None,
        typer.Argument(help="A newer schema, the graph of this code if none; or a file with another access token."),
    ] = None,
    data_centre: Annotated[str | None, typer.Option(help="The data centre of both tokens.")] = None,
) -> None:
    """Print how a schema changed, breaking changes first; or how the graphs of two tokens differ.

    Of schemas: the exit status is 1 where a change breaks clients and the version does not announce it. Of tokens: what
    the second's graph lacks (-), and what it has in addition to the first one's (+).
    """
    if first is None or first.name.endswith(".graphql"):
        _print_changes(first.read() if first else RELEASED.read_text("utf-8"), second.read() if second else None)
    elif second is None:
        complain("A second file with an access token is needed.")
        raise typer.Exit(2)
    else:
        _print_differences((first.read().strip(), second.read().strip()), data_centre)


def _print_changes(old: str, new: str | None) -> None:
    from gateway.commands.schema_changes import comparison
    from schema.engine.visibility.changes import SchemaError

    try:
        compared = comparison(old, new)
    except SchemaError as error:
        complain(f"The schemas could not be compared: {error}")
        raise typer.Exit(2) from error
    for line in compared.lines():
        typer.echo(line)
    if not compared.keeps_its_promise():
        complain(
            "Clients would break. Keep what they use and deprecate it, or raise the version: see docs/versions.md."
        )
        raise typer.Exit(1)


def _print_differences(secrets: tuple[str, str], data_centre: str | None) -> None:
    from domain.errors import SuitegraphError
    from gateway.commands.schema_diff import schema_differences

    settings = command_settings()
    try:
        differences = asyncio.run(schema_differences(settings, secrets, data_centre or settings.data_centres[0]))
    except SuitegraphError as error:
        complain(f"The graphs could not be compared: {error.message}")
        raise typer.Exit(1) from error
    for line in differences:
        typer.echo(line)
