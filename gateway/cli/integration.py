"""`suitegraph integration setup | status | checks | …`, with an administrator's token."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from gateway.cli.console import command_settings, complain, console, print_line, secret_named
from gateway.cli.store import integration_commands

# A token is no setting of the gateway, which refuses variables of its own that it does not know.
TOKEN_VARIABLE = "ZOHO_ADMIN_TOKEN"  # noqa: S105  # the name of a variable
AdministratorToken = Annotated[
    str,
    typer.Option("--as", envvar=TOKEN_VARIABLE, help="A file with an administrator's token, `-` for standard input."),
]
NamedDataCentre = Annotated[str | None, typer.Option(help="The data centre of the token.")]


def answered(token: str, data_centre: str | None, document: str, variables: Mapping[str, Any] | None = None) -> Any:
    """The value of an operation; ends the command with 1 where it is refused."""
    from adapters.store.engines import StoreError
    from gateway.commands.administration import OperationRefusedError, answer_of

    settings = command_settings()
    place = data_centre or settings.data_centres[0]
    try:
        return asyncio.run(answer_of(settings, secret_named(token), place, document, variables))
    except (OperationRefusedError, StoreError) as error:
        complain(str(error))
        raise typer.Exit(1) from error


@integration_commands.command("status")
def status(token: AdministratorToken, data_centre: NamedDataCentre = None) -> None:
    """Print the settings, the figures of the roster, and how many checks have passed."""
    from gateway.commands.administration import STATUS

    shown = answered(token, data_centre, STATUS)
    print_line(f"{shown['members']:,} of {shown['limit']:,} integration users.")
    if shown["settings"] is None:
        print_line("The organisation is not set up.")
    settings: dict[str, Any] = shown["settings"] or {}
    for name, value in settings.items():
        print_line(f"{name}: {json.dumps(value)}")
    passed = sum(each["state"] == "PASSED" for each in shown["checks"])
    print_line(f"{passed} of {len(shown['checks'])} checks have passed.")


@integration_commands.command("setup")
def setup(token: AdministratorToken, data_centre: NamedDataCentre = None) -> None:
    """Set integration users up as they are by default, where nothing that they need is missing."""
    from gateway.commands.administration import SET_UP

    shown = answered(token, data_centre, SET_UP)
    print_line(f"Organisation {shown['booksOrganization']} of Books is connected.")


@integration_commands.command("checks")
def checks(token: AdministratorToken, data_centre: NamedDataCentre = None) -> None:
    """Print whether everything is there that integration users need; the exit code is 1 where something is missing."""
    from gateway.commands.administration import CHECKS, check_lines

    shown = answered(token, data_centre, CHECKS)["checks"]
    for line in check_lines(shown):
        print_line(line)
    if any(each["state"] == "MISSING" for each in shown):
        raise typer.Exit(1)


@integration_commands.command("templates")
def templates(token: AdministratorToken, data_centre: NamedDataCentre = None) -> None:
    """Print the templates of grants."""
    from gateway.commands.administration import TEMPLATES

    for each in answered(token, data_centre, TEMPLATES)["templates"]:
        print_line(f"{each['name']}: {each['title']} ({each['members']} members)")
        for grant in each["grants"]:
            print_line(f"  {grant['module']}: {' '.join(action.lower() for action in grant['actions'])}")


@integration_commands.command("users")
def users(token: AdministratorToken, data_centre: NamedDataCentre = None) -> None:
    """Print the roster, a line for each user."""
    from gateway.commands.administration import USERS

    after: str | None = None
    while True:
        page = answered(token, data_centre, USERS, {"after": after})
        for each in page["nodes"]:
            print_line(f"{each['email']} {each['state'].lower()} {each['template'] or 'own grants'}")
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


@integration_commands.command("plan")
def plan(
    change: Annotated[Path, typer.Argument(help="A JSON file with an IntegrationChangeInput.")],
    token: AdministratorToken,
    days: Annotated[int, typer.Option(help="For how many days operations are looked at.")] = 30,
    data_centre: NamedDataCentre = None,
) -> None:
    """Plan a change and print what it would do; nothing is changed."""
    from gateway.commands.administration import PLAN, plan_lines

    try:
        variables = {"input": json.loads(change.read_text("utf-8")), "days": days}
    except (OSError, ValueError) as error:
        complain(f"{change} is no readable JSON file.")
        raise typer.Exit(2) from error
    for line in plan_lines(answered(token, data_centre, PLAN, variables)):
        print_line(line)


@integration_commands.command("apply")
def apply(
    id_: Annotated[str, typer.Argument(metavar="PLAN", help="The id of a plan.")],
    token: AdministratorToken,
    data_centre: NamedDataCentre = None,
) -> None:
    """Make a planned change, unless anything that the plan looked at has changed since."""
    from gateway.commands.administration import APPLY

    applied = answered(token, data_centre, APPLY, {"id": id_})
    print_line(f"{applied['id']} ({applied['state'].lower()}) {applied['summary']}")


@integration_commands.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="A CSV file with the columns `email` and `template`.")],
    token: AdministratorToken,
    template: Annotated[str | None, typer.Option(help="The template of users whose row names none.")] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="Change nothing.")] = False,
    data_centre: NamedDataCentre = None,
) -> None:
    """Add the users of a CSV file, 500 rows at a time; the exit code is 1 where one could not be added."""
    from gateway.commands.administration import ADD_FILE, parts_of_file

    refused = 0
    try:
        parts = parts_of_file(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        complain(f"{file} is no readable CSV file.")
        raise typer.Exit(2) from error
    with Progress(console=console) as progress:
        task = progress.add_task("Users", total=sum(rows for _, rows in parts))
        for text, rows in parts:
            variables = {"csv": text, "template": template, "rehearsal": rehearsal}
            payload = answered(token, data_centre, ADD_FILE, variables)
            for each in payload["results"]:
                print_line(f"{each['email']}: {each['outcome']} {each['message'] or ''}".rstrip())
            refused += payload["refusedCount"]
            progress.advance(task, rows)
    if refused:
        raise typer.Exit(1)
