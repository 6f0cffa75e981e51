"""Mail of documents and from records of CRM, sent only from the caller's own addresses.

Source: Zoho Books v3, `GET` and `POST /{document}/{id}/email`; Zoho CRM v8, "Send Mail" and "From Addresses".
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from adapters.books.emails import EmailTemplate, OfferedSender
from adapters.crm.from_addresses import SenderAddress, own_addresses
from domain.errors import BadUserInput, Forbidden, NotFound
from domain.modules.books import ESTIMATES
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import EMAIL_ADDRESS, ProblemCode, not_done
from resolvers.caller.identity import identity_of
from resolvers.catalogue import CRM, FINANCE
from resolvers.reading.loader import RecordLoader
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.mutation_command import MutationRequest
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

MOST_RECIPIENTS = 50


@dataclass(frozen=True, slots=True)
class FilledTemplate:
    """A mail as the product would write it, the template filled in. `to` are the recipients that it suggests."""

    subject: str
    body: str
    senders: Sequence[SenderAddress]
    to: Sequence[str]
    templates: Sequence[EmailTemplate]
    file_name: str | None


@dataclass(frozen=True, slots=True)
class MailDraft:
    """A mail as its author wants it; the template fills in what is None."""

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
    """The filled template of a document's mail: one call, and one for addresses in CRM. Raises NotFound."""
    content = await (await loader.books()).email_content(FINANCE[module], record_id, template)
    senders = [
        SenderAddress(each.id, each.name, each.email, each.is_default)
        for each in await own_senders(loader, content.senders)
    ]
    return FilledTemplate(
        content.subject, content.body, senders, content.recipients, content.templates, content.file_name
    )


async def own_senders(loader: RecordLoader, offered: Sequence[OfferedSender]) -> list[OfferedSender]:
    """The offered addresses that are the caller's own: Books marks only the organisation's, not other users'.

    Where the caller's address and user in Books do not settle it, CRM is asked for the caller's other addresses: one
    call.
    """
    user = await loader.permissions.sources.books_user()
    identity = await identity_of(loader.upstream, loader.caller_cache)
    own = {identity.email.casefold(), *(user.emails if user else ())}
    candidates = [each for each in offered if not each.is_organizations]
    if any(each.email.casefold() not in own for each in candidates):
        with suppress(Forbidden):
            own |= {each.email.casefold() for each in await from_addresses(loader)}
    return [each for each in candidates if each.email.casefold() in own]


async def from_addresses(loader: RecordLoader) -> list[SenderAddress]:
    """The caller's own addresses in CRM, without the organisation's: one call."""
    return own_addresses(await loader.crm.from_addresses())


async def send_document(
    loader: RecordLoader, request: MutationRequest, module: Module, record_id: str, draft: MailDraft
) -> MutationResult:
    """Mail a document: four calls. Nothing is sent unless the sender is one of the caller's own addresses."""
    current = CurrentRecord(loader, module, record_id)
    body: dict[str, Any] = {}

    async def check() -> Row:
        row = await current.read_approved()
        try:
            filled = await preview_of(loader, module, record_id, draft.template)
        except NotFound:
            raise not_done(ProblemCode.NOT_FOUND, "There is no such document or template for you.", "id") from None
        except BadUserInput:
            raise not_done(ProblemCode.VALIDATION, "There is no such template.", "templateId") from None
        body.update(_email_body(draft, filled, await _sender_of(loader, module, draft, filled)))
        return row

    async def send(_mark: str) -> Row | None:
        params = (("send_attachment", "true"),) if draft.attach_files else ()
        client = await loader.books()
        await client.write("POST", FINANCE[module].path, record_id, "email", params=params, values=body)
        return await current.read_written()

    # A mail whose answer was lost cannot be found: a document is also marked as sent by hand.
    command = request.command(module, "send", send, shows_all_fields=True, record_id=record_id, check=check)
    return await perform_mutation(loader, command)


async def send_mail(
    loader: RecordLoader, request: MutationRequest, module: Module, record_id: str, draft: MailDraft
) -> MutationResult:
    """Mail from a record of CRM: two calls. Nothing is sent unless the sender is one of the caller's own addresses."""
    senders: list[SenderAddress] = []

    async def check() -> None:
        own = await from_addresses(loader)
        wanted = None if draft.sender is None else draft.sender.casefold()
        senders[:] = [
            each for each in own if (each.is_default if wanted is None else wanted in {each.email.casefold(), each.id})
        ]
        if not senders:
            text = "This is no address of yours in CRM: `fromAddresses` lists those that are."
            raise not_done(ProblemCode.NOT_YOUR_ADDRESS, text, "from")

    async def send(_mark: str) -> Row:
        values: dict[str, Any] = {
            "from": {"user_name": senders[0].name, "email": senders[0].email},
            "to": [{"email": each} for each in draft.to or ()],
            "subject": draft.subject or "",
            "content": draft.body or "",
            "mail_format": "html",
        }
        copies = (("cc", draft.cc), ("bcc", draft.bcc))
        values |= {key: [{"email": each} for each in recipients] for key, recipients in copies if recipients}
        await loader.crm.write("POST", (CRM[module].api_name, record_id, "actions", "send_mail"), [values])
        return {"id": record_id}

    return await perform_mutation(loader, request.command(module, "view", send, record_id=record_id, check=check))


async def _sender_of(loader: RecordLoader, module: Module, draft: MailDraft, filled: FilledTemplate) -> SenderAddress:
    """The sender, one of the caller's own addresses. Raises NotDone."""
    if draft.sender is None:
        email = (await identity_of(loader.upstream, loader.caller_cache)).email.casefold()
        own = [each for each in filled.senders if each.is_default] or [
            each for each in filled.senders if each.email.casefold() == email
        ]
        if not own:
            text = "Books knows no verified address of yours to send from."
            raise not_done(ProblemCode.NOT_YOUR_ADDRESS, text, "from")
        return own[0]
    wanted = draft.sender.casefold()
    own = [each for each in filled.senders if wanted in {each.email.casefold(), each.id}]
    if not own:
        text = "This is no verified address of yours: `fromAddresses` lists those that are."
        raise not_done(ProblemCode.NOT_YOUR_ADDRESS, text, "from")
    if module == ESTIMATES and not own[0].is_default:
        text = "Books sends estimates from your default address alone."
        raise not_done(ProblemCode.NOT_YOUR_ADDRESS, text, "from")
    return own[0]


def _email_body(draft: MailDraft, filled: FilledTemplate, sender: SenderAddress) -> dict[str, Any]:
    to = list(filled.to if draft.to is None else draft.to)
    if not to:
        raise not_done(ProblemCode.VALIDATION, "Set at least one recipient.", "to")
    values: dict[str, Any] = {
        "to_mail_ids": to,
        "subject": filled.subject if draft.subject is None else draft.subject,
        "body": filled.body if draft.body is None else draft.body,
        "send_from_org_email_id": False,
    }
    copies = (("cc_mail_ids", draft.cc), ("bcc_mail_ids", draft.bcc))
    values |= {key: list(recipients) for key, recipients in copies if recipients}
    if sender.id is not None:
        # Estimates have no such key, and Books ignores keys that it does not know.
        values["from_address_id"] = sender.id
    return values


def checked_addresses(recipients: Sequence[str], *path: str) -> list[str]:
    """The addresses of recipients, each once; they need not be anybody's contacts. Raises NotDone."""
    if len(recipients) > MOST_RECIPIENTS:
        raise not_done(ProblemCode.VALIDATION, f"At most {MOST_RECIPIENTS} recipients.", *path)
    for index, address in enumerate(recipients):
        if EMAIL_ADDRESS.fullmatch(address) is None:
            raise not_done(ProblemCode.VALIDATION, "This is no e-mail address.", *path, str(index))
    return list(dict.fromkeys(recipients))
