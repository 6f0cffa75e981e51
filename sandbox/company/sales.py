"""What the company sold: estimates, orders, invoices, payments and credit notes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sandbox.company import words
from sandbox.company.company import Company
from sandbox.company.documents import Document, DocumentKind, Payment
from sandbox.company.drafts import Draft, Drafting
from sandbox.company.entities import Account, Deal
from sandbox.people import BY_NAME

ESTIMATE = DocumentKind("estimate", "QT", 6_000_000)
SALES_ORDER = DocumentKind("salesorder", "SO", 7_000_000)
INVOICE = DocumentKind("invoice", "INV", 8_000_000)
CREDIT_NOTE = DocumentKind("creditnote", "CN", 10_000_000)
PAYMENT = DocumentKind("customerpayment", "", 11_000_000)


def add_sales(story: Company) -> None:
    """Add estimates, sales orders, invoices, credit notes and payments to the story."""
    desk = Drafting(story)
    for account in story.accounts:
        if account.books_id is not None:
            _sell_to(desk, account)


def _sell_to(desk: Drafting, account: Account) -> None:
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


def _estimate(desk: Drafting, account: Account, deal: Deal, position: int) -> Document:
    closed = deal.stage == "Closed Won"
    open_status = ("draft", "sent", "accepted", "pending_approval", "declined", "expired")
    status = "invoiced" if closed or position == 1 else open_status[(deal.number // 3) % len(open_status)]
    made_on = max(deal.created_at.date(), desk.story.today - timedelta(days=200 - deal.number % 150))
    sheet = desk.sheet(ESTIMATE)
    until = desk.story.today - timedelta(days=3) if status == "expired" else made_on + timedelta(days=90)
    return desk.file(
        Draft(
            sheet=sheet,
            party=account,
            lines=sheet.lines(),
            made_on=made_on,
            until=until,
            status=status,
            author=account.owner,
            deal=deal,
            approved=status in {"accepted", "invoiced"},
        )
    )


def _order(desk: Drafting, estimate: Document) -> Document:
    sheet = desk.sheet(SALES_ORDER)
    made_on = min(estimate.made_on + timedelta(days=7), desk.story.today)
    return desk.file(
        Draft(
            sheet=sheet,
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


def _invoice(desk: Drafting, account: Account, order: Document | None, turn: int) -> None:
    if order is not None and order.status != "invoiced":
        return
    today = desk.story.today
    made_on = order.made_on + timedelta(days=3) if order else today - timedelta(days=3 + (turn * 17) % 70)
    made_on = min(made_on, today)
    sheet = desk.sheet(INVOICE)
    lines = order.lines if order else sheet.lines()
    draft = Draft(
        sheet=sheet,
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


def _pay(desk: Drafting, account: Account, applied: Sequence[tuple[Document, Decimal]], paid_on: date) -> None:
    number = len(desk.story.payments) + 1
    random = desk.story.stream("books_payment", number)
    desk.story.payments.append(
        Payment(
            number=number,
            books_id=PAYMENT.books_id(number),
            name=str(number),
            account=account,
            paid_on=paid_on,
            mode=random.choice(words.PAYMENT_MODES),
            amount=sum((amount for _, amount in applied), Decimal(0)),
            reference=f"TRF-{random.randrange(10000, 99999)}",
            applied=tuple(applied),
            author=BY_NAME["accountant"],
            created_at=datetime.combine(paid_on, time(10, number % 60), UTC),
        )
    )


def _credit(desk: Drafting, account: Account) -> None:
    invoice = next((d for d in reversed(desk.story.documents) if d.kind == "invoice" and d.party is account), None)
    sheet = desk.sheet(CREDIT_NOTE)
    lines = sheet.lines()[:1]
    total = sum((line.net + line.tax for line in lines), Decimal(0))
    desk.file(
        Draft(
            sheet=sheet,
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
