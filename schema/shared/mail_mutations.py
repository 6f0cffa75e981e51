"""E-mail from the caller's own address."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.errors import NotFound
from domain.modules.books import DOCUMENTS, ESTIMATES, INVOICES
from domain.modules.crm import USERS
from domain.modules.registry import modules
from domain.queries import Row
from domain.writes import NotDone, ProblemCode, not_done
from resolvers.writing import mail
from resolvers.writing.mutation_command import SHOWS_ALL_FIELDS
from schema.engine.declare import registry
from schema.engine.declare.payloads import MutationPayload, changed_node, mutation, payload
from schema.engine.declare.texts import text_at
from schema.shared.mutation_requests import OperationInfo, any_id, mutation_request_of, refusal, type_and_id
from schema.shared.named_records import GLOBAL_ID_OR, NAMED_TYPE, NamedRecord
from schema.shared.record_types import RecordType

WITHOUT_HIDDEN_COPIES = (ESTIMATES, INVOICES)
MAILED = tuple(module for module in modules() if module.sends_mail)
FROM_ADDRESSES = "Query.fromAddresses"
LONGEST_SUBJECT = 1000
LONGEST_BODY = 100_000
SUBJECT = f"The subject, up to {LONGEST_SUBJECT:,} characters."
BODY = f"The body, in HTML, up to {LONGEST_BODY:,} characters."
# Characters that end a line or advance within it.
NO_LINE = re.compile(r"[\t\n\r\x85\u2028\u2029]")


@strawberry.type(description="An address that you may send e-mail from.")
class FromAddress:
    """One of the caller's own addresses."""

    id: str | None = strawberry.field(description="Its id in the product, if it has one.")
    name: str = strawberry.field(description="Display name.")
    email: str = strawberry.field(description="The address.")
    is_default: bool = strawberry.field(description="Whether e-mail is sent from it by default.")


@strawberry.type(description="An e-mail template of the product.")
class MailTemplate:
    """One template."""

    id: str = strawberry.field(description="Id for `templateId`.")
    name: str = strawberry.field(description="Its name.")
    is_selected: bool = strawberry.field(description="Whether the preview uses it.")


@strawberry.type(description="A document's e-mail as it would be sent, with its template filled in.")
class MailPreview:
    """One e-mail."""

    subject: str = strawberry.field(description="The subject.")
    body: str = strawberry.field(description="The body in HTML, as the product wrote it: treat it as untrusted.")
    to: list[str] = strawberry.field(description="The recipients that the product proposes.")
    from_addresses: list[FromAddress] = strawberry.field(description="Your own addresses, without the organisation's.")
    templates: list[MailTemplate] = strawberry.field(description="The available templates.")
    file_name: str | None = strawberry.field(description="The name of the attached PDF.")


@strawberry.input(description="An e-mail with a document. Omitted fields are taken from the template.")
class SendDocumentInput(NamedRecord):
    """One e-mail."""

    to: list[str] | None = strawberry.field(
        default=UNSET, description="The recipients; they need not be contacts of the account."
    )
    cc: list[str] | None = strawberry.field(default=UNSET, description="Recipients of a copy.")
    bcc: list[str] | None = strawberry.field(
        default=UNSET, description="Recipients of a blind copy; Books does not support it for estimates and invoices."
    )
    subject: str | None = strawberry.field(default=UNSET, description=SUBJECT)
    body: str | None = strawberry.field(default=UNSET, description=BODY)
    from_: str | None = strawberry.field(
        name="from",
        default=UNSET,
        description="One of your own addresses, by `id` or address; your default address if omitted. Books sends "
        "estimates from the default address only.",
    )
    template_id: str | None = strawberry.field(default=UNSET, description="The template to fill in.")
    attach_files: bool = strawberry.field(
        default=False, description="Whether to attach the document's files as well; its PDF is always attached."
    )


@strawberry.input(
    description="An e-mail from an account, a contact, a deal or a vendor of CRM, in whose history it appears."
)
class SendMailInput(NamedRecord):
    """One e-mail, which appears in the record's history."""

    to: list[str] = strawberry.field(description="The recipients; any addresses are allowed.")
    cc: list[str] | None = strawberry.field(default=UNSET, description="Recipients of a copy.")
    bcc: list[str] | None = strawberry.field(default=UNSET, description="Recipients of a blind copy.")
    subject: str = strawberry.field(description=SUBJECT)
    body: str = strawberry.field(description=BODY)
    from_: str | None = strawberry.field(
        name="from",
        default=UNSET,
        description="One of your own addresses, by `id` or address; your default address if omitted.",
    )


@payload
class SendMailPayload:
    """Result of sending an e-mail from a record."""

    record: Row | None = changed_node("The record.")


@payload
class SendDocumentPayload:
    """Result of e-mailing a document."""

    document: Row | None = changed_node("The document after the mutation.")


DocumentId = Annotated[strawberry.ID, strawberry.argument(description=GLOBAL_ID_OR)]
NamedRecordType = Annotated[RecordType | None, strawberry.argument(name="type", description=NAMED_TYPE)]
TemplateId = Annotated[
    str | None, strawberry.argument(description="The template to use instead of the product's default.")
]


async def preview_of(
    info: OperationInfo, document_id: str, template: str | None, named_type: RecordType | None
) -> MailPreview | None:
    """The filled-in template; None if the caller may not see the document. Raises NotFound and BadUserInput."""
    type_name, record_id = await type_and_id(info, document_id, named_type)
    module = registry.module_of(type_name)
    if module not in DOCUMENTS:
        raise NotFound("Only estimates, orders and invoices can be e-mailed.")
    if not await info.context.shows("Query.mailPreview", module):
        return None
    view = await info.context.loader.permissions.of(module)
    if not view.shows_all:
        # As with the PDF: the template may show any field of the document.
        for denial in view.hidden.values():
            info.context.hidden["Query.mailPreview"] = replace(denial, text=SHOWS_ALL_FIELDS)
        return None
    preview = await mail.preview_of(info.context.loader, module, record_id, template)
    if info.context.loader.amounts_read is not None:
        # The template may show any amount of the document.
        info.context.loader.amounts_read.add_records(module, ["Query.mailPreview"], [record_id])
    return MailPreview(
        subject=preview.subject,
        body=preview.body,
        to=list(preview.to),
        from_addresses=_from_addresses(preview.senders),
        templates=[
            MailTemplate(id=each.id, name=each.name, is_selected=each.is_selected) for each in preview.templates
        ],
        file_name=preview.file_name,
    )


async def from_addresses_of(info: OperationInfo) -> list[FromAddress] | None:
    """The caller's own addresses in CRM, None where CRM has refused them a while ago."""
    context = info.context
    senders = await context.looked_up(FROM_ADDRESSES, USERS, lambda: mail.from_addresses(context.loader))
    return None if senders is None else _from_addresses(senders)


def _from_addresses(senders: Sequence[mail.SenderAddress]) -> list[FromAddress]:
    return [FromAddress(id=each.id, name=each.name, email=each.email, is_default=each.is_default) for each in senders]


def _text(value: object, longest: int, name: str) -> str | None:
    """A text of an e-mail, None where it is not set. Raises NotDone."""
    if not isinstance(value, str):
        return None
    if not value.strip():
        raise not_done(ProblemCode.VALIDATION, "This cannot be blank.", name)
    return text_at(value, longest, name)


def _draft(mail_input: SendDocumentInput | SendMailInput) -> mail.MailDraft:
    """The e-mail that the author asks for. Raises NotDone."""
    subject, body = _text(mail_input.subject, LONGEST_SUBJECT, "subject"), _text(mail_input.body, LONGEST_BODY, "body")
    if subject is not None and NO_LINE.search(subject) is not None:
        # A line break would begin another header.
        raise not_done(ProblemCode.VALIDATION, "A subject must be a single line.", "subject")
    to, cc, bcc = (
        None if value is UNSET or value is None else mail.checked_addresses(value, name)
        for value, name in ((mail_input.to, "to"), (mail_input.cc, "cc"), (mail_input.bcc, "bcc"))
    )
    sender = mail_input.from_ or None
    if isinstance(mail_input, SendMailInput):
        return mail.MailDraft(to, cc or (), bcc or (), subject, body, sender)
    return mail.MailDraft(
        to, cc or (), bcc or (), subject, body, sender, mail_input.template_id or None, mail_input.attach_files
    )


@strawberry.type
class MailMutations:
    """Mutations that send e-mail."""

    @mutation(
        SendDocumentPayload,
        "Send a document by e-mail from your own address. An address that is not yours is refused before sending.",
        DOCUMENTS,
        "send",
        {"crm": 3, "books": 5},
    )
    async def send_document(self, info: OperationInfo, input: SendDocumentInput) -> MutationPayload:
        """One e-mail."""
        try:
            module, record_id = await any_id(info, str(input.id), input.type_, DOCUMENTS, "id")
            draft = _draft(input)
            if draft.bcc and module in WITHOUT_HIDDEN_COPIES:
                text = "Books sends no blind copies of estimates and invoices: use `cc`, or send the e-mail twice."
                raise not_done(ProblemCode.VALIDATION, text, "bcc")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        request = mutation_request_of(info, input)
        if draft.attach_files:
            request = replace(request, coordinate_paths={f"{registry.type_of(module)}.attachments": ("attachFiles",)})
        result = await mail.send_document(info.context.loader, request, module, record_id, draft)
        return MutationPayload(result)

    @mutation(
        SendMailPayload,
        "Send an e-mail from a record of CRM, from your own address. CRM charges 20 credits for it.",
        MAILED,
        "view",
        {"crm": 4, "books": 1},
    )
    async def send_mail(self, info: OperationInfo, input: SendMailInput) -> MutationPayload:
        """One e-mail."""
        try:
            module, record_id = await any_id(info, str(input.id), input.type_, MAILED, "id")
            draft = _draft(input)
            if not draft.to:
                raise not_done(ProblemCode.VALIDATION, "Set at least one recipient.", "to")
        except NotDone as error:
            return refusal(MAILED[0], error)
        return MutationPayload(
            await mail.send_mail(info.context.loader, mutation_request_of(info, input), module, record_id, draft)
        )
