"""The npm packages that the suites of this folder run."""

import pytest

from tests.node.node import install


@pytest.fixture(scope="session")
def _packages() -> None:
    install()
