"""Rules about the schema."""

import ast
from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_scalar_type,
)

from schema.engine.declare import registry
from schema.engine.declare.kinds import declaration
from schema.graph import graph, sdl
from tests.house.test_rules import ROOT

OURS = [
    kind for name, kind in graph().type_map.items() if not name.startswith("__") and not is_specified_scalar_type(kind)
]


def undescribed(schema: GraphQLSchema) -> Iterator[str]:
    """The coordinates of what clients read no description of."""
    for kind in schema.type_map.values():
        if is_introspection_type(kind) or is_specified_scalar_type(kind):
            continue
        if not kind.description:
            yield kind.name
        if isinstance(kind, GraphQLEnumType):
            yield from (f"{kind.name}.{name}" for name, value in kind.values.items() if not value.description)
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for name, field in kind.fields.items():
                if not field.description:
                    yield f"{kind.name}.{name}"
                if isinstance(field, GraphQLField):
                    found = [key for key, each in field.args.items() if not each.description]
                    yield from (f"{kind.name}.{name}({key}:)" for key in found)


def test_everything_that_clients_can_name_is_described() -> None:
    assert [*undescribed(graph())] == []


def test_the_committed_schema_is_the_one_that_the_code_makes() -> None:
    assert (ROOT / "schema" / "schema.graphql").read_text("utf-8") == sdl()


def test_everything_is_described() -> None:
    silent = [kind.name for kind in OURS if not kind.description]
    for kind in OURS:
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            silent += [f"{kind.name}.{name}" for name, field in kind.fields.items() if not field.description]
    assert silent == []


def test_every_field_that_a_product_feeds_may_be_null() -> None:
    rows = {kind.__name__ for kind in registry.record_types()}
    strict: list[str] = []
    for name in sorted(rows):
        kind = graph().type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        strict += [f"{name}.{key}" for key, field in kind.fields.items() if isinstance(field.type, GraphQLNonNull)]
    assert [field for field in strict if not field.endswith((".id", ".recordId"))] == []


def test_every_record_is_found_by_id_and_as_a_connection() -> None:
    query = graph().query_type
    assert query is not None
    answers = [str(field.type) for field in query.fields.values()]
    for kind in registry.record_types():
        assert answers.count(kind.__name__) == 1
        assert answers.count(f"{kind.__name__}Connection") == 1


def named_in(text: str) -> set[str]:
    """The texts of a module's code, without its docstrings."""
    tree = ast.parse(text)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docstrings = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings]
    return {node.value for node in constants if isinstance(node.value, str)}


def test_the_engine_names_no_type_and_no_field_of_the_graph() -> None:
    records = [graph().type_map[kind.__name__] for kind in registry.record_types()]
    fields = {name for kind in records if isinstance(kind, GraphQLObjectType) for name in kind.fields}
    # Names of one word are words of the language too.
    names = {kind.name for kind in records} | {name for name in fields if name.lower() != name}
    found = {
        str(path.relative_to(ROOT)): named & names
        for path in sorted((ROOT / "schema" / "engine").rglob("*.py"))
        if (named := named_in(path.read_text("utf-8"))) & names
    }
    assert found == {}
    assert named_in('"""createdAt"""\nMOMENTS = {"createdAt"}') & names == {"createdAt"}


def test_whatever_repeats_another_field_names_a_record_of_the_graph() -> None:
    kinds = [kind for kind in OURS if isinstance(kind, GraphQLObjectType)]
    declared = [declaration(field) for kind in kinds for field in kind.fields.values()]
    originals = {each.source.same_as for each in declared if each is not None and each.source.same_as is not None}
    assert originals
    assert {each.partition(".")[0] for each in originals} <= registry.modules().keys()
