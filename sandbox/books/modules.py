"""A module declared: its names, keys, list parameters and hooks; everything that all modules do alike is in `rest`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from sandbox.books import custom_fields
from sandbox.books.custom_fields import CustomField
from sandbox.books.filters import Condition, Filters
from sandbox.books.operations import Ask
from sandbox.books.refusals import missing
from sandbox.books.roles import Entity
from sandbox.store import Body, Record, text_of

Shape = Callable[[Ask, Body, Body], None]


def unchanged(ask: Ask, body: Body, shown: Body) -> None:
    """Add nothing to what the keys say."""


def written_nowhere(ask: Ask, stored: Body) -> Body:
    """Modules that are only read."""
    raise NotImplementedError


def unguarded(ask: Ask, body: Body) -> None:
    """Any record may be deleted."""


def settled(ask: Ask, before: Body, after: Body) -> None:
    """Nothing else changes with the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
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
    filters: Filters = field(default_factory=dict[str, Callable[[str], Condition]])
    views: Mapping[str, Condition] = field(default_factory=lambda: {"Status.All": true()})
    searched: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    sort: tuple[str, str] = ("created_time", "D")
    custom_fields: tuple[CustomField, ...] = ()
    personal: bool = False
    segment: Literal["", "owner_id", "customer_id", "contact_id"] = ""
    messages: tuple[str, str, str] = ("", "", "")
    shape_detail: Shape = unchanged
    shape_row: Shape = unchanged
    write: Callable[[Ask, Body], Body] = written_nowhere
    guard: Callable[[Ask, Body], None] = unguarded
    settle: Callable[[Ask, Body, Body], None] = settled

    def rendered_row(self, ask: Ask, body: Body) -> Body:
        """The record as its list shows it."""
        shown = {key: body.get(key, blank) for key, blank in self.row.items()}
        self._show_custom_fields(body, shown)
        self.shape_row(ask, body, shown)
        return shown

    def rendered_detail(self, ask: Ask, body: Body) -> Body:
        """The record in full."""
        shown = {key: body.get(key, blank) for key, blank in self.detail.items()}
        self._show_custom_fields(body, shown)
        self.shape_detail(ask, body, shown)
        return shown

    def completed(self, body: Body) -> Body:
        """The body to store: with the row's plain blanks, so that filters and sorting meet them."""
        return {key: blank for key, blank in self.row.items() if blank and isinstance(blank, str | int)} | body

    def found(self, ask: Ask, id_: str) -> Body:
        """The stored record, as far as the user may know of it; refused where there is none."""
        body = self.known(ask, id_)
        if body is None:
            raise missing(self.noun)
        return body

    def known(self, ask: Ask, id_: str) -> Body | None:
        """The stored record, as far as the user may know of it, or None."""
        narrowed = self.visible(ask)
        if narrowed and not ask.ledger.count(self.name, [col(Record.id) == id_, *narrowed]):
            return None
        return ask.ledger.body(self.name, id_)

    def visible(self, ask: Ask) -> list[ColumnElement[bool]]:
        """The conditions under which a record is there for the user: "assigned customers only" narrows it."""
        if not (ask.role.segmented and self.segment):
            return []
        mine = text_of("owner_id") == ask.persona.books_id
        if self.segment == "owner_id":
            return [or_(mine, text_of("contact_type") == "vendor")]
        contact = aliased(Record)
        told = col(contact.body)
        mine = told["owner_id"].as_string() == ask.persona.books_id
        contacts = select(col(contact.id)).where(
            col(contact.product) == ask.organization.shelf,
            col(contact.module) == "contacts",
            or_(mine, told["contact_type"].as_string() == "vendor"),
        )
        return [text_of(self.segment).in_(contacts)]

    def _show_custom_fields(self, body: Body, shown: Body) -> None:
        if self.custom_fields:
            told = custom_fields.rendered(self.custom_fields, body)
            shown.update((key, value) for key, value in told.items() if key in shown)
