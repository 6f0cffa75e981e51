"""Wherever the graph takes an ID: never a number that may have lost its digits, and the product's id by one rule."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_input_field,
)

from schema.engine.declare.ids import global_id
from schema.engine.declare.scalars import QUOTED, STRICT_ID
from schema.graph import graph as complete
from schema.shared.record_types import RecordType
from tests.graphs import Graph, graph_served
from tests.own_mutations import OWN_MUTATIONS
from tests.proofs import family

SCHEMA = complete()
# An id of the demo after a front end read it as a number.
ROUNDED = 4150868000003000000
NUMBERS: list[Any] = [ROUNDED, 2**53, -(2**53), 460000008000001.0, 1e20]
CANDIDATES = (RecordType.ACCOUNT, RecordType.INVOICE)
# Ids of things that are no records of the graph.
# The type of a linked record stands beside its ids.
OTHERS = {"RemoveAttachmentInput.attachmentId", "LinkedRecordsInput.ids"}


def roots() -> dict[str, GraphQLField]:
    """Every root field, mutations too, by name."""
    kinds = (SCHEMA.query_type, SCHEMA.mutation_type)
    return {name: field for kind in kinds if kind is not None for name, field in kind.fields.items()}


def kind_of(taken_there: Any) -> GraphQLNamedType:
    """The named type of a field or an argument."""
    return SCHEMA.type_map[type_text(taken_there).strip("[]!")]


def is_id(taken_there: Any) -> bool:
    """Whether a field of an input or an argument is an id or a list of them."""
    return kind_of(taken_there).name == "ID"


def type_text(taken_there: Any) -> str:
    """The type of a field or an argument as the SDL has it."""
    return str(taken_there.type)


def inputs() -> Iterator[GraphQLInputObjectType]:
    """Every input of the graph."""
    return (kind for kind in SCHEMA.type_map.values() if isinstance(kind, GraphQLInputObjectType))


def filled(kind: GraphQLInputObjectType, **values: str) -> str:
    """A literal of an input: these values, and something for whatever it needs beside them."""
    needed = {name: field for name, field in kind.fields.items() if is_required_input_field(field)}
    texts = {name: any_value(field) for name, field in needed.items()} | values
    return "{" + ", ".join(f"{name}: {text}" for name, text in texts.items()) + "}"


def any_value(taken_there: Any) -> str:
    """A literal for a field or an argument."""
    kind = kind_of(taken_there)
    if isinstance(kind, GraphQLEnumType):
        text = next(iter(kind.values))
    elif isinstance(kind, GraphQLInputObjectType):
        name, first = next(iter(kind.fields.items()))
        text = filled(kind, **({name: any_value(first)} if kind.is_one_of else {}))
    else:
        text = {"Int": "1", "Boolean": "true", "Date": '"2026-10-01"', "Decimal": '"1"'}.get(kind.name, '"1"')
    return f"[{text}]" if "[" in type_text(taken_there) else text


def asked(name: str, arguments: str) -> str:
    """A root field with some arguments, and the least of what it is answered by."""
    below = "" if is_leaf_type(kind_of(roots()[name])) else " { __typename }"
    return f"{name}({arguments}){below}"


def taken() -> Iterator[tuple[str, str, str, str]]:
    """Every place that a root field takes an ID at: its name, the field with `$id` there, and the variable's type."""
    for root, field in roots().items():
        operation = "mutation" if SCHEMA.mutation_type and root in SCHEMA.mutation_type.fields else "query"
        for name, argument in field.args.items():
            kind = kind_of(argument)
            others = [
                f"{other}: {any_value(each)}"
                for other, each in field.args.items()
                if other != name and type_text(each).endswith("!")
            ]
            if is_id(argument):
                many = "[" in type_text(argument)
                written = ", ".join([f"{name}: {'[$id]' if many else '$id'}", *others])
                yield f"{root}({name}:)", operation, asked(root, written), "ID!"
            elif isinstance(kind, GraphQLInputObjectType):
                for inner, inside in kind.fields.items():
                    if is_id(inside):
                        written = ", ".join([f"{name}: {filled(kind, **{inner: '$id'})}", *others])
                        yield f"{root}({name}: {inner})", operation, asked(root, written), "ID!"


TAKEN = {place: (operation, field, kind) for place, operation, field, kind in taken()}


@pytest_asyncio.fixture(scope="module", params=[True, False], ids=["compiled", "standard"])
async def either(request: pytest.FixtureRequest) -> AsyncIterator[Graph]:
    """A gateway that answers in one of the two ways."""
    async with graph_served(compiled=request.param) as graph:
        await graph.meet("admin")
        yield graph


def test_every_id_that_is_taken_is_of_the_one_type_that_looks_at_numbers() -> None:
    taking: list[Any] = [argument for field in roots().values() for argument in field.args.values()]
    taking += [field for kind in inputs() for field in kind.fields.values()]
    objects = (kind for kind in SCHEMA.type_map.values() if isinstance(kind, GraphQLObjectType))
    taking += [argument for kind in objects for field in kind.fields.values() for argument in field.args.values()]
    ids: list[Any] = [get_named_type(each.type) for each in taking if is_id(each)]
    assert len(ids) > 100
    assert all(kind is STRICT_ID for kind in ids)


@family(short=10)
@pytest.mark.parametrize("place", TAKEN)
async def test_a_number_that_may_have_lost_digits_is_refused_as_variable_and_as_literal(
    either: Graph, place: str
) -> None:
    operation, field, kind = TAKEN[place]
    either.forget_calls()
    for number in NUMBERS:
        sent = await either.ask("admin", f"{operation} ($id: {kind}) {{ {field} }}", {"id": number})
        assert sent.codes == ["BAD_USER_INPUT"], number
        assert QUOTED in sent.body["errors"][0]["message"]
        written = await either.ask("admin", f"{operation} {{ {field.replace('$id', str(number))} }}")
        assert written.codes == ["GRAPHQL_VALIDATION_FAILED"], number
        assert QUOTED in written.body["errors"][0]["message"]
    assert either.calls() == []


async def test_a_number_that_is_exact_and_a_quoted_one_are_taken(either: Graph) -> None:
    for number in (5, 2**53 - 1, "4150868000003000001"):
        answer = await either.ask("admin", "query ($id: ID!) { deal(id: $id) { name } }", {"id": number})
        assert answer.codes in ([], ["NOT_FOUND"]), number


def fixed_inputs() -> Iterator[tuple[str, str]]:
    """Every mutation whose input has an `id` and names no type, with its input."""
    assert SCHEMA.mutation_type is not None
    for name, field in SCHEMA.mutation_type.fields.items():
        kind = kind_of(field.args["input"]) if "input" in field.args and name not in OWN_MUTATIONS else None
        if isinstance(kind, GraphQLInputObjectType) and "id" in kind.fields and "type" not in kind.fields:
            yield name, filled(kind, id='"1"')


@family(short=9)
@pytest.mark.parametrize(("name", "text"), list(fixed_inputs()))
async def test_where_the_type_is_fixed_the_product_s_id_does(graph: Graph, name: str, text: str) -> None:
    answer = await graph.ask("admin", f"mutation {{ {name}(input: {text}) {{ userErrors {{ message }} }} }}")
    [error, *_] = answer.body["data"][name]["userErrors"]
    assert "global" not in error["message"]


def test_every_other_id_of_an_input_says_of_which_type_it_is() -> None:
    untyped: list[str] = []
    own = {"DashboardTileInput", "ReportPeriodsInput"} | {f"{name[0].upper()}{name[1:]}Input" for name in OWN_MUTATIONS}
    for kind in inputs():
        definition = kind.extensions["strawberry-definition"]
        typed = {field.name or field.python_name: field.metadata.get("refers_to") for field in definition.fields}
        names = {"".join(part.title() if at else part for at, part in enumerate(key.split("_"))): key for key in typed}
        for name, field in kind.fields.items():
            if kind.name not in own and is_id(field) and name != "id" and typed[names.get(name, name)] is None:
                untyped.append(f"{kind.name}.{name}")
    assert set(untyped) == {"RemoveAttachmentInput.recordId", "RecordPaymentInput.invoiceId", *OTHERS}


def chosen_inputs() -> Iterator[tuple[str, str, str]]:
    """Every mutation whose input names a type beside an id, with the names of both."""
    assert SCHEMA.mutation_type is not None
    for name, field in SCHEMA.mutation_type.fields.items():
        kind = kind_of(field.args["input"]) if "input" in field.args else None
        if isinstance(kind, GraphQLInputObjectType):
            for id_name, type_name in (("id", "type"), ("recordId", "recordType")):
                if type_name in kind.fields:
                    yield name, id_name, type_name


def test_every_mutation_about_records_of_several_types_lets_a_client_name_the_type() -> None:
    named = {name for name, _, _ in chosen_inputs()}
    assert {"addNote", "sendDocument", "sendMail", "deleteDocument", "importToBooks", "removeAttachment"} < named
    assert len(named) >= 15


@family(short=6)
@pytest.mark.parametrize(("name", "id_name", "type_name"), list(chosen_inputs()))
async def test_where_a_type_can_be_named_the_product_s_id_does_beside_it(
    graph: Graph, name: str, id_name: str, type_name: str
) -> None:
    kind = kind_of(roots()[name].args["input"])
    assert isinstance(kind, GraphQLInputObjectType)

    async def error_of(**values: str) -> str:
        text = filled(kind, **values)
        answer = await graph.ask("admin", f"mutation {{ {name}(input: {text}) {{ userErrors {{ message }} }} }}")
        return answer.body["data"][name]["userErrors"][0]["message"]

    assert "an id in a product" in await error_of(**{id_name: '"1"'})
    errors = {each: await error_of(**{id_name: '"1"', type_name: each.name}) for each in CANDIDATES}
    accepted = [each for each, error in errors.items() if "cannot be done with a record of type" not in error]
    assert accepted
    assert not any("global" in errors[each] for each in accepted)
    opaque = f'"{global_id("Deal", "1")}"'
    wrong = await error_of(**{id_name: opaque, type_name: accepted[0].name})
    assert wrong == f"This is not an id of type {accepted[0].value}. Use a record's `id`, or its id in the product."


async def test_the_preview_of_an_e_mail_takes_the_product_s_id_beside_its_type(graph: Graph) -> None:
    [invoice] = (await graph.ask("admin", "{ invoices(first: 1) { nodes { recordId } } }")).data["invoices"]["nodes"]
    query = "query ($id: ID!, $type: RecordType) { mailPreview(documentId: $id, type: $type) { fileName } }"
    assert (await graph.ask("admin", query, {"id": invoice["recordId"]})).codes == ["BAD_USER_INPUT"]
    named = await graph.ask("admin", query, {"id": invoice["recordId"], "type": "INVOICE"})
    assert named.data["mailPreview"]["fileName"]
