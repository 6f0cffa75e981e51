"""Documents sent by mail, from the address of whose token it is (Zoho Books API v3, the documents' pages)."""

import re
from dataclasses import dataclass

from sandbox.books import (
    approvals,
    comments,
    email_content,
    estimates,
    invoice_writes,
    locks,
    purchase_orders,
    sales_orders,
    values,
)
from sandbox.books.documents import Trade
from sandbox.books.estimates import ESTIMATES
from sandbox.books.invoices import INVOICES
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.purchase_orders import PURCHASE_ORDERS
from sandbox.books.refusals import empty_body, foreign_sender, invalid, wrong_status
from sandbox.books.rest import store_changed
from sandbox.books.sales_orders import SALES_ORDERS
from sandbox.books.submissions import being
from sandbox.books.transitions import followed
from sandbox.outbox import ORGANIZATION, SenderAddress
from sandbox.store import Body

# How much one mail takes: no page says it, but for the lengths of the mails of contacts.
RECIPIENTS, SUBJECT, BODY = 50, 1_000, 5_000
UNSENDABLE = {"void", "cancelled", "pending_approval", "rejected"}
ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s.,;<>]+")
TEXTS = (("subject", SUBJECT), ("body", BODY))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """How a module's documents are mailed. `to` is what a draft becomes by it.

    `required` are the fields that its page wants, `lists` the recipients that it knows. With `whole` the content stands
    under `data` and the sender can be chosen.
    """

    module: BooksModule
    trade: Trade
    to: str
    message: str
    status: int = 200
    required: tuple[str, ...] = ()
    lists: tuple[str, ...] = ("to_mail_ids", "cc_mail_ids")
    whole: bool = True


EVERYONE = ("to_mail_ids", "cc_mail_ids", "bcc_mail_ids")
MAILINGS = (
    Mailing(
        module=ESTIMATES, trade=estimates.TRADE, to="sent", message="Your estimate has been sent.", whole=False
    ),
    Mailing(
        module=SALES_ORDERS, trade=sales_orders.TRADE, to="open", message="Your Sales Order has been sent.",
        status=201, required=("subject", "body"), lists=EVERYONE,
    ),
    Mailing(module=INVOICES, trade=invoice_writes.TRADE, to="sent", message="Your invoice has been sent."),
    Mailing(
        module=PURCHASE_ORDERS, trade=purchase_orders.TRADE, to="open", message="Your purchase order has been sent.",
        status=201, required=("body",), lists=EVERYONE,
    ),
)  # fmt: skip


def operations() -> list[Operation]:
    """Reading what a mail would say, and sending it."""
    return [operation for mailing in MAILINGS for operation in _operations_of(mailing)]


def _operations_of(mailing: Mailing) -> list[Operation]:
    module, trade = mailing.module, mailing.trade

    def content(request: BooksRequest) -> BooksResponse:
        record = module.existing(request, request.ids["id"])
        if mailing.whole:
            return success(data=email_content.full(request, module, trade, record))
        return success(**email_content.basic(request, module, trade, record))

    def send(request: BooksRequest) -> BooksResponse:
        record = module.existing(request, request.ids["id"])
        if not request.body:
            raise empty_body()
        approvals.required(request, module, record, "emailed")
        if record["status"] in UNSENDABLE:
            raise wrong_status(module.noun, "emailed", record["status"])
        _post(request, mailing, record)
        extra = {"is_first_email": not record.get("is_emailed")} if module is INVOICES else {}
        return BooksResponse(success(mailing.message, **extra).body, mailing.status)

    path = f"/{module.name}/{{id}}/email"
    return [
        Operation("GET", path, f"{module.scope}.READ", (module.entity, "view"), content),
        Operation("POST", path, f"{module.scope}.CREATE", (module.entity, "edit"), send),
    ]


def _post(request: BooksRequest, mailing: Mailing, record: Body) -> None:
    module, sender, texts = mailing.module, _sender(request, mailing), _texts(request, mailing, record)
    to, cc, bcc = _recipients(request, mailing)
    after = record | {"is_emailed": True}
    if record["status"] in {"draft", "approved"}:
        locks.check(request, module, record)
        after = followed(request, module, mailing.to, after | being(mailing.to))
    store_changed(request, module, record, after)
    comments.note(request, module, request.ids["id"], f"emailed to {', '.join([*to, *cc, *bcc])}.", "Updated")
    request.sandbox.outbox.add(
        "books", module.name, request.ids["id"], request.persona, sender, to, *texts,
        cc=cc, bcc=bcc, attachments=_attachments(request, mailing, record),
    )  # fmt: skip


def _sender(request: BooksRequest, mailing: Mailing) -> SenderAddress:
    sent, own = request.body, email_content.senders(request)
    if values.flag("send_from_org_email_id", sent.get("send_from_org_email_id", False)):
        return ORGANIZATION
    chosen = values.text("from_address_id", sent.get("from_address_id", "")) if mailing.whole else ""
    address = next((address for address in own if address.address_id == (chosen or own[0].address_id)), None)
    if address is None:
        raise foreign_sender()
    return address


def _recipients(request: BooksRequest, mailing: Mailing) -> tuple[list[str], list[str], list[str]]:
    to, cc, bcc = (_addresses(request, name) if name in mailing.lists else [] for name in EVERYONE)
    if not to:
        raise invalid("to_mail_ids")
    if len(to) + len(cc) + len(bcc) > RECIPIENTS:
        raise invalid("to_mail_ids")
    return to, cc, bcc


def _addresses(request: BooksRequest, name: str) -> list[str]:
    sent = [values.text(name, each) for each in values.array(name, request.body.get(name, []))]
    if not all(ADDRESS.fullmatch(each) for each in sent):
        raise invalid(name)
    return sent


def _texts(request: BooksRequest, mailing: Mailing, record: Body) -> list[str]:
    template = email_content.template_asked(request)
    usual = email_content.filled(request, mailing.module, mailing.trade, record, template)
    texts: list[str] = []
    for (name, most), text in zip(TEXTS, usual, strict=True):
        sent = values.text(name, request.body.get(name, ""))
        if len(sent) > most or (not sent and name in mailing.required):
            raise invalid(name)
        texts.append(sent or text)
    return texts


def _attachments(request: BooksRequest, mailing: Mailing, record: Body) -> list[str]:
    names = [request.params.get("file_name") or email_content.file_name(mailing.trade, record)]
    if values.flag("send_attachment", request.params.get("send_attachment", "false")):
        names += [row["file_name"] for row in record.get("documents", [])]
    return names + [upload.name for upload in request.uploads if upload.field == "attachments"]
