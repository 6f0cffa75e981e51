"""Answers of the graph to the pages at `/integration`, which are for administrators alone."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.responses import Response

from domain.errors import BadUserInput, Forbidden, NotFound
from gateway.pages.answers import messages_in, value_at
from gateway.pages.door import PageHandler
from gateway.pages.visits import INTEGRATION_HOME, Visit

LONGEST_SEARCH = 100
REFUSALS = {Forbidden.code: Forbidden, NotFound.code: NotFound}


def for_administrators(page: PageHandler) -> PageHandler:
    """The same page, which explains itself to who is no administrator."""

    async def answer(visit: Visit) -> Response:
        try:
            return await page(visit)
        except Forbidden as refusal:
            return visit.page("integration_refused.html", 403, message=refusal.message)

    return answer


async def read(visit: Visit, document: str, variables: Mapping[str, Any] | None = None) -> tuple[Any, list[str]]:
    """What the graph answers, and what it could not say. Raises Forbidden and NotFound where that is nothing."""
    payload = await visit.ask(document, variables)
    answered: Mapping[str, Any] = payload.data or {}
    for error in payload.errors:
        refusal = REFUSALS.get(value_at(error, "extensions", "code"))
        if refusal is not None and all(value is None for value in answered.values()):
            raise refusal(str(error["message"]))
    return answered, messages_in(payload.errors)


async def changed(visit: Visit, document: str, variables: Mapping[str, Any]) -> Any:
    """What a mutation returns. Raises BadUserInput with the reasons for which it was not carried out, and Forbidden."""
    data, problems = await read(visit, document, variables)
    if problems:
        raise BadUserInput(" ".join(problems))
    return data


def word_in(visit: Visit, name: str) -> str:
    """A word of the address's query."""
    return visit.request.query_params.get(name, "").strip()[:LONGEST_SEARCH]


def number_in(text: str, most: int, refusal: str) -> int:
    """A number from 1 to `most`. Raises BadUserInput with the refusal."""
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(most)) or not 1 <= int(text) <= most:
        raise BadUserInput(refusal)
    return int(text)


def version_in(form: FormData) -> int | None:
    """The version that the form was made for, None for something new. Raises BadUserInput."""
    text = str(form.get("version", ""))
    return number_in(text, 999_999, "The form names no version.") if text else None


def cursor_in(visit: Visit) -> str | None:
    """Where the page of a list begins, None for the first page."""
    return visit.request.query_params.get("after") or None


def next_page(path: str, connection: Any, **kept: str) -> str | None:
    """The address of a list's next page, None on the last one."""
    after = value_at(connection, "pageInfo", "endCursor")
    if not value_at(connection, "pageInfo", "hasNextPage") or after is None:
        return None
    return address_of(path, **kept, after=after)


def address_of(path: str, **words: str) -> str:
    """The address of a page under `/integration`, with the words that are not empty as its query."""
    query = urlencode({name: word for name, word in words.items() if word})
    return f"{INTEGRATION_HOME}{path}" + (f"?{query}" if query else "")
