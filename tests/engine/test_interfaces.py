"""What becomes of interfaces when fields of their types are hidden."""

from typing import cast

from graphql import GraphQLInterfaceType

from schema.engine.visibility.pruning import pruned
from schema.graph import graph


def test_documents_stay_of_their_interface_whatever_is_hidden_of_one() -> None:
    schema = pruned(graph(), frozenset({"Invoice.total", "Estimate.notes"}))
    shared = cast("GraphQLInterfaceType", schema.type_map["FinanceDocument"])
    documents = {"Estimate", "SalesOrder", "Invoice", "PurchaseOrder"}
    assert {kind.name for kind in schema.get_possible_types(shared)} == documents
    assert {"total", "notes"}.isdisjoint(shared.fields)
    assert "subTotal" in shared.fields
