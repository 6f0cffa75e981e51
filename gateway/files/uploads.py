"""`POST /files/{id}/attachments?name=…`: the body is the file, kept whole before it is sent on like any write.

What a write contains identifies it: its intent is kept once the file has been read to its end, before it is sent.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from tempfile import SpooledTemporaryFile

from domain.errors import BadUserInput, PayloadTooLarge
from domain.modules.module import Module
from domain.writes import Problem, ProblemCode
from gateway.files.transfers import ANY_TYPE, LONGEST_NAME, MEDIA_TYPE, Transfer, json_response, safe_file_name
from gateway.http.refusals import TooSlow, UnsupportedMediaType
from resolvers.writing.attachments import AttachedFile, FileToAttach
from resolvers.writing.files import attach_file, file_holders
from schema.shared.attachments import attachment_row

# What is held in memory; more goes to a temporary file without a name.
IN_MEMORY = 1_048_576
PIECE = 65_536
# All other problems are of the record as it stands.
CONFLICT = 409
STATUS: Mapping[ProblemCode, int] = {
    ProblemCode.FORBIDDEN: 403,
    ProblemCode.FIELD_NOT_EDITABLE: 403,
    ProblemCode.NOT_FOUND: 404,
    ProblemCode.VALIDATION: 400,
    ProblemCode.OUTCOME_UNKNOWN: 502,
}


async def serve_upload(transfer: Transfer) -> None:
    """Attach the body to a record and answer with the attachment. Raises what keeps the body from being read."""
    module, type_name, record_id = await transfer.record(*file_holders())
    request, loader = transfer.request, transfer.session.loader
    name, media_type = _file_name(transfer), request.headers.get("content-type", "").partition(";")[0].strip().lower()
    media_type = media_type if MEDIA_TYPE.fullmatch(media_type) else ANY_TYPE
    loader.request_metadata = transfer.session.metadata_of("POST /files/{id}/attachments", "attachFile")
    key = request.headers.get("idempotency-key")
    view = await loader.permissions.of(module)
    with SpooledTemporaryFile[bytes](IN_MEMORY) as kept:
        if view.denial("edit") or view.denial("view"):
            # Nobody reads what is not going to be sent; the attempt is written down all the same.
            file = FileToAttach(name, media_type, 0, "", lambda: _pieces(kept))
        else:
            size, sha256 = await _put_aside(transfer, kept, _largest(transfer, module))
            file = FileToAttach(name, media_type, size, sha256, lambda: _pieces(kept))
        transfer.session.set_deadline(transfer.service.settings.file_seconds)
        result, attached = await attach_file(loader, key, module, type_name, record_id, file)
    if result.problems:
        await transfer.respond(
            json_response(*_refusal(result.problems, transfer.progress.request_id), transfer.progress)
        )
        return
    body = {"attachment": None if attached is None else _attachment(attached, type_name, module, record_id)}
    await transfer.respond(json_response(body, 201, transfer.progress))


def _file_name(transfer: Transfer) -> str:
    request = transfer.request
    if request.headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedMediaType("Send the file as it is, not compressed.")
    name = request.query_params.get("name", "").strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise BadUserInput(f"`name` is the file's name, of 1 to {LONGEST_NAME} characters.")
    return safe_file_name(name)


def _largest(transfer: Transfer, module: Module) -> int:
    most, largest = transfer.service.settings.max_file_bytes, module.traits.largest_attachment
    return most if largest is None else min(most, largest)


async def _put_aside(transfer: Transfer, kept: "SpooledTemporaryFile[bytes]", largest: int) -> tuple[int, str]:
    """Read the body into `kept`; its size and SHA-256. Raises PayloadTooLarge, TooSlow and BadUserInput."""
    too_large = PayloadTooLarge(f"A file may have {largest} bytes at most.")
    declared = transfer.request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:18]) > largest:
        raise too_large
    settings, clock = transfer.service.settings, asyncio.get_running_loop().time
    latest, digest = clock() + settings.file_seconds, hashlib.sha256()
    try:
        async with asyncio.timeout(settings.request_seconds) as patience:
            async for piece in transfer.request.stream():
                patience.reschedule(min(latest, clock() + settings.request_seconds))
                transfer.progress.size += len(piece)
                if transfer.progress.size > largest:
                    raise too_large
                digest.update(piece)
                if transfer.progress.size <= IN_MEMORY:
                    kept.write(piece)
                else:
                    await asyncio.to_thread(kept.write, piece)
    except TimeoutError as error:
        raise TooSlow("The file stopped arriving, or took too long.") from error
    if not transfer.progress.size:
        raise BadUserInput("The file is empty.")
    return transfer.progress.size, digest.hexdigest()


async def _pieces(kept: "SpooledTemporaryFile[bytes]") -> AsyncIterator[bytes]:
    kept.seek(0)
    while piece := await asyncio.to_thread(kept.read, PIECE):
        yield piece


def _refusal(problems: Sequence[Problem], request_id: str) -> tuple[Mapping[str, object], int]:
    """The answer of a write that was not done, or is not known to be."""
    errors = [
        {"message": each.message, "extensions": {"code": each.code.value, "requestId": request_id}} for each in problems
    ]
    return {"errors": errors}, STATUS.get(problems[0].code, CONFLICT)


def _attachment(attached: AttachedFile, type_name: str, module: Module, record_id: str) -> Mapping[str, object]:
    row = attachment_row(attached, type_name, module, record_id)
    return {"id": row["id"], "fileName": row["name"], "size": row["size"], "url": row["url"]}
