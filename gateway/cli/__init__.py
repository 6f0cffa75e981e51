"""The command line: `suitegraph demo | serve | sandbox | schema | documents | explain | kpis | audit | keys | …`."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.console import command_settings, complain, print_line, secret_named
from gateway.cli.documents import documents_commands
from gateway.cli.integration import integration_commands
from gateway.cli.kpis import kpis, proof
from gateway.cli.migrate import migrate_commands
from gateway.cli.schema import schema_commands
from gateway.cli.store import audit_commands, keys_commands
from gateway.settings import Settings

main = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
main.add_typer(schema_commands, name="schema")
main.add_typer(documents_commands, name="documents")
main.add_typer(audit_commands, name="audit")
main.add_typer(integration_commands, name="integration")
integration_commands.add_typer(migrate_commands, name="migrate")
main.add_typer(keys_commands, name="keys")
main.command()(kpis)
main.command()(proof)


@main.command()
def serve() -> None:
    """Serve the gateway; every setting is an environment variable SUITEGRAPH_*."""
    # First, so that a wrong configuration is reported at once.
    settings = command_settings()
    from gateway.commands.serve import server_of

    server_of(settings).run()


@main.command()
def demo(
    port: Annotated[int, typer.Option(envvar="PORT", help="The gateway's port.")] = 8000,
    sandbox_port: Annotated[int, typer.Option(envvar="SANDBOX_PORT", help="The sandbox's port.")] = 9000,
    staff: Annotated[int, typer.Option(min=0, help="How many users CRM has beside the personas.")] = 40,
) -> None:
    """Serve the sandbox and the gateway in front of it; prints addresses, personas and a first query."""
    settings = command_settings().model_copy(update={"port": port, "log_level": "warning"})
    from gateway.commands.demo import DemoError
    from gateway.commands.demo import demo as run

    try:
        asyncio.run(run(settings, sandbox_port, staff))
    except DemoError as error:
        complain(str(error))
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

    settings = command_settings()
    place = data_centre or settings.data_centres[0]
    try:
        estimate = asyncio.run(cost_bounds(settings, token.read().strip(), document.read(), variables, place))
    except SuitegraphError as error:
        complain(f"The query could not be explained: {error.message}")
        raise typer.Exit(1) from error
    for line in lines(estimate):
        typer.echo(line)


@main.command()
def doctor(
    token_file: Annotated[
        typer.FileText | None, typer.Option(help="A file with an access token, `-` for standard input.")
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(help="The access token itself, which others on the machine can then see, or its file."),
    ] = None,
    data_centre: Annotated[str | None, typer.Option(help="The data centre of the token.")] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="Where to write how the organisation differs from what is expected; it has no values."),
    ] = None,
) -> None:
    """Report what is configured, which products answer for a token, and what is assumed of Zoho."""
    settings = command_settings()
    from gateway.commands.doctor import configuration, examination, integration_checks
    from gateway.survey.report import lines_about_assumptions

    if data_centre is not None and data_centre not in settings.data_centres:
        complain(f"The data centre is one of {', '.join(settings.data_centres)}.")
        raise typer.Exit(2)
    for line in configuration(settings):
        print_line(line)
    if token_file is not None or token is not None:
        secret = token_file.read().strip() if token_file is not None else secret_named(token or "")
    else:
        secret = typer.prompt("Access token", hide_input=True, default="")
    if not secret:
        print_line("No token was given, so no product was asked.")
        return
    place = data_centre or settings.data_centres[0]
    findings = asyncio.run(examination(settings, secret, place))
    for well, sentence in findings:
        print_line(("ok   " if well else "no   ") + sentence)
    for line in asyncio.run(integration_checks(settings, secret, place)) if findings[0][0] else ():
        print_line(line)
    if report is not None and any(well for well, _ in findings):
        _write_report(settings, secret, place, report)
    else:
        print_line("`--report FILE` looks at what is assumed of Zoho:")
        for line in lines_about_assumptions({}):
            print_line(line)
    if not all(well for well, _ in findings):
        raise typer.Exit(1)


def _write_report(settings: Settings, secret: str, place: str, file: Path) -> None:
    """Say what the report takes, write it, and print what differs."""
    from gateway.commands.doctor import announcement, report
    from gateway.survey.report import lines_about_assumptions, unexpected_in

    print_line(announcement(settings))
    try:
        with file.open("w", encoding="utf-8") as stream:
            written = asyncio.run(report(settings, secret, place))
            stream.write(json.dumps(written, indent=1) + "\n")
    except OSError as error:
        complain(f"The report could not be written: {error.strerror}.")
        raise typer.Exit(1) from error
    for line in (*unexpected_in(written), *lines_about_assumptions(written["assumptions"])):
        print_line(line)
    print_line(f"The report is in {file}. It has keys, types, known words and statuses, and no values: read it first.")
