"""The local Zoho CRM, API v8."""

from collections.abc import Iterator

from starlette.routing import BaseRoute

from sandbox.context import Sandbox
from sandbox.crm.endpoints import crm_routes
from sandbox.crm.seed import standard_records
from sandbox.crm.seed_mirrors import mirror_records
from sandbox.crm.seed_notes import note_records
from sandbox.store import Body


def records(sandbox: Sandbox) -> Iterator[tuple[str, str, str, Body]]:
    """The seeded records of the product: (product, module, id, body)."""
    for source in (standard_records, mirror_records, note_records):
        for module, body in source(sandbox.company):
            yield "crm", module, body["id"], body


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    """The product's endpoints."""
    return crm_routes(sandbox)
