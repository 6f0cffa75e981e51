"""Decoding the chosen columns alone tells what decoding everything does, or leaves it to who reads the whole answer."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.answers import parsed, row_list
from adapters.decoding import projected_rows
from adapters.messages import Response
from domain.errors import SuitegraphError, UpstreamUnavailable
from domain.json_values import mapping
from tests.adapters.products import JSON_TYPE
from tests.proofs import examples

COLUMNS = frozenset({"id", "name", "total"})
NUMBERS = ("1.0", "-0.0", "1e3", "1E+400", "1848.070", "0.1e-50", "12345678901234567890", "9" * 40, "-1", "0")
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=4)
    | st.lists(st.none() | st.text(max_size=2), max_size=2)
)
IDS = st.sampled_from(["1", "2", "", " ", None, 5, True, [], {"id": "1"}])
ROWS = st.fixed_dictionaries(
    {"id": st.sampled_from(["1", "2"]) | IDS},
    optional={"name": VALUES, "total": VALUES, "other": VALUES, "more": VALUES},
)
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "data": st.lists(ROWS, max_size=3) | VALUES,
        "code": st.sampled_from([0, 0, 0, 1, "0", None, True, False]),
        "info": st.just({"more_records": True}) | VALUES,
        "other": VALUES,
    },
)


def answer(body: bytes, status: int = 200, content_type: str = JSON_TYPE) -> Response:
    """An answer of a product."""
    return Response(status, {"Content-Type": content_type}, body)


def chosen(response: Response, *, code: bool = False) -> tuple[list[Any], Any] | None:
    """The rows and what stands beside them, None for no plain success."""
    projected = projected_rows(response, "data", "id", COLUMNS, "info", code=code)
    return None if projected is None else (projected.rows, projected.envelope.get("info"))


def whole(response: Response) -> tuple[list[Any], Any]:
    """The same out of the whole answer. Raises what is wrong with it."""
    body = parsed("books", response)
    rows = row_list("books", body, "data", "id")
    return [{name: row[name] for name in row.keys() & COLUMNS} for row in rows], mapping(body).get("info")


@examples(400, short=100)
@given(body=BODIES, code=st.booleans(), numbers=st.lists(st.sampled_from(NUMBERS), max_size=3))
def test_chosen_columns_are_those_of_the_whole_answer(body: dict[str, Any], code: bool, numbers: list[str]) -> None:
    sent = json.dumps(body)
    for number in numbers:
        # Numbers as products write them, which Python would write otherwise.
        sent = sent.replace("null", number, 1)
    response = answer(sent.encode())
    found = chosen(response, code=code)
    if found is not None:
        assert found == whole(response)
        assert not code or json.loads(sent)["code"] == 0


def test_a_plain_success_is_read_that_way() -> None:
    body = b'{"code": 0, "data": [{"id": "1", "total": 1848.070, "other": [{}]}, {"id": "2"}], "info": {"count": 2}}'
    assert chosen(answer(body), code=True) == ([{"id": "1", "total": "1848.070"}, {"id": "2"}], {"count": 2})
    assert chosen(answer(b'{"data": []}')) == ([], None)


@pytest.mark.parametrize(
    "response",
    [
        answer(b'{"data": []}', 500),
        answer(b"", 204),
        answer(b'{"data": []}', content_type="text/html"),
        answer(b'{"data": []'),
        answer(b'{"data": [], "info": "\xff"}'),
        answer(b"{}"),
        answer(b"[]"),
        answer(b'{"data": {}}'),
        answer(b'{"data": [5]}'),
        answer(b'{"data": [{"name": "x"}]}'),
        answer(b'{"data": [{"id": 5}]}'),
        answer(b'{"data": [{"id": ""}]}'),
        answer(b'{"data": [{"id": " "}]}'),
        answer(b'{"data": [{"id": null}]}'),
        answer(b"[" * 5000),
    ],
)
def test_anything_unusual_is_left_to_who_reads_the_whole_answer(response: Response) -> None:
    assert chosen(response) is None


@pytest.mark.parametrize("code", [b"1", b'"0"', b"null", b"true"])
def test_a_success_of_the_finance_platform_carries_the_code_0(code: bytes) -> None:
    assert chosen(answer(b'{"data": [], "code": ' + code + b"}"), code=True) is None
    assert chosen(answer(b'{"data": []}'), code=True) is None


@pytest.mark.parametrize("id_", [b'""', b'" "', b'"\\t\\n"', b"0", b"null", b"[]", b"{}"])
def test_a_row_without_an_id_is_no_answer(id_: bytes) -> None:
    body = parsed("books", answer(b'{"data": [{"id": "1"}, {"id": ' + id_ + b"}]}"))
    with pytest.raises(UpstreamUnavailable) as raised:
        row_list("books", body, "data", "id")
    assert isinstance(raised.value, SuitegraphError)
    assert raised.value.service == "books"
