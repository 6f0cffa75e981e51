"""Notes and attachments: modules without a tab of their own, whose records belong to a `Parent_Id`."""

from typing import Any

from sqlalchemy import ColumnElement

from sandbox.crm.caller import Call
from sandbox.crm.files import discard_file
from sandbox.crm.metadata import CrmModule, Field, fields, module
from sandbox.crm.responses import CrmRefusal
from sandbox.store import Body, text_at

PARENT = "Parent_Id"

NOTES = module(
    31,
    "Notes",
    "Note",
    "Note_Title",
    (*fields("text", "Note_Title"), *fields("textarea", "Note_Content"), Field(PARENT, "lookup")),
)
ATTACHMENTS = module(
    32, "Attachments", "Attachment", "File_Name", (*fields("text", "File_Name Size"), Field(PARENT, "lookup"))
)
CHILD_MODULES = (NOTES, ATTACHMENTS)


def of_record(id_: str) -> ColumnElement[bool]:
    """The condition for what belongs to the record."""
    return text_at(PARENT, "id") == id_


def parent_link(parent: Body, module: CrmModule) -> Body:
    """The record that something belongs to."""
    link = {"name": parent[module.display], "id": parent["id"]}
    return link | {"module": {"api_name": module.api_name, "id": module.id}}


def within_path(call: Call) -> bool:
    """Whether the path names the record, `/{module}/{id}/Notes`, and not the belongings alone."""
    return "module" in call.request.path_params


def visible(call: Call, kind: CrmModule, id_: str) -> Body | None:
    """What has that id, if the caller may view its record, and the path names no other one."""
    body = call.sandbox.store.body("crm", kind.key, id_)
    if body is None or (within_path(call) and body[PARENT]["id"] != call.path("id")):
        return None
    module = call.modules.named[body[PARENT]["module"]["api_name"]]
    return body if call.profile.may("View", module) else None


def may_change(call: Call, body: Body) -> bool:
    """Whether the caller may change or delete it: whoever made it may, and an administrator."""
    return call.profile.administrator or body["Created_By"]["id"] == call.persona.crm_id


def check_changeable(call: Call, kind: CrmModule, action: str, body: Body) -> None:
    """Refuse to change what somebody else made."""
    if not may_change(call, body):
        raise CrmRefusal("NO_PERMISSION", "permission denied", permissions=[f"Crm_Implied_{action}_{kind.api_name}"])


def discard(call: Call, kind: CrmModule, body: Body) -> None:
    """Throw it away, an attachment with its content."""
    call.sandbox.store.remove("crm", kind.key, body["id"])
    if kind is ATTACHMENTS:
        discard_file(call, body["$file_id"])


def follow_parent(call: Call, before: Body, after: Body | None) -> None:
    """Carry a record's new name, by `Parent_Id`, into what belongs to it, or throw that away where it is gone."""
    for kind in CHILD_MODULES:
        for body in call.sandbox.store.bodies("crm", kind.key, [of_record(before["id"])]):
            if after is None:
                discard(call, kind, body)
            else:
                link: dict[str, Any] = body[PARENT] | {"name": after[call.module.display]}
                call.sandbox.store.put("crm", kind.key, body["id"], body | {PARENT: link})
