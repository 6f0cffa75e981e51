"""The isolation mode: every free text and every amount of an answer shows whose token asked for it.

Free texts end with the owner's mark, amounts lie in the owner's range. What programs go by stays: ids, codes, statuses,
days, settings, roles, profiles, paging, refusals. The mark is taken off again where the owner sends it back.
"""

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.people import Persona
from sandbox.store import Body

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
# Every amount of the company is far below this.
RANGE = 10_000_000_000
# What a key of a free text ends with, and whole keys that are free texts.
TEXT_ENDINGS = frozenset(
    {
        "address", "attention", "city", "country", "department", "description", "designation", "email", "fax",
        "mobile", "name", "notes", "number", "phone", "reason", "state", "street", "street2", "title", "website", "zip",
    }
)  # fmt: skip
TEXTS = frozenset(
    {
        "billing_code", "created_by", "display_value", "next_step", "payment_terms_label", "shipping_code",
        "submitted_by_name", "terms", "unit", "usage_unit", "zip_code", "zipcode",
    }
)  # fmt: skip
# A key of an amount has one of the first words and none of the second, or is one of the third.
MONEY = frozenset(
    {
        "adjustment", "amount", "applied", "balance", "charge", "charges", "credits", "discount", "fee", "limit",
        "made", "outstanding", "price", "rate", "refunded", "revenue", "total", "unused",
    }
)  # fmt: skip
NO_MONEY = frozenset({"count", "exchange", "percent", "percentage", "precision", "quantity", "value"})
AMOUNTS = frozenset({"list_value"})
# Objects that say how the product works, wherever they stand.
MACHINERY = frozenset({"info", "page_context", "permissions", "profile", "role"})
# Data types of custom fields whose `value` is a free text.
CUSTOM_TEXTS = frozenset({"email", "multiline", "phone", "string", "text", "textarea", "url"})


@dataclass(frozen=True, slots=True)
class Watermark:
    """What one owner's answers carry."""

    owner: Persona
    keeps_email: bool = False

    @property
    def mark(self) -> str:
        """What each of the owner's free texts ends with."""
        return f" ~{self.owner.name}~"

    def on(self, value: Any, key: str = "") -> Any:
        """The value that stands under `key`, marked all through."""
        if isinstance(value, dict):
            body = cast("Body", value)
            custom = body.get("data_type") in CUSTOM_TEXTS
            return {
                name: part if name in MACHINERY else self.on(part, "name" if custom and name == "value" else name)
                for name, part in body.items()
            }
        if isinstance(value, list):
            return [self.on(part, key) for part in cast("list[Any]", value)]
        if isinstance(value, bool | None):
            return value
        if _is_money(key.lower()):
            return self._moved(value)
        return value + self.mark if isinstance(value, str) and value.strip() and self._is_text(key.lower()) else value

    def off(self, query: bytes) -> bytes:
        """The query string without the mark, in both spellings of a blank."""
        mark = self.mark.strip().encode()
        return query.replace(b"%20" + mark, b"").replace(b"+" + mark, b"")

    def _is_text(self, key: str) -> bool:
        if self.keeps_email and key == "email":
            return False
        return key in TEXTS or key.rpartition("_")[2] in TEXT_ENDINGS

    def _moved(self, amount: float | str) -> float | str:
        exact = Decimal(0) if _NUMBER.fullmatch(str(amount)) is None else Decimal(str(amount))
        if exact == 0:
            return amount
        offset = RANGE * self.owner.number
        # A few amounts are texts in the products' answers, others whole numbers; each stays what it is.
        return type(amount)(exact + offset if exact > 0 else exact - offset)


def _is_money(key: str) -> bool:
    words = set(key.split("_"))
    return key in AMOUNTS or (not words.isdisjoint(MONEY) and words.isdisjoint(NO_MONEY))


@dataclass(frozen=True, slots=True)
class Isolated:
    """An application whose successful JSON answers carry the watermark of the token's owner."""

    app: ASGIApp
    owner: Persona

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        path: str = scope["path"]
        # A login is what the same person is known by in all products, and not free.
        mark = Watermark(self.owner, keeps_email="/users" in path or path.startswith("/oauth/"))
        answer = _BufferedResponse(send, None if "/settings/" in path else mark)
        await self.app({**scope, "query_string": mark.off(scope["query_string"])}, receive, answer.send)


@dataclass(slots=True)
class _BufferedResponse:
    """An answer that is held back until it is whole, where it is to be marked."""

    onward: Send
    watermark: Watermark | None
    start: Message | None = None
    body: bytearray = field(default_factory=bytearray)

    async def send(self, message: Message) -> None:
        """Take the place of `send`."""
        if message["type"] == "http.response.start" and self._marks(message):
            self.start = message
        elif self.start is None or self.watermark is None:
            await self.onward(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._release(self.start, self.watermark)

    def _marks(self, start: Message) -> bool:
        kind = MutableHeaders(raw=start["headers"]).get("content-type", "")
        return self.watermark is not None and 200 <= start["status"] < 300 and kind.startswith("application/json")

    async def _release(self, start: Message, watermark: Watermark) -> None:
        body = bytes(self.body)
        payload: Any = json.loads(body) if body else None
        # The finance products refuse some calls with status 200.
        if isinstance(payload, dict) and cast("Body", payload).get("code", 0) == 0:
            body = json.dumps(watermark.on(payload), ensure_ascii=False, separators=(",", ":")).encode()
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["content-length"] = str(len(body))
        await self.onward({**start, "headers": headers.raw})
        await self.onward({"type": "http.response.body", "body": body})
