"""`suitegraph audit`, `suitegraph integration` and `suitegraph keys`: what the configured database holds."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from gateway.cli.console import command_settings, complain

CommandResult = TypeVar("CommandResult")

audit_commands = typer.Typer(no_args_is_help=True, help="The audit log. The exit code is 2 where it cannot be read.")
keys_commands = typer.Typer(no_args_is_help=True, help="The keys that seal what the store keeps.")
integration_commands = typer.Typer(no_args_is_help=True, help="Integration users and their grants.")


def _audit_answer(question: Coroutine[Any, Any, CommandResult]) -> CommandResult:
    from domain.journal import JournalError
    from gateway.commands.audit import NoDatabaseError

    try:
        return asyncio.run(question)
    except (JournalError, NoDatabaseError) as error:
        complain(f"The audit log cannot be read: {error}")
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
    head, complaints = _audit_answer(problems(command_settings(), expected))
    for line in complaints:
        typer.echo(line)
    if complaints:
        raise typer.Exit(1)
    typer.echo(f"ok {head.count} {head.hash}")


@audit_commands.command("head")
def audit_head() -> None:
    """Print how many entries there are and the hash of the last: what to keep elsewhere and verify against."""
    from gateway.commands.audit import head

    chain_head = _audit_answer(head(command_settings()))
    typer.echo(f"{chain_head.count} {chain_head.hash}")


@audit_commands.command("pending")
def audit_pending() -> None:
    """Print the writes that were begun and not yet settled, the oldest first."""
    from gateway.commands.audit import lines, pending

    for line in lines(_audit_answer(pending(command_settings()))):
        typer.echo(line)


@integration_commands.command("replace")
def integration_replace(path: Annotated[Path, typer.Argument(help="A TOML file of grants.")]) -> None:
    """Make a file of grants the whole roster of the database; users who stay keep the day they were added."""
    from adapters.store.engines import StoreError
    from gateway.commands.audit import NoDatabaseError
    from gateway.commands.integration import replaced_roster
    from gateway.configuration.documents import ConfigurationError

    try:
        count = asyncio.run(replaced_roster(command_settings(), path))
    except (ConfigurationError, NoDatabaseError, StoreError) as error:
        complain(f"The roster was not replaced:\n{error}")
        raise typer.Exit(1) from error
    typer.echo(f"The roster has {count} integration users.")


@keys_commands.command("rotate")
def keys_rotate() -> None:
    """Seal tokens of sessions and jobs under the first of their keys, and the audit log from now on."""
    from adapters.jobs.vault import VaultError
    from adapters.sealing import SealBrokenError
    from domain.journal import JournalError
    from gateway.commands.keys import NothingSealedError, rotate

    try:
        changed = asyncio.run(rotate(command_settings()))
    except NothingSealedError as error:
        complain(str(error))
        raise typer.Exit(2) from error
    except (SealBrokenError, VaultError) as error:
        complain(
            "A token was sealed by a key that SUITEGRAPH_SESSION_KEYS, or SUITEGRAPH_JOB_KEYS, does not have: nothing "
            "more was changed."
        )
        raise typer.Exit(1) from error
    except JournalError as error:
        complain(f"The key of the audit log stays: {error}")
        raise typer.Exit(1) from error
    typer.echo(f"sealed anew: {changed}")
