"""The caller. A caller is a capability: no product is called without one, and it carries only its own token."""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from domain.errors import Unauthenticated

TOKEN = re.compile(r"^[A-Za-z0-9._~+/=-]{8,4096}$", re.ASCII)
MALFORMED = "The access token is malformed. Send `Authorization: Bearer <access token of Zoho>`."


class Token:
    """A Zoho access token that cannot be printed, logged, compared, pickled or used as a key."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        """Raises Unauthenticated for a value that could not be a token (header injection included)."""
        if TOKEN.fullmatch(secret) is None:
            raise Unauthenticated(MALFORMED)
        self._secret = secret

    def authorization(self) -> str:
        """The header value that a product takes. For `adapters/exchange.py` alone."""
        return f"Zoho-oauthtoken {self._secret}"

    def partition(self, key: bytes, data_centre: str) -> str:
        """A stable name for this token in this data centre that does not give the token away."""
        return hmac.digest(key, f"{data_centre}\0{self._secret}".encode(), "sha256").hex()

    def key(self, purpose: str, data_centre: str) -> bytes:
        """64 bytes that only the holder of this token can derive again."""
        return hmac.new(self._secret.encode(), f"{purpose}\0{data_centre}".encode(), hashlib.sha512).digest()

    def encrypted(self, encrypt: Callable[[str], bytes]) -> bytes:
        """The token as `encrypt` makes it unreadable, for the one job that it is given to."""
        return encrypt(self._secret)

    def __repr__(self) -> str:
        return "Token(hidden)"

    def __eq__(self, _other: object) -> NoReturn:
        raise TypeError("a token is never compared; its partition is")

    def __hash__(self) -> NoReturn:
        raise TypeError("a token is no key; its partition is")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a token is never copied or stored")

    def __copy__(self) -> NoReturn:
        raise TypeError("a token is never copied or stored")

    def __deepcopy__(self, _memo: object) -> NoReturn:
        raise TypeError("a token is never copied or stored")


@dataclass(frozen=True, slots=True, eq=False)
class Caller:
    """One token in one data centre, and the organisations that it asks for.

    `partition` is an HMAC of data centre and token: every cache, loader and in-flight table is keyed by it, since two
    tokens of one user may carry different scopes. `organizations` are
    the picked ones as (product, id), where the caller wants another than their default.
    """

    token: Token
    data_centre: str
    partition: str
    organizations: tuple[tuple[str, str], ...] = ()


def caller_of(secret: str, data_centre: str, key: bytes, organizations: tuple[tuple[str, str], ...] = ()) -> Caller:
    """The caller behind an access token. Raises Unauthenticated for a malformed one."""
    token = Token(secret)
    return Caller(token, data_centre, token.partition(key, data_centre), organizations)


def secret_of(authorization: str | None) -> str:
    """The token in an `Authorization` header of scheme Bearer or Zoho-oauthtoken. Raises Unauthenticated."""
    if not authorization:
        raise Unauthenticated("An access token is required. Send `Authorization: Bearer <access token of Zoho>`.")
    # Only what HTTP counts as blank: Python's own idea of it is wider.
    scheme, _, secret = authorization.strip(" \t").partition(" ")
    secret = secret.strip(" \t")
    if scheme.lower() not in {"bearer", "zoho-oauthtoken"} or not secret:
        raise Unauthenticated(MALFORMED)
    return secret
