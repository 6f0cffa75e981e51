"""`GET /files/reports/{id}.csv` and `.xlsx`, `GET /files/proofs/{id}.json`: figures as files, from their own rows."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar

from domain.errors import BadUserInput, NotFound
from domain.kpis.results import ReportResult, ReportRow
from gateway.files.transfers import FILE_HEADERS, Transfer, disposition_of, safe_file_name
from gateway.http.disconnect_watch import while_connected
from resolvers.analytics.running import ReportRun
from resolvers.reading.amounts_read import AmountsRead
from resolvers.reading.read_log import write_read_entry
from schema.analytics.files import proof_file_of, run_of_file
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.plan import OperationPlan

IN_MEMORY = 4_194_304
PIECE = 65_536
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Value = str | Decimal | None
Content = TypeVar("Content")


async def serve_report(transfer: Transfer) -> None:
    """Answer with a result as a file. Raises what keeps the caller from it."""
    name, _, kind = str(transfer.request.path_params["name"]).rpartition(".")
    if kind not in MEDIA_TYPES:
        raise NotFound("A result is a file of type csv or xlsx.")
    await while_connected(transfer.watched_receive, _serve(transfer, name, kind))


async def serve_proof(transfer: Transfer) -> None:
    """Answer with the proof of a figure as a file. Raises what keeps the caller from it."""
    name, _, kind = str(transfer.request.path_params["name"]).rpartition(".")
    if kind != "json":
        raise NotFound("A proof is a file of type json.")
    await while_connected(transfer.watched_receive, _serve_proof(transfer, name))


async def _serve_proof(transfer: Transfer, id_: str) -> None:
    content = await read_logged(transfer, lambda context: proof_file_of(context, id_))
    await send_file(transfer, "proof.json", "application/json", lambda file: file.write(content))


async def _serve(transfer: Transfer, id_: str, kind: str) -> None:
    run = await read_logged(transfer, lambda context: run_of_file(context, id_))
    write: Callable[[IO[bytes], ReportRun], None] = write_csv if kind == "csv" else write_xlsx
    await send_file(transfer, f"{run.request.report}.{kind}", MEDIA_TYPES[kind], lambda file: write(file, run))


async def read_logged(transfer: Transfer, read: Callable[[OperationContext], Awaitable[Content]]) -> Content:
    """What is read for a file, which is logged first where reads are. Raises NotFound for what is not the caller's."""
    loader, runner = transfer.session.loader, transfer.service.runner
    if transfer.service.settings.audit_reads:
        loader.amounts_read = AmountsRead()
    context = OperationContext(loader, OperationPlan({}), runner.cursors, runner, transfer.session.strict)
    try:
        content = await read(context)
    except BadUserInput as error:
        raise NotFound(error.message) from None
    if loader.amounts_read is not None:
        # What cannot be logged is not sent.
        await write_read_entry(loader, loader.amounts_read)
    return content


async def send_file(transfer: Transfer, name: str, media_type: str, write: Callable[[IO[bytes]], object]) -> None:
    """Answer with what `write` writes, as a file of this name."""
    with SpooledTemporaryFile[bytes](IN_MEMORY) as file:
        await asyncio.to_thread(write, file)
        size = file.tell()
        await transfer.send(_head(transfer, name, media_type, size))
        if transfer.request.method != "HEAD":
            async for piece in _pieces(file):
                async with asyncio.timeout(transfer.service.settings.request_seconds):
                    await transfer.send({"type": "http.response.body", "body": piece, "more_body": True})
                transfer.progress.size += len(piece)
        await transfer.send({"type": "http.response.body", "body": b""})


def write_csv(file: IO[bytes], run: ReportRun) -> None:
    """Write a result as CSV, in UTF-8 with the mark that spreadsheets look for; what may be a formula is quoted."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(text)
    for line in lines_of(run.result):
        writer.writerow(["" if value is None else csv_text(value) for value in line])
    # The file stays open.
    text.detach()


def csv_text(value: str | Decimal) -> str:
    """A cell of CSV: what may be a formula is quoted."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return f"'{value}" if value.startswith(BEGINS_FORMULA) else value


def write_xlsx(file: IO[bytes], run: ReportRun) -> None:
    """Write a result as a workbook, row by row: figures as numbers, texts as texts, then how they were counted."""
    # It takes memory: for those alone who want a workbook.
    from xlsxwriter import Workbook  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    opened: Any = Workbook(file, options)
    with opened as book:
        sheet = book.add_worksheet("Report")
        for number, line in enumerate(lines_of(run.result)):
            for column, value in enumerate(line):
                if isinstance(value, Decimal):
                    sheet.write_number(number, column, float(value))
                elif value is not None:
                    sheet.write_string(number, column, value)
        about = book.add_worksheet("Definition")
        for number, (name, value) in enumerate(about_lines(run)):
            about.write_string(number, 0, name)
            about.write_string(number, 1, value)


def lines_of(result: ReportResult) -> Iterator[Sequence[Value]]:
    """The heading, the rows and the totals of a result: figures as numbers, or the reason why there is none."""
    dimensions = max((len(row.key.segment) for row in result.rows), default=0)
    texts = [*dict.fromkeys(name for row in result.rows for name in row.texts)]
    compared = [f"{column.title}, before" for column in result.columns] if result.comparison else []
    groups = ["Segment"] * dimensions
    yield ["From", "Before", *groups, "Record", *texts, *(column.title for column in result.columns), *compared]
    for number, row in enumerate(result.rows):
        yield _line(result, row, result.comparison[number] if result.comparison else None, dimensions, texts)
    yield _line(result, result.totals, result.comparison_totals, dimensions, texts, label="Total")


def _line(
    result: ReportResult,
    row: ReportRow,
    compared: ReportRow | None,
    dimensions: int,
    texts: Iterable[str],
    label: str | None = None,
) -> Sequence[Value]:
    days = [day.isoformat() if day else None for day in (row.key.starts_on, row.key.ends_on)]
    segment = [*row.key.segment, *[None] * (dimensions - len(row.key.segment))]
    figures = [*_figures(result, row), *(_figures(result, compared) if compared is not None else ())]
    return [*days, *segment, label or row.key.record, *(row.texts.get(name) for name in texts), *figures]


def _figures(result: ReportResult, row: ReportRow) -> Iterator[Value]:
    for column in result.columns:
        cell = row.cells.get(column.measure)
        yield None if cell is None else cell.reason if cell.value is None else cell.value


def about_lines(run: ReportRun) -> Iterator[tuple[str, str]]:
    """What a reader of the file must know: the report, the currency, the definition and what is missing."""
    result = run.result
    yield "report", result.report
    yield "currency", result.currency
    yield "as of", result.as_of.isoformat()
    yield "read at", run.snapshot.coverage.as_of.isoformat(timespec="seconds")
    yield "definition", result.definition.title
    yield from result.definition.terms().items()
    yield from (("missing", f"{gap.source}: {gap.text}") for gap in run.snapshot.coverage.gaps)
    yield from (("note", note) for note in result.notes)


async def _pieces(file: "SpooledTemporaryFile[bytes]") -> AsyncIterator[bytes]:
    file.seek(0)
    while piece := await asyncio.to_thread(file.read, PIECE):
        yield piece


def _head(transfer: Transfer, name: str, media_type: str, size: int) -> dict[str, object]:
    headers = {
        **FILE_HEADERS,
        "Content-Type": media_type,
        "Content-Disposition": disposition_of(safe_file_name(name)),
        "Content-Length": str(size),
        "X-Request-Id": transfer.progress.request_id,
    }
    raw = [(key.lower().encode(), value.encode("latin-1")) for key, value in headers.items()]
    return {"type": "http.response.start", "status": 200, "headers": raw}
