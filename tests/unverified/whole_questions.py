"""A question for each root field that reads records: all that a record shows of itself, and a little of what is beside."""

from collections.abc import Iterator

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_required_argument,
)

from schema.engine.declare import registry
from schema.graph import graph
from tests.differential.property import ABOUT_THE_GRAPH, OF_THE_GATEWAY

# These read no product, or by the rules of reports, which have suites of their own.
LEFT_OUT = {*ABOUT_THE_GRAPH, *OF_THE_GATEWAY, "node", "nodes", "auditLog"}
CONNECTION = "Connection"


def whole_questions() -> dict[str, str]:
    """The questions by root field: a list of one record, with everything of it."""
    query = graph().query_type
    assert query is not None
    return {
        name: f"{{ {name}{_first(field)} {_selected(_kind(field), 3)} }}"
        for name, field in query.fields.items()
        if name not in LEFT_OUT and _kind(field).name.endswith(CONNECTION) and not _needs_arguments(field)
    }


def record_selection(type_name: str) -> str:
    """All that a record shows of itself."""
    return _selected(graph().type_map[type_name], 3)


def _kind(field: GraphQLField) -> GraphQLNamedType:
    return get_named_type(field.type)


def _first(field: GraphQLField) -> str:
    return "(first: 1)" if "first" in field.args else ""


def _needs_arguments(field: GraphQLField) -> bool:
    return any(is_required_argument(each) for each in field.args.values())


def _selected(kind: GraphQLNamedType, depth: int) -> str:
    """The selection below a field, "" for a leaf. Records beside another have their leaves alone."""
    if isinstance(kind, GraphQLUnionType):
        return f"{{ {' '.join(f'... on {each.name} {_selected(each, 0)}' for each in kind.types)} }}"
    if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        return ""
    if kind.name.endswith(CONNECTION):
        return f"{{ nodes {_selected(_kind(kind.fields['nodes']), depth)} }}"
    members = " ".join(_members(kind, depth))
    return f"{{ __typename {members} }}"


def _members(kind: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> Iterator[str]:
    for name, field in kind.fields.items():
        below = _kind(field)
        is_apart = below.name in registry.modules() or below.name.endswith(CONNECTION)
        if _needs_arguments(field) or (is_apart and depth < 3) or depth < 0:
            continue
        yield f"{name}{_first(field)} {_selected(below, 0 if is_apart else depth - 1)}".strip()


# Of callers whom the gateway does not know yet, and of what is no record.
MORE = {
    "viewer": """{ viewer { __typename user { name email } crmOrganization { name currency } booksOrganization { name currency }
        billingOrganization { name currency } } }""",
    "invoices of a stranger": "{ invoices(first: 1) { nodes { __typename number total { amount currency } } } }",
    "deals of a stranger": "{ deals(first: 1) { totalCount nodes { __typename name amount { amount currency } } } }",
    "subscriptions of a stranger": "{ subscriptions(first: 1) { nodes { __typename name amount { amount } } } }",
    "a saved view": '{ deals(first: 1, view: "4150868000000087302") { nodes { __typename name } } }',
    "saved views": "{ views(of: DEAL) { __typename viewId name } }",
    "templates": "{ documentTemplates(of: INVOICE) { __typename recordId name kind } }",
    "custom fields": "{ fieldDefinitions(of: INVOICE) { __typename name label } }",
    "custom fields of deals": "{ fieldDefinitions(of: DEAL) { __typename name label } }",
    "own addresses": "{ fromAddresses { __typename email name } }",
    "candidates": "{ integrationCandidates(first: 1) { nodes { __typename email } } }",
    "a preview of a mail": """{ mailPreview(documentId: "460000000008000001", type: INVOICE) { __typename subject body
        to fileName templates { __typename id name } fromAddresses { __typename email name } } }""",
    "unbilled charges": """{ subscription(id: "903000000005000002") { __typename recordId
        unbilledCharges(first: 1) { nodes { __typename number status total { amount currency } } } } }""",
    "stages": "{ dealStages { __typename name } }",
}
