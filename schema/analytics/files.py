"""Results as files: where one is found, and what its address names."""

import asyncio

from domain.errors import BadUserInput, NotFound
from resolvers.analytics.proof_files import proof_file
from resolvers.analytics.report_needs import product_of_report
from resolvers.analytics.request_texts import result_of_text, result_text
from resolvers.analytics.running import ReportRun, run_over, run_report
from resolvers.analytics.snapshots import kept_snapshot
from schema.analytics.proofs import proved_cell
from schema.analytics.reader_rights import check_rights, note_amounts
from schema.engine.declare.operation import OperationContext

FILE_BINDING = b"report file\0"


def _binding(context: OperationContext) -> bytes:
    return FILE_BINDING + context.loader.upstream.caller.partition.encode()


def file_url(context: OperationContext, run: ReportRun, kind: str) -> str:
    """Where a result is as a file, for its reader alone and with their token."""
    id_ = context.cursors.seal(_binding(context), (result_text(run.snapshot.id, run.request),))
    return f"/files/reports/{id_}.{kind}"


async def run_of_file(context: OperationContext, id_: str) -> ReportRun:
    """The result that an address names, from the rows of then, or from those of now where they are no longer kept.

    Raises BadUserInput for what is no address of the caller's own, and Forbidden where rights were withdrawn.
    """
    try:
        [text] = context.cursors.open(_binding(context), id_)
    except BadUserInput:
        raise BadUserInput("There is no such file, or it is not yours.") from None
    snapshot, request = result_of_text(str(text))
    await check_rights(context, request)
    try:
        run = run_over(await kept_snapshot(context.loader, snapshot, product_of_report(request.report)), request)
    except NotFound:
        run = await run_report(context.loader, request)
    note_amounts(context, run)
    return run


async def proof_file_of(context: OperationContext, id_: str) -> bytes:
    """The proof that an address names as a file, from the rows that the figure was computed from.

    Raises BadUserInput for what is no proof of the caller's own, NotFound where the rows are no longer kept, and
    Forbidden where rights were withdrawn.
    """
    cell = proved_cell(context, id_)
    await check_rights(context, cell.request)
    snapshot = await kept_snapshot(context.loader, cell.snapshot, product_of_report(cell.request.report))
    run = run_over(snapshot, cell.request)
    note_amounts(context, run)
    return await asyncio.to_thread(proof_file, run, cell.key, cell.measure)
