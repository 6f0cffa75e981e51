"""Zoho's OpenAPI documents, where `ZOHO_OAS` names a folder with them; the end of the run says whether it did."""

import os
from pathlib import Path

import pytest
import pytest_asyncio

from sandbox.app import reset
from tests.sandbox.conftest import Zoho
from tests.sandbox.openapi.corpus import STEPS
from tests.sandbox.openapi.documents import Documents, documents_in
from tests.sandbox.openapi.steps import Conversation, Exchange
from tests.sandbox.openapi.summary import HELD, VARIABLE


@pytest_asyncio.fixture(scope="session")
async def exchanges(served_sandbox: Zoho) -> list[Exchange]:
    """The whole corpus, asked of a sandbox at its seed."""
    reset(served_sandbox.sandbox)
    return [
        exchange
        for product, steps in STEPS.items()
        for exchange in await Conversation(served_sandbox, product).exchanges(steps)
    ]


@pytest.fixture(scope="session")
def documents(request: pytest.FixtureRequest) -> Documents | None:
    """Zoho's documents; None where nobody names a folder, which the end of the run says aloud."""
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    read = documents_in(Path(named))
    request.config.stash[HELD] = sum(len(operations) for operations in read.operations.values())
    return read
