"""docs/fidelity.md tells what the tables say."""

from tests.sandbox.openapi.page import PAGE, page_with_section


def test_the_page_on_fidelity_lists_the_present_deviations() -> None:
    page = PAGE.read_text()
    assert page == page_with_section(page), "python -m tests.sandbox.openapi.page writes the page anew"
