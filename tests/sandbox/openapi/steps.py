"""Requests as data, and what came of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qsl

from aiohttp import FormData

from tests.sandbox.conftest import Zoho
from tests.sandbox.openapi.documents import Product, fits
from tests.sandbox.openapi.offered import OFFERED

PREFIXES: Mapping[Product, str] = {"crm": "/crm/v8", "books": "/books/v3", "billing": "/billing/v1"}
# What is asked of the sandbox itself is no part of a product's answers.
CONTROL = "/_sandbox/"
ORGANIZATIONS: Mapping[Product, str] = {"crm": "", "books": "460000000000100", "billing": "903000000000100"}


@dataclass(frozen=True, slots=True)
class Step:
    """One request: `"GET /invoices?status=draft"`. `{name}` stands for what an earlier step kept under that name.

    `keep` says what of the answer later steps need: `"draft=invoices[0].invoice_id"`, several between blanks. With
    `file`, `field=name`, a form with that file in that field is sent.
    """

    line: str
    sent: Any = None
    status: int = 200
    persona: str | None = "admin"
    keep: str = ""
    organization: bool = True
    file: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that was made, by the operation of the sandbox that answered it, and its answer."""

    product: Product
    operation: str
    method: str
    path: str
    parameters: tuple[str, ...]
    wanted: int
    status: int
    body: Any


@dataclass(slots=True)
class Conversation:
    """A product that is asked one step after the other."""

    zoho: Zoho
    product: Product
    kept: dict[str, str] = field(default_factory=dict[str, str])

    async def exchanges(self, steps: Sequence[Step]) -> list[Exchange]:
        """Ask all of them in turn."""
        asked = [await self.exchange(step) for step in steps]
        return [exchange for exchange in asked if not exchange.path.startswith(CONTROL)]

    async def exchange(self, step: Step) -> Exchange:
        """Ask one of them."""
        method, _, address = self._filled(step.line).partition(" ")
        path, _, query = address.partition("?")
        params = dict(parse_qsl(query, keep_blank_values=True))
        headers = dict(step.headers)
        sent_params = dict(params)
        if step.organization and self.product == "books":
            sent_params.setdefault("organization_id", ORGANIZATIONS["books"])
        if step.organization and self.product == "billing":
            headers["X-com-zoho-subscriptions-organizationid"] = ORGANIZATIONS["billing"]
        sent = self._filled_in(step.sent)
        prefix = "" if path.startswith(CONTROL) else PREFIXES[self.product]
        data = _form(step.file) if step.file else None
        answer = await self.zoho.ask(
            step.persona, method, prefix + path, json=sent, data=data, headers=headers, **sent_params
        )
        for each in step.keep.split():
            name, _, at = each.partition("=")
            self.kept[name] = str(_at(answer.body, at))
        operation = operation_at(self.product, method, path)
        return Exchange(self.product, operation, method, path, tuple(params), step.status, answer.status, answer.body)

    def _filled(self, text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: self.kept[match[1]], text)

    def _filled_in(self, sent: Any) -> Any:
        if isinstance(sent, str):
            return self._filled(sent)
        if isinstance(sent, list):
            return [self._filled_in(each) for each in cast("list[Any]", sent)]
        if isinstance(sent, dict):
            return {key: self._filled_in(value) for key, value in cast("dict[str, Any]", sent).items()}
        return sent


def operation_at(product: Product, method: str, path: str) -> str:
    """The operation that the sandbox offers at that very path, `"GET /invoices/{id}"`; the most literal one."""
    fitting = [each for each in OFFERED[product] if each.startswith(f"{method} ") and fits(each, f"{method} {path}")]
    return min(fitting, key=lambda each: each.count("{"), default=f"{method} {path}")


def _form(file: str) -> FormData:
    key, name = file.split("=")
    form = FormData()
    form.add_field(key, f"The content of {name}.".encode(), filename=name)
    return form


def _at(body: Any, path: str) -> Any:
    for part in re.findall(r"[^.\[\]]+", path):
        body = body[int(part) if part.lstrip("-").isdecimal() else part]
    return body
