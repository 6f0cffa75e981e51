"""Mails of Books' documents. Source: Zoho Books v3, `GET /{document}/{id}/email`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.answers import objects_in, text_in, truth_in
from domain.errors import UpstreamUnavailable
from domain.json_values import mapping
from domain.queries import Row


@dataclass(frozen=True, slots=True)
class OfferedSender:
    """An address that Books offers to send from. `is_organizations` says that it is not a user's own."""

    id: str | None
    name: str
    email: str
    is_default: bool
    is_organizations: bool


@dataclass(frozen=True, slots=True)
class EmailTemplate:
    """A template of the organisation; `is_selected` marks the one that was filled in."""

    id: str
    name: str
    is_selected: bool


@dataclass(frozen=True, slots=True)
class EmailContent:
    """A mail as Books would write it, the template filled in. `recipients` are the selected contacts' addresses."""

    subject: str
    body: str
    senders: Sequence[OfferedSender]
    recipients: Sequence[str]
    templates: Sequence[EmailTemplate]
    file_name: str | None


def email_content_in(envelope: Mapping[str, Any]) -> EmailContent:
    """The content of a mail. Estimates have it in the envelope itself, the other documents under `data`.

    Raises UpstreamUnavailable where a part of it is malformed.
    """
    content = mapping(envelope.get("data")) or envelope
    if "subject" not in content and "body" not in content:
        raise UpstreamUnavailable("Zoho Books answered with something that is no mail.", service="books")
    return EmailContent(
        subject=text_in("books", content, "subject") or "",
        body=text_in("books", content, "body") or "",
        senders=[_sender(row) for row in objects_in("books", content, "from_emails")],
        recipients=[
            email
            for row in objects_in("books", content, "to_contacts")
            if truth_in("books", row, "selected") and (email := text_in("books", row, "email"))
        ],
        templates=[
            EmailTemplate(
                text_in("books", row, "email_template_id") or "",
                text_in("books", row, "name") or "",
                truth_in("books", row, "selected"),
            )
            for row in objects_in("books", content, "emailtemplates")
        ],
        file_name=text_in("books", content, "file_name"),
    )


def _sender(row: Row) -> OfferedSender:
    return OfferedSender(
        id=text_in("books", row, "organization_contact_id"),
        name=text_in("books", row, "user_name") or "",
        email=text_in("books", row, "email") or "",
        is_default=truth_in("books", row, "selected"),
        is_organizations=truth_in("books", row, "is_org_email_id"),
    )
