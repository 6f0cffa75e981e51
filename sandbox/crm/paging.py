"""Pages of records: page numbers for the first 2,000, page tokens for the first 100,000 (public page "Get Records")."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sandbox.crm.caller import Call
from sandbox.crm.clock import written
from sandbox.crm.responses import CrmRefusal, ambiguous, invalid_param, over_limit
from sandbox.store import Body

MAX_SIZE = 200
DISCRETE_LIMIT = 2_000
TOKEN_LIMIT = 100_000
TOKEN_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a result."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """How many rows come before it."""
        return (self.number - 1) * self.size


def positive_param(call: Call, name: str, default: int) -> int:
    """A parameter that counts from one."""
    raw = call.param(name)
    if raw is None:
        return default
    if not raw.isdecimal() or len(raw) > 6 or int(raw) == 0:
        raise invalid_param(name, expected_data_type="integer")
    return int(raw)


def numbered_page(call: Call) -> Page:
    """The page that `page` and `per_page` ask for."""
    size = positive_param(call, "per_page", MAX_SIZE)
    if size > MAX_SIZE:
        raise over_limit("per_page", MAX_SIZE)
    return Page(positive_param(call, "page", 1), size)


def asked_page(call: Call) -> Page:
    """The page that `page` or `page_token` ask for."""
    page = numbered_page(call)
    token = call.param("page_token")
    if token is None:
        if page.number * page.size > DISCRETE_LIMIT:
            raise CrmRefusal(
                "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
                "page reaches the first 2000 records only; use page_token behind them",
                limit=DISCRETE_LIMIT,
            )
        return page
    if call.param("page") is not None:
        raise ambiguous("page", "page_token")
    number = number_behind(call, token)
    if number * page.size > TOKEN_LIMIT:
        raise CrmRefusal("PAGINATION_LIMIT_EXCEEDED", "no more than 100000 records can be fetched", limit=TOKEN_LIMIT)
    return Page(number, page.size)


def token(zuid: str, path: str, params: Mapping[str, str], number: int, expires_at: datetime) -> str:
    """A token for that page: the page and its end, sealed together with the user and all other parameters."""
    stem = f"{int(expires_at.timestamp()):x}.{number:x}"
    others = sorted((name, value) for name, value in params.items() if name not in {"page", "page_token"})
    seal = sha256(repr((stem, zuid, path, others)).encode()).hexdigest()[:48]
    return f"{stem}.{seal}"


def _minted(call: Call, number: int, expires_at: datetime) -> str:
    request = call.request
    return token(call.persona.zuid, request.url.path, request.query_params, number, expires_at)


def number_behind(call: Call, token: str) -> int:
    """What the token stands for; a Refusal of a foreign or an expired one."""
    parts = token.split(".")
    try:
        expires_at, number = datetime.fromtimestamp(int(parts[0], 16), UTC), int(parts[1], 16)
    except (ValueError, IndexError, OverflowError) as error:
        raise invalid_param("page_token") from error
    if token != _minted(call, number, expires_at):
        message = "the page token belongs to another user or to other parameters"
        raise CrmRefusal("TOKEN_BOUND_DATA_MISMATCH", message, param_name="page_token")
    if expires_at <= datetime.now(UTC):
        raise CrmRefusal("EXPIRED_VALUE", "the page token has expired", param_name="page_token")
    return number


def page_info(call: Call, page: Page, count: int, *, more: bool) -> Body:
    """The `info` of a list: `count` is that of this page, not a total."""
    expires_at = datetime.now(UTC) + TOKEN_LIFETIME
    following = _minted(call, page.number + 1, expires_at) if more else None
    previous = _minted(call, page.number - 1, expires_at) if page.number > 1 else None
    return {
        "call": False,
        "email": False,
        "per_page": page.size,
        "page": page.number,
        "count": count,
        "more_records": more,
        "next_page_token": following,
        "previous_page_token": previous,
        "page_token_expiry": written(expires_at) if following or previous else None,
    }


def plain_info(page: Page, count: int, *, more: bool) -> Body:
    """The `info` of a result that has no page tokens."""
    return {"per_page": page.size, "count": count, "page": page.number, "more_records": more}
