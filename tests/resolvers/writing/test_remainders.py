"""The invoices of an order come to what the order comes to, or the conversion says why they cannot."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from domain.queries import Row
from domain.writes import NotDone, ProblemCode
from resolvers.writing.remainders import remainder_of
from sandbox.books.line_items import LinePrice, shown, totals
from sandbox.books.values import exact
from tests.proofs import examples

CENTS = st.integers(1, 300_000).map(lambda cents: Decimal(cents) / 100)
SHARES = st.integers(1, 4000).map(lambda share: f"{Decimal(share) / 100:.2f}%")
NOTHING = Decimal(0)
BLANK: Row = {"tax_id": "", "tax_percentage": 0, "line_item_taxes": []}
LINES = st.tuples(st.integers(1, 9).map(Decimal), CENTS, st.booleans())
SMALL = st.just(NOTHING) | st.integers(-500, 500).map(lambda cents: Decimal(cents) / 100)


def document(lines: Sequence[Row], currency: str, **values: Any) -> Row:
    """A document as Books adds it up, in the sandbox."""
    whole = values.get("discount_type") == "entity_level"
    body = {"is_discount_before_tax": True, "discount": 0, **values}
    added = totals(lines, Decimal("0.92"), body, whole=whole)
    return {**body, **added, "currency_code": currency, "line_items": lines}


def line(number: int, quantity: Decimal, rate: Decimal, *, taxed: bool) -> Row:
    """A line of an order, by itself without a discount."""
    amounts = LinePrice(quantity, rate, "", taxed).rendered(Decimal("0.92"))
    return shown({"line_item_id": str(number), **amounts}, {**BLANK, **amounts, "line_item_id": ""}) | amounts


def invoiced(lines: Sequence[Row]) -> list[Row]:
    """The lines of an invoice that was made from lines of an order."""
    return [{**each, "salesorder_item_id": each["line_item_id"]} for each in lines]


def converted(order: Row, invoices: Sequence[Row]) -> Row | tuple[ProblemCode, ...]:
    """The last invoice of an order, with what is adjusted after it was made; why there is none."""
    try:
        left = remainder_of(order, invoices)
    except NotDone as error:
        return tuple(problem.code for problem in error.problems)
    kept = {key: order[key] for key in ("discount_type", "is_discount_before_tax") if key in order}
    charges = {key: float(left.values.get(key, 0)) for key in ("shipping_charge", "adjustment")}
    values = {**kept, **charges, "discount": str(left.values.get("discount", 0))}
    made = document(invoiced(left.lines), order["currency_code"], **values)
    charges["adjustment"] += float(left.missing(made))
    return document(invoiced(left.lines), order["currency_code"], **{**values, **charges})


@examples(600, short=120)
@example(
    lines=[(Decimal(1), Decimal("20.02"), True), (Decimal(1), Decimal("104.19"), True)],
    first=1, discount=Decimal("4.47"), before_tax=True, taken=False, shipping=NOTHING, adjustment=NOTHING,
    currency="USD",
)  # fmt: skip
@example(
    lines=[(Decimal(1), Decimal("0.01"), False), (Decimal(1), Decimal("0.01"), False)],
    first=1, discount=Decimal("0.02"), before_tax=False, taken=False, shipping=NOTHING, adjustment=Decimal("0.01"),
    currency="EUR",
)  # fmt: skip
@given(
    lines=st.lists(LINES, min_size=2, max_size=5),
    first=st.integers(1, 4),
    discount=st.just(NOTHING) | CENTS | SHARES,
    before_tax=st.booleans(),
    taken=st.booleans(),
    shipping=SMALL,
    adjustment=SMALL,
    currency=st.sampled_from(["EUR", "USD"]),
)
def test_the_parts_come_to_the_whole_or_nothing_is_invoiced(
    lines: list[tuple[Decimal, Decimal, bool]],
    first: int,
    discount: Decimal | str,
    before_tax: bool,
    taken: bool,
    shipping: Decimal,
    adjustment: Decimal,
    currency: str,
) -> None:
    stored = [line(number, quantity, rate, taxed=taxed) for number, (quantity, rate, taxed) in enumerate(lines, 1)]
    first = min(first, len(stored) - 1)
    conditions = {"discount_type": "entity_level", "is_discount_before_tax": before_tax}
    charges = {"shipping_charge": float(shipping), "adjustment": float(adjustment)}
    basis = sum((exact(each["item_total"]) for each in stored), NOTHING)
    given_discount = discount if isinstance(discount, str) else str(min(discount, basis))
    order = document(stored, currency, **conditions, **charges, discount=given_discount)
    order["line_items"] = [{**each, "is_invoiced": number < first} for number, each in enumerate(stored)]
    # Whoever made the first invoice gave the same share or none.
    share = given_discount if taken and given_discount.endswith("%") else 0
    part = document(invoiced(stored[:first]), currency, **conditions, discount=share)
    is_mixed = len({taxed for _, _, taxed in lines}) > 1
    rest = converted(order, [part])
    event("refused" if isinstance(rest, tuple) else "invoiced")
    if isinstance(rest, tuple):
        assert rest == (ProblemCode.CONFLICT,)
        rest_basis = sum((exact(each["item_total"]) for each in stored[first:]), NOTHING)
        is_too_much = exact(order["discount_total"]) - exact(part["discount_total"]) > rest_basis
        assert is_mixed or is_too_much or exact(order["total"]) < exact(part["total"])
    else:
        assert exact(part["total"]) + exact(rest["total"]) == exact(order["total"])


def order_of(*discounts: str, quantity: str = "2") -> Row:
    """An order of two lines at 100, the first of which was invoiced."""
    stored = [line(number, Decimal(quantity), Decimal(100), taxed=False) for number in (1, 2)]
    order = document(stored, "EUR", discount_type="entity_level", discount=discounts[0] if discounts else 0)
    return order | {"line_items": [stored[0] | {"is_invoiced": True}, stored[1]]}


def test_what_is_left_of_a_line_is_invoiced() -> None:
    order = order_of()
    order["line_items"][0]["is_invoiced"] = False
    half = document(invoiced([line(1, Decimal(1), Decimal(100), taxed=False)]), "EUR")
    left = remainder_of(order, [half])
    assert [(each["line_item_id"], Decimal(each["quantity"])) for each in left.lines] == [("1", 1), ("2", 2)]
    assert left.total == 300


def test_a_share_stays_a_share_where_that_is_what_is_left() -> None:
    order = order_of("10.00%")
    same = document(invoiced(order["line_items"][:1]), "EUR", discount_type="entity_level", discount="10.00%")
    assert remainder_of(order, [same]).values == {"discount": "10.00%"}
    none = document(invoiced(order["line_items"][:1]), "EUR")
    assert remainder_of(order, [none]).values == {"discount": Decimal(40)}


@pytest.mark.parametrize("rate", [50, 150])
def test_a_line_that_was_invoiced_at_another_price_is_not_made_up_for(rate: int) -> None:
    part = document(invoiced([line(1, Decimal(2), Decimal(rate), taxed=False)]), "EUR")
    with pytest.raises(NotDone):
        remainder_of(order_of(), [part])
