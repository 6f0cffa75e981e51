"""How Books and Billing are asked, and what their answers may lack."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from adapters.billing.client import Billing
from adapters.billing.client import organizations as billing_organizations
from adapters.books.client import Books
from adapters.books.client import organizations as books_organizations
from adapters.finance_platform.paging import params_of, rows_page
from domain.errors import BadUserInput, UpstreamUnavailable
from domain.modules import books
from domain.modules.module import Module
from domain.queries import Condition, ListQuery, Operator, Order, Within
from resolvers.catalogue import FINANCE
from tests.adapters.products import Way, success, told

ORGANIZATION = "460000000000100"
HEADER = "x-com-zoho-subscriptions-organizationid"
INVOICES = FINANCE[books.INVOICES]


def client(way: Way, module: Module) -> Books | Billing:
    """The product of a module."""
    return (Books if module.product == "books" else Billing)(way.upstream(), ORGANIZATION)


def rows(*ids: str) -> list[dict[str, Any]]:
    """Rows of invoices."""
    return [{"invoice_id": id_} for id_ in ids]


@pytest.mark.parametrize("module", FINANCE, ids=str)
async def test_a_list_names_the_organisation_and_leaves_nothing_out(way: Way, module: Module) -> None:
    known = FINANCE[module]
    nothing: list[object] = []
    listed: dict[str, object] = {known.rows: nothing}
    way.product.always(success(**(listed if known.inside is None else {known.inside: listed})))
    await rows_page(client(way, module).rows, known, ListQuery(first=20))
    asked, params = way.product.asked[0], way.product.params
    if module.product == "books":
        assert (params.pop("organization_id"), HEADER in asked.headers) == (ORGANIZATION, False)
        assert asked.path == f"/books/v3/{known.path}"
    else:
        assert ("organization_id" in params, asked.headers[HEADER]) == (False, ORGANIZATION)
        assert asked.path == f"/billing/v1/{known.path}"
    # Without it a product may hide inactive rows (Zoho Books, "List Contacts").
    assert params.pop("filter_by", None) == known.every
    assert known.every is None or known.every.endswith(".All")
    pages = {"page": "1", "per_page": "20"} if known.is_paged else {}
    assert params == {**dict(known.fixed), **pages}


@pytest.mark.parametrize("module", FINANCE, ids=str)
async def test_a_single_record_is_under_its_own_key(way: Way, module: Module) -> None:
    known = FINANCE[module]
    row: dict[str, object] = {known.id: "7"}
    way.product.always(success(**(row if known.is_flat else {known.row: row})))
    single = await client(way, module).one(known, "7")
    assert isinstance(single, dict)
    assert single[known.id] == "7"
    assert known.is_flat or single == row
    assert way.product.asked[0].path.endswith(f"/{known.path}/7")


async def test_the_organisations_are_asked_for_without_naming_one(way: Way) -> None:
    way.product.always(success(organizations=[{"organization_id": "1"}]))
    await books_organizations(way.upstream())
    await billing_organizations(way.upstream())
    assert [(asked.path, asked.params, HEADER in asked.headers) for asked in way.product.asked] == [
        ("/books/v3/organizations", [], False),
        ("/billing/v1/organizations", [], False),
    ]


@pytest.mark.parametrize("context", [{"has_more_page": True}, [{"has_more_page": True}]])
async def test_more_follows_as_the_page_context_says_be_it_an_object_or_a_list(way: Way, context: object) -> None:
    way.product.always(success(invoices=rows("1"), page_context=context))
    page = await rows_page(Books(way.upstream(), ORGANIZATION).rows, INVOICES, ListQuery(first=1))
    assert page.more


@pytest.mark.parametrize("context", [{}, [], None, "", "yes", [None], {"has_more_page": ""}])
async def test_where_no_page_context_says_so_a_full_page_is_followed_by_another(way: Way, context: object) -> None:
    way.product.always(success(invoices=rows("1"), page_context=context))
    list_rows = Books(way.upstream(), ORGANIZATION).rows
    assert (await rows_page(list_rows, INVOICES, ListQuery(first=1))).more
    assert not (await rows_page(list_rows, INVOICES, ListQuery(first=2))).more


async def test_a_full_page_that_says_so_is_the_last(way: Way) -> None:
    way.product.always(success(invoices=rows("1"), page_context={"has_more_page": False}))
    assert not (await rows_page(Books(way.upstream(), ORGANIZATION).rows, INVOICES, ListQuery(first=1))).more


@pytest.mark.parametrize("word", ["false", "yes", 1, {}, []])
async def test_what_is_no_truth_is_no_answer(way: Way, word: object) -> None:
    way.product.always(success(invoices=rows("1"), page_context={"has_more_page": word}))
    with pytest.raises(UpstreamUnavailable):
        await rows_page(Books(way.upstream(), ORGANIZATION).rows, INVOICES, ListQuery(first=1))


@pytest.mark.parametrize(
    "listed",
    [
        None,
        "",
        {},
        5,
        [1],
        [None],
        [[]],
        [{}],
        ["1"],
        [{"invoice_id": ""}],
        [{"invoice_id": None}],
        [{"invoice_id": {"a": 1}}],
    ],
)
async def test_a_list_that_is_none_or_whose_rows_lack_their_ids_is_no_answer(way: Way, listed: object) -> None:
    way.product.always(success(invoices=listed))
    with pytest.raises(UpstreamUnavailable) as raised:
        await Books(way.upstream(), ORGANIZATION).rows(INVOICES, ())
    assert raised.value.service == "books"


@pytest.mark.parametrize("row", [None, "", [], [{"invoice_id": "1"}], {}, {"number": "1"}, {"invoice_id": ""}])
async def test_a_record_that_is_none_or_lacks_its_id_is_no_answer(way: Way, row: object) -> None:
    way.product.always(success(invoice=row))
    with pytest.raises(UpstreamUnavailable):
        await Books(way.upstream(), ORGANIZATION).one(INVOICES, "1")


@pytest.mark.parametrize("body", [[], "no", 5, None, {}, {"code": 0}])
async def test_an_answer_without_its_key_is_no_list(way: Way, body: object) -> None:
    way.product.always(body)
    with pytest.raises(Exception, match="Zoho Books"):
        await Books(way.upstream(), ORGANIZATION).rows(INVOICES, ())


def test_every_comparison_is_a_parameter_as_the_platform_spells_it() -> None:
    given = [
        (Operator.IS, "total"),
        (Operator.CONTAINS, "total_contains"),
        (Operator.STARTS_WITH, "total_startswith"),
        (Operator.LESS, "total_less_than"),
        (Operator.AT_MOST, "total_less_equals"),
        (Operator.MORE, "total_greater_than"),
        (Operator.AT_LEAST, "total_greater_equals"),
        (Operator.BEFORE, "total_before"),
        (Operator.UNTIL, "total_end"),
        (Operator.AFTER, "total_after"),
        (Operator.FROM, "total_start"),
    ]
    for operator, name in given:
        query = ListQuery(conditions=(Condition("total", operator, "5"),), view="Status.Paid")
        assert params_of(INVOICES, query) == ((name, "5"), ("filter_by", "Status.Paid"))


def test_search_order_and_parent_stand_beside_the_filter() -> None:
    query = ListQuery(
        conditions=(Condition("date", Operator.FROM, "2026-01-01"),),
        search="optics & co",
        order=Order("due_date", descending=False),
        within=Within("customer_id", ("7",)),
    )
    assert params_of(INVOICES, query) == (
        ("date_start", "2026-01-01"),
        ("filter_by", "Status.All"),
        ("search_text", "optics & co"),
        ("sort_column", "due_date"),
        ("sort_order", "A"),
        ("customer_id", "7"),
    )


@pytest.mark.parametrize(
    "query",
    [
        ListQuery(conditions=(Condition("total", Operator.LESS, "5"), Condition("total", Operator.LESS, "6"))),
        ListQuery(conditions=(Condition("customer_id", Operator.IS, "5"),), within=Within("customer_id", ("7",))),
        ListQuery(conditions=(Condition("status", Operator.IN, ("paid", "void")),)),
    ],
)
def test_what_the_platform_would_read_otherwise_is_refused(query: ListQuery) -> None:
    with pytest.raises(BadUserInput):
        params_of(INVOICES, query)


async def test_a_page_of_a_client_is_cut_out_of_the_upstream_page_that_holds_it(way: Way) -> None:
    way.product.always(success(invoices=rows(*map(str, range(1, 81))), page_context={"has_more_page": True}))
    page = await rows_page(Books(way.upstream(), ORGANIZATION).rows, INVOICES, ListQuery(first=50, after=(29,)))
    assert {name: way.product.params[name] for name in ("page", "per_page")} == {"page": "1", "per_page": "80"}
    assert [row["invoice_id"] for row in page.rows if isinstance(row, dict)] == [*map(str, range(31, 81))]
    assert page.positions == [(position,) for position in range(30, 80)]
    assert page.more
    assert len(way.product.asked) == 1


async def test_rows_behind_the_cut_follow_even_if_the_product_has_no_more(way: Way) -> None:
    way.product.always(success(invoices=rows("1", "2", "3"), page_context={"has_more_page": False}))
    page = await rows_page(Books(way.upstream(), ORGANIZATION).rows, INVOICES, ListQuery(first=2))
    assert (len(page.rows), page.more) == (2, True)


def pages_of_at_most(way: Way, largest: int, total: int) -> None:
    """Let the product have so many invoices, and give no more of them at a time than `largest`."""

    async def answer(_request: Request) -> Response:
        params = way.product.params
        size = min(int(params["per_page"]), largest)
        begin = (int(params["page"]) - 1) * size
        ids = map(str, range(begin, min(begin + size, total)))
        context = {"per_page": size, "has_more_page": begin + size < total}
        return told(success(invoices=[{"invoice_id": f"{id_}1"} for id_ in ids], page_context=context))

    way.product.answer = answer


@pytest.mark.parametrize(("offset", "first"), [(0, 150), (150, 100), (99, 2), (240, 200), (100, 100)])
async def test_pages_that_are_shorter_than_assumed_lose_and_repeat_nothing(way: Way, offset: int, first: int) -> None:
    pages_of_at_most(way, 50, 260)
    after = (offset - 1,) if offset else None
    page = await rows_page(Books(way.upstream(), ORGANIZATION).rows, INVOICES, ListQuery(first=first, after=after))
    expected = range(offset, min(offset + first, 260))
    assert [row["invoice_id"] for row in page.rows if isinstance(row, dict)] == [f"{place}1" for place in expected]
    assert (page.positions, page.more) == ([(place,) for place in expected], offset + first < 260)


async def test_pages_so_short_that_a_list_would_take_a_hundred_calls_are_an_error(way: Way) -> None:
    pages_of_at_most(way, 2, 260)
    with pytest.raises(UpstreamUnavailable):
        await rows_page(Books(way.upstream(), ORGANIZATION).rows, INVOICES, ListQuery(first=200))
    assert len(way.product.asked) == 1


async def test_a_customer_of_an_account_is_looked_up_by_its_reference(way: Way) -> None:
    way.product.always(success(customer={"customer_id": "9"}))
    assert await Billing(way.upstream(), ORGANIZATION).customer_of("zcrm_account_id", "7") == {"customer_id": "9"}
    assert way.product.asked[0].path == "/billing/v1/customers/reference/7"
    assert way.product.params == {"reference_id_type": "zcrm_account_id"}


async def test_an_account_without_a_customer_has_none(way: Way) -> None:
    way.product.always({"code": 1002, "message": "Customer does not exist."}, 404)
    assert await Billing(way.upstream(), ORGANIZATION).customer_of("zcrm_contact_id", "7") is None
