"""Compressed answers; docs/operations.md says why nobody learns anything from their length."""

from starlette.types import ASGIApp
from starlette_compress import CompressMiddleware, add_compress_type

from gateway.http.negotiation import GRAPHQL

# The endings of the files that `graphiql/build.py` makes beside each asset, by encoding, the smallest first.
ENDINGS = {"br": ".br", "zstd": ".zst", "gzip": ".gz"}


def compressed(app: ASGIApp, smallest: int) -> ASGIApp:
    """The application with its answers of `smallest` bytes and more compressed: zstd, br or gzip; as it is for 0."""
    if not smallest:
        return app
    add_compress_type(GRAPHQL)
    # Each part of an answer is sent when it is there.
    add_compress_type("multipart/mixed", streaming=True)
    return CompressMiddleware(app, minimum_size=smallest)
