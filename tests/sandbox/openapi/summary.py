"""Whether the run held the sandbox against Zoho's OpenAPI documents, said at its end by whichever process ends it."""

import pytest

VARIABLE = "ZOHO_OAS"
# How many operations the documents describe that the run looked at.
HELD = pytest.StashKey[int]()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker passes on what it looked at."""
    output: dict[str, int] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[VARIABLE] = session.config.stash.get(HELD, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """What a worker that has ended looked at counts."""
    config: pytest.Config = getattr(node, "config")  # noqa: B009  # xdist has no types
    output: dict[str, int] = getattr(node, "workeroutput", {})
    config.stash[HELD] = config.stash.get(HELD, 0) + output.get(VARIABLE, 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Whether the sandbox was held against Zoho's documents."""
    described = terminalreporter.config.stash.get(HELD, 0)
    terminalreporter.section("Zoho's OpenAPI documents")
    if described:
        terminalreporter.write_line(f"The sandbox was held against documents that describe {described} operations.")
        return
    terminalreporter.write_line(
        f"The sandbox was NOT held against Zoho's OpenAPI documents. `{VARIABLE}=<folder> make test` does that, where"
        " the folder has the documents in crm (*.json), books and billing (*.yml); see docs/fidelity.md.",
        yellow=True,
    )
