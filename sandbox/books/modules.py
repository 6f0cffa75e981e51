"""The declaration of a module: names, keys, list parameters and hooks. What all modules do alike is in `rest`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from sandbox.books import custom_fields
from sandbox.books.custom_fields import CustomField
from sandbox.books.filters import Filters, SqlCondition
from sandbox.books.operations import BooksRequest
from sandbox.books.refusals import missing
from sandbox.books.roles import Entity
from sandbox.store import Body, Record, text_of

Renderer = Callable[[BooksRequest, Body, Body], None]


def unchanged(request: BooksRequest, body: Body, shown: Body) -> None:
    """Add nothing to what the keys say."""


def written_nowhere(request: BooksRequest, stored: Body) -> Body:
    """Modules that are only read."""
    raise NotImplementedError


def unguarded(request: BooksRequest, body: Body) -> None:
    """Any record may be deleted."""


def settled(request: BooksRequest, before: Body, after: Body) -> None:
    """Nothing else changes with the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksModule:
    """A module of Books.

    `detail` and `row` are the keys of the single record and of the list row with their blanks. A stored body holds
    what differs from them, and some keys of the sandbox's own, which no answer shows. `shape_detail` and
    `shape_row` add what must be computed when asked. `write` makes the body after a POST or PUT, from the empty or
    the stored one; `guard` may refuse a deletion; `settle` carries a change that was made into other records (an empty
    body stands for none). Rows of a `personal` module depend on who asks, those of others on record and day alone.
    """

    name: str
    singular: str
    plural: str
    id_key: str
    noun: str
    scope: str
    entity: Entity
    report: str
    detail: Body
    row: Body
    filters: Filters = field(default_factory=dict[str, Callable[[str], SqlCondition]])
    views: Mapping[str, SqlCondition] = field(default_factory=lambda: {"Status.All": true()})
    searched: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    sort: tuple[str, str] = ("created_time", "D")
    custom_fields: tuple[CustomField, ...] = ()
    personal: bool = False
    segment: Literal["", "owner_id", "customer_id", "contact_id"] = ""
    messages: tuple[str, str, str] = ("", "", "")
    shape_detail: Renderer = unchanged
    shape_row: Renderer = unchanged
    write: Callable[[BooksRequest, Body], Body] = written_nowhere
    guard: Callable[[BooksRequest, Body], None] = unguarded
    settle: Callable[[BooksRequest, Body, Body], None] = settled

    def rendered_row(self, request: BooksRequest, body: Body) -> Body:
        """The record as its list shows it."""
        shown = {key: body.get(key, blank) for key, blank in self.row.items()}
        self._show_custom_fields(body, shown)
        self.shape_row(request, body, shown)
        return shown

    def rendered_detail(self, request: BooksRequest, body: Body) -> Body:
        """The record in full."""
        shown = {key: body.get(key, blank) for key, blank in self.detail.items()}
        self._show_custom_fields(body, shown)
        self.shape_detail(request, body, shown)
        return shown

    def completed(self, body: Body) -> Body:
        """The body to store: with the row's plain blanks, so that filters and sorting meet them."""
        return {key: blank for key, blank in self.row.items() if blank and isinstance(blank, str | int)} | body

    def existing(self, request: BooksRequest, id_: str) -> Body:
        """The stored record, as far as the user may know of it; refused where there is none."""
        body = self.known(request, id_)
        if body is None:
            raise missing(self.noun)
        return body

    def known(self, request: BooksRequest, id_: str) -> Body | None:
        """The stored record, as far as the user may know of it, or None."""
        narrowed = self.visible(request)
        if narrowed and not request.ledger.count(self.name, [col(Record.id) == id_, *narrowed]):
            return None
        return request.ledger.body(self.name, id_)

    def visible(self, request: BooksRequest) -> list[ColumnElement[bool]]:
        """The conditions under which a record is there for the user: "assigned customers only" narrows it."""
        if not (request.role.segmented and self.segment):
            return []
        mine = text_of("owner_id") == request.persona.books_id
        if self.segment == "owner_id":
            return [or_(mine, text_of("contact_type") == "vendor")]
        contact = aliased(Record)
        contact_body = col(contact.body)
        mine = contact_body["owner_id"].as_string() == request.persona.books_id
        contacts = select(col(contact.id)).where(
            col(contact.product) == request.organization.shelf,
            col(contact.module) == "contacts",
            or_(mine, contact_body["contact_type"].as_string() == "vendor"),
        )
        return [text_of(self.segment).in_(contacts)]

    def _show_custom_fields(self, body: Body, shown: Body) -> None:
        if self.custom_fields:
            shown_fields = custom_fields.rendered(self.custom_fields, body)
            shown.update((key, value) for key, value in shown_fields.items() if key in shown)
