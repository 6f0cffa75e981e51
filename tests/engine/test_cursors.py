"""Cursors open for the list that made them, and for nothing else."""

from base64 import urlsafe_b64encode
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.errors import BadUserInput
from domain.modules import books, crm
from domain.queries import Condition, ListQuery, Operator, Order, Position, Within
from schema.engine.declare.cursors import LONGEST, Cursors, binding_of
from tests.graphs import Graph
from tests.proofs import examples

CURSORS = Cursors(b"a secret of the operator's")
INVOICES, ACCOUNTS = books.INVOICES, crm.ACCOUNTS
LIST = binding_of(INVOICES, ListQuery())
WORDS = st.text(max_size=8)
POSITIONS: st.SearchStrategy[Position] = st.lists(
    st.integers(0, 2**60) | st.text(max_size=300), min_size=1, max_size=4
).map(tuple)
QUERIES = st.builds(
    ListQuery,
    first=st.integers(1, 100),
    after=st.none() | POSITIONS,
    conditions=st.lists(
        st.builds(Condition, WORDS, st.sampled_from(Operator), WORDS | st.lists(WORDS, max_size=2).map(tuple)),
        max_size=2,
    ).map(tuple),
    search=st.none() | WORDS,
    view=st.none() | WORDS,
    order=st.none() | st.builds(Order, WORDS, st.booleans()),
    within=st.none()
    | st.builds(
        Within,
        WORDS,
        st.lists(WORDS, max_size=2).map(tuple),
        st.none() | st.tuples(WORDS, WORDS),
        st.none() | WORDS,
    ),
)


def refused(cursor: str, binding: bytes = LIST) -> bool:
    """Whether it does not open."""
    try:
        CURSORS.open(binding, cursor)
    except BadUserInput:
        return True
    return False


@examples(150, short=18)
@given(position=POSITIONS)
def test_a_position_is_the_same_when_its_cursor_is_opened(position: Position) -> None:
    assert CURSORS.open(LIST, CURSORS.seal(LIST, position)) == position


@given(position=POSITIONS)
def test_the_same_place_has_the_same_cursor_in_every_process_of_one_secret(position: Position) -> None:
    assert CURSORS.seal(LIST, position) == Cursors(b"a secret of the operator's").seal(LIST, position)
    assert CURSORS.seal(LIST, position) != Cursors(b"a secret of somebody else's").seal(LIST, position)


@examples(150, short=18)
@given(one=QUERIES, other=QUERIES)
def test_two_lists_share_cursors_only_if_they_differ_in_nothing_but_the_page(one: ListQuery, other: ListQuery) -> None:
    same = replace(one, first=1, after=None) == replace(other, first=1, after=None)
    assert (binding_of(INVOICES, one) == binding_of(INVOICES, other)) is same
    assert binding_of(INVOICES, one) != binding_of(ACCOUNTS, one)
    assert binding_of(INVOICES, one) == binding_of(INVOICES, replace(one, first=7, after=(41,)))


@examples(150, short=18)
@given(position=POSITIONS, other=QUERIES)
def test_a_cursor_of_another_list_does_not_open(position: Position, other: ListQuery) -> None:
    binding = binding_of(INVOICES, other)
    assume(binding != LIST)
    assert refused(CURSORS.seal(binding, position))


@examples(150, short=18)
@given(position=POSITIONS, at=st.integers(0, 10_000), letter=st.characters())
def test_a_cursor_with_another_letter_does_not_open(position: Position, at: int, letter: str) -> None:
    cursor = CURSORS.seal(LIST, position)
    at %= len(cursor)
    assume(cursor[at] != letter)
    assert refused(cursor[:at] + letter + cursor[at + 1 :])
    assert refused(cursor[:at] + letter + cursor[at:])


@given(position=POSITIONS, length=st.integers(0, 10_000))
def test_a_cursor_that_was_cut_off_does_not_open(position: Position, length: int) -> None:
    cursor = CURSORS.seal(LIST, position)
    assert refused(cursor[: length % len(cursor)])


@given(invented=st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: urlsafe_b64encode(raw).decode()))
def test_an_invented_cursor_does_not_open(invented: str) -> None:
    assert refused(invented)


@pytest.mark.parametrize("spelling", ["{}=", "{}==", " {}", "{}\n", "{}!", "=" * 3 + "{}"])
def test_a_cursor_has_one_spelling(spelling: str) -> None:
    assert refused(spelling.format(CURSORS.seal(LIST, (41,))))


def test_a_relay_cursor_of_arrays_and_a_very_long_one_do_not_open() -> None:
    assert refused(urlsafe_b64encode(b"arrayconnection:-5").decode())
    assert refused("A" * 1_000_000)
    assert len(CURSORS.seal(LIST, (2000, "t" * 2000, 199))) < LONGEST


PAGE = """
    query (
      $first: Int, $after: String, $filter: InvoiceFilter, $order: InvoiceOrder, $view: ID, $search: String
    ) {
      invoices(first: $first, after: $after, filter: $filter, orderBy: $order, view: $view, search: $search) {
        nodes { number } pageInfo { endCursor hasNextPage hasPreviousPage startCursor }
      }
    }
"""


async def test_a_client_pages_with_the_cursor_of_the_same_list_and_no_other(graph: Graph) -> None:
    await graph.meet("admin")
    order = {"field": "NUMBER", "direction": "ASC"}
    first = (await graph.ask("admin", PAGE, {"first": 2, "order": order})).data["invoices"]
    cursor = first["pageInfo"]["endCursor"]
    second = (await graph.ask("admin", PAGE, {"first": 3, "order": order, "after": cursor})).data["invoices"]
    numbers = [node["number"] for page in (first, second) for node in page["nodes"]]
    assert numbers == [f"INV-{number:06}" for number in range(1, 6)]
    # Relay wants the field; lists are read forwards only.
    assert (first["pageInfo"]["hasPreviousPage"], second["pageInfo"]["hasPreviousPage"]) == (False, False)
    graph.forget_calls()
    others = [
        {},
        {"order": {**order, "direction": "DESC"}},
        {"order": order, "search": "INV"},
        {"order": order, "view": "PAID"},
        {"order": order, "filter": {"status": "PAID"}},
    ]
    for other in others:
        told = await graph.ask("admin", PAGE, {**other, "after": cursor})
        assert told.codes == ["BAD_USER_INPUT"], other
    for query in ("estimates", "accounts"):
        told = await graph.ask("admin", f'{{ {query}(after: "{cursor}") {{ nodes {{ id }} }} }}')
        assert told.codes == ["BAD_USER_INPUT"], query
    assert graph.calls() == []


def test_a_secret_changes_while_cursors_are_out_and_the_old_one_can_go() -> None:
    old, new = b"an old secret of cursors", b"a new secret of cursors"
    sealed = Cursors(old).seal(b"list", (7,))
    both = Cursors(new, old)
    assert both.open(b"list", sealed) == both.open(b"list", both.seal(b"list", (7,)))
    assert both.seal(b"list", (7,)) == Cursors(new).seal(b"list", (7,)) != sealed
    for cursors, binding in ((Cursors(new), b"list"), (both, b"another list")):
        with pytest.raises(BadUserInput):
            cursors.open(binding, sealed)
