"""Kinds of fields, resolvers and mutations that leave a question open are refused."""

from collections.abc import Generator
from decimal import Decimal
from typing import Any

import pytest
import strawberry

from domain.queries import Row
from domain.sources import Source
from schema.engine.declare import registry
from schema.engine.declare.kinds import RowsField, SourcedField
from schema.engine.declare.links import LinkField
from schema.engine.declare.listings import Listing
from schema.engine.declare.own_fields import NO_RECORDS, REMEMBERED, own_field
from schema.engine.declare.records import related, upstream
from schema.engine.visibility.closed import NotClosedError
from schema.graph import schema_of
from tests.engine.toy.invented import (
    HOME,
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


@pytest.fixture(autouse=True)
def toys_alone() -> Generator[None]:
    """No other record is declared."""
    with only_toys():
        yield


PART = "A part."
ABSTRACT = ("amounts", "projected", "add_costs", "is_recorded", "recorded_text")


def nothing(*_: object) -> None:
    """What a kind answers that is never asked."""


def kind_without(left_out: str | None) -> type[SourcedField]:
    """A kind of fields that answers all questions but one."""
    answers: dict[str, Any] = {name: nothing for name in ABSTRACT if name != left_out}
    return type("OwnKind", (SourcedField,), answers)


@pytest.mark.parametrize("left_out", ABSTRACT)
def test_a_kind_that_leaves_a_question_open_cannot_be_made(left_out: str) -> None:
    with pytest.raises(TypeError, match=left_out):
        kind_without(left_out)(Source(("size",)), "A size.", str | None)
    assert kind_without(None)(Source(("size",)), "A size.", str | None).source.columns == ("size",)


def test_a_kind_that_nobody_knows_names_a_twin_or_a_reason() -> None:
    own = kind_without(None)
    assert NAMELESS in refusal({"size": (str | None, own(Source(("size",)), "A size.", str | None))})
    for source in (Source(("size",), crm="Size"), Source(("size",), public="It is no amount.")):
        with only_toys():
            assert "Bear.size" in guarded(bears({"size": (str | None, own(source, "A size.", str | None))}))


def test_a_kind_that_leads_nowhere_is_no_link() -> None:
    class Wanderer(RowsField):
        """It says that it leads to rows and answers a number."""

        def projected(self, selected: Any, place: Any, project: Any) -> Any:
            """Nothing."""

        def add_costs(self, walk: Any, selected: Any, place: Any) -> None:
            """Nothing."""

    assert NAMELESS in refusal({"size": (Decimal | None, Wanderer(Source(), "A size.", Decimal | None))})


def test_links_and_related_lists_are_decided_by_what_they_lead_to() -> None:
    bear = Listing(toy_record("Bear", toy_module("bears"), {}))
    mother = LinkField(
        "Bear", HOME, "Its mother.", path=("mother_id",), detail=False, hop=None, inline={}, inside=(), named=None
    )
    fields: Fields = {
        "mother": (Row | None, mother),
        "siblings": (Row | None, related(bear, "Others of its mother.", key="mother_id", by="mother_id")),
    }
    toy_graph(bear, Listing(toy_record("Cub", toy_module("cubs"), fields)))
    assert {"Bear", "Cub"} == registry.modules().keys()


def test_a_plain_field_on_a_record_or_a_part_is_refused() -> None:
    paw = toy_part("Paw", {"size": (str | None, strawberry.field(description="A size."))})
    said = refusal(
        {"paw": (paw | None, upstream("paw", PART)), "name": (str | None, strawberry.field(description="x"))}
    )
    assert said.splitlines() == [
        f"{each}: declare it with `upstream`, `link`, `related` or another kind of field."
        for each in ("Bear.name", "Paw.size")
    ]


def test_a_resolver_says_its_costs_and_a_mutation_what_it_does() -> None:
    @strawberry.type(name="Query", description="Questions.")
    class Questions:
        """Questions."""

        @strawberry.field(description="A free one.")
        def free(self) -> str | None:
            """Nothing."""
            return None

        @own_field("One that says so.", costs=REMEMBERED)
        def told(self) -> str | None:
            """Nothing."""
            return None

    @strawberry.type(name="Mutation", description="Acts.")
    class Acts:
        """Acts."""

        @own_field("One that does who knows what.", costs=REMEMBERED)
        def act(self) -> str | None:
            """Nothing."""
            return None

        @own_field("One that does nothing to records.", costs=REMEMBERED, acts=NO_RECORDS)
        def idle(self) -> str | None:
            """Nothing."""
            return None

    with pytest.raises(NotClosedError) as refused:
        schema_of(Questions, Acts)
    assert str(refused.value).splitlines() == [
        "Mutation.act: declare it with `mutation`, which says what it does to which records, or with "
        "`own_field(acts=NO_RECORDS)`.",
        "Query.free: it has a resolver; say with `own_field(costs=…)` which calls it takes.",
    ]
