"""Mail about a record, to anybody, as the token's owner (public pages "Send Mail" and "Get From Addresses")."""

import re
from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any, cast

from starlette.responses import Response

from sandbox.crm.batches import answered_batch, batch_items
from sandbox.crm.caller import Call
from sandbox.crm.child_records import ATTACHMENTS, visible
from sandbox.crm.clock import now
from sandbox.crm.files import own_file
from sandbox.crm.from_addresses import verified_addresses
from sandbox.crm.reading import existing_record
from sandbox.crm.responses import CrmRefusal, invalid_part, missing_part
from sandbox.crm.timeline import happened
from sandbox.crm.values import EMAIL
from sandbox.outbox import ORGANIZATION, SenderAddress
from sandbox.store import Body

MAX_PEOPLE = 50
MAX_ATTACHMENTS = 10
TEXTS = {"subject": 1_000, "content": 100_000}
FORMATS = ("html", "text")
# What refers to things of which the company has none, by the key that holds the id.
_UNKNOWN = (("template",), ("inventory_details", "inventory_template"), ("data_subject_request",))
_MAIL = "$.data[0]"
# How timelines name the module of a mail, which is none.
_EMAILS = {"api_name": "Emails", "id": None}


def scopes(module: str) -> tuple[str, ...]:
    """The scopes of which one opens sending mail from the module."""
    return "ZohoCRM.send_mail.all.CREATE", f"ZohoCRM.send_mail.{module.lower()}.CREATE"


def send_mail(call: Call) -> Response:
    """POST /{module}/{id}/actions/send_mail: one mail, now or at `scheduled_time`."""
    existing_record(call)
    return answered_batch(batch_items(call, 1), lambda item, _: _sent(call, item), 200)


def _sent(call: Call, item: Body) -> Body:
    sender = _sender(call, item)
    people = {name: _people(item, name) for name in ("to", "cc", "bcc")}
    if not people["to"]:
        raise missing_part("to", f"{_MAIL}.to")
    if item.get("reply_to") is not None:
        _email(item["reply_to"], "reply_to", f"{_MAIL}.reply_to")
    subject, content = (_text(item, name) for name in TEXTS)
    _check_references(item)
    attachments = _attachments(call, item)
    scheduled = _is_scheduled(call, item)
    if not scheduled:
        call.sandbox.outbox.add(
            "crm",
            call.module.api_name,
            call.path("id"),
            call.persona,
            sender,
            people["to"],
            subject,
            content,
            cc=people["cc"],
            bcc=people["bcc"],
            attachments=attachments,
        )
        happened(call, call.path("id"), "sent", {"name": subject, "id": None, "module": _EMAILS})
    message = "Your mail has been scheduled successfully." if scheduled else "Mail sent successfully"
    return {"code": "SUCCESS", "details": {"message_id": token_hex(32)}, "message": message, "status": "success"}


def _sender(call: Call, item: Body) -> SenderAddress:
    """The address in `from`: the organisation's with `org_email`, else one of the caller's own."""
    if item.get("from") is None:
        raise missing_part("from", f"{_MAIL}.from")
    email = _email(item["from"], "from", f"{_MAIL}.from")
    allowed = [ORGANIZATION] if item.get("org_email") is True else verified_addresses(call.persona)
    for address in allowed:
        if address.email == email.lower():
            return address
    message = "the from address is none that the user may send from"
    raise invalid_part("email", f"{_MAIL}.from.email", message)


def _people(item: Body, name: str) -> list[str]:
    """The addresses in a list of recipients, who need not be known to CRM."""
    listed = _list(item, name, MAX_PEOPLE)
    return [_email(each, name, f"{_MAIL}.{name}[{place}]") for place, each in enumerate(listed)]


def _list(item: Body, name: str, most: int) -> list[Any]:
    listed: Any = [] if item.get(name) is None else item[name]
    path = f"{_MAIL}.{name}"
    if not isinstance(listed, list):
        raise invalid_part(name, path, expected_data_type="jsonarray")
    entries = cast("list[Any]", listed)
    if len(entries) > most:
        raise CrmRefusal(
            "LIMIT_EXCEEDED", "maximum length exceeded", maximum_length=most, api_name=name, json_path=path
        )
    return entries


def _email(entry: Any, name: str, path: str) -> str:
    """The address in an object that stands under `name`."""
    if not isinstance(entry, dict):
        raise invalid_part(name, path, expected_data_type="jsonobject")
    email = cast("Body", entry).get("email")
    if email is None or email == "":
        raise missing_part("email", f"{path}.email")
    if not isinstance(email, str) or not re.fullmatch(EMAIL, email):
        raise invalid_part("email", f"{path}.email", regex=EMAIL)
    return email


def _text(item: Body, name: str) -> str:
    value = item.get(name) or ""
    path = f"{_MAIL}.{name}"
    if not isinstance(value, str):
        raise invalid_part(name, path, expected_data_type="string")
    if len(value) > TEXTS[name]:
        raise invalid_part(name, path, maximum_length=TEXTS[name])
    return value


def _check_references(item: Body) -> None:
    """Refuse a format that is none, and templates and requests, of which none is known."""
    if item.get("mail_format") not in (None, *FORMATS):
        raise invalid_part("mail_format", f"{_MAIL}.mail_format", supported_values=list(FORMATS))
    for path in _UNKNOWN:
        at: Any = item
        for name in path:
            at = cast("Mapping[str, Any]", at).get(name) if isinstance(at, dict) else None
        if at is not None:
            where = f"{_MAIL}.{'.'.join(path)}.id"
            raise invalid_part("id", where, "the id given seems to be invalid")


def _attachments(call: Call, item: Body) -> list[str]:
    """The names of the attached files: the caller's own uploaded ones, and attachments of the record."""
    listed = _list(item, "attachments", MAX_ATTACHMENTS)
    return [_file_name(call, each, f"{_MAIL}.attachments[{place}]") for place, each in enumerate(listed)]


def _file_name(call: Call, entry: Any, path: str) -> str:
    if not isinstance(entry, dict):
        raise invalid_part("attachments", path, expected_data_type="jsonobject")
    id_ = str(cast("Body", entry).get("id"))
    file, attachment = own_file(call, id_), visible(call, ATTACHMENTS, id_)
    if file is not None:
        return file["name"]
    if attachment is None or attachment["$link_url"]:
        raise invalid_part("id", f"{path}.id", "the id given seems to be invalid")
    return attachment["File_Name"]


def _is_scheduled(call: Call, item: Body) -> bool:
    """Whether the mail is for later: it is accepted and never sent, since the sandbox's day does not pass."""
    raw = item.get("scheduled_time")
    if raw is None:
        return False
    path = f"{_MAIL}.scheduled_time"
    try:
        moment = datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise invalid_part("scheduled_time", path, expected_data_type="datetime")
    if moment <= now(call.sandbox.options):
        raise invalid_part("scheduled_time", path, "the time given has passed")
    return True
