"""A caller carries a token that leads nowhere but upstream."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.caller import Caller, Token, caller_of, secret_of
from domain.errors import Unauthenticated
from tests.proofs import examples

SECRET = "1000.2f0c5a1d9e7b4c3a.8b6d"
KEY = b"partition key"
SECRETS = st.text("Az09._~+/=-", min_size=8, max_size=60)


def caller(secret: str = SECRET, data_centre: str = "eu", key: bytes = KEY) -> Caller:
    return caller_of(secret, data_centre, key)


def test_a_token_is_not_in_anything_that_is_printed() -> None:
    shown = [repr(caller()), str(caller().token), f"{caller().token}", f"{caller().token!r}", caller().partition]
    assert not any(SECRET in text for text in shown)


KEEPING: tuple[Callable[[Token], object], ...] = (
    pickle.dumps,
    copy.copy,
    copy.deepcopy,
    hash,
    lambda token: token == Token(SECRET),
)


@pytest.mark.parametrize("keep", KEEPING)
def test_a_token_is_neither_stored_nor_copied_nor_compared(keep: Callable[[Token], object]) -> None:
    with pytest.raises(TypeError):
        keep(Token(SECRET))


def test_a_caller_does_not_give_its_token_away_as_a_dictionary() -> None:
    with pytest.raises(TypeError):
        asdict(caller())


def test_the_partition_is_the_same_for_the_same_token_and_data_centre() -> None:
    assert caller().partition == caller().partition


def test_the_partition_differs_by_token_by_data_centre_and_by_key() -> None:
    others = [caller(SECRET + "0"), caller(data_centre="us"), caller(key=b"another process")]
    assert len({caller().partition, *(other.partition for other in others)}) == 4


@examples(30, short=4)
@given(one=SECRETS, other=SECRETS)
def test_two_tokens_never_share_a_partition(one: str, other: str) -> None:
    assert (caller(one).partition == caller(other).partition) is (one == other)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "short",
        "a" * 4097,
        f"{SECRET}\r\nX-Admin: 1",
        f"{SECRET}\n",
        f"{SECRET} {SECRET}",
        f"{SECRET}\u2028",
        "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
        f"{SECRET}\0",
        f"{SECRET}é",
        f"{SECRET},",
    ],
)
def test_what_could_not_be_a_token_or_could_leave_its_header_is_refused(secret: str) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        Token(secret)
    assert not secret or secret not in str(refusal.value)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Zoho-oauthtoken", "zoho-oauthtoken"])
def test_both_schemes_carry_a_token_in_any_case(scheme: str) -> None:
    assert secret_of(f"{scheme} {SECRET}") == SECRET
    assert secret_of(f"  {scheme}   {SECRET}  ") == SECRET


@pytest.mark.parametrize("header", [None, "", " ", "Bearer", "Bearer ", SECRET, f"Basic {SECRET}", f"Token {SECRET}"])
def test_any_other_header_carries_none(header: str | None) -> None:
    with pytest.raises(Unauthenticated):
        secret_of(header)


def test_the_product_takes_the_token_in_zoho_s_own_scheme() -> None:
    assert Token(SECRET).authorization() == f"Zoho-oauthtoken {SECRET}"
