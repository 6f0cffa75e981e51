"""What is merged into a history obeys the permissions of each source and of each value, as if it stood alone."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox.books.memberships import ORGANIZATIONS
from tests.graphs import Graph
from tests.mutating import done
from tests.permissions.test_hidden_writes import DEAL, hiding
from tests.proofs import family

INVOICE, CUSTOMER = "460000000008000001", "460000000001000001"
PAST = "history(first: 50) { nodes { source act author { name email } } }"
OF_THE_DEAL = f'{{ deal(id: "{DEAL}") {{ {PAST} }} }}'
OF_THE_INVOICE = f'{{ invoice(id: "{INVOICE}") {{ pdfUrl {PAST} comments {{ nodes {{ text author }} }} }} }}'
OF_A_SUBSCRIPTION = f"{{ subscriptions(first: 1) {{ nodes {{ {PAST} }} }} }}"


def sources(entries: list[dict[str, Any]]) -> set[str]:
    return {each["source"] for each in entries}


async def test_a_hidden_timeline_is_hidden_in_the_history_too(tmp_path: Path) -> None:
    async with hiding(tmp_path, "Deal.timeline") as graph:
        await done(graph, "sales", "updateDeal", f'id: "{DEAL}", nextStep: "Call"')
        shown = (await graph.ask("admin", OF_THE_DEAL)).data["deal"]["history"]["nodes"]
        assert sources(shown) == {"CRM", "SUITEGRAPH"}
        await graph.meet("sales")
        hidden = (await graph.ask("sales", OF_THE_DEAL)).data["deal"]["history"]["nodes"]
        assert sources(hidden) == {"SUITEGRAPH"}
        assert [call for call in graph.calls() if "timeline" in call["path"]] == []


async def test_hidden_comments_are_hidden_in_the_history_too(tmp_path: Path) -> None:
    async with hiding(tmp_path, "Invoice.comments") as graph:
        await graph.meet("sales")
        told = (await graph.ask("sales", OF_THE_INVOICE)).data["invoice"]
        assert (told["history"]["nodes"], told["comments"]) == ([], None)
        assert [call for call in graph.calls() if "comments" in call["path"]] == []


PARTS = ("TimelineEntry.action", "Comment.text", "Comment.author", "BillingSubscription.activities")


async def test_what_is_hidden_of_a_source_is_hidden_in_the_history_too(tmp_path: Path) -> None:
    async with hiding(tmp_path, *PARTS, profile="Administrator") as graph:
        await done(graph, "admin", "updateDeal", f'id: "{DEAL}", nextStep: "Call"')
        told = await graph.ask("admin", OF_THE_DEAL)
        acts = {(each["source"], each["act"]) for each in told.data["deal"]["history"]["nodes"]}
        assert acts == {("CRM", None), ("SUITEGRAPH", "updateDeal")}
        assert "HistoryEntry.act" in {each["coordinate"] for each in told.body["extensions"]["hiddenFields"]}
        of_books = (await graph.ask("admin", OF_THE_INVOICE)).data["invoice"]["history"]["nodes"]
        assert {(each["source"], each["act"], each["author"]) for each in of_books} == {("BOOKS", None, None)}
        graph.calls()
        [of_billing] = (await graph.ask("admin", OF_A_SUBSCRIPTION)).data["subscriptions"]["nodes"]
        assert of_billing["history"]["nodes"] == []
        assert [call for call in graph.calls() if "recentactivities" in call["path"]] == []


async def test_an_entry_whose_moment_is_hidden_has_no_place_in_the_history(tmp_path: Path) -> None:
    async with hiding(tmp_path, "TimelineEntry.at") as graph:
        await graph.meet("sales")
        assert (await graph.ask("sales", OF_THE_DEAL)).data["deal"]["history"]["nodes"] == []
        asked = f'{{ deal(id: "{DEAL}") {{ timeline {{ nodes {{ at action }} }} }} }}'
        entries = (await graph.ask("sales", asked)).data["deal"]["timeline"]["nodes"]
        assert {each["at"] for each in entries} == {None}
        assert all(each["action"] for each in entries)


@pytest.mark.parametrize("hidden", ["User.email", "crm.users view"])
@family(short=1)
async def test_an_author_shows_no_address_that_is_hidden_of_users(tmp_path: Path, hidden: str) -> None:
    async with hiding(tmp_path, hidden) as graph:
        await done(graph, "sales", "updateDeal", f'id: "{DEAL}", nextStep: "Call"')
        seen = (await graph.ask("admin", OF_THE_DEAL)).data["deal"]["history"]["nodes"]
        assert any(each["author"]["email"] for each in seen)
        told = await graph.ask("sales", OF_THE_DEAL)
        # An author of whom nothing is left is none.
        authors: list[dict[str, str | None]] = [each["author"] or {} for each in told.data["deal"]["history"]["nodes"]]
        assert authors
        assert {author.get("email") for author in authors} == {None}
        assert {author.get("name") is None for author in authors} == {" " in hidden}
        assert "HistoryAuthor.email" in {each["coordinate"] for each in told.body["extensions"]["hiddenFields"]}
        # A PDF does not show the addresses of users: it stays.
        assert (await graph.ask("sales", OF_THE_INVOICE)).data["invoice"]["pdfUrl"]


async def test_authors_stand_nowhere_else_where_the_names_of_users_are_hidden(tmp_path: Path) -> None:
    asked = f"""{{ invoice(id: "{INVOICE}") {{ author approval {{ submittedBy submittedByEmail }}
        comments {{ nodes {{ author }} }} attachments {{ createdBy }} }}
        deal(id: "{DEAL}") {{ notes {{ nodes {{ author {{ name }} }} }}
        timeline {{ nodes {{ author {{ name }} }} }} }} }}"""
    async with hiding(tmp_path, "User.name", "User.email", profile="Accounting") as graph:
        told = await graph.ask("accountant", asked)
    assert told.data["invoice"]["author"] is None
    assert {each["author"] for each in told.data["invoice"]["comments"]["nodes"]} == {None}
    assert {each["author"]["name"] for each in told.data["deal"]["timeline"]["nodes"]} <= {None}
    coordinates = {each["coordinate"] for each in told.body["extensions"]["hiddenFields"]}
    assert coordinates >= {"Approval.submittedBy", "Approval.submittedByEmail", "Comment.author", "Invoice.author"}
    assert coordinates >= {"Attachment.createdBy", "NoteAuthor.name"}


@asynccontextmanager
async def remarked(graph: Graph, shelf: str, word: Any, kind: Any = "system") -> AsyncGenerator[None]:
    """With a note of Books itself on a record, about something that it names with this word, as a comment of a kind."""
    store = graph.sandbox.store
    last = store.bodies(ORGANIZATIONS[0].shelf, shelf)[-1]
    body = {**last, "comment_id": "470000000000000001", "description": "The secret.", "transaction_type": word}
    store.put(ORGANIZATIONS[0].shelf, shelf, body["comment_id"], body | {"comment_type": kind})
    try:
        yield
    finally:
        graph.renew()


@pytest.mark.parametrize("word", ["customer_payment_refund", "", "retainerinvoice", "x_invoice", ["invoice"], 7])
async def test_a_comment_about_something_unknown_is_for_those_who_may_see_all_of_books(graph: Graph, word: str) -> None:
    async with remarked(graph, f"invoices/{INVOICE}/comments", word):
        assert "The secret." in str((await graph.ask("admin", OF_THE_INVOICE)).data)
        told = (await graph.ask("sales", OF_THE_INVOICE)).data["invoice"]
        assert told["comments"]["nodes"]
        assert "The secret." not in str(told)


@pytest.mark.parametrize("kind", ["system", "x_system", "", None, ["internal"]])
async def test_only_people_s_words_stand_beside_hidden_values(graph: Graph, kind: Any) -> None:
    asked = f'{{ invoice(id: "{INVOICE}") {{ total {{ amount }} comments {{ nodes {{ text }} }} }} }}'
    async with remarked(graph, f"invoices/{INVOICE}/comments", "invoice", kind):
        told = (await graph.ask("restricted", asked)).data["invoice"]
        assert (told["total"], "The secret." in str(told)) == (None, False)
    async with remarked(graph, f"invoices/{INVOICE}/comments", "invoice", "client"):
        assert "The secret." in str((await graph.ask("restricted", asked)).data)


async def test_a_comment_about_a_customer_asks_what_may_be_seen_of_customers(tmp_path: Path) -> None:
    asked = f'{{ customer(id: "{CUSTOMER}") {{ comments(first: 200) {{ nodes {{ text }} }} }} }}'
    async with (
        hiding(tmp_path, "books.vendors view", profile="Administrator") as graph,
        remarked(graph, f"contacts/{CUSTOMER}/comments", "contact"),
    ):
        assert "The secret." in str((await graph.ask("admin", asked)).data)


@pytest.mark.parametrize(
    ("hidden", "is_left_out"),
    [
        ("billing.invoices view", True),
        ("billing.payments view", True),
        ("BillingInvoice.total", False),
        ("BillingPayment.amount", False),
    ],
)
async def test_activities_show_nothing_of_hidden_invoices_and_payments(
    tmp_path: Path, hidden: str, *, is_left_out: bool
) -> None:
    async with hiding(tmp_path, hidden, profile="Accounting") as graph:
        [seen] = (await graph.ask("admin", OF_A_SUBSCRIPTION)).data["subscriptions"]["nodes"]
        assert any(each["act"] for each in seen["history"]["nodes"])
        [told] = (await graph.ask("billing", OF_A_SUBSCRIPTION)).data["subscriptions"]["nodes"]
        assert {each["act"] for each in told["history"]["nodes"]} == (set() if is_left_out else {None})
