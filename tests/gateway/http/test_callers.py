"""Who asks: the token, and the headers that pick a data centre and an organisation."""

import pytest

from tests.gateway.asking import GRAPHQL, head, queried, told, wired
from tests.graphs import Graph, graph_served

QUERY = {"query": "{ viewer { user { email } } }"}
ORGANIZATION = {"query": "{ viewer { booksOrganization { organizationId } } }"}

# Every way of asking, each of which would tell a name of the graph, or a limit, to somebody known.
TELLING = {
    "a wrong field": {"query": "{ invoice(id: 1) { numbr } }"},
    "a wrong argument": {"query": '{ invoice(idd: "1") { id } }'},
    "a syntax error": {"query": "{ invoice(id: 1) { "},
    "introspection": {"query": "{ __schema { queryType { name } } }"},
    "a type": {"query": '{ __type(name: "Invoice") { fields { name } } }'},
    "a wrong variable": {"query": "query ($n: Int!) { accounts(first: $n) { nodes { id } } }"},
    "too many tokens": {"query": "{" + " a" * 6000 + "}"},
    "no operation": {"query": "query A { __typename }", "operationName": "B"},
    "a typename": {"query": "{ __typename }"},
    "no query": {},
}
MALFORMED = {
    "another scheme": "Basic dXNlcjpwYXNz",
    "no scheme": "1000.demo.admin",
    "a scheme alone": "Bearer",
    "two tokens": "Bearer 1000.demo.admin 1000.demo.sales",
    "two schemes": "Bearer Bearer 1000.demo.admin",
    "a list": "Bearer 1000.demo.admin, Bearer 1000.demo.sales",
    "a short token": "Bearer 1000",
    "a long token": "Bearer " + "1" * 4097,
    "a quoted token": 'Bearer "1000.demo.admin"',
    "a parameter": "Bearer 1000.demo.admin; x=y",
    "letters of other scripts": "Bearer 1000.demo.аdmin",
    "a line separator": "Bearer 1000.demo.admin\u2028X-Evil: 1",
    "a no-break space": "Bearer 1000.demo.admin\xa0",
    "percent signs": "Bearer 1000.demo.admin%0d%0aX-Evil:%201",
}


@pytest.mark.parametrize("asked", TELLING.values(), ids=TELLING)
async def test_anonymous_callers_learn_nothing_whatever_they_ask(graph: Graph, asked: dict[str, str]) -> None:
    graph.forget_calls()
    answer = await told(graph, asked, persona=None, headers={"Accept": GRAPHQL})
    assert (answer.status, answer.codes, graph.bill()) == (401, ["UNAUTHENTICATED"], {})
    assert answer.body["errors"][0]["message"].startswith("An access token is required.")
    assert set(answer.body["errors"][0]) == {"message", "extensions"}
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="suitegraph"'


@pytest.mark.parametrize("asked", TELLING.values(), ids=TELLING)
async def test_a_token_that_nobody_knows_learns_nothing_either(graph: Graph, asked: dict[str, str]) -> None:
    answer = await told(graph, asked, persona="nobody")
    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
    assert set(answer.body["errors"][0]) == {"message", "extensions"}


@pytest.mark.parametrize("authorization", MALFORMED.values(), ids=MALFORMED)
async def test_a_malformed_token_is_refused_here_and_sent_nowhere(graph: Graph, authorization: str) -> None:
    graph.forget_calls()
    answer = await told(graph, QUERY, persona=None, headers={"Authorization": authorization})
    assert (answer.status, answer.codes, graph.bill()) == (401, ["UNAUTHENTICATED"], {})
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="suitegraph", error="invalid_token"'


async def test_two_authorization_headers_are_refused_even_if_they_agree(graph: Graph) -> None:
    line = b"authorization: Bearer 1000.demo.admin\r\n"
    both = head("GET", "/graphql?query={__typename}")[:-2] + line + line + b"\r\n"
    assert (await wired(graph.base, both)).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize("byte", [b"\xa0", b"\x85", b"\xff", b"\xe2\x80\xa8"])
async def test_bytes_beyond_ascii_are_no_part_of_a_token_nor_blanks_around_it(graph: Graph, byte: bytes) -> None:
    asked = head("GET", "/graphql?query={__typename}", authorization=b"Bearer 1000.demo.admin" + byte)
    assert (await wired(graph.base, asked)).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize("byte", [b"\xa0", b"\x85"])
async def test_bytes_beyond_ascii_are_no_blanks_around_an_organisation(graph: Graph, byte: bytes) -> None:
    path = "/graphql?query={__typename}"
    chosen = byte + b"460000000000100"
    asked = head("GET", path, authorization="Bearer 1000.demo.admin", suitegraph_organization=chosen)
    assert (await wired(graph.base, asked)).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("name", ["authorization", "suitegraph-organization", "suitegraph-data-centre"])
@pytest.mark.parametrize("byte", [b"\n", b"\r", b"\0"])
async def test_a_header_with_a_line_break_or_a_null_is_no_http(graph: Graph, name: str, byte: bytes) -> None:
    asked = head("GET", "/graphql?query={__typename}", authorization="Bearer 1000.demo.admin")[:-2]
    broken = name.encode() + b": Bearer 1000.demo.admin" + byte + b"x\r\n\r\n"
    assert (await wired(graph.base, asked + broken)).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Zoho-oauthtoken", "ZOHO-OAUTHTOKEN", "Bearer  "])
async def test_the_scheme_is_that_of_oauth_or_that_of_zoho(graph: Graph, scheme: str) -> None:
    answer = await told(graph, QUERY, persona=None, headers={"Authorization": f"{scheme} 1000.demo.admin"})
    assert answer.data["viewer"]["user"]["email"].startswith("ingrid.halvorsen@")


@pytest.mark.parametrize("persona", ["expired", "nobody"])
@pytest.mark.parametrize("path", ["/graphql", "/files/SW52b2ljZToxMjM0NQ==/pdf"])
async def test_the_answer_to_a_rejected_token_names_the_data_centre_that_was_asked(
    graph: Graph, persona: str, path: str
) -> None:
    method, body = ("POST", QUERY) if path == "/graphql" else ("GET", None)
    answer = await told(graph, body, method=method, path=path, persona=persona)
    [error] = answer.body["errors"]
    assert (answer.status, error["message"][:68]) == (
        401,
        "Zoho's data centre `local` does not accept the access token. It may ",
    )


async def test_so_does_the_answer_to_a_token_that_ends_meanwhile(graph: Graph) -> None:
    await graph.meet("admin")
    await graph.break_down({"product": "crm", "kind": "status", "status": 401})
    answer = await told(graph, {"query": "{ accounts(first: 1) { nodes { id } } }"})
    await graph.break_down()
    assert "data centre `local`" in answer.body["errors"][0]["message"]


async def test_an_expired_token_costs_two_calls_since_crm_is_sure_of_it(graph: Graph) -> None:
    for _ in range(2):
        graph.forget_calls()
        answer = await told(graph, QUERY, persona="expired")
        assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
        assert graph.bill() == {"accounts": 1, "crm": 1}


async def test_a_known_caller_costs_one_call_and_then_none(graph: Graph) -> None:
    for bill in ({"accounts": 1}, {}):
        graph.forget_calls()
        assert (await told(graph, {"query": "{ __typename }"})).status == 200
        assert graph.bill() == bill


async def test_a_token_that_ends_while_its_caller_is_remembered_is_noticed(graph: Graph) -> None:
    await graph.meet("admin")
    await graph.break_down({"product": "crm", "kind": "status", "status": 401})
    answer = await told(graph, {"query": "{ accounts(first: 1) { nodes { id } } }"})
    assert (answer.status, answer.codes) == (200, ["UNAUTHENTICATED"])
    await graph.break_down()
    graph.forget_calls()
    await told(graph, {"query": "{ __typename }"})
    assert graph.bill() == {"accounts": 1}


DATA_CENTRES = ["mars", "", "local,local", "../local", "http://evil.example", "local\u2028", "lócal", "\xa0local"]


@pytest.mark.parametrize("name", DATA_CENTRES)
async def test_a_data_centre_is_one_of_those_that_are_configured(graph: Graph, name: str) -> None:
    graph.forget_calls()
    answer = await told(graph, QUERY, headers={"Suitegraph-Data-Centre": name})
    assert (answer.status, answer.codes, graph.bill()) == (400, ["BAD_USER_INPUT"], {})
    assert "local" not in answer.body["errors"][0]["message"]


@pytest.mark.parametrize("name", ["local", "LOCAL"])
async def test_a_configured_data_centre_may_be_picked(graph: Graph, name: str) -> None:
    assert (await told(graph, QUERY, headers={"Suitegraph-Data-Centre": name})).status == 200


@pytest.mark.parametrize("header", ["Suitegraph-Data-Centre", "Suitegraph-Organization"])
async def test_whoever_has_no_token_is_not_told_about_other_headers(graph: Graph, header: str) -> None:
    assert (await told(graph, QUERY, persona=None, headers={header: "?"})).status == 401
    malformed = {header: "?", "Authorization": "Bearer ?"}
    assert (await told(graph, QUERY, persona=None, headers=malformed)).status == 401


ORGANIZATIONS = [
    "one",
    "books",
    "books=",
    "books=1 billing=2",
    "books=1,",
    "crm=1",
    "books=1,books=2",
    "1,2",
    "-1",
    "1/../../users",
    "1" * 26,
    "１２３",
    "460000000000100\u2028",
    "\xa0460000000000100",
    "books=460000000000100\x85",
]


@pytest.mark.parametrize("value", ORGANIZATIONS)
async def test_an_organisation_is_an_id_or_one_for_each_product(graph: Graph, value: str) -> None:
    answer = await told(graph, ORGANIZATION, headers={"Suitegraph-Organization": value})
    assert (answer.status, answer.codes) == (400, ["BAD_USER_INPUT"])


@pytest.mark.parametrize("value", ["460000000000100", " 460000000000100 ", "books=460000000000100 , billing=1", ""])
async def test_an_organisation_of_the_callers_own_may_be_picked(graph: Graph, value: str) -> None:
    answer = await told(graph, ORGANIZATION, headers={"Suitegraph-Organization": value})
    assert answer.data == {"viewer": {"booksOrganization": {"organizationId": "460000000000100"}}}


async def test_an_organisation_of_others_answers_like_one_that_does_not_exist(graph: Graph) -> None:
    answer = await told(graph, ORGANIZATION, headers={"Suitegraph-Organization": "books=999"})
    assert (answer.status, answer.codes) == (200, ["FORBIDDEN"])
    assert answer.body["data"] == {"viewer": {"booksOrganization": None}}


async def test_callers_of_the_same_document_each_get_their_own_answer_from_the_one_that_is_kept() -> None:
    async with graph_served() as graph:
        emails = {
            persona: (await told(graph, QUERY, persona=persona)).data["viewer"]["user"]["email"]
            for persona in ("admin", "outsider", "restricted")
        }
        assert len(set(emails.values())) == 3
        assert len(graph.service.runner.visibility.complete.documents) == 1
        # Neither a right nor a refusal is kept with the document, whoever asks first.
        secret = {"query": "{ invoices(first: 1) { nodes { number } } }"}
        for _ in range(2):
            assert (await told(graph, secret, persona="admin")).data["invoices"]["nodes"]
            assert (await told(graph, secret, persona="outsider")).data["invoices"] is None
        assert len(graph.service.runner.visibility.complete.documents) == 2


async def test_a_document_that_is_kept_takes_each_requests_own_variables(graph: Graph) -> None:
    query = "query ($n: Int!) { accounts(first: $n) { nodes { id } } }"
    counts = [len((await graph.ask("admin", query, {"n": n})).data["accounts"]["nodes"]) for n in (1, 3, 2)]
    assert counts == [1, 3, 2]


async def test_a_get_needs_its_token_in_the_header_like_everything_else(graph: Graph) -> None:
    parameters = {"access_token": "1000.demo.admin", "token": "1000.demo.admin"}
    assert (await queried(graph, "{ __typename }", persona=None, parameters=parameters)).status == 401
