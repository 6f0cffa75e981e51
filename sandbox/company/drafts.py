"""Drafts of documents, each with its number within its kind and a random stream of its own."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from sandbox.company import words
from sandbox.company.company import Company
from sandbox.company.documents import Document, DocumentKind, Line
from sandbox.company.entities import Account, Deal, Product, Vendor
from sandbox.people import BY_NAME, Persona


@dataclass(frozen=True, slots=True)
class BlankDocument:
    """The empty document: its kind, its number within the kind and the stream that its values are drawn from."""

    kind: DocumentKind
    number: int
    random: Random
    products: tuple[Product, ...]

    def lines(self, *, at_cost: bool = False) -> tuple[Line, ...]:
        """One to four lines of active products."""
        chosen = self.random.sample(self.products, self.random.randrange(1, 5))
        return tuple(
            Line(
                number=self.kind.id_base * 1000 + self.number * 10 + position,
                product=product,
                quantity=Decimal(self.random.randrange(1, 12)),
                rate=product.cost if at_cost else product.price,
                discount=Decimal(self.random.choice((0, 0, 0, 5, 10))),
                taxed=product.taxed,
            )
            for position, product in enumerate(chosen, start=1)
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """What differs from one document to the next."""

    sheet: BlankDocument
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


class Drafting:
    """Issues blank documents and adds the finished ones to the company."""

    def __init__(self, story: Company) -> None:
        self.story = story
        self._counts: Counter[str] = Counter()

    def sheet(self, kind: DocumentKind) -> BlankDocument:
        """The next empty document of the kind."""
        self._counts[kind.word] += 1
        number = self._counts[kind.word]
        active = tuple(product for product in self.story.products if product.active)
        return BlankDocument(kind, number, self.story.stream(f"books_{kind.word}", number), active)

    def file(self, draft: Draft) -> Document:
        """The document as the company keeps it."""
        document = drawn_up(draft)
        self.story.documents.append(document)
        return document


def drawn_up(draft: Draft) -> Document:
    """The document with its number, ids and times."""
    kind, number, random = draft.sheet.kind, draft.sheet.number, draft.sheet.random
    created = datetime.combine(draft.made_on, time(9, number % 60), UTC)
    waits = draft.status == "pending_approval"
    return Document(
        kind=kind.word,
        number=number,
        books_id=kind.books_id(number),
        mirror_id=kind.mirror_id(number),
        name=kind.name(number),
        reference=f"REF-{random.randrange(1000, 9999)}" if number % 3 else "",
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
        notes=random.choice(words.NOTES),
        created_at=created,
        modified_at=created + timedelta(hours=random.randrange(1, 72)),
    )
