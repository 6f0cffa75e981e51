"""What the company bought and sold: estimates, orders, invoices, payments, credit notes, purchase orders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from sandbox.company import words
from sandbox.company.shapes import Account, Deal, Document, DocumentKind, Line, Payment, Vendor
from sandbox.company.whole import Company
from sandbox.people import BY_NAME, Persona

PREFIXES: dict[DocumentKind, str] = {
    "estimate": "QT",
    "salesorder": "SO",
    "invoice": "INV",
    "purchaseorder": "PO",
    "creditnote": "CN",
}
ID_BASES: dict[DocumentKind, int] = {
    "estimate": 6_000_000,
    "salesorder": 7_000_000,
    "invoice": 8_000_000,
    "purchaseorder": 9_000_000,
    "creditnote": 10_000_000,
}


@dataclass(frozen=True, slots=True)
class _Draft:
    """What differs from one document to the next."""

    kind: DocumentKind
    party: Account | Vendor
    lines: tuple[Line, ...]
    made_on: date
    until: date
    status: str
    author: Persona
    deal: Deal | None = None
    source: Document | None = None
    balance: Decimal = Decimal(0)
    approved: bool = False


class _Desk:
    """Numbers the documents and files them."""

    def __init__(self, story: Company, random: Random) -> None:
        self.story = story
        self.random = random
        self._counts: dict[DocumentKind, int] = dict.fromkeys(PREFIXES, 0)
        self._lines = 0

    def lines(self, *, at_cost: bool = False) -> tuple[Line, ...]:
        """One to four lines of active products."""
        products = [product for product in self.story.products if product.active]
        chosen = self.random.sample(products, self.random.randrange(1, 5))
        made: list[Line] = []
        for product in chosen:
            self._lines += 1
            made.append(
                Line(
                    number=self._lines,
                    product=product,
                    quantity=Decimal(self.random.randrange(1, 12)),
                    rate=product.cost if at_cost else product.price,
                    discount=Decimal(self.random.choice((0, 0, 0, 5, 10))),
                    taxed=product.taxed,
                )
            )
        return tuple(made)

    def file(self, draft: _Draft) -> Document:
        """The document with its number, ids and times."""
        self._counts[draft.kind] += 1
        number = self._counts[draft.kind]
        created = datetime.combine(draft.made_on, time(9, number % 60), UTC)
        waits = draft.status == "pending_approval"
        document = Document(
            kind=draft.kind,
            number=number,
            books_id=str(460000000000000000 + ID_BASES[draft.kind] + number),
            mirror_id=str(4150868000000000000 + ID_BASES[draft.kind] + number),
            name=f"{PREFIXES[draft.kind]}-{number:06d}",
            reference=f"REF-{self.random.randrange(1000, 9999)}" if number % 3 else "",
            party=draft.party,
            deal=draft.deal,
            lines=draft.lines,
            made_on=draft.made_on,
            until=draft.until,
            status=draft.status,
            balance=draft.balance,
            author=draft.author,
            salesperson=draft.author,
            submitter=draft.author if waits or draft.approved else None,
            approver=BY_NAME["accountant"] if draft.approved else None,
            source=draft.source,
            notes=self.random.choice(words.NOTES),
            created_at=created,
            modified_at=created + timedelta(hours=self.random.randrange(1, 72)),
        )
        self.story.documents.append(document)
        return document


def tell_trade(story: Company, random: Random) -> None:
    """Add documents and payments to the story."""
    desk = _Desk(story, random)
    for account in story.accounts:
        if account.books_id is not None:
            _sell_to(desk, account)
    for vendor in story.vendors:
        _buy_from(desk, vendor)


def _sell_to(desk: _Desk, account: Account) -> None:
    deals = [deal for deal in desk.story.deals if deal.account is account]
    for position, deal in enumerate(deals):
        estimate = _estimate(desk, account, deal, position)
        if estimate.status == "invoiced":
            order = _order(desk, estimate)
            _invoice(desk, account, order, position)
    # Two more invoices without a deal, one of them paid, so that balances and overdue ones exist for everybody.
    for position in range(2):
        _invoice(desk, account, None, position + account.number)
    if account.number % 4 == 1:
        _credit(desk, account)


def _estimate(desk: _Desk, account: Account, deal: Deal, position: int) -> Document:
    closed = deal.stage == "Closed Won"
    open_status = ("draft", "sent", "accepted", "pending_approval", "declined", "expired")
    status = "invoiced" if closed or position == 1 else open_status[(deal.number // 3) % len(open_status)]
    made_on = max(deal.created_at.date(), desk.story.today - timedelta(days=200 - deal.number % 150))
    until = desk.story.today - timedelta(days=3) if status == "expired" else made_on + timedelta(days=90)
    return desk.file(
        _Draft(
            kind="estimate",
            party=account,
            lines=desk.lines(),
            made_on=made_on,
            until=until,
            status=status,
            author=account.owner,
            deal=deal,
            approved=status in {"accepted", "invoiced"},
        )
    )


def _order(desk: _Desk, estimate: Document) -> Document:
    made_on = min(estimate.made_on + timedelta(days=7), desk.story.today)
    return desk.file(
        _Draft(
            kind="salesorder",
            party=estimate.party,
            lines=estimate.lines,
            made_on=made_on,
            until=made_on + timedelta(days=21),
            status="invoiced" if estimate.number % 3 else "open",
            author=estimate.author,
            deal=estimate.deal,
            source=estimate,
        )
    )


def _invoice(desk: _Desk, account: Account, order: Document | None, turn: int) -> None:
    if order is not None and order.status != "invoiced":
        return
    today = desk.story.today
    made_on = order.made_on + timedelta(days=3) if order else today - timedelta(days=3 + (turn * 17) % 70)
    made_on = min(made_on, today)
    lines = order.lines if order else desk.lines()
    draft = _Draft(
        kind="invoice",
        party=account,
        lines=lines,
        made_on=made_on,
        until=made_on + timedelta(days=30),
        status="draft",
        author=BY_NAME["accountant"] if order is None else order.author,
        deal=order.deal if order else None,
        source=order,
    )
    total = sum((line.net + line.tax for line in lines), Decimal(0))
    fate = ("paid", "open", "paid", "partial", "paid", "open", "draft", "void", "paid")[turn % 9]
    overdue = draft.until < today
    status, balance = {
        "paid": ("paid", Decimal(0)),
        "open": ("overdue" if overdue else "sent", total),
        "partial": ("overdue" if overdue else "partially_paid", (total / 2).quantize(Decimal("0.01"))),
        "draft": ("draft", total),
        "void": ("void", Decimal(0)),
    }[fate]
    invoice = desk.file(replace(draft, status=status, balance=balance))
    if fate in {"paid", "partial"}:
        _pay(desk, account, [(invoice, total - balance)], min(made_on + timedelta(days=12), today))


def _pay(desk: _Desk, account: Account, applied: Sequence[tuple[Document, Decimal]], paid_on: date) -> None:
    number = len(desk.story.payments) + 1
    desk.story.payments.append(
        Payment(
            number=number,
            books_id=str(460000000011000000 + number),
            name=str(number),
            account=account,
            paid_on=paid_on,
            mode=desk.random.choice(words.PAYMENT_MODES),
            amount=sum((amount for _, amount in applied), Decimal(0)),
            reference=f"TRF-{desk.random.randrange(10000, 99999)}",
            applied=tuple(applied),
            author=BY_NAME["accountant"],
            created_at=datetime.combine(paid_on, time(10, number % 60), UTC),
        )
    )


def _credit(desk: _Desk, account: Account) -> None:
    invoice = next((d for d in reversed(desk.story.documents) if d.kind == "invoice" and d.party is account), None)
    lines = desk.lines()[:1]
    total = sum((line.net + line.tax for line in lines), Decimal(0))
    desk.file(
        _Draft(
            kind="creditnote",
            party=account,
            lines=lines,
            made_on=desk.story.today - timedelta(days=account.number % 40),
            until=desk.story.today,
            status="open" if account.number % 8 == 1 else "closed",
            author=BY_NAME["accountant"],
            source=invoice,
            balance=total if account.number % 8 == 1 else Decimal(0),
        )
    )


def _buy_from(desk: _Desk, vendor: Vendor) -> None:
    for position, status in enumerate(("billed", "open", "draft", "cancelled")[: 2 + vendor.number % 3]):
        made_on = desk.story.today - timedelta(days=20 + 35 * position + vendor.number)
        desk.file(
            _Draft(
                kind="purchaseorder",
                party=vendor,
                lines=desk.lines(at_cost=True),
                made_on=made_on,
                until=made_on + timedelta(days=28),
                status=status,
                author=BY_NAME["accountant"],
            )
        )
