"""The local Zoho Books."""

from collections.abc import Iterator

from starlette.routing import BaseRoute

from sandbox.books import api, seed
from sandbox.books.dispatch import mounted
from sandbox.context import Sandbox
from sandbox.store import Body


def records(sandbox: Sandbox) -> Iterator[tuple[str, str, str, Body]]:
    """The seeded records of the product: (product, module, id, body)."""
    yield from seed.records(sandbox.company)


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    """The product's endpoints."""
    return [mounted(sandbox, api.operations())]
