"""The command line: `suitegraph demo | serve | sandbox | schema | explain | audit | integration | doctor`."""

import asyncio
import subprocess
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

from gateway.settings import Settings, SettingsError, settings_from_environment

SDL = Path(__file__).parent.parent / "schema" / "schema.graphql"

main = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
schema_commands = typer.Typer(no_args_is_help=True, help="The graph's schema.")
main.add_typer(schema_commands, name="schema")
audit_commands = typer.Typer(no_args_is_help=True, help="The audit log. The exit code is 2 where it cannot be read.")
main.add_typer(audit_commands, name="audit")
integration_commands = typer.Typer(no_args_is_help=True, help="Integration users and their grants.")
main.add_typer(integration_commands, name="integration")
console = Console(stderr=True)
CommandResult = TypeVar("CommandResult")


def _settings() -> Settings:
    try:
        return settings_from_environment()
    except SettingsError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from error


@main.command()
def serve() -> None:
    """Serve the gateway; every setting is an environment variable SUITEGRAPH_*."""
    # First, so that a wrong configuration is reported at once.
    settings = _settings()
    from gateway.commands.serve import server_of

    server_of(settings).run()


@main.command()
def demo(
    port: Annotated[int, typer.Option(envvar="PORT", help="The gateway's port.")] = 8000,
    sandbox_port: Annotated[int, typer.Option(envvar="SANDBOX_PORT", help="The sandbox's port.")] = 9000,
) -> None:
    """Serve the sandbox and the gateway in front of it; prints addresses, personas and a first query."""
    settings = _settings().model_copy(update={"port": port, "log_level": "warning"})
    from gateway.commands.demo import DemoError
    from gateway.commands.demo import demo as run

    try:
        asyncio.run(run(settings, sandbox_port))
    except DemoError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


@main.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
def sandbox(context: typer.Context) -> None:
    """Serve the local Zoho alone; `suitegraph sandbox --help` lists its options."""
    raise typer.Exit(subprocess.call([sys.executable, "-m", "sandbox", *context.args]))  # noqa: S603  # our own program


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
        console.print(f"{path} is stale; run `suitegraph schema print > {path}`.", style="red", markup=False)
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

    settings = _settings()
    secrets = (first.read().strip(), second.read().strip())
    try:
        differences = asyncio.run(schema_differences(settings, secrets, data_centre or settings.data_centres[0]))
    except SuitegraphError as error:
        console.print(f"The graphs could not be compared: {error.message}", style="red", markup=False)
        raise typer.Exit(1) from error
    for line in differences:
        typer.echo(line)


@main.command()
def explain(
    document: Annotated[typer.FileText, typer.Argument(help="A file with a GraphQL document.")],
    token: Annotated[typer.FileText, typer.Option("--as", help="A file with an access token, `-` for standard input.")],
    variables: Annotated[str | None, typer.Option(help="The document's variables, a JSON object.")] = None,
    data_centre: Annotated[str | None, typer.Option(help="The data centre of the token.")] = None,
) -> None:
    """Print what a query would cost the token's user, without asking for any record."""
    from domain.errors import SuitegraphError
    from gateway.commands.explain import cost_bounds, lines

    settings = _settings()
    place = data_centre or settings.data_centres[0]
    try:
        estimate = asyncio.run(cost_bounds(settings, token.read().strip(), document.read(), variables, place))
    except SuitegraphError as error:
        console.print(f"The query could not be explained: {error.message}", style="red", markup=False)
        raise typer.Exit(1) from error
    for line in lines(estimate):
        typer.echo(line)


def _audit_answer(question: Coroutine[Any, Any, CommandResult]) -> CommandResult:
    from domain.journal import JournalError
    from gateway.commands.audit import NoDatabaseError

    try:
        return asyncio.run(question)
    except (JournalError, NoDatabaseError) as error:
        console.print(f"The audit log cannot be read: {error}", style="red", markup=False)
        raise typer.Exit(2) from error


@audit_commands.command("verify")
def audit_verify(
    count: Annotated[int | None, typer.Option(min=0, help="How many entries there were at least.")] = None,
    last: Annotated[str | None, typer.Option("--hash", help="The hash of the last one of them.")] = None,
) -> None:
    """Hash every entry anew; the exit code is 1 where anything was changed, removed, moved or cut off."""
    from domain.journal import ChainHead
    from gateway.commands.audit import problems

    if (count is None) != (last is None):
        raise typer.BadParameter("--count and --hash belong together: `suitegraph audit head` prints both.")
    expected = None if count is None or last is None else ChainHead(count, last)
    head, complaints = _audit_answer(problems(_settings(), expected))
    for line in complaints:
        typer.echo(line)
    if complaints:
        raise typer.Exit(1)
    typer.echo(f"ok {head.count} {head.hash}")


@audit_commands.command("head")
def audit_head() -> None:
    """Print how many entries there are and the hash of the last: what to keep elsewhere and verify against."""
    from gateway.commands.audit import head

    chain_head = _audit_answer(head(_settings()))
    typer.echo(f"{chain_head.count} {chain_head.hash}")


@audit_commands.command("pending")
def audit_pending() -> None:
    """Print the writes that were begun and not yet settled, the oldest first."""
    from gateway.commands.audit import lines, pending

    for line in lines(_audit_answer(pending(_settings()))):
        typer.echo(line)


@integration_commands.command("replace")
def integration_replace(path: Annotated[Path, typer.Argument(help="A TOML file of grants.")]) -> None:
    """Make a file of grants the whole roster of the database; users who stay keep the day they were added."""
    from adapters.store.engines import StoreError
    from gateway.commands.audit import NoDatabaseError
    from gateway.commands.integration import replaced_roster
    from gateway.configuration.documents import ConfigurationError

    try:
        count = asyncio.run(replaced_roster(_settings(), path))
    except (ConfigurationError, NoDatabaseError, StoreError) as error:
        console.print(f"The roster was not replaced:\n{error}", style="red", markup=False)
        raise typer.Exit(1) from error
    typer.echo(f"The roster has {count} integration users.")


@main.command()
def doctor(
    token_file: Annotated[
        typer.FileText | None, typer.Option(help="A file with an access token, `-` for standard input.")
    ] = None,
    data_centre: Annotated[str | None, typer.Option(help="The data centre of the token.")] = None,
) -> None:
    """Report what is configured and which products answer for a token."""
    settings = _settings()
    from gateway.commands.doctor import configuration, examination

    if data_centre is not None and data_centre not in settings.data_centres:
        console.print(f"The data centre is one of {', '.join(settings.data_centres)}.", style="red", markup=False)
        raise typer.Exit(2)
    plain = Console()
    for line in configuration(settings):
        plain.print(line, markup=False, highlight=False, soft_wrap=True)
    secret = token_file.read().strip() if token_file else typer.prompt("Access token", hide_input=True, default="")
    if not secret:
        plain.print("No token was given, so no product was asked.")
        return
    findings = asyncio.run(examination(settings, secret, data_centre or settings.data_centres[0]))
    for well, sentence in findings:
        plain.print(("ok   " if well else "no   ") + sentence, markup=False, highlight=False, soft_wrap=True)
    if not all(well for well, _ in findings):
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
