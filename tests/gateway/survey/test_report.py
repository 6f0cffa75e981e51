"""The report of a survey has no value of the organisation, says what differs, and costs what was announced."""

import json
import re
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import pytest
import pytest_asyncio

from domain.assumptions import ASSUMPTIONS
from domain.entity_words import OF_NO_MODULE
from gateway.commands.doctor import announcement, report
from gateway.survey.expected import columns_of
from gateway.survey.report import CRM_CODES, unexpected_in
from gateway.survey.verdicts import CHECKED, NOT_READ
from resolvers.catalogue import CRM, FINANCE
from tests.unverified.alterations import at
from tests.unverified.proxy import Alteration, AlteredGraph, Answer, altered_graph_served

SENTINEL, NUMBER = "SENTINEL of the organisation", 987654321
# What leads from one read to the next, or says whether there was a success, stays what it is.
KEPT = re.compile(r"(.*_|^)(id|code|email|api_name|entity)$|^zgid$|^visible$", re.IGNORECASE)


@pytest_asyncio.fixture(scope="module")
async def served_altered_graph() -> AsyncIterator[AlteredGraph]:
    """One gateway, proxy and sandbox for the tests of this page."""
    async with altered_graph_served() as altered:
        yield altered


@pytest.fixture
def altered(served_altered_graph: AlteredGraph) -> AlteredGraph:
    """With nothing altered yet."""
    served_altered_graph.alter()
    return served_altered_graph


async def reported(altered: AlteredGraph, persona: str = "admin") -> dict[str, Any]:
    """The report that a persona's token gives."""
    return dict(await report(altered.graph.service.settings, f"1000.demo.{persona}", "local"))


def filled(values: set[str]) -> Alteration:
    """Every text and number becomes a sentinel, and every object has keys of the organisation's own.

    What is kept of the values goes into `values`.
    """

    def fill(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            inner = {name: fill(each, name) for name, each in cast("dict[str, Any]", value).items()}
            return inner | {f"cf_{SENTINEL}": SENTINEL, "cf_sentinel_field": 1, SENTINEL: 1, "460000000987654": 1}
        if isinstance(value, list):
            return [fill(each, key) for each in cast("list[Any]", value)]
        if value in ("", None) or isinstance(value, bool):
            return value
        if KEPT.search(key):
            values.add(str(value))
            return value
        return SENTINEL if isinstance(value, str) else NUMBER

    return Alteration("filled with sentinels", ".*", lambda answer: Answer(answer.status, fill(answer.body, "")))


@pytest.mark.parametrize("persona", ["admin", "assigned", "restricted", "outsider"])
async def test_no_value_of_an_organisation_is_in_the_report(altered: AlteredGraph, persona: str) -> None:
    values: set[str] = set()
    altered.alter(filled(values))
    text = json.dumps(await reported(altered, persona))
    assert altered.proxy.altered
    assert "sentinel" not in text.casefold()
    assert re.findall(r"\d{4,}", text.replace("CustomModule", "")) == []
    # The gateway's own names of CRM's fields and modules, and of what roles are about.
    own = {column for module in CRM for column in columns_of(module)} | {known.api_name for known in CRM.values()}
    entities = {"contact", *(module.entity for module in FINANCE)}
    named = {value for value in values if len(value) > 3 and f'"{value}"' in text}
    assert named - OF_NO_MODULE - CRM_CODES <= own | entities


async def test_no_value_of_the_organisation_as_it_is_is_in_the_report_but_known_words(altered: AlteredGraph) -> None:
    values: set[str] = set()

    def note(value: Any) -> None:
        if isinstance(value, dict):
            value = [*cast("dict[str, Any]", value).values()]
        for each in cast("list[Any]", value) if isinstance(value, list) else []:
            note(each)
        if isinstance(value, str) and len(value) > 3:
            values.add(value)

    def noted(answer: Answer) -> Answer:
        note(answer.body)
        return answer

    altered.alter(Alteration("noted", ".*", noted))
    written = await reported(altered)
    assert len(values) > 1000
    known = {word for words in written.pop("words").values() for word in words["known"]}
    texts = set(re.findall(r'"([^"]*)"', json.dumps(written)))
    keys = {part for text in texts for part in re.split(r"[.\[\]]+", text)}
    # Values that are equal to a key, a type or a state of the report.
    assert {value for value in values & texts if value not in known and value not in keys} == set()
    assert {value for value in values if value in texts and " " in value} == set()


async def test_the_report_takes_no_more_calls_than_announced_and_only_reads(altered: AlteredGraph) -> None:
    altered.graph.forget_calls()
    written = await reported(altered)
    calls = altered.graph.calls()
    most = int(re.findall(r"at most (\d+) calls", announcement(altered.graph.service.settings))[0])
    assert sum(written["calls"].values()) == len(calls) <= most
    assert {(call["method"], call["path"]) for call in calls if call["method"] != "GET"} == {("POST", "/crm/v8/coql")}


async def test_a_renamed_key_another_type_and_an_unknown_word_are_reported(altered: AlteredGraph) -> None:
    def waiting(holder: dict[str, Any], key: str) -> None:
        holder[key] = "waiting_for_review"

    def renamed(holder: dict[str, Any], key: str) -> None:
        holder[f"x_{key}"] = holder.pop(key)

    def listed(holder: dict[str, Any], key: str) -> None:
        holder[key] = [holder[key]]

    altered.alter(
        at("GET /books/v3/invoices", "invoices.*.due_date", renamed),
        at("GET /books/v3/invoices", "invoices.*.status", waiting),
        at(r"GET /books/v3/estimates/\d+", "estimate.total", listed),
    )
    written = await reported(altered)
    assert ["Invoice.dueOn", "list"] in written["fields"]["missing"]
    assert ["Estimate.total", "single"] in written["fields"]["malformed"]
    assert written["words"]["Invoice.status"]["unknown"] == ["waiting_for_review"]
    [read] = [each for each in written["reads"] if each["read"] == "books GET /invoices"]
    assert (read["keys"]["x_due_date"], read["status"]) == (["string"], 200)
    assert {
        "Invoice.dueOn is missing (list).",
        "Estimate.total is malformed (single).",
        "Invoice.status: words that are not known (waiting_for_review).",
    } <= set(unexpected_in(written))


async def test_unknown_words_of_roles_are_named_and_those_of_own_modules_are_not(altered: AlteredGraph) -> None:
    names = iter(["x_invoice", "cm_secret_project", "Secret Project", "Sales_Order"])

    def named(holder: dict[str, Any], key: str) -> None:
        holder[key] = next(names, holder[key])

    altered.alter(at("GET /books/v3/users/me", "user.role.role.permissions.*.entity", named))
    words = (await reported(altered))["words"]["entities of Books' roles"]
    assert (words["unknown"], words["other texts"]) == (["x_invoice"], 2)
    assert "Sales_Order" in words["known"]


async def test_custom_fields_are_counted_and_not_named(altered: AlteredGraph) -> None:
    written = await reported(altered)
    reads = {each["read"]: each for each in written["reads"]}
    assert reads["books GET /contacts?contact_type=customer"]["unnamed keys"] >= 3
    assert "cf_" not in json.dumps(written)


def test_each_assumption_is_looked_at_or_cannot_be_seen_by_reading() -> None:
    assert ASSUMPTIONS.keys() == CHECKED | NOT_READ
    assert CHECKED.isdisjoint(NOT_READ)


def removed(holder: dict[str, Any], key: str) -> None:
    """Take a key away."""
    del holder[key]


def other(holder: dict[str, Any], key: str) -> None:
    """Give a key another word."""
    holder[key] = "another"


def nobody(holder: dict[str, Any], key: str) -> None:
    """Give a salesperson the id of nobody."""
    holder[key] = "-1"


def refused(status: int, code: object) -> Callable[[Answer], Answer]:
    """A refusal instead of the answer."""
    return lambda _: Answer(status, {"code": code, "message": "no", "details": {}, "status": "error"})


REFUTATIONS: dict[str, Alteration] = {
    "accounts.user-keys": at("GET /oauth/user/info", "Email", removed),
    "crm.finance-modules": at("GET /crm/v8/settings/modules", "modules.*.api_name", other),
    "crm.subscriptions-module": at("GET /crm/v8/settings/modules", "modules.*.api_name", other),
    "crm.mirror-fields": at("GET /crm/v8/settings/fields", "fields.*.api_name", other),
    "crm.hidden-fields": at("GET /crm/v8/settings/fields", "fields.*.visible", removed),
    "crm.related-lists": Alteration("no lists", r"GET /crm/v8/Accounts/\d+/\w+", refused(400, "INVALID_DATA")),
    "crm.coql-limit": Alteration("one number", "POST /crm/v8/coql", refused(400, "SYNTAX_ERROR")),
    "books.user-role-tree": at("GET /books/v3/users/me", "user.role", removed),
    "books.entity-words": at("GET /books/v3/users/me", "user.role.role.permissions.*.entity", other),
    "books.sender-address": at(r"GET /books/v3/invoices/\d+/email", "data.from_emails", removed),
    "billing.organizations": Alteration("no address", "GET /billing/v1/organizations", refused(404, 5)),
    "billing.payments-list": Alteration("no address", "GET /billing/v1/payments", refused(404, 5)),
    "books.role-denial": Alteration("another denial", "GET /books/v3/bills", refused(400, 4711)),
    "crm.counts": at("GET /crm/v8/Accounts/actions/count", "count", other),
    "books.field-definitions": at("GET /books/v3/settings/preferences/customfields", "customfields.*.label", removed),
    "books.submitted-date": at(r"GET /books/v3/invoices/\d+", "invoice.submitted_date", other),
    "books.billed-status": at("GET /books/v3/purchaseorders", "purchaseorders.*.billed_status", removed),
    "books.no-salesperson": at("GET /books/v3/invoices", "invoices.*.salesperson_id", nobody),
    "billing.views-of-a-status": at("GET /billing/v1/subscriptions", "subscriptions.*.status", other),
    "billing.events-payload": at(r"GET /billing/v1/events/\d+", "event.payload", other),
    "billing.error-codes": Alteration("another code", "GET /billing/v1/plans", refused(400, 4711)),
}


# Where these are false, others are not seen.
APART = {"crm.hidden-fields", "books.user-role-tree", "billing.organizations"}


@pytest.mark.parametrize("ids", [APART, REFUTATIONS.keys() - APART], ids=["some", "others"])
async def test_assumptions_that_are_false_are_refuted(altered: AlteredGraph, ids: set[str]) -> None:
    altered.alter(*(REFUTATIONS[id_] for id_ in sorted(ids)))
    verdicts = (await reported(altered))["assumptions"]
    assert {id_ for id_ in ids if verdicts[id_] != "refuted"} == set()


CONFIRMED = {
    "accounts.user-keys", "crm.finance-modules", "crm.subscriptions-module", "crm.mirror-fields", "crm.related-lists",
    "crm.coql-limit", "crm.ids-at-once", "crm.counts", "books.user-role-tree", "books.entity-words",
    "books.sender-address", "books.field-definitions", "books.billed-status", "billing.organizations",
    "billing.payments-list", "billing.views-of-a-status", "billing.events-payload",
}  # fmt: skip


async def test_what_the_sandbox_does_as_assumed_is_confirmed_and_nothing_that_was_not_seen(
    altered: AlteredGraph,
) -> None:
    verdicts = (await reported(altered))["assumptions"]
    assert {id_ for id_, verdict in verdicts.items() if verdict == "confirmed"} >= CONFIRMED
    assert {verdicts[id_] for id_ in NOT_READ} == {"not seen"}
    assert list(verdicts) == list(ASSUMPTIONS)


async def test_where_nothing_answers_nothing_is_confirmed(altered: AlteredGraph) -> None:
    altered.alter(Alteration("broken", ".*", lambda _: Answer(503, {})))
    written = await reported(altered)
    assert set(written["assumptions"].values()) == {"not seen"}
    assert {each["status"] for each in written["reads"]} == {503}
