"""What failed in a run, for `make check` to ask once more, alone: two workers on a busy machine may starve a test.

Both results are printed. What must hold however busy the machine is, nobody asks twice: isolation, what is hidden, and
that two ways of answering agree.
"""

from pathlib import Path

import pytest

MOST = 5
ONCE = ("tests/isolation/", "tests/noninterference/", "tests/differential/", "tests/permissions/")


class Failures:
    """Writes the ids of the tests that failed, a line each, where they may be asked again."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ids: dict[str, None] = {}
        file.unlink(missing_ok=True)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a failure of a test, its set-up or its end."""
        if report.failed:
            self._ids[report.nodeid] = None

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a module that cannot be read: nothing is asked again then."""
        if report.failed:
            self._ids[ONCE[0]] = None

    def pytest_sessionfinish(self) -> None:
        """Write the file, unless too much failed or something that is asked once."""
        if 0 < len(self._ids) <= MOST and not any(id_.startswith(ONCE) for id_ in self._ids):
            self._file.write_text("".join(f"{id_}\n" for id_ in self._ids), "utf-8")
