"""The address of a request: quoted as the standard library quotes, whatever shortcut was taken."""

from urllib.parse import quote, urlencode

from hypothesis import given
from hypothesis import strategies as st

from adapters.data_centres import DATA_CENTRES
from adapters.messages import Request, quoted

TEXTS = st.text(max_size=20) | st.text("aZ09_,-.~/% +é²", max_size=20)


@given(TEXTS)
def test_a_text_is_quoted_as_the_standard_library_quotes_it(text: str) -> None:
    assert quoted(text) == quote(text, safe="")


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_an_address_has_the_parameters_as_they_were_given(params: list[tuple[str, str]]) -> None:
    address = Request("crm", ("Deals",), tuple(params)).url(DATA_CENTRES["eu"])
    assert address.raw_query_string == urlencode(params, quote_via=quote)


def test_requests_that_differ_in_anything_stay_apart() -> None:
    read = Request("crm", ("Deals",))
    others = (
        Request("books", ("Deals",)),
        Request("crm", ("Accounts",)),
        Request("crm", ("Deals",), (("page", "2"),)),
        Request("crm", ("Deals",), method="POST"),
        Request("crm", ("Deals",), headers=(("If-Unmodified-Since", "now"),)),
        Request("crm", ("Deals",), body=b"{}"),
        Request("crm", ("Deals",), reads=False),
        Request("crm", ("Deals",), is_file=True),
    )
    assert len({read, Request("crm", ("Deals",)), *others}) == 1 + len(others)
