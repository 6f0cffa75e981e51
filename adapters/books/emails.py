"""Mails of Books' documents. Source: Zoho Books v3, `GET /{document}/{id}/email`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.json_values import mapping, mappings
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
    """The content of a mail. Estimates have it in the envelope itself, the other documents under `data`."""
    content = mapping(envelope.get("data")) or envelope
    return EmailContent(
        subject=str(content.get("subject") or ""),
        body=str(content.get("body") or ""),
        senders=[_sender(row) for row in mappings(content.get("from_emails"))],
        recipients=[
            str(row["email"])
            for row in mappings(content.get("to_contacts"))
            if row.get("selected") and row.get("email")
        ],
        templates=[
            EmailTemplate(
                str(row.get("email_template_id") or ""), str(row.get("name") or ""), bool(row.get("selected"))
            )
            for row in mappings(content.get("emailtemplates"))
        ],
        file_name=str(content["file_name"]) if content.get("file_name") else None,
    )


def _sender(row: Row) -> OfferedSender:
    id_ = row.get("organization_contact_id")
    return OfferedSender(
        id=str(id_) if id_ else None,
        name=str(row.get("user_name") or ""),
        email=str(row.get("email") or ""),
        is_default=bool(row.get("selected")),
        is_organizations=bool(row.get("is_org_email_id")),
    )
