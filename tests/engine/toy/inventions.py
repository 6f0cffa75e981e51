"""Invented records as data: their fields, what each declares, where its values lie and from whom they are hidden."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from domain.queries import EntryWindow, Row, RowPage
from schema.engine.declare.parts import upstream
from schema.engine.declare.records import sub_resource
from schema.shared.money import Money
from tests.engine.toy.invented import Fields, toy_part

TWINS = ("Grand_Total", "Sub_Total", "Margin")
ROWS = 2
FIRST_ID = 70
_FIRST = 7_000_000
_WORLD = 1_000_000
_FIRST_DAY = dt.date(1500, 1, 1)
_DAYS_APART = 20_000
ANNOTATIONS: Mapping[str, Any] = {
    "money": Money | None,
    "decimal": Decimal | None,
    "whole": int | None,
    "formatted": str | None,
    "declared": str | None,
    "words": str | None,
    "day": dt.date | None,
}
# Kinds whose values are amounts wherever they stand, for the log of reads.
AMOUNTS = frozenset({"money", "declared"})
# Kinds from which amounts may be read: they are closed.
TELLING = AMOUNTS | {"decimal", "whole", "formatted"}


@dataclass(slots=True)
class Leaf:
    """A plain value. `twin` is the CRM field that hides it, `public` says that a reason is declared."""

    serial: int
    kind: str
    twin: str | None = None
    public: bool = False
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def name(self) -> str:
        """The name in the graph."""
        return f"f{self.serial}"

    @property
    def key(self) -> str:
        """The product's key."""
        return f"k{self.serial}{'_formatted' if self.kind == 'formatted' else ''}"

    @property
    def is_open(self) -> bool:
        """Whether the declaration leaves open who may see an amount."""
        return self.kind in TELLING and self.twin is None and not self.public

    @property
    def is_logged(self) -> bool:
        """Whether its reads are reads of amounts."""
        return not self.public and (self.kind in AMOUNTS or (self.kind in TELLING and self.twin is not None))

    def value(self, row: int, world: int) -> Any:
        """What the product sends for it."""
        number = _FIRST + world * _WORLD + self.serial * 10 + row
        match self.kind:
            case "money" | "decimal":
                return number + 0.5
            case "whole":
                return number
            case "day":
                return (_FIRST_DAY + dt.timedelta(self.serial * 10 + row + world * _DAYS_APART)).isoformat()
            case _:
                return f"about {number}"

    def canaries(self) -> set[str]:
        """What shows one of its values, of whichever row and world."""
        shown = {str(self.value(row, world)) for row in range(ROWS) for world in range(2)}
        return {text.removeprefix("about ").removesuffix(".5") for text in shown}

    def declared(self) -> tuple[Any, Any]:
        """Its annotation and field."""
        said: dict[str, Any] = {"crm": self.twin, "amount": self.kind == "declared", **self.options}
        if self.public:
            said["public"] = "The test says so."
        return ANNOTATIONS[self.kind], upstream(self.key, "A value.", **said)

    def selection(self) -> str:
        """What asks for it."""
        return f"{self.name} {{ amount currency }}" if self.kind == "money" else self.name


@dataclass(slots=True)
class Box:
    """A part: an object or a list under a key, spread over the row, renamed under a key, or asked for apart."""

    serial: int
    shape: str
    members: "list[Leaf | Box]"
    twin: str | None = None
    # The values of the other world, where the parts are asked for apart.
    changed: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """The name in the graph."""
        return f"f{self.serial}"

    @property
    def type_name(self) -> str:
        """The part's type."""
        return f"Box{self.serial}"

    @property
    def is_renamed(self) -> bool:
        """Whether the row's keys are others than the part's."""
        return self.shape in {"spread", "renamed"}

    def inner_row(self, row: int, changed: frozenset[int]) -> Row:
        """The object that stands for the part."""
        inner = row_of(self.members, row, changed)
        return {f"r{key}": value for key, value in inner.items()} if self.is_renamed else inner

    def declared(self) -> tuple[Any, Any]:
        """Its annotation and field."""
        kind = toy_part(self.type_name, fields_of(self.members))
        if self.shape == "apart":

            async def reads(loader: object, module: object, record_id: str, window: EntryWindow) -> RowPage:
                return window.of([self.inner_row(int(record_id) - FIRST_ID, self.changed)])

            logged = any(leaf.is_logged for leaf, _ in leaves(self.members))
            return list[kind] | None, sub_resource(
                kind, "Parts apart.", reads=reads, costs={"books": 1}, tells_amounts=logged
            )
        keys = {leaf.key: f"r{leaf.key}" for leaf in self.members if isinstance(leaf, Leaf)}
        key = "" if self.shape == "spread" else f"k{self.serial}"
        annotation: Any = list[kind] | None if self.shape == "list" else kind | None
        parts = keys if self.is_renamed else None
        return annotation, upstream(key, "A part.", parts=parts, crm=self.twin)

    def selection(self) -> str:
        """What asks for all of it."""
        inner = selection_of(self.members)
        return f"{self.name} {{ {f'nodes {{ {inner} }}' if self.shape == 'apart' else inner} }}"


Member = Leaf | Box


def fields_of(members: list[Member]) -> Fields:
    """The declarations of members."""
    return {member.name: member.declared() for member in members}


def selection_of(members: list[Member]) -> str:
    """What asks for all of the members."""
    return " ".join(["__typename", *(member.selection() for member in members)])


def leaves(members: list[Member], twins: frozenset[str] = frozenset()) -> Iterator[tuple[Leaf, frozenset[str]]]:
    """Every plain value with the twins that hide it: its own and those of the parts that it lies in."""
    for member in members:
        own = twins | ({member.twin} if member.twin is not None else set[str]())
        if isinstance(member, Leaf):
            yield member, own
        else:
            yield from leaves(member.members, own)


def boxes(members: list[Member]) -> Iterator[Box]:
    """Every part."""
    for member in members:
        if isinstance(member, Box):
            yield member
            yield from boxes(member.members)


def row_of(members: list[Member], row: int, changed: frozenset[int]) -> Row:
    """What a product sends for members; `changed` are the serials of values that are the other world's."""
    made: Row = {}
    for member in members:
        if isinstance(member, Leaf):
            made[member.key] = member.value(row, int(member.serial in changed))
        elif member.shape == "spread":
            made |= member.inner_row(row, changed)
        elif member.shape != "apart":
            inner = member.inner_row(row, changed)
            made[f"k{member.serial}"] = [inner, inner] if member.shape == "list" else inner
    return made
