"""What places of a document need: several needs make one, and rows that were fetched for more answer less."""

from hypothesis import given
from hypothesis import strategies as st

from domain.sources import NO_NEEDS, Needs, Source, needs_of

NAMES = st.frozensets(st.sampled_from(["Name", "Phone", "Region", "Currency"]))
NEEDS = st.builds(Needs, NAMES, st.booleans(), NAMES, st.none() | NAMES, st.booleans())
ALL = frozenset[str]()


@given(one=NEEDS, other=NEEDS, third=NEEDS)
def test_the_order_of_needs_does_not_matter(one: Needs, other: Needs, third: Needs) -> None:
    assert one | other == other | one
    assert (one | other) | third == one | (other | third)
    assert one | one == one | NO_NEEDS == one


@given(one=NEEDS, other=NEEDS)
def test_needs_together_cover_each_of_them(one: Needs, other: Needs) -> None:
    assert (one | other).covers(one)
    assert (one | other).covers(other)


@given(one=NEEDS, other=NEEDS, third=NEEDS)
def test_covering_is_an_order(one: Needs, other: Needs, third: Needs) -> None:
    assert one.covers(one)
    assert one.covers(NO_NEEDS)
    if one.covers(other) and other.covers(third):
        assert one.covers(third)
    if one.covers(other) and other.covers(one):
        assert one == other


@given(one=NEEDS, other=NEEDS)
def test_what_covers_lacks_nothing(one: Needs, other: Needs) -> None:
    if one.covers(other):
        assert one.columns >= other.columns
        assert not (other.detail and not one.detail)
        assert one.listed >= other.listed
        assert not (other.home_currency and not one.home_currency)
        assert not (other.base_currency and not one.base_currency)


def test_all_custom_fields_cover_some_and_some_cover_none() -> None:
    every, some, none = Needs(custom=ALL), Needs(custom=frozenset({"Region"})), Needs()
    assert every.covers(some)
    assert some.covers(none)
    assert not some.covers(every)
    assert not none.covers(some)
    assert (some | Needs(custom=frozenset({"Tier"}))).custom == {"Region", "Tier"}
    assert (some | every).custom == ALL


def test_a_source_needs_its_columns_and_its_currency() -> None:
    assert needs_of(Source(("Amount",), currency="Currency")) == Needs(frozenset({"Amount", "Currency"}))
    assert needs_of(Source(("line_items",), detail=True)) == Needs(frozenset({"line_items"}), detail=True)
    author = frozenset({"created_by"})
    assert needs_of(Source(("created_by",), listed=True)) == Needs(author, listed=author)
    both = frozenset({"name", "id"})
    assert needs_of(Source(("name",), listed=True, unless=("id", "-1"))) == Needs(both, listed=both)


def test_an_amount_without_a_currency_of_its_own_needs_the_organisation_s() -> None:
    assert needs_of(Source(("rate",), currency="")).home_currency
    assert needs_of(Source(("total",), base="bcy_total")).base_currency
    assert not needs_of(Source(("total",), currency="currency_code")).home_currency


def test_custom_fields_need_themselves_alone() -> None:
    assert needs_of(Source(custom=True)) == Needs(custom=ALL)
