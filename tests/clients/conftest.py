"""What the page's stacks run in: the npm packages of tests/node, and a Python environment of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import uv

from tests.clients.running import Stacks
from tests.node.node import install

LOCK = Path(__file__).parents[2] / "requirements" / "clients.txt"


@pytest.fixture(scope="session")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Stacks:
    """Every package that the page installs, as it is locked."""
    install()
    environment = tmp_path_factory.mktemp("python")
    for arguments in (
        ("venv", "--python", sys.executable, str(environment), "--clear"),
        ("pip", "sync", "--require-hashes", "--only-binary", ":all:", str(LOCK)),
    ):
        done = subprocess.run(
            [uv.find_uv_bin(), "--quiet", *arguments],
            env={**os.environ, "VIRTUAL_ENV": str(environment)},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    return Stacks(environment / "bin")
