"""What proofs measured, printed at the end of a run: `record_property("figures", "...")` in a test says it."""

import pytest

FIGURES = "figures"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print a line for each figure, in the order of the tests."""
    reports: list[pytest.TestReport] = [
        report
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
    ]
    lines = sorted({str(text) for report in reports for name, text in report.user_properties if name == FIGURES})
    if lines:
        terminalreporter.section("Figures")
        for line in lines:
            terminalreporter.write_line(line)
