"""The bench asks what the graph answers, and tells when answers differ."""

import json
from typing import Any

import pytest
from graphql import parse, validate

from bench import growth, latency, readme, report
from bench.calls import AnswerTree, calls_a_relation, naive_calls
from bench.comparison import Comparison, Share
from bench.operations import OPERATIONS, ROOTS
from bench.rows import BATCHES, batch_of, identity, invoices
from bench.servers import GATEWAY, PEERS
from bench.workloads import WORKLOADS, Workload
from tests.committed import committed_schema

SCHEMA = committed_schema()
QUERIES = {
    **{workload.name: workload.query for workload in WORKLOADS},
    **{operation.name: operation.query for operation in OPERATIONS},
    **{f"document {number}": json.loads(body)["query"] for number, body in enumerate(growth.bodies())},
    "page": latency.PAGE,
    "search": latency.SEARCH,
    "roots": ROOTS,
}
HIDING = Workload("hiding", "hiding", "{ a { b } }", calls=0, hidden=("b",))


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_every_query_fits_the_graph(query: str) -> None:
    assert validate(SCHEMA, parse(query)) == []


def test_the_calls_table_has_twelve_operations_of_different_names() -> None:
    assert len({operation.name for operation in OPERATIONS}) == 12


def test_goals_and_quotations_name_peers_that_there_are() -> None:
    named = {name for workload in WORKLOADS for name in workload.goals}
    assert {*named, *report.QUOTED} <= {peer.name for peer in PEERS}


def test_readme_has_the_place_of_its_figures_and_nothing_else_changes() -> None:
    text = readme.README.read_text("utf-8")
    once = readme.rewritten(text, "| 1 |")
    assert once.count("\n\n| 1 |\n\n") == 1
    assert readme.rewritten(once, "| 2 |") == once.replace("| 1 |", "| 2 |")
    with pytest.raises(ValueError, match="marks"):
        readme.rewritten("no figures", "| 1 |")


def test_answers_are_alike_whatever_the_order_of_their_fields() -> None:
    one, other = (HIDING.shown(text) for text in (b'{"data": {"x": 1, "y": [2]}}', b'{"data":{"y":[2],"x":1}}'))
    assert one == other


def test_a_hidden_field_counts_as_not_asked_for_and_must_show_nothing() -> None:
    assert HIDING.shown(b'{"data": {"a": [{"b": null, "c": 1}]}}') == {"a": [{"c": 1}]}
    with pytest.raises(SystemExit, match="hidden"):
        HIDING.shown(b'{"data": {"a": [{"b": 0, "c": 1}]}}')


def test_an_answer_with_an_error_is_none() -> None:
    with pytest.raises(SystemExit, match="error"):
        HIDING.shown(b'{"data": {"a": null}, "errors": [{"message": "no"}]}')


def test_rows_are_those_of_books_with_as_many_keys_and_other_values_on_every_page() -> None:
    real: list[dict[str, Any]] = [{"email": "a@b.example", "untouched": 1, "total": 5.0}]
    pages = [invoices(real, batch, 200) for batch in range(BATCHES)]
    assert all(row["untouched"] == 1 for page in pages for row in page)
    assert len({row["invoice_id"] for page in pages for row in page}) == BATCHES * 200
    # A memo of values would find few of them again.
    assert len({row["created_time"] for page in pages for row in page}) > 0.99 * BATCHES * 200
    assert invoices(real, 3, 200) == pages[3]


def test_amounts_are_printed_alike_in_every_language() -> None:
    amounts = [row[key] for row in invoices([{"email": ""}], 1, 200) for key in ("total", "balance", "exchange_rate")]
    assert all(not str(amount).endswith("0") and "e" not in str(amount) for amount in amounts)


@pytest.mark.parametrize("batch", [0, 7, BATCHES - 1])
def test_an_id_tells_its_batch(batch: int) -> None:
    assert batch_of(identity("41508682", batch, 123456)) == batch


def test_naive_resolvers_make_a_call_for_each_field_that_yields_records_and_each_parent() -> None:
    query = "{ deals(first: 2) { nodes { name account { name owner { name } } } } }"
    row = {"name": "d", "account": {"name": "a", "owner": {"name": "o"}}}
    data = {"deals": {"nodes": [row, row, {"name": "d", "account": None}]}}
    yields = AnswerTree(SCHEMA, frozenset()).yields(query, data)
    # The list, two accounts, two owners: nobody asks for what leads nowhere.
    assert naive_calls(yields) == 5
    assert calls_a_relation(yields) == 3


def test_naive_resolvers_make_a_call_for_each_record_whose_list_row_lacks_a_field() -> None:
    query = "{ subscriptions(first: 2) { nodes { plan { plan { name } } } } }"
    data = {"subscriptions": {"nodes": [{"plan": {"plan": {"name": "p"}}}, {"plan": {"plan": None}}]}}
    yields = AnswerTree(SCHEMA, frozenset({"plan"})).yields(query, data)
    assert (naive_calls(yields), calls_a_relation(yields)) == (1 + 2 + 1, 1 + 2 + 1)


def test_records_of_several_types_in_one_list_are_as_many_relations() -> None:
    query = "{ nodes(ids: []) { id ... on Account { name } ... on Deal { stage } } }"
    data = {"nodes": [{"id": "1", "name": "a"}, {"id": "2", "stage": "s"}, {"id": "3", "name": "b"}, None]}
    yields = AnswerTree(SCHEMA, frozenset()).yields(query, data)
    assert (naive_calls(yields), calls_a_relation(yields)) == (3, 2)


def test_a_ratio_is_taken_within_its_round() -> None:
    # Everything is slower in the later rounds, as on a machine that others use.
    rates = ((1000, 250), (10, 2), (40, 20))
    rounds = [{GATEWAY: Share(ours, 2.0), "stock": Share(its, 9.0)} for ours, its in rates]
    found = Comparison(WORKLOADS[0], {GATEWAY: "this", "stock": "stock"}, rounds)
    assert found.faster("stock") == 4
    assert found.leaner("stock") == 4.5
