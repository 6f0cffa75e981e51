"""Uploaded files: what attachments keep, and files by themselves (public pages "Upload Files", "Download Files")."""

from base64 import b64decode, b64encode
from secrets import token_hex
from typing import Any, cast
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from sandbox.crm.caller import Call
from sandbox.crm.forms import Limit, uploaded_file
from sandbox.crm.responses import answer, nothing
from sandbox.store import Body

# Under a product of their own: their ids are no numbers.
PRODUCT, MODULE = "crm/files", "files"
LIMIT = Limit(20 * 1024 * 1024, 415)


def upload(call: Call) -> Response:
    """POST /files: a file for later use, known by its id to whoever uploaded it."""
    file = uploaded_file(cast("FormData", call.body), LIMIT)
    id_ = keep(call, file, owner=call.persona.crm_id)
    details = {"name": file_name(file), "id": id_}
    done = {"code": "SUCCESS", "details": details, "message": "Files uploaded successfully", "status": "success"}
    return answer({"data": [done]})


def single_file(call: Call) -> Response:
    """GET /files?id=: the caller's own uploaded file; 204 where there is none."""
    file = own_file(call, call.required_param("id"))
    return nothing() if file is None else downloaded(file)


def own_file(call: Call, id_: str) -> Body | None:
    """The file that the caller uploaded by itself under that id."""
    file = kept_file(call, id_)
    return file if file is not None and file["owner"] == call.persona.crm_id else None


def file_name(file: UploadFile) -> str:
    """The file's name without any folder that a client sends before it."""
    return (file.filename or "").rpartition("/")[2]


def keep(call: Call, file: UploadFile, owner: str | None = None) -> str:
    """Keep a file's content; the id that it is found by."""
    id_, content = token_hex(32), file.file.read()
    body: Body = {"name": file_name(file), "owner": owner, "content": b64encode(content).decode()}
    call.sandbox.store.put(PRODUCT, MODULE, id_, body)
    return id_


def kept_file(call: Call, id_: Any) -> Body | None:
    """What was kept under that id: `name`, and `content` in base64."""
    return call.sandbox.store.body(PRODUCT, MODULE, str(id_))


def discard_file(call: Call, id_: str) -> None:
    """Throw away what was kept under that id, if anything was."""
    call.sandbox.store.remove(PRODUCT, MODULE, id_)


def downloaded(file: Body) -> Response:
    """The file as CRM sends it."""
    disposition = f"attachment;filename*=UTF-8''{quote(file['name'])}"
    content = b64decode(file["content"])
    return Response(content, media_type="application/x-download", headers={"Content-Disposition": disposition})
