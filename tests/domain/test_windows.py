"""Clients page by position, products by number: which upstream pages hold a window of rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadUserInput
from domain.queries import DEFAULT_PAGE, LARGEST_PAGE, offset_of, page_size, windows
from tests.proofs import examples

OFFSETS = st.integers(0, 120_000)
COUNTS = st.integers(1, LARGEST_PAGE)
# What a product pages by, and how far it pages by number: whole pages of the largest size.
LARGEST = st.integers(LARGEST_PAGE, 250)


def rows(window: tuple[int, int, int, int]) -> list[int]:
    """The positions that a window takes from its upstream page."""
    page, size, start, end = window
    assert 0 <= start < end <= size
    return [(page - 1) * size + row for row in range(start, end)]


@examples(150, short=18)
@given(offset=OFFSETS, count=COUNTS, largest=LARGEST)
def test_the_windows_are_exactly_the_rows_asked_for_in_at_most_two_pages(offset: int, count: int, largest: int) -> None:
    found = windows(offset, count, largest)
    assert [row for window in found for row in rows(window)] == list(range(offset, offset + count))
    assert len(found) <= 2
    assert all(page >= 1 and size <= largest for page, size, _, _ in found)


@examples(150, short=18)
@given(data=st.data(), count=COUNTS, largest=LARGEST, pages=st.integers(1, 10))
def test_no_upstream_page_ends_beyond_the_reach(data: st.DataObject, count: int, largest: int, pages: int) -> None:
    reach = pages * largest
    offset = data.draw(st.integers(0, reach - count))
    found = windows(offset, count, largest, reach)
    assert [row for window in found for row in rows(window)] == list(range(offset, offset + count))
    assert max(page * size for page, size, _, _ in found) <= reach


@given(page=st.integers(0, 500), count=COUNTS)
def test_a_client_that_pages_evenly_costs_one_page_of_its_own_size(page: int, count: int) -> None:
    assert windows(page * count, count, 200) == [(page + 1, count, 0, count)]


@examples(150, short=18)
@given(offset=st.integers(0, 1_000_000), count=st.integers(1, 100))
def test_of_zoho_s_pages_of_200_one_holds_any_page_of_up_to_100_whole(offset: int, count: int) -> None:
    assert len(windows(offset, count, 200)) == 1


def test_where_pages_are_no_larger_than_the_window_two_neighbours_hold_it() -> None:
    assert windows(150, 100, 100) == [(2, 100, 50, 100), (3, 100, 0, 50)]


def test_a_page_size_is_between_1_and_200_and_20_when_not_given() -> None:
    assert page_size(None) == DEFAULT_PAGE == 20
    assert [page_size(first) for first in (1, 200)] == [1, 200]


@pytest.mark.parametrize("first", [0, -1, 201, 2**31])
def test_any_other_page_size_is_refused(first: int) -> None:
    with pytest.raises(BadUserInput, match="between 1 and 200"):
        page_size(first)


def test_a_page_begins_behind_its_cursor() -> None:
    assert offset_of(None) == 0
    assert offset_of((41,)) == 42
