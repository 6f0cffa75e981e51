"""Mail of documents, from the caller's own address alone.

Source: Zoho Books v3, `GET` and `POST /{document}/{id}/email`; Zoho CRM v8, "Send Mail" and "From Addresses".
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from adapters.answers import mapping
from domain.errors import BadUserInput, Forbidden, NotFound
from domain.modules.books import ESTIMATES
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import EMAIL_ADDRESS, ProblemCode, not_done
from resolvers.caller.identity import identity_of
from resolvers.catalogue import CRM, FINANCE
from resolvers.reading.loader import RecordLoader
from resolvers.writing.documents import CurrentRecord, MutationRequest
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

MOST_RECIPIENTS = 50


@dataclass(frozen=True, slots=True)
class SenderAddress:
    """An address that the caller may write from. `is_default` is the one that mail goes from unless told otherwise."""

    id: str | None
    name: str
    email: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class FilledTemplate:
    """A mail as the product would write it: the template filled in."""

    subject: str
    body: str
    senders: Sequence[SenderAddress]
    to: Sequence[str]
    templates: Sequence[tuple[str, str, bool]]
    file_name: str | None


@dataclass(frozen=True, slots=True)
class MailDraft:
    """What the author wants of a mail; what is None comes from the template."""

    to: Sequence[str] | None = None
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    subject: str | None = None
    body: str | None = None
    sender: str | None = None
    template: str | None = None
    attach_files: bool = False


async def preview_of(
    loader: RecordLoader, module: Module, record_id: str, template: str | None = None
) -> FilledTemplate:
    """The filled template of a document's mail: one call, and one more for addresses beside. Raises NotFound."""
    params = (("email_template_id", template),) if template else ()
    body = await (await loader.books()).read(FINANCE[module].path, record_id, "email", params=params)
    # Estimates carry it flat, the others under `data`.
    told = mapping(body.get("data")) or body
    senders = [_sender(row) for row in await own_address_rows(loader, _rows(told, "from_emails"))]
    return FilledTemplate(
        str(told.get("subject") or ""),
        str(told.get("body") or ""),
        senders,
        [str(row["email"]) for row in _rows(told, "to_contacts") if row.get("selected") and row.get("email")],
        [
            (str(row.get("email_template_id") or ""), str(row.get("name") or ""), bool(row.get("selected")))
            for row in _rows(told, "emailtemplates")
        ],
        str(told["file_name"]) if told.get("file_name") else None,
    )


async def own_address_rows(loader: RecordLoader, rows: Sequence[Row]) -> list[Row]:
    """Those of the addresses that are the caller's, whatever Books offers: it marks the organisation's alone.

    Where the caller's address and user in Books do not tell, CRM is asked for the caller's others: one call.
    """
    user = await loader.permissions.facts.books_user()
    own = {(await identity_of(loader.upstream, loader.memory)).email.casefold(), *(user.emails if user else ())}
    offered = [row for row in rows if not row.get("is_org_email_id")]
    if any(_address(row) not in own for row in offered):
        with suppress(Forbidden):
            own |= {each.email.casefold() for each in await from_addresses(loader)}
    return [row for row in offered if _address(row) in own]


def _address(row: Row) -> str:
    return str(row.get("email")).casefold()


def _rows(told: Row, key: str) -> list[Row]:
    rows = told.get(key)
    return [mapping(row) for row in cast("list[object]", rows)] if isinstance(rows, list) else []


def _sender(row: Row) -> SenderAddress:
    id_ = row.get("organization_contact_id")
    return SenderAddress(
        str(id_) if id_ else None, str(row.get("user_name") or ""), str(row["email"]), bool(row.get("selected"))
    )


async def from_addresses(loader: RecordLoader) -> list[SenderAddress]:
    """The caller's own addresses in CRM, the organisation's left out: one call."""
    rows = await loader.crm.from_addresses()
    return [
        SenderAddress(
            str(row["id"]) if row.get("id") else None,
            str(row.get("user_name") or ""),
            str(row["email"]),
            row.get("default") is True,
        )
        for row in rows
        if row.get("type") != "org_email"
    ]


async def send_document(
    loader: RecordLoader, asking: MutationRequest, module: Module, record_id: str, letter: MailDraft
) -> MutationResult:
    """Mail a document: four calls. The sender is one of the caller's own addresses, or nothing is sent."""
    standing = CurrentRecord(loader, module, record_id)
    chosen: dict[str, Any] = {}

    async def check() -> Row:
        row = await standing.approved()
        try:
            offered = await preview_of(loader, module, record_id, letter.template)
        except NotFound:
            raise not_done(ProblemCode.NOT_FOUND, "There is no such document or template for you.", "id") from None
        except BadUserInput:
            raise not_done(ProblemCode.VALIDATION, "There is no such template.", "templateId") from None
        chosen.update(_body(letter, offered, await _sender_of(loader, module, letter, offered)))
        return row

    async def send(_mark: str) -> Row | None:
        params = (("send_attachment", "true"),) if letter.attach_files else ()
        client = await loader.books()
        await client.write("POST", FINANCE[module].path, record_id, "email", params=params, values=chosen)
        return await standing.again()

    # Nothing tells a lost one: a draft is also marked as sent by hand.
    write = asking.write(module, "send", send, shows_all_fields=True, record_id=record_id, check=check)
    return await perform_mutation(loader, write)


async def send_mail(
    loader: RecordLoader, asking: MutationRequest, module: Module, record_id: str, letter: MailDraft
) -> MutationResult:
    """Mail from a record of CRM: two calls. The sender is one of the caller's own addresses, or nothing is sent."""
    chosen: list[SenderAddress] = []

    async def check() -> None:
        own = await from_addresses(loader)
        wanted = None if letter.sender is None else letter.sender.casefold()
        fitting = [
            each for each in own if (each.is_default if wanted is None else wanted in {each.email.casefold(), each.id})
        ]
        if not fitting:
            text = "This is no address of yours in CRM: `fromAddresses` lists those that are."
            raise not_done(ProblemCode.NOT_YOUR_ADDRESS, text, "from")
        chosen.append(fitting[0])

    async def send(_mark: str) -> Row:
        values: dict[str, Any] = {
            "from": {"user_name": chosen[0].name, "email": chosen[0].email},
            "to": [{"email": each} for each in letter.to or ()],
            "subject": letter.subject or "",
            "content": letter.body or "",
            "mail_format": "html",
        }
        values |= {
            key: [{"email": each} for each in given] for key, given in (("cc", letter.cc), ("bcc", letter.bcc)) if given
        }
        await loader.crm.write("POST", (CRM[module].api_name, record_id, "actions", "send_mail"), [values])
        return {"id": record_id}

    return await perform_mutation(loader, asking.write(module, "view", send, record_id=record_id, check=check))


async def _sender_of(loader: RecordLoader, module: Module, letter: MailDraft, offered: FilledTemplate) -> SenderAddress:
    """The sender, one of the caller's. Raises NotDone."""
    if letter.sender is None:
        email = (await identity_of(loader.upstream, loader.memory)).email.casefold()
        own = [each for each in offered.senders if each.is_default] or [
            each for each in offered.senders if each.email.casefold() == email
        ]
        if not own:
            text = "Books knows no verified address of yours to send from."
            raise not_done(ProblemCode.NOT_YOUR_ADDRESS, text, "from")
        return own[0]
    wanted = letter.sender.casefold()
    own = [each for each in offered.senders if wanted in {each.email.casefold(), each.id}]
    if not own:
        text = "This is no verified address of yours: `fromAddresses` lists those that are."
        raise not_done(ProblemCode.NOT_YOUR_ADDRESS, text, "from")
    if module == ESTIMATES and not own[0].is_default:
        text = "Books sends estimates from your default address alone."
        raise not_done(ProblemCode.NOT_YOUR_ADDRESS, text, "from")
    return own[0]


def _body(letter: MailDraft, offered: FilledTemplate, sender: SenderAddress) -> dict[str, Any]:
    to = list(offered.to if letter.to is None else letter.to)
    if not to:
        raise not_done(ProblemCode.VALIDATION, "Give at least one recipient.", "to")
    values: dict[str, Any] = {
        "to_mail_ids": to,
        "subject": offered.subject if letter.subject is None else letter.subject,
        "body": offered.body if letter.body is None else letter.body,
        "send_from_org_email_id": False,
    }
    values |= {key: list(given) for key, given in (("cc_mail_ids", letter.cc), ("bcc_mail_ids", letter.bcc)) if given}
    if sender.id is not None:
        # Estimates have no such key; Books passes over what it does not know.
        values["from_address_id"] = sender.id
    return values


def checked_addresses(given: Sequence[str], *path: str) -> list[str]:
    """Recipients, who need not be contacts of anybody. Raises NotDone for what is no address."""
    if len(given) > MOST_RECIPIENTS:
        raise not_done(ProblemCode.VALIDATION, f"At most {MOST_RECIPIENTS} recipients.", *path)
    for place, address in enumerate(given):
        if EMAIL_ADDRESS.fullmatch(address) is None:
            raise not_done(ProblemCode.VALIDATION, "This is no e-mail address.", *path, str(place))
    return list(dict.fromkeys(given))
