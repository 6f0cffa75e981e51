"""Which media type an answer takes. Source: GraphQL over HTTP, media types."""

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"


def _accepted(header: str) -> dict[str, float]:
    """Quality by media type."""
    found: dict[str, float] = {}
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        found[name] = max(quality, found.get(name, 0.0))
    return found


def answer_type(accept: str | None) -> str | None:
    """The media type for an Accept header, None where it takes neither of the two.

    Without a header the older one is chosen, as the specification asks for clients that do not know the newer.
    """
    if not accept:
        return JSON
    accepted = _accepted(accept)
    everything = max(accepted.get("*/*", 0.0), accepted.get("application/*", 0.0))
    newer, older = accepted.get(GRAPHQL, 0.0), accepted.get(JSON, everything)
    if max(newer, older) <= 0:
        return None
    return GRAPHQL if newer >= older else JSON


def wants_page(accept: str | None) -> bool:
    """Whether a browser asks for a page rather than for data."""
    accepted = _accepted(accept or "")
    return accepted.get("text/html", 0.0) > max(accepted.get(GRAPHQL, 0.0), accepted.get(JSON, 0.0))
