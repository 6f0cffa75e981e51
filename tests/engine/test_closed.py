"""What a declaration of a mirrored module leaves open is refused when the schema is built, with what to write."""

from collections.abc import Generator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
import strawberry

from domain.permissions import GuardedField
from domain.queries import EMPTY_PAGE, RowPage
from schema.engine.declare.base_amounts import in_base
from schema.engine.declare.filters import DecimalFilter, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.own_fields import REMEMBERED, own_field
from schema.engine.declare.records import sub_resource, upstream
from schema.engine.visibility.closed import NotClosedError
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from tests.engine.toy.invented import (
    NAMELESS,
    Fields,
    bears,
    guarded,
    only_toys,
    refusal,
    toy_graph,
    toy_module,
    toy_part,
    toy_record,
)
from tests.proofs import family


@pytest.fixture(autouse=True)
def toys_alone() -> Generator[None]:
    """No other record is declared."""
    with only_toys():
        yield


PART = "A part."
LEFT_OPEN: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "money": (Money | None, "value", {}),
    "money of the base currency": (Money | None, "value", {"currency": ""}),
    "detail": (Money | None, "value", {"detail": True}),
    "decimal": (Decimal | None, "value", {}),
    "whole number": (int | None, "value", {}),
    "numbers": (list[Decimal] | None, "value", {}),
    "text with a key of money": (str | None, "total_formatted", {}),
    "texts with a key of money": (list[str] | None, "prices", {}),
    "text that is declared as an amount": (str | None, "value", {"amount": True}),
    "text that the single answer keeps under money": (str | None, "value", {"inside": "plan.price"}),
}


@family(short=12)
@pytest.mark.parametrize("kind", LEFT_OPEN)
@pytest.mark.parametrize("depth", ["record", "part", "list", "part in a part", "spread"])
def test_a_value_that_may_tell_an_amount_names_its_twin_or_a_reason(kind: str, depth: str) -> None:
    annotation, key, options = LEFT_OPEN[kind]

    def fields(said: dict[str, Any]) -> Fields:
        field = (annotation, upstream(key, "A value.", **options, **said))
        if depth == "record":
            return {"field": field}
        inner = toy_part("Paw", {"field": field})
        if depth == "list":
            return {"paws": (list[inner] | None, upstream("paws", PART))}
        if depth == "spread":
            return {"paw": (inner | None, upstream("", PART, parts={key: key, "plan": "plan"}))}
        if depth == "part":
            return {"paw": (inner | None, upstream("paw", PART))}
        outer = toy_part("Leg", {"paw": (inner | None, upstream("paw", PART))})
        return {"legs": (list[outer] | None, upstream("legs", PART))}

    coordinate = "Bear.field" if depth == "record" else "Paw.field"
    said = refusal(fields({}))
    assert said.startswith(
        f"{coordinate}: an amount can be read from it that the CRM mirror of books.bears hides. {NAMELESS}"
    )
    for accepted in ({"crm": "Grand_Total"}, {"public": "It is printed on the bear."}):
        with only_toys():
            guards = guarded(bears(fields(accepted)))
            assert guards[coordinate].crm == (("Grand_Total",) if "crm" in accepted else ())


def test_no_twin_is_asked_for_where_no_mirror_hides_anything() -> None:
    guards = guarded(bears({"total": (Money | None, upstream("total", "A sum."))}, mirror=None))
    assert guards["Bear.total"].crm == ()


@pytest.mark.parametrize(
    ("annotation", "key"), [(str | None, "colour"), (date | None, "born_on"), (bool | None, "is_sold")]
)
def test_what_is_no_amount_needs_no_twin(annotation: Any, key: str) -> None:
    assert guarded(bears({"field": (annotation, upstream(key, "No amount."))}))["Bear.field"].crm == ()


@pytest.mark.parametrize("name", ["total", "base_price", "commission_share"])
def test_a_text_whose_name_in_the_graph_speaks_of_money_is_one(name: str) -> None:
    assert NAMELESS in refusal({name: (str | None, upstream("x1", "A text."))})


def test_custom_amounts_name_their_twin_or_a_reason() -> None:
    assert refusal({"custom_fields": (list[Any], custom_fields())}).startswith("Bear.customFields: an amount can be")
    for field in (custom_fields(crm="Grand_Total"), custom_fields(public="The organisation has none.")):
        with only_toys():
            assert "CustomAmount.amount" in guarded(bears({"custom_fields": (list[Any], field)}))


@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_a_blank_twin_and_a_blank_reason_say_nothing(blank: str) -> None:
    assert "`crm` names no field" in refusal({"total": (Money | None, upstream("total", "A sum.", crm=blank))})
    with only_toys():
        assert "`public` gives no reason" in refusal(
            {"total": (Money | None, upstream("total", "A sum.", public=blank))}
        )


def test_a_twin_and_a_reason_exclude_each_other() -> None:
    said = refusal({"total": (Money | None, upstream("total", "A sum.", crm="Grand_Total", public="Why not."))})
    assert "Bear.total: `crm` hides it and `public` shows it to everybody" in said


def test_one_answer_decides_a_value_and_its_row_can_be_found() -> None:
    said = refusal({"field": (str | None, upstream("state", "A value.", listed=True))}, mirror=None)
    assert said.startswith("Bear.field: lists decide it, and nothing finds one row of books.bears in its list.")
    with only_toys():
        both = refusal({"field": (str | None, upstream("state", "A value.", listed=True, detail=True))}, mirror=None)
    assert "Bear.field: write `detail` or `listed`; one answer decides." in both


def test_two_fields_of_one_value_say_the_same() -> None:
    paw = toy_part("Paw", {"rate": (Decimal | None, upstream("rate", "A rate.", public="Everybody knows it."))})
    claw = toy_part("Claw", {"rate": (Decimal | None, upstream("rate", "A rate.", crm="Sub_Total"))})
    fields: Fields = {
        "total": (Money | None, upstream("total", "A sum.", crm="Grand_Total")),
        "plain": (Decimal | None, upstream("total", "The same.", public="It is printed on the bear.")),
        "paws": (list[paw] | None, upstream("paws", PART)),
        "claws": (list[claw] | None, upstream("paws", PART)),
    }
    assert [each.partition(" of books.bears to everybody, and ")[::2] for each in refusal(fields).splitlines()] == [
        ("Bear.plain: `public` shows `total`", "`crm` of Bear.total hides the same value; write the same for both."),
        ("Paw.rate: `public` shows `paws.rate`", "`crm` of Claw.rate hides the same value; write the same for both."),
    ]


def test_the_twin_of_a_part_goes_with_all_that_lies_in_it() -> None:
    paw = toy_part("Paw", {"rate": (Decimal | None, upstream("rate", "A rate."))})
    guards = guarded(bears({"paws": (list[paw] | None, upstream("paws", PART, crm="Sub_Total"))}))
    assert (guards["Bear.paws"].paths, guards["Bear.paws"].crm) == ((("paws",),), ("Sub_Total",))


def test_the_key_behind_a_renamed_one_counts_and_is_what_is_hidden() -> None:
    open_paw = toy_part("Paw", {"text": (str | None, upstream("text", "A text."))})
    renamed = {"text": "total_formatted", "x": "x"}
    for key in ("", "paw"):
        with only_toys():
            assert refusal({"paw": (open_paw | None, upstream(key, PART, parts=renamed))}).startswith(
                "Paw.text: an amount can be read"
            )
    twin = {"text": (str | None, upstream("text", "A text.", crm="Grand_Total", inside="x.sum"))}
    leg = toy_part("Leg", {"paw": (toy_part("Paw", twin) | None, upstream("", PART, parts={"text": "t", "x": "y"}))})
    for key, above in (("", ()), ("leg", ("leg",))):
        with only_toys():
            guards = guarded(
                bears({"leg": (leg | None, upstream(key, PART, parts={"t": "total_formatted", "y": "z"}))})
            )
            assert guards["Paw.text"].paths == ((*above, "total_formatted"), (*above, "z", "sum"))


def test_the_twin_in_the_base_currency_is_read_for_the_amount_alone() -> None:
    fields: Fields = {
        "total": (Money | None, upstream("total", "A sum.", currency="", crm="Grand_Total")),
        "total_in_base": (Money | None, in_base("total", twin="bcy_total")),
        "bcy": (Money | None, upstream("bcy_total", "The same.")),
    }
    assert refusal(fields).startswith("Bear.bcy: an amount can be read")


def test_a_filter_or_an_order_compares_what_a_field_shows() -> None:
    @strawberry.input(description="Which bears.")
    class BearFilter:
        """What is compared."""

        price: DecimalFilter | None = where("bcy_price", "By price.")

    @strawberry.enum(description="By which field bears are ordered.")
    class BearOrderField(Enum):
        """Sortable columns."""

        MARGIN = "margin"

    said = refusal({}, filter=BearFilter, order=BearOrderField).splitlines()
    assert [each.partition(", which")[0] for each in said] == [
        "BearFilter.price: it compares `bcy_price` of books.bears",
        "BearOrderField.MARGIN: it compares `margin` of books.bears",
    ]
    with only_toys():
        shown: Fields = {
            "price": (Money | None, upstream("bcy_price", "A price.", crm="Price")),
            "margin": (Decimal | None, upstream("margin", "A share.", crm="Price")),
        }
        assert guarded(bears(shown, filter=BearFilter, order=BearOrderField))["Bear.price"].crm == ("Price",)


def receipts(fields: Fields, *, tells: bool) -> Fields:
    """A list of parts that is asked for apart."""

    async def none(*_: object) -> RowPage:
        return EMPTY_PAGE

    kind = toy_part("Receipt", fields)
    return {
        "receipts": (list[kind] | None, sub_resource(kind, "What was paid.", reads=none, costs={}, tells_amounts=tells))
    }


def test_parts_that_are_asked_for_apart_are_closed_like_others() -> None:
    assert refusal(receipts({"paid": (Money | None, upstream("paid", "What."))}, tells=True)).startswith(
        "Receipt.paid: an amount can"
    )
    with only_toys():
        paid = upstream("paid", "What.", crm="Balance")
        assert "write `tells_amounts=True`" in refusal(receipts({"paid": (Money | None, paid)}, tells=False))
    with only_toys():
        paid = upstream("paid", "What.", crm="Balance")
        guards = guarded(bears(receipts({"paid": (Money | None, paid)}, tells=True)))
        assert guards["Receipt.paid"] == GuardedField("Receipt.paid", (("Bear.receipts", "paid"),), ("Balance",))


def test_an_amount_outside_of_a_record_is_refused() -> None:
    @strawberry.type(description="Sums.")
    class Sums:
        """Sums."""

        total: Money | None = strawberry.field(description="Everything.")

    @own_field("The sums.", costs=REMEMBERED)
    def sums() -> Sums | None:
        return None

    toy = Listing(toy_record("Bear", toy_module("bears"), {}))
    with pytest.raises(NotClosedError, match=r"^Sums\.total: it shows an amount outside of a record"):
        toy_graph(toy, sums=(Sums | None, sums))
