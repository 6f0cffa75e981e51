"""`suitegraph documents publish | list | retire`, and what `suitegraph schema check` says of published documents."""

import asyncio
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from gateway.cli.console import command_settings, complain, print_line, secret_named
from gateway.settings import Settings

CommandOutcome = TypeVar("CommandOutcome")
Client = Annotated[str, typer.Option(help="The client's name, as it sends it in `apollographql-client-name`.")]
Version = Annotated[str, typer.Option(help="The version of its build.")]

documents_commands = typer.Typer(no_args_is_help=True, help="Trusted documents: what the builds of clients publish.")


@documents_commands.command("publish")
def publish(
    manifests: Annotated[list[Path], typer.Argument(help="Manifests of Relay, Apollo or GraphQL Code Generator.")],
    client: Client,
    version: Version,
) -> None:
    """Publish the documents of a build; the exit code is 1 where one is wrong, and then nothing is published."""
    from gateway.commands.documents import published

    count, is_new = _outcome(published(command_settings(), client, version, manifests))
    print_line(f"{client} {version}: {count} documents {'published' if is_new else 'had been published before'}.")


@documents_commands.command("list")
def list_() -> None:
    """Print what is published, a line for each version of a client."""
    from gateway.commands.documents import publication_lines

    for line in _outcome(publication_lines(command_settings())):
        print_line(line)


@documents_commands.command("retire")
def retire(client: Client, version: Version) -> None:
    """Forget a version of a client: what no other version has is trusted no more."""
    from gateway.commands.documents import retired

    if not _outcome(retired(command_settings(), client, version)):
        complain(f"{client} {version} is not published.")
        raise typer.Exit(1)


def check_published(settings: Settings, audiences: Sequence[str], *, accept: bool) -> None:
    """Complain about published documents that are broken or lose fields, and end the command with 1."""
    from gateway.commands.documents import findings

    pairs = [each.partition("=") for each in audiences]
    if any(not (name and token) for name, _, token in pairs):
        raise typer.BadParameter("--as takes a name and a file with a token: `sales=sales.token`")
    secrets = {name: secret_named(token) for name, _, token in pairs}
    broken, lost = _outcome(findings(settings, secrets, accept=accept))
    for line in (*broken, *lost):
        complain(line)
    if broken or (lost and not accept):
        raise typer.Exit(1)


def _outcome(work: Coroutine[Any, Any, CommandOutcome]) -> CommandOutcome:
    from adapters.store.engines import StoreError
    from domain.errors import SuitegraphError
    from domain.journal import JournalError
    from domain.trusted_documents import PublicationRefusedError
    from gateway.commands.audit import NoDatabaseError

    try:
        return asyncio.run(work)
    except PublicationRefusedError as error:
        complain(f"Nothing was published:\n{error}")
    except (NoDatabaseError, StoreError, JournalError) as error:
        complain(str(error))
    except SuitegraphError as error:
        complain(f"The permissions could not be read: {error.message}")
    raise typer.Exit(1)
