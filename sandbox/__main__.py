"""`python -m sandbox`: serve the local Zoho until it is stopped."""

import signal
from datetime import date
from types import FrameType
from typing import Annotated, Literal

import typer

from sandbox.context import Options, Sandbox
from sandbox.serving import SandboxServer
from sandbox.tokens import Limits

DEFAULT = Options()


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = DEFAULT.host,
    port: Annotated[int, typer.Option(envvar="SANDBOX_PORT", help="0 for any free one.")] = DEFAULT.port,
    own_ports: Annotated[bool, typer.Option(help="Give each product a port of its own too, after the shared.")] = False,
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = DEFAULT.seed,
    scale: Annotated[
        int,
        typer.Option(min=1, max=99_999, help="How many times larger the company is; above 20 only its subscriptions."),
    ] = DEFAULT.scale,
    today: Annotated[str, typer.Option(help="The company's today.")] = DEFAULT.today.isoformat(),
    database: Annotated[str, typer.Option(help="An SQLite file; in memory without one.")] = DEFAULT.database,
    public_url: Annotated[str, typer.Option(help="What the sandbox calls itself.")] = DEFAULT.public_url,
    staff: Annotated[int, typer.Option(min=0, help="How many users CRM has beside the personas.")] = DEFAULT.staff,
    smtp_port: Annotated[
        int | None, typer.Option(help="Where to serve a mailbox that takes mail by SMTP; 0 for any free port.")
    ] = DEFAULT.smtp_port,
    isolation: Annotated[
        bool, typer.Option("--isolation", help="Mark every text and move every amount by the token's owner.")
    ] = DEFAULT.isolation,
    role_denial: Annotated[
        tuple[int, int], typer.Option(help="Books' HTTP status and code where a role forbids.")
    ] = DEFAULT.role_denial,
    hidden_fields: Annotated[
        Literal["omit", "blank"], typer.Option(help="How CRM answers a field that the profile hides.")
    ] = DEFAULT.hidden_fields,
    subscriptions_module: Annotated[
        str, typer.Option(help="The API name of CRM's Subscriptions module.")
    ] = DEFAULT.subscriptions_module,
    live_access_tokens: Annotated[
        int, typer.Option(min=1, help="How many access tokens of one refresh token live.")
    ] = DEFAULT.token_limits.live_access_tokens,
) -> None:
    """A local Zoho: Accounts, CRM, Books, Billing and a control plane under /_sandbox."""
    options = Options(
        host=host,
        port=port,
        seed=seed,
        scale=scale,
        today=_day(today),
        database=database,
        public_url=public_url,
        staff=staff,
        smtp_port=smtp_port,
        isolation=isolation,
        role_denial=role_denial,
        hidden_fields=hidden_fields,
        subscriptions_module=subscriptions_module,
        token_limits=Limits(live_access_tokens=live_access_tokens),
    )
    _run(SandboxServer(Sandbox(options), own_ports=own_ports, announce=typer.echo))


def _run(server: SandboxServer) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        server.force_exit = server.should_exit  # the second signal waits for nobody
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        server.run()
    except OSError as error:
        typer.echo(f"The sandbox cannot serve: {error}", err=True)
        raise typer.Exit(1) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is not a date such as 2026-08-31", param_hint="--today") from error


if __name__ == "__main__":
    typer.run(serve)
