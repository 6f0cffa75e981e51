"""The tree of errors that clients see."""

import inspect
import re
from collections.abc import Iterator

import pytest

from domain import errors
from domain.errors import Overloaded, RateLimited, StoreUnavailable, SuitegraphError, TooManyRequests, UpstreamError

DRAWN = re.compile(r"^[ │├└─]*[├└]── (\w+) +([A-Z][A-Z_]+[A-Z]) ", re.MULTILINE)


def below(kind: type[SuitegraphError]) -> Iterator[type[SuitegraphError]]:
    """The kinds of errors below one that the domain defines; the gateway narrows some further."""
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield child
            yield from below(child)


LEAVES = [kind for kind in below(SuitegraphError) if not list(below(kind))]
UPSTREAM = list(below(UpstreamError))


def test_every_leaf_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in LEAVES]
    assert len(set(codes)) == len(codes) >= 13
    assert all(re.fullmatch(r"[A-Z][A-Z_]+[A-Z]", code) for code in codes)


def test_the_tree_at_the_top_of_the_module_is_the_tree() -> None:
    assert DRAWN.findall(inspect.getdoc(errors) or "") == [(kind.__name__, kind.code) for kind in LEAVES]


def test_an_error_tells_its_code_and_nothing_that_it_does_not_know() -> None:
    assert SuitegraphError("no").extensions() == {"code": "INTERNAL_SERVER_ERROR"}
    assert TooManyRequests("no", service="books", retry_after=3.0, detail="code 44").extensions() == {
        "code": "TOO_MANY_REQUESTS",
        "service": "books",
        "retryAfter": 3.0,
    }


@pytest.mark.parametrize("kind", UPSTREAM)
def test_what_a_product_said_stays_out_of_the_message(kind: type[UpstreamError]) -> None:
    error = kind("It failed.", service="crm", detail="INVALID_DATA for Ms Dahl")
    assert str(error) == error.message == "It failed."
    assert "Dahl" not in str(error.extensions())


def test_nothing_is_tried_again_unless_it_says_so() -> None:
    of_the_gateway = (StoreUnavailable("no"), RateLimited("no", retry_after=2), Overloaded("no", retry_after=2))
    errors = [kind("no", service="crm") for kind in LEAVES if kind not in map(type, of_the_gateway)]
    assert [error for error in (*errors, *of_the_gateway) if error.transient] == []
    assert [error for error in errors if error.retry_after is not None] == []
    assert [error.retry_after for error in of_the_gateway] == [None, 2, 2]
