"""Mail from the caller's own address."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.errors import NotFound
from domain.modules.books import DOCUMENTS, ESTIMATES, INVOICES
from domain.modules.registry import modules
from domain.queries import Row
from domain.writes import NotDone, ProblemCode, not_done
from resolvers.writing import mail
from resolvers.writing.mutation_command import SHOWS_ALL_FIELDS
from schema.engine.declare import registry
from schema.engine.declare.inputs import text_at
from schema.engine.declare.payloads import Payload, changed_node, mutation, payload
from schema.shared.asking import OperationInfo, any_id, asking_of, refusal
from schema.shared.inputs import Keyed

WITHOUT_HIDDEN_COPIES = (ESTIMATES, INVOICES)
MAILED = tuple(module for module in modules() if module.sends_mail)
LONGEST_SUBJECT = 1000
LONGEST_BODY = 100_000
# What ends a line or moves on in it.
NO_LINE = re.compile(r"[\t\n\r\x85\u2028\u2029]")


@strawberry.type(description="An address that you may write from.")
class FromAddress:
    """One of the caller's own addresses."""

    id: str | None = strawberry.field(description="The product's id of it, where it has one.")
    name: str = strawberry.field(description="The name beside it.")
    email: str = strawberry.field(description="The address.")
    is_default: bool = strawberry.field(description="Whether mail goes from it unless told otherwise.")


@strawberry.type(description="A template of the product.")
class MailTemplate:
    """One template."""

    id: str = strawberry.field(description="What `templateId` takes.")
    name: str = strawberry.field(description="Its name.")
    is_selected: bool = strawberry.field(description="Whether the preview is of it.")


@strawberry.type(description="A document's mail as it would go out, its template filled in.")
class MailPreview:
    """One mail."""

    subject: str = strawberry.field(description="The subject.")
    body: str = strawberry.field(description="The body, in HTML as the product wrote it: treat it as foreign.")
    to: list[str] = strawberry.field(description="The recipients that the product proposes.")
    from_addresses: list[FromAddress] = strawberry.field(description="Your own addresses; the organisation's is none.")
    templates: list[MailTemplate] = strawberry.field(description="What else it could be written with.")
    file_name: str | None = strawberry.field(description="The name of the attached PDF.")


@strawberry.input(description="A mail with a document. What is not given comes from the template.")
class SendDocumentInput(Keyed):
    """A mail."""

    id: strawberry.ID = strawberry.field(description="The document's `id`.")
    to: list[str] | None = strawberry.field(
        default=UNSET, description="The recipients, whoever they are: they need not be contacts of the account."
    )
    cc: list[str] | None = strawberry.field(default=UNSET, description="Who gets a copy.")
    bcc: list[str] | None = strawberry.field(
        default=UNSET, description="Who gets a hidden copy. Books knows none of estimates and invoices."
    )
    subject: str | None = strawberry.field(default=UNSET, description="The subject.")
    body: str | None = strawberry.field(default=UNSET, description="The body, in HTML.")
    from_: str | None = strawberry.field(
        name="from",
        default=UNSET,
        description="One of your own addresses, by `id` or address; your default one unless given. Books sends "
        "estimates from the default one alone.",
    )
    template_id: str | None = strawberry.field(default=UNSET, description="The template to fill in.")
    attach_files: bool = strawberry.field(
        default=False, description="Whether the files that are attached to the document go along; its PDF always does."
    )


@strawberry.input(description="A mail from an account, a contact, a deal or a vendor of CRM.")
class SendMailInput(Keyed):
    """A mail."""

    id: strawberry.ID = strawberry.field(description="The record's `id`; the mail stands in its history.")
    to: list[str] = strawberry.field(description="The recipients, whoever they are.")
    cc: list[str] | None = strawberry.field(default=UNSET, description="Who gets a copy.")
    bcc: list[str] | None = strawberry.field(default=UNSET, description="Who gets a hidden copy.")
    subject: str = strawberry.field(description="The subject.")
    body: str = strawberry.field(description="The body, in HTML.")
    from_: str | None = strawberry.field(
        name="from",
        default=UNSET,
        description="One of your own addresses, by `id` or address; your default one unless given.",
    )


@payload
class SendMailPayload:
    """What came of it."""

    record: Row | None = changed_node("The record.")


@payload
class SendDocumentPayload:
    """What came of it."""

    document: Row | None = changed_node("The document as it is now.")


DocumentId = Annotated[strawberry.ID, strawberry.argument(description="The document's `id`.")]
TemplateId = Annotated[str | None, strawberry.argument(description="Another template than the product's choice.")]


async def preview_of(info: OperationInfo, document_id: str, template: str | None) -> MailPreview | None:
    """The filled template; None where the caller may not look at the document. Raises NotFound and BadUserInput."""
    type_name, record_id = registry.type_and_id_of(document_id)
    module = registry.module_of(type_name)
    if module not in DOCUMENTS:
        raise NotFound("Only estimates, orders and invoices are mailed.")
    if not await info.context.shows("Query.mailPreview", module):
        return None
    view = await info.context.loader.permissions.of(module)
    if view.dropped or view.hidden:
        # As with the PDF: the template shows what the document has.
        for denial in view.hidden.values():
            info.context.hidden["Query.mailPreview"] = replace(denial, text=SHOWS_ALL_FIELDS)
        return None
    found = await mail.preview_of(info.context.loader, module, record_id, template)
    return MailPreview(
        subject=found.subject,
        body=found.body,
        to=list(found.to),
        from_addresses=_told(found.senders),
        templates=[MailTemplate(id=each.id, name=each.name, is_selected=each.is_selected) for each in found.templates],
        file_name=found.file_name,
    )


async def from_addresses_of(info: OperationInfo) -> list[FromAddress]:
    """The caller's own addresses in CRM."""
    return _told(await mail.from_addresses(info.context.loader))


def _told(senders: Sequence[mail.SenderAddress]) -> list[FromAddress]:
    return [FromAddress(id=each.id, name=each.name, email=each.email, is_default=each.is_default) for each in senders]


def _letter(given: SendDocumentInput | SendMailInput) -> mail.MailDraft:
    """What the author wants. Raises NotDone."""
    for value, longest, name in ((given.subject, LONGEST_SUBJECT, "subject"), (given.body, LONGEST_BODY, "body")):
        if not isinstance(value, str):
            continue
        if not value.strip():
            raise not_done(ProblemCode.VALIDATION, "This cannot be blank.", name)
        text_at(value, longest, name)
        if name == "subject" and NO_LINE.search(value) is not None:
            # A line break would begin another header.
            raise not_done(ProblemCode.VALIDATION, "A subject is one line.", name)
    to, cc, bcc = (
        None if value is UNSET or value is None else mail.checked_addresses(value, name)
        for value, name in ((given.to, "to"), (given.cc, "cc"), (given.bcc, "bcc"))
    )
    subject, body, sender = (value or None for value in (given.subject, given.body, given.from_))
    if isinstance(given, SendMailInput):
        return mail.MailDraft(to, cc or (), bcc or (), subject, body, sender)
    return mail.MailDraft(to, cc or (), bcc or (), subject, body, sender, given.template_id or None, given.attach_files)


@strawberry.type
class MailMutations:
    """Sending."""

    @mutation(
        SendDocumentPayload,
        "Mail a document from your own address. An address that is not yours is refused before anything is sent.",
        DOCUMENTS,
        "send",
        {"crm": 3, "books": 5},
    )
    async def send_document(self, info: OperationInfo, input: SendDocumentInput) -> Payload:
        """A mail."""
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
            letter = _letter(input)
            if letter.bcc and module in WITHOUT_HIDDEN_COPIES:
                text = "Books sends no hidden copies of estimates and invoices: give `cc`, or send it twice."
                raise not_done(ProblemCode.VALIDATION, text, "bcc")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        asking = asking_of(info, input)
        if letter.attach_files:
            asking = replace(asking, touched={f"{registry.type_of(module)}.attachments": ("attachFiles",)})
        made = await mail.send_document(info.context.loader, asking, module, record_id, letter)
        return Payload(made)

    @mutation(
        SendMailPayload,
        "Mail from a record of CRM, from your own address. CRM counts 20 credits for it.",
        MAILED,
        "view",
        {"crm": 4, "books": 1},
    )
    async def send_mail(self, info: OperationInfo, input: SendMailInput) -> Payload:
        """A mail."""
        try:
            module, record_id = any_id(str(input.id), MAILED, "id")
            letter = _letter(input)
            if not letter.to:
                raise not_done(ProblemCode.VALIDATION, "Give at least one recipient.", "to")
        except NotDone as error:
            return refusal(MAILED[0], error)
        return Payload(await mail.send_mail(info.context.loader, asking_of(info, input), module, record_id, letter))
