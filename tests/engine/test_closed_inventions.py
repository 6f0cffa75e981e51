"""Invented records: random fields of random modules, random twins, and nothing hidden is shown by any of them."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

import pytest
import strawberry
from graphql import GraphQLSchema
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from domain.modules.module import Module
from domain.queries import Row
from schema.engine.declare.filters import DecimalFilter, where
from schema.engine.declare.links import LinkField
from schema.engine.declare.listings import Listing
from schema.engine.execute.payloads import Payload
from schema.engine.visibility.closed import NotClosedError
from schema.shared.custom_fields import custom_fields
from tests.engine.toy.invented import HOME, Fields, only_toys, toy_graph, toy_module, toy_record
from tests.engine.toy.invented_world import InventedWorld
from tests.engine.toy.inventions import (
    FIRST_ID,
    ROWS,
    TELLING,
    TWINS,
    Box,
    Leaf,
    Member,
    boxes,
    fields_of,
    leaves,
    row_of,
    selection_of,
)
from tests.noninterference.dice import Dice
from tests.proofs import proof

ROLLS = 500
UNHEALTHY = (HealthCheck.large_base_example, HealthCheck.too_slow, HealthCheck.data_too_large)
TALLY: Counter[str] = Counter()
_SERIAL = count()
MONEY_OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"currency": ""},
    {"currency": "currency_code"},
    {"detail": True},
)
NOTHING = frozenset[int]()
# Documents that ask for values; the others compare them.
WHOLE = frozenset({"list", "record", "link", "inline"})
SHAPES = ("object", "list", "spread", "renamed", "apart")


class Invention:
    """The records of one case. `twin` hides the custom amounts; `inline` is what a look-up carries of a bear."""

    def __init__(self, dice: Dice) -> None:
        self._dice, self._serials = dice, count(1)
        self._open = dice.chance(20)
        # The first is an amount that a look-up can carry.
        self.members: list[Member] = [Leaf(next(self._serials), "money", dice.pick(TWINS))]
        self.members += self._some(1 + dice.below(5), 2)
        self.twin = dice.pick(TWINS)
        self.custom = [
            Leaf(next(self._serials), kind, twin=twin) for kind, twin in (("money", self.twin), ("words", None))
        ]
        self.hidden = frozenset(dice.some(TWINS, 40))

    @property
    def every(self) -> list[tuple[Leaf, frozenset[str]]]:
        """Every plain value with its twins, custom ones among them."""
        return [*leaves(self.members), *leaves([*self.custom])]

    @property
    def inline(self) -> Leaf:
        """The amount that a look-up carries."""
        first = self.members[0]
        assert isinstance(first, Leaf)
        return first

    def open_ends(self) -> set[str]:
        """The names of the values that the declarations leave open: those that no outer twin hides."""
        return {leaf.name for leaf, twins in self.every if leaf.is_open and not twins}

    def rows(self, changed: frozenset[int]) -> list[Row]:
        """What Books has of bears."""
        for box in boxes(self.members):
            box.changed = changed
        return [self._row(row, changed) for row in range(ROWS)]

    def _row(self, row: int, changed: frozenset[int]) -> Row:
        words = (("amount", self.custom[0]), ("string", self.custom[1]))
        custom = [
            {
                "api_name": f"cf_{leaf.name}",
                "label": "x",
                "data_type": word,
                "value": leaf.value(row, int(leaf.serial in changed)),
            }
            for word, leaf in words
        ]
        plain = {"toy_id": str(FIRST_ID + row), "currency_code": "EUR", "bcy": 1, "custom_fields": custom}
        return {**plain, **row_of(self.members, row, changed)}

    def cubs(self, bears: list[Row]) -> list[Row]:
        """Each with a look-up that carries a bear's amount."""
        mother = {"id": str(FIRST_ID), "sum": bears[0][self.inline.key]}
        return [{"toy_id": str(FIRST_ID + row), "mother": mother} for row in range(ROWS)]

    def _some(self, most: int, depth: int) -> list[Member]:
        return [self._box(depth) if depth and self._dice.chance(40) else self._leaf() for _ in range(most)]

    def _box(self, depth: int) -> Box:
        shape = self._dice.pick(SHAPES if depth == 2 else SHAPES[:4])
        flat = shape in {"spread", "renamed"}
        members = self._some(1 + self._dice.below(3), 0 if flat or shape == "apart" else depth - 1)
        twin = self._dice.pick(TWINS) if shape != "apart" and self._dice.chance(15) else None
        return Box(next(self._serials), shape, members, twin)

    def _leaf(self) -> Leaf:
        dice = self._dice
        kind = dice.pick(("money", "decimal", "whole", "formatted", "declared", "words", "day"))
        leaf = Leaf(next(self._serials), kind)
        if kind == "money":
            leaf.options = dice.pick(MONEY_OPTIONS)
        if dice.chance(70 if kind in TELLING else 40):
            leaf.twin = dice.pick(TWINS)
        elif not (self._open and dice.chance(50)):
            leaf.public = True
        return leaf


class InventedGraph(NamedTuple):
    """The graph of an invention, and its modules."""

    schema: GraphQLSchema
    bears: Module
    cubs: Module


def built(invention: Invention) -> InventedGraph:
    """The graph of bears and of cubs, each of which leads to a bear. Raises NotClosedError."""
    number = next(_SERIAL)
    bears, cubs = toy_module(f"bears{number}s"), toy_module(f"cubs{number}s", None)
    custom = custom_fields(crm=invention.twin)
    kind = toy_record("Bear", bears, {**fields_of(invention.members), "custom_fields": (list[Any], custom)})
    inline = {"toy_id": "id", invention.inline.key: "sum"}
    mother = LinkField(
        "Bear", HOME, "It.", path=("mother", "id"), detail=False, hop=None, inline=inline, inside=(), named=None
    )
    fields: Fields = {"mother": (Row | None, mother)}
    compared: dict[str, Any] = {"__annotations__": {}, "__doc__": "Which."}
    for each, _ in leaves([member for member in invention.members if isinstance(member, Leaf)]):
        if each.kind in {"money", "decimal"}:
            compared["__annotations__"][each.name] = DecimalFilter | None
            compared[each.name] = where(each.key, "By it.")
    filter_ = None
    if compared["__annotations__"]:
        filter_ = strawberry.input(type("BearFilter", (), compared), description="Which.")
    listing = Listing(kind, filter=filter_)
    return InventedGraph(toy_graph(listing, Listing(toy_record("Cub", cubs, fields))), bears, cubs)


def documents(invention: Invention, graph: InventedGraph) -> dict[str, str]:
    """Everything of a list, of a record, over a link and over its look-up alone, and a filter by each hidden amount."""
    every, bears, cubs = selection_of(invention.members), graph.bears.name, graph.cubs.name
    custom = "customFields { name ... on CustomAmount { amount { amount currency } } ... on CustomText { text } }"
    whole = f"id {every} {custom} history {{ nodes {{ act changes {{ field before after }} }} }}"
    carried = f"recordId {invention.inline.selection()}"
    asked = {
        "list": f"{{ {bears}(first: 1) {{ edges {{ cursor node {{ {whole} }} }} pageInfo {{ endCursor }} }} }}",
        "record": f'{{ bear(id: "{FIRST_ID}") {{ {whole} }} }}',
        "inline": f"{{ {cubs} {{ nodes {{ mother {{ {carried} }} }} }} }}",
        "link": f"{{ {cubs} {{ nodes {{ mother {{ {whole} }} }} }} }}",
    }
    for leaf in (member for member in invention.members if isinstance(member, Leaf)):
        if leaf.kind in {"money", "decimal"} and leaf.twin in invention.hidden:
            asked[leaf.name] = f"{{ {bears}(filter: {{ {leaf.name}: {{ atLeast: 8000000 }} }}) {{ nodes {{ id }} }} }}"
    return asked


def check(rolls: bytes) -> None:
    """One case. Raises AssertionError where something hidden is shown, or an open declaration is accepted."""
    dice = Dice(rolls)
    invention = Invention(dice)
    with only_toys():
        if open_ends := invention.open_ends():
            TALLY["refused"] += 1
            with pytest.raises(NotClosedError) as refused:
                built(invention)
            assert {each.partition(":")[0].partition(".")[2] for each in str(refused.value).splitlines()} == open_ends
            return
        graph = built(invention)
        for name, text in documents(invention, graph).items():
            note(text)
            _is_kept(invention, graph, Asked(name, text, compiles=dice.chance(50), logs_reads=dice.chance(50)))


@dataclass(frozen=True, slots=True)
class Asked:
    """A document and the way in which it is answered."""

    name: str
    text: str
    compiles: bool
    logs_reads: bool


def _is_kept(invention: Invention, graph: InventedGraph, asked: Asked) -> None:
    """Two worlds that differ in what is hidden are one, and what is not hidden is shown."""
    hidden = [leaf for leaf, twins in invention.every if twins & invention.hidden]
    (here, world, payload), (there, other, _) = (
        asyncio.run(_left(invention, graph, asked, changed))
        for changed in (NOTHING, frozenset(leaf.serial for leaf in hidden))
    )
    assert here == there
    assert world.calls() == other.calls()
    assert [leaf for leaf in hidden if any(canary in here for canary in leaf.canaries())] == []
    TALLY["values hidden"] += len(hidden)
    if asked.name not in WHOLE:
        assert [error["extensions"]["code"] for error in payload.body()["errors"]] == ["FORBIDDEN"]
        TALLY["refused comparisons"] += 1
        return
    assert payload.errors == []
    visible = [leaf for leaf, twins in invention.every if not twins & invention.hidden]
    if asked.name == "inline":
        visible = [leaf for leaf in visible if leaf is invention.inline]
    assert [leaf for leaf in visible if not any(canary in here for canary in leaf.canaries())] == []
    TALLY["values shown"] += len(visible)
    if asked.logs_reads:
        _are_logged(invention, visible, world.reads(), alone=asked.name == "inline")


async def _left(
    invention: Invention, graph: InventedGraph, asked: Asked, changed: frozenset[int]
) -> tuple[str, InventedWorld, Payload]:
    rows = {graph.bears: invention.rows(changed)}
    rows[graph.cubs] = invention.cubs(rows[graph.bears])
    world = InventedWorld(graph.schema, rows, {twin: twin not in invention.hidden for twin in TWINS})
    until = asyncio.get_running_loop().time() + 60
    payload = await world.ask(asked.text, until, compiles=asked.compiles, logs_reads=asked.logs_reads)
    return world.left(payload), world, payload


def _are_logged(invention: Invention, visible: list[Leaf], reads: list[str], *, alone: bool) -> None:
    """The entry about reads names every amount that was shown; parts that are asked for apart by their field."""
    apart = [box for box in boxes(invention.members) if box.shape == "apart"]
    elsewhere = {leaf.name for leaf in invention.custom} | {
        leaf.name for box in apart for leaf, _ in leaves(box.members)
    }
    logged = {leaf.name for leaf in visible if leaf.is_logged and leaf.name not in elsewhere}
    if not alone:
        logged |= {box.name for box in apart if any(leaf.is_logged for leaf, _ in leaves(box.members))}
        logged |= {"history", "customFields"}
    # What lies in a part that is hidden as a whole is named as well.
    hidden = [box for box in boxes(invention.members) if box.twin in invention.hidden]
    below = {leaf.name for leaf, _ in leaves([*hidden])}
    assert {each.partition(".")[2] for each in reads} - below == logged - below
    TALLY["reads logged"] += len(logged)


def inventions(cases: int) -> None:
    """So many cases."""

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=UNHEALTHY,
        phases=(Phase.generate, Phase.shrink),
    )
    @given(st.binary(min_size=ROLLS, max_size=ROLLS))
    def nothing_hidden_is_shown(rolls: bytes) -> None:
        check(rolls)

    nothing_hidden_is_shown()


@proof("cases", short=12, full=50)
def test_nothing_hidden_of_invented_records_is_shown(cases: int) -> None:
    TALLY.clear()
    inventions(cases)
    assert TALLY["refused"] > cases / 20
    assert TALLY["values hidden"] > cases * 5
    assert TALLY["values shown"] > cases * 5
    assert TALLY["refused comparisons"] > cases / 4
    assert TALLY["reads logged"] > cases
