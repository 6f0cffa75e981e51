"""`suitegraph integration migrate`: prepare, start, follow, report and take back."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.console import command_settings, complain, console, print_line, secret_named

if TYPE_CHECKING:
    from gateway.commands.migrate import Asked

migrate_commands = typer.Typer(no_args_is_help=True, help="Migrations of CRM's users. For administrators.")
TokenFile = Annotated[str, typer.Option("--as", help="A file with the access token, `-` for standard input.")]
Centre = Annotated[str | None, typer.Option("--data-centre", help="The data centre of the token.")]
Id = Annotated[str, typer.Argument(help="The id of the migration.")]
Users = Annotated[list[str] | None, typer.Option("--user", help="An address; everybody when there is none.")]


def _print(token: str, centre: str | None, question: "Callable[[Asked], Coroutine[Any, Any, list[str]]]") -> None:
    settings = command_settings()
    from adapters.store.engines import StoreError
    from domain.errors import SuitegraphError
    from gateway.commands.audit import NoDatabaseError
    from gateway.commands.migrate import Asked, failure_text

    asked = Asked(settings, secret_named(token), centre or settings.data_centres[0])
    try:
        for line in asyncio.run(question(asked)):
            print_line(line)
    except SuitegraphError as error:
        complain(failure_text(error))
        raise typer.Exit(1) from error
    except (NoDatabaseError, StoreError, OSError) as error:
        complain(str(error))
        raise typer.Exit(2) from error


@migrate_commands.command("prepare")
def migrate_prepare(
    token: TokenFile,
    template: Annotated[str, typer.Option(help="The template of the grants.")] = "current",
    days: Annotated[int, typer.Option(help="For how many days back use of finance counts.")] = 90,
    with_unused: Annotated[bool, typer.Option(help="Those too who have not used finance.")] = False,
    data_centre: Centre = None,
) -> None:
    """Say who becomes what; nobody is changed."""
    from gateway.commands.migrate import prepared

    _print(token, data_centre, lambda asked: prepared(asked, template, days, with_unused=with_unused))


@migrate_commands.command("start")
def migrate_start(migration: Id, token: TokenFile, data_centre: Centre = None) -> None:
    """Migrate users, and follow it until it is through."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from gateway.commands.migrate import started

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress("Migrating", *columns, console=console) as progress:
        task = progress.add_task("users", total=None)

        def note(done: int, left: int) -> None:
            progress.update(task, completed=done, total=done + left)

        _print(token, data_centre, lambda asked: started(asked, migration, note))


@migrate_commands.command("show")
def migrate_show(
    migration: Id,
    token: TokenFile,
    report: Annotated[Path | None, typer.Option(help="Where to write the report per user, as CSV.")] = None,
    data_centre: Centre = None,
) -> None:
    """Print how far it is, and write the report."""
    from gateway.commands.migrate import shown

    _print(token, data_centre, lambda asked: shown(asked, migration, report))


def _command(name: str, text: str) -> None:
    def command(migration: Id, token: TokenFile, user: Users = None, data_centre: Centre = None) -> None:
        from domain.user_migrations import MigrationAct
        from gateway.commands.migrate import acted

        _print(token, data_centre, lambda asked: acted(asked, migration, MigrationAct(name), user or []))

    migrate_commands.command({"undo": "revert"}.get(name, name), help=text)(command)


for _name, _text in (
    ("select", "Choose users for a migration that has not started."),
    ("add", "Add users to a migration, which may be running."),
    ("pause", "Let it stop after the users that it is at."),
    ("resume", "Let it go on."),
    ("cancel", "End it; who was migrated stays so."),
    ("retry", "Try those again for whom it failed."),
    ("complete", "Migrate now who was left out and uses finance."),
    ("undo", "Take users back."),
):
    _command(_name, _text)
