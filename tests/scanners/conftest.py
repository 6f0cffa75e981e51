"""The scanners, as requirements/scanners.txt locks them, in a Python environment of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import uv

from tests.scanners.running import ROOT

LOCK = ROOT / "requirements" / "scanners.txt"


@pytest.fixture(scope="session")
def scanners(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of their programs."""
    environment = tmp_path_factory.mktemp("scanners")
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
    return environment / "bin"
