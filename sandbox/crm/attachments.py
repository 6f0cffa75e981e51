"""Files and links on records (public pages "Upload an Attachment", "Get Attachments" and their neighbours)."""

import re
from typing import cast

from starlette.datastructures import FormData
from starlette.responses import Response

from sandbox.crm.batches import answered_batch, batch_ids
from sandbox.crm.caller import Call
from sandbox.crm.changes import new_id
from sandbox.crm.child_records import (
    ATTACHMENTS,
    PARENT,
    check_changeable,
    discard,
    may_change,
    of_record,
    parent_link,
    visible,
)
from sandbox.crm.clock import now, written
from sandbox.crm.files import downloaded, file_name, keep, kept_file
from sandbox.crm.forms import Limit, uploaded_file
from sandbox.crm.listing import of_ids, page_of_rows
from sandbox.crm.reading import existing_record, named_fields
from sandbox.crm.responses import CrmRefusal, answer, invalid_param, invalid_path, nothing
from sandbox.crm.seed import user
from sandbox.crm.timeline import happened, named
from sandbox.crm.writing import success
from sandbox.store import Body

LIMIT = Limit(100 * 1024 * 1024, 413)
MAX_NAME = 250
_URL = r"https?://[^\s/]+\S*"


def list_of_attachments(call: Call) -> Response:
    """GET /{module}/{id}/Attachments: without the contents."""
    names = named_fields(call, required=True)
    where = [of_record(existing_record(call)["id"]), *of_ids(call)]
    return page_of_rows(call, ATTACHMENTS, where, names, lambda body: _state(call, body, names))


def upload(call: Call) -> Response:
    """POST /{module}/{id}/Attachments: a form's `file`, or `attachmentUrl` with a `title`, in a form or the query."""
    parent = parent_link(existing_record(call), call.module)
    form = cast("FormData", call.body)
    url = form.get("attachmentUrl") or call.param("attachmentUrl")
    return answer({"data": [_linked(call, parent, str(url)) if url else _uploaded(call, parent, form)]})


def download(call: Call) -> Response:
    """GET /{module}/{id}/Attachments/{attachment}: its content; 204 where there is none."""
    body = visible(call, ATTACHMENTS, _attachment_of_path(call))
    if body is None:
        return nothing()
    file = kept_file(call, body["$file_id"])
    if file is None:
        raise CrmRefusal("DOWNLOAD_NOT_ALLOWED", "the attachment is a link", resource_path_index=3)
    return downloaded(file)


def delete_attachments(call: Call) -> Response:
    """DELETE /{module}/{id}/Attachments?ids=: at most 100."""
    existing_record(call)
    return answered_batch(batch_ids(call), lambda id_, _: _deleted(call, id_), 200)


def delete_attachment(call: Call) -> Response:
    """DELETE /{module}/{id}/Attachments/{attachment}."""
    existing_record(call)
    return answered_batch([_attachment_of_path(call)], lambda id_, _: _deleted(call, id_), 200)


def _attachment_of_path(call: Call) -> str:
    id_ = call.path("attachment")
    if not id_.isdecimal():
        raise invalid_path(3)
    return id_


def _state(call: Call, body: Body, names: list[str] | None) -> Body:
    """The record, and CRM's own `$` keys of an attachment, where `fields` names them."""
    editable = may_change(call, body)
    state: Body = {
        PARENT: {name: body[PARENT][name] for name in ("name", "id")},
        "$editable": editable,
        "$sharing_permission": "full_access" if editable else "read_only",
        "$file_id": body["$file_id"],
        "$type": "Link URL" if body["$link_url"] else "Attachment",
        "$se_module": body[PARENT]["module"]["api_name"],
        "$link_url": body["$link_url"],
        "$state": "save",
    }
    return {name: value for name, value in state.items() if name in (names or ())}


def _uploaded(call: Call, parent: Body, form: FormData) -> Body:
    file = uploaded_file(form, LIMIT)
    name = file_name(file)
    if len(name) > MAX_NAME:
        raise invalid_param("file", maximum_length=MAX_NAME)
    body: Body = {"File_Name": name, "Size": str(file.size or 0), "$file_id": keep(call, file), "$link_url": None}
    return _kept(call, parent, body, "attachment uploaded successfully")


def _linked(call: Call, parent: Body, url: str) -> Body:
    form = cast("FormData", call.body)
    title = str(form.get("title") or call.param("title") or url)
    if not re.fullmatch(_URL, url):
        raise invalid_param("attachmentUrl", regex=_URL)
    if len(title) > MAX_NAME:
        raise invalid_param("title", maximum_length=MAX_NAME)
    body: Body = {"File_Name": title, "Size": "0", "$file_id": "", "$link_url": url}
    return _kept(call, parent, body, "attachment link created successfully")


def _kept(call: Call, parent: Body, attached: Body, message: str) -> Body:
    at, author = written(now(call.sandbox.options)), user(call.persona)
    body: Body = dict.fromkeys(("Owner", "Created_By", "Modified_By"), author)
    body |= {"id": new_id(call), PARENT: parent, "Created_Time": at, "Modified_Time": at, **attached}
    call.sandbox.store.put("crm", ATTACHMENTS.key, body["id"], body)
    happened(call, parent["id"], "added", named(ATTACHMENTS, body))
    return success(message, body)


def _deleted(call: Call, id_: str) -> Body:
    body = visible(call, ATTACHMENTS, id_)
    if body is None:
        raise CrmRefusal("INVALID_DATA", "record not deleted", id=id_)
    check_changeable(call, ATTACHMENTS, "Delete", body)
    discard(call, ATTACHMENTS, body)
    happened(call, body[PARENT]["id"], "deleted", named(ATTACHMENTS, body))
    return {"code": "SUCCESS", "details": {"id": id_}, "message": "record deleted", "status": "success"}
