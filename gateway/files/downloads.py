"""`GET /files/{id}/pdf` and `GET /files/{id}/attachments/{attachment}`: passed on as they come, kept nowhere."""

import asyncio
from contextlib import AbstractAsyncContextManager

from adapters.downloads import Download
from gateway.files.transfers import (
    ANY_TYPE,
    FILE_HEADERS,
    MEDIA_TYPE,
    Transfer,
    disposition_of,
    log,
    safe_file_name,
)
from gateway.http.disconnect_watch import while_connected
from resolvers.reading.amounts_read import AmountsRead
from resolvers.reading.read_log import write_read_entry
from resolvers.writing.files import attachment_of, file_holders, modules_on_paper, pdf_of


async def serve_pdf(transfer: Transfer) -> None:
    """Answer with a document's PDF. Raises what keeps the caller from it."""
    module, type_name, record_id = await transfer.record(*modules_on_paper())
    read = AmountsRead({f"{type_name}.pdfUrl"}, {module: {record_id: None}})

    async def work() -> None:
        file = await pdf_of(transfer.session.loader, module, record_id, transfer.service.settings.max_download_bytes)
        await _pass_on(transfer, file, f"{record_id}.pdf", read)

    await while_connected(transfer.watched_receive, work())


async def serve_attachment(transfer: Transfer) -> None:
    """Answer with a file that is attached to a record. Raises what keeps the caller from it."""
    module, type_name, record_id = await transfer.record(*file_holders())
    attachment_id, most = transfer.attachment_id(), transfer.service.settings.max_download_bytes
    # What stands in a file is unknown: it may be a bill.
    read = AmountsRead({f"{type_name}.attachments"}, {module: {record_id: None}})

    async def work() -> None:
        file = await attachment_of(transfer.session.loader, module, type_name, record_id, attachment_id, most)
        await _pass_on(transfer, file, attachment_id, read)

    await while_connected(transfer.watched_receive, work())


async def _pass_on(
    transfer: Transfer, opened: AbstractAsyncContextManager[Download], name: str, read: AmountsRead
) -> None:
    """Send a file as it comes. A failure leaves the answer unfinished, so that no client takes it for whole.

    Where reads of amounts are logged, what cannot be logged is not sent. Raises JournalError.
    """
    async with opened as file:
        is_read = transfer.request.method != "HEAD"
        if is_read and transfer.service.settings.audit_reads:
            await write_read_entry(transfer.session.loader, read)
        await transfer.send(_head(transfer, file, name))
        if not is_read:
            await transfer.send({"type": "http.response.body", "body": b""})
            return
        try:
            async with asyncio.timeout_at(transfer.session.loader.upstream.deadline):
                async for piece in file.pieces():
                    # A client that takes nothing would hold one of the organisation's few permits.
                    async with asyncio.timeout(transfer.service.settings.request_seconds):
                        await transfer.send({"type": "http.response.body", "body": piece, "more_body": True})
                    transfer.progress.size += len(piece)
        except TimeoutError:
            log.info("error", request_id=transfer.progress.request_id, code="TOO_SLOW", service=None, detail="client")
            return
        await transfer.send({"type": "http.response.body", "body": b""})


def _head(transfer: Transfer, file: Download, name: str) -> dict[str, object]:
    media_type = file.media_type if MEDIA_TYPE.fullmatch(file.media_type) else ANY_TYPE
    headers = {
        **FILE_HEADERS,
        "Content-Type": media_type,
        "Content-Disposition": disposition_of(safe_file_name(file.name or "", name)),
        "X-Request-Id": transfer.progress.request_id,
    }
    if file.size is not None:
        headers["Content-Length"] = str(file.size)
    raw = [(key.lower().encode(), value.encode("latin-1")) for key, value in headers.items()]
    return {"type": "http.response.start", "status": 200, "headers": raw}
