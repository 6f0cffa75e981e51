"""Which media type an answer takes. Source: GraphQL over HTTP, media types."""

import re
from collections.abc import Iterator
from functools import lru_cache

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
LONGEST_KEPT = 200
# RFC 9110, 12.4.2.
_QUALITY = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?", re.ASCII)


def parameters_of(value: str) -> tuple[str, dict[str, str]]:
    """A media type and its parameters, in lower case."""
    name, *parts = (part.strip().lower() for part in value.split(";"))
    pairs = (part.partition("=") for part in parts)
    return name, {key.strip(): text.strip() for key, _, text in pairs}


def accepted_types(header: str) -> Iterator[tuple[str, dict[str, str], float]]:
    """The media types of an Accept header with their parameters and qualities, 0 for a quality that is malformed."""
    for part in header.split(","):
        name, parameters = parameters_of(part)
        quality = parameters.get("q", "1")
        yield name, parameters, float(quality) if _QUALITY.fullmatch(quality) else 0.0


def _accepted(header: str) -> dict[str, float]:
    """Quality by media type."""
    qualities: dict[str, float] = {}
    for name, _, quality in accepted_types(header):
        qualities[name] = max(quality, qualities.get(name, 0.0))
    return qualities


def answer_type(accept: str) -> str | None:
    """The media type for an Accept header, None where it takes neither of the two.

    Without a header the older one is chosen, as the specification asks for clients that do not know the newer.
    """
    # Clients send the same few again and again, and a hostile one may send long ones.
    return _answer_type(accept) if len(accept) <= LONGEST_KEPT else _answer_type.__wrapped__(accept)


@lru_cache(256)
def _answer_type(accept: str) -> str | None:
    if not accept.strip():
        return JSON
    accepted = _accepted(accept)
    # The more specific range counts.
    everything = accepted.get("application/*", accepted.get("*/*", 0.0))
    newer, older = accepted.get(GRAPHQL, 0.0), accepted.get(JSON, everything)
    if max(newer, older) <= 0:
        return None
    return GRAPHQL if newer >= older else JSON


def wants_page(accept: str) -> bool:
    """Whether a browser asks for a page rather than for data."""
    accepted = _accepted(accept)
    return accepted.get("text/html", 0.0) > max(accepted.get(GRAPHQL, 0.0), accepted.get(JSON, 0.0))


def encodings_of(accept_encoding: str) -> frozenset[str]:
    """The content encodings that an Accept-Encoding header takes."""
    return frozenset(name for name, quality in _accepted(accept_encoding).items() if quality > 0)
