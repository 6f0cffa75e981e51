"""Building the bundle: once, whole, and from a lock that names no registry."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The sources in a project of their own, without their packages, beside a bundle of long ago."""
    shutil.copytree(ROOT / "graphiql", tmp_path / "graphiql", ignore=shutil.ignore_patterns("node_modules"))
    old = tmp_path / "gateway" / "graphiql"
    old.mkdir(parents=True)
    (old / "index.html").write_text("the old page")
    return tmp_path


def build_in(project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the build of this project."""
    return subprocess.run(
        [sys.executable, project / "graphiql" / "build.py"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((ROOT / "graphiql" / "package-lock.json").read_text())
    assert len(lock["packages"]) > 50
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []


def test_a_fresh_bundle_is_left_alone(bundle: Path) -> None:
    before = bundle.stat()
    done = build_in(ROOT)
    assert done.stdout == f"GraphiQL is up to date in {bundle}\n"
    assert bundle.stat().st_ino == before.st_ino


def test_a_bundle_goes_stale_with_its_sources_but_not_with_the_build_script(bundle: Path, elsewhere: Path) -> None:
    made = elsewhere / "gateway" / "graphiql"
    shutil.copy(bundle / "sources.sha256", made)
    (elsewhere / "graphiql" / "preview.py").write_text("")
    assert "up to date" in build_in(elsewhere).stdout
    (elsewhere / "graphiql" / "src" / "page.css").write_text("")
    assert "Installing" in build_in(elsewhere, **unreachable(elsewhere)).stdout


def test_an_unreachable_registry_is_told_and_leaves_the_old_bundle(elsewhere: Path) -> None:
    done = build_in(elsewhere, **unreachable(elsewhere))
    assert done.returncode == 3
    assert done.stderr.endswith("GraphiQL's packages could not be fetched: is the npm registry reachable?\n")
    assert [path.name for path in (elsewhere / "gateway").iterdir()] == ["graphiql"]
    assert (elsewhere / "gateway" / "graphiql" / "index.html").read_text() == "the old page"


def test_a_second_build_waits_for_the_first(elsewhere: Path) -> None:
    with (elsewhere / "graphiql" / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = subprocess.Popen(
            [sys.executable, elsewhere / "graphiql" / "build.py"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **unreachable(elsewhere)},
        )
        with second:
            assert second.stdout is not None
            assert second.stdout.readline() == "Waiting for another build of GraphiQL ...\n"
            assert second.poll() is None
            fcntl.flock(lock, fcntl.LOCK_UN)
            assert second.stdout.readline() == "Installing GraphiQL's packages ...\n"


def unreachable(project: Path) -> dict[str, str]:
    """An environment in which npm has nothing cached and a registry at a port that nobody serves."""
    return {
        "npm_config_registry": "http://127.0.0.1:1/",
        "npm_config_cache": str(project / "cache"),
        "npm_config_fetch_retries": "0",
    }
