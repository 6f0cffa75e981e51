"""`suitegraph kpis`: the figures of a CSV of subscription phases."""

from datetime import datetime
from typing import Annotated

import typer

from gateway.cli.console import complain


def kpis(
    file: Annotated[typer.FileText, typer.Argument(help="A CSV of phases, `-` for standard input; see docs/kpis.md.")],
    report: Annotated[str, typer.Option(help="The report, such as `mrr` or `mrr-waterfall`.")] = "mrr",
    definition: Annotated[str, typer.Option(help="ZOHO, CHARTMOGUL, STRIPE or INVOICED.")] = "ZOHO",
    base_currency: Annotated[str, typer.Option(help="The currency that amounts are converted to.")] = "USD",
    grain: Annotated[str, typer.Option(help="day, week, month, quarter or year; `all` for one period.")] = "month",
    group_by: Annotated[list[str] | None, typer.Option(help="A dimension, such as `plan`; may be repeated.")] = None,
    first: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day.")] = None,
    last: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all that the result states.")] = False,
) -> None:
    """Compute a report from a CSV of subscription phases; no product is asked."""
    import csv
    import sys

    from domain.errors import BadUserInput
    from domain.kpis.engine import run
    from gateway.commands.kpis import csv_lines, facts_of_csv, json_text, request_of

    days = (first.date() if first else None, last.date() if last else None)
    try:
        facts = facts_of_csv(file, base_currency)
        request = request_of(facts, report, definition.upper(), grain, group_by or [], days)
        result = run(request, facts)
    except BadUserInput as error:
        complain(error.message)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json_text(result))
    else:
        csv.writer(sys.stdout, lineterminator="\n").writerows(csv_lines(result, request.group_by))


def proof(
    file: Annotated[typer.FileBinaryRead, typer.Argument(help="The file of a proof, `-` for standard input.")],
) -> None:
    """Compute the figure of a proof again from the rows in its file; no product is asked."""
    from domain.errors import BadUserInput
    from resolvers.analytics.proof_files import verified

    try:
        verification = verified(file.read())
    except BadUserInput as error:
        complain(error.message)
        raise typer.Exit(2) from error
    typer.echo(verification.proof.formula)
    typer.echo(f"hash {verification.proof.hash}")
    for difference in verification.differences:
        complain(difference)
    if verification.differences:
        raise typer.Exit(1)
    typer.echo("The figure follows from the rows of the file.")
