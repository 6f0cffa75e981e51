"""Where an assumption about Zoho is false, clients read an error that says so, or the right answer."""

from typing import Any

import pytest

from sandbox.approvals import Approval, ApprovalSettings
from tests.mutating import ERRORS, LINES, SOLD, codes, done, new
from tests.unverified.alterations import SHAPES, at, refused
from tests.unverified.proxy import Alteration, AlteredGraph, Answer

INVALID_ADDRESS = (404, {"code": 5, "message": "Invalid URL Passed"})
PENDING = "{ pendingApprovals { nodes { document { ... on Estimate { number } } } } }"
CAP = 12


async def test_without_a_list_of_payments_the_error_names_the_assumption_and_the_way_around(
    altered: AlteredGraph,
) -> None:
    """`billing.payments-list`: the invoices have their payments, and each of these can be read."""
    customers = "{ billingCustomers(first: 1) { nodes { payments(first: 1) { nodes { mode } } } } }"
    assert (await altered.graph.ask("admin", customers)).codes == []
    altered.alter(refused("GET /billing/v1/payments", *INVALID_ADDRESS))
    for query in ("{ billingPayments(first: 1) { nodes { mode } } }", customers):
        [error] = (await altered.graph.ask("admin", query)).body["errors"]
        assert error["extensions"]["code"] == "UPSTREAM_REJECTED"
        assert "`payments` of `billingInvoices`" in error["message"]
        assert "billing.payments-list" in error["message"]
    around = """{ billingInvoices(first: 3, filter: { status: { is: PAID } }) { nodes {
        payments { amount { amount } payment { id mode amount { amount } } } } } }"""
    told = await altered.graph.ask("admin", around)
    assert told.codes == []
    payments = [each for row in told.data["billingInvoices"]["nodes"] for each in row["payments"]]
    assert payments != []
    assert all(each["payment"]["amount"] for each in payments)


def capped(key: str) -> Alteration:
    """No page of a list has more than `CAP` rows, and says so."""

    def shorter(answer: Answer) -> Answer:
        context: dict[str, Any] = answer.body.get("page_context", {})
        if context.get("per_page", 0) <= CAP or len(answer.body[key]) <= CAP:
            return answer
        body = answer.body | {key: answer.body[key][:CAP]}
        return Answer(answer.status, body | {"page_context": context | {"per_page": CAP, "has_more_page": True}})

    return Alteration("shorter pages", f"GET /(billing/v1|books/v3)/{key}", shorter)


@pytest.mark.parametrize(("root", "key"), [("subscriptions", "subscriptions"), ("invoices", "invoices")])
async def test_a_walk_over_shorter_pages_meets_every_record_once(altered: AlteredGraph, root: str, key: str) -> None:
    """`billing.page-size`: the product gives fewer rows at a time than it is asked for."""

    async def walk() -> list[str]:
        query = f"""query ($after: String) {{ {root}(first: 50, after: $after) {{
            nodes {{ id }} pageInfo {{ endCursor hasNextPage }} }} }}"""
        met: list[str] = []
        after, more = None, True
        while more and len(met) < 110:
            page = (await altered.graph.ask("admin", query, {"after": after})).data[root]
            met += [node["id"] for node in page["nodes"]]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        return met

    true = await walk()
    altered.alter(capped(key))
    assert await walk() == true
    assert altered.proxy.altered
    assert len(set(true)) == len(true) > CAP


@pytest.mark.parametrize("change", ["renamed", "null"])
@pytest.mark.parametrize(
    "keys", [("approvers_list",), ("approvers_list.*.is_next_approver",), ("approvers_list.*.approver_user_id",)]
)
async def test_a_document_of_unknown_approvers_is_shown_to_whoever_may_approve(
    altered: AlteredGraph, keys: tuple[str, ...], change: str
) -> None:
    """`books.approvers`: it waits for the accountant, whom Books names otherwise than assumed."""
    levels = ApprovalSettings(estimates=Approval(type="multi_level", levels=[["accountant"]]))
    altered.graph.sandbox.approvals.replace(levels)
    id_ = await new(altered.graph, persona="sales")
    assert codes(await done(altered.graph, "sales", "submitDocument", f'id: "{id_}"')) == []
    true = (await altered.graph.ask("accountant", PENDING)).data["pendingApprovals"]["nodes"]
    places = [place for key in keys for place in (f"estimate.{key}", f"estimates.*.{key}")]
    altered.alter(*(at(r"GET /books/v3/estimates(/\d+)?", place, SHAPES[change]) for place in places))
    told = await altered.graph.ask("accountant", PENDING)
    assert altered.proxy.altered
    assert told.codes or all(each in told.data["pendingApprovals"]["nodes"] for each in true)


@pytest.mark.parametrize("kind", ["Estimate", "SalesOrder", "Invoice"])
@pytest.mark.parametrize("change", ["missing", "null"])
async def test_a_document_that_is_made_without_its_deal_says_so_beside_it(
    altered: AlteredGraph, kind: str, change: str
) -> None:
    """`books.deal-of-document`: Books passes over the key of the deal."""
    name = kind[0].lower() + kind[1:]
    [deal] = (await altered.graph.ask("admin", "{ deals(first: 1) { nodes { id } } }")).data["deals"]["nodes"]
    given = f'{SOLD}, dealId: "{deal["id"]}", idempotencyKey: "{kind}-{change}"'
    linked = await done(altered.graph, "admin", f"create{kind}", f'{SOLD}, dealId: "{deal["id"]}"')
    assert codes(linked) == []
    plural = f"{kind.lower()}s"
    altered.alter(at(rf"\w+ /books/v3/{plural}(/\d+)?", f"{kind.lower()}.zcrm_potential_id", SHAPES[change]))
    create = f"create{kind}"
    payload = await done(altered.graph, "admin", create, given, f"{name} {{ id deal {{ id }} }}")
    assert codes(payload) == [("VALIDATION", ["dealId"])]
    assert payload[name]["deal"] is None
    # The same key is answered the same.
    assert codes(await done(altered.graph, "admin", create, given)) == [("VALIDATION", ["dealId"])]
    update = await done(altered.graph, "admin", f"update{kind}", f'id: "{payload[name]["id"]}", dealId: "{deal["id"]}"')
    assert codes(update) == [("VALIDATION", ["dealId"])]


async def test_a_record_of_crm_that_books_does_not_take_over_is_an_error(altered: AlteredGraph) -> None:
    """`books.second-import`: the account is not in Books, and its import is refused."""
    created = await altered.graph.ask(
        "admin", 'mutation { createAccount(input: { name: "Newcomer" }) { account { id } } }'
    )
    account = created.data["createAccount"]["account"]["id"]
    altered.alter(refused(r"POST /books/v3/crm/account/\d+/import", *INVALID_ADDRESS))
    party = f'party: {{ account: "{account}" }}, {LINES}'
    text = f"mutation {{ createEstimate(input: {{ {party} }}) {{ {ERRORS} }} }}"
    told = await altered.graph.ask("admin", text)
    assert altered.proxy.altered
    assert told.codes == ["UPSTREAM_REJECTED"] or told.data["createEstimate"]["userErrors"] != []


async def test_a_changed_currency_has_the_rate_that_books_takes(altered: AlteredGraph) -> None:
    """`books.rate-of-a-currency`: Books takes another rate than the usual one."""
    id_ = await new(altered.graph)
    dollars = """{ currencies { nodes { recordId code exchangeRateToBase } } }"""
    [usd] = [
        each
        for each in (await altered.graph.ask("admin", dollars)).data["currencies"]["nodes"]
        if each["code"] == "USD"
    ]
    altered.alter(
        *(
            at(f"{method} /books/v3/estimates/[0-9]+", f"estimate.{key}", change)
            for method in ("GET", "PUT")
            for key, change in (("exchange_rate", half), ("bcy_total", SHAPES["missing"]))
        )
    )
    shown = "estimate { total { amount currency } exchangeRateToBase totalInBase { amount currency } }"
    told = await done(altered.graph, "admin", "updateEstimate", f'id: "{id_}", currencyId: "{usd["recordId"]}"', shown)
    assert told["userErrors"] == []
    assert told["estimate"]["total"] == {"amount": "9.00", "currency": "USD"}
    assert usd["exchangeRateToBase"] != told["estimate"]["exchangeRateToBase"] == "0.5"
    assert told["estimate"]["totalInBase"] == {"amount": "4.50", "currency": "EUR"}
    read = (
        await altered.graph.ask("admin", f'{{ estimate(id: "{id_}") {{ totalInBase {{ amount currency }} }} }}')
    ).data
    assert read["estimate"]["totalInBase"] == told["estimate"]["totalInBase"]
    altered.alter(
        refused("PUT /books/v3/estimates/[0-9]+", 400, {"code": 2, "message": "Invalid value passed for exchange_rate"})
    )
    told = await done(altered.graph, "admin", "updateEstimate", f'id: "{id_}", currencyId: "{usd["recordId"]}"', shown)
    assert codes(told) == [("VALIDATION", None)]


def half(holder: dict[str, Any], key: str) -> None:
    """One of the document's currency is half of one of the organisation's."""
    holder[key] = 0.5
