"""The listed deviations as a part of docs/fidelity.md. `python -m tests.sandbox.openapi.page` writes it anew."""

from collections.abc import Iterator
from pathlib import Path

from tests.sandbox.openapi.deviations import DEVIATIONS
from tests.sandbox.openapi.documents import Product
from tests.sandbox.openapi.listed import Deviation

PAGE = Path(__file__).parents[3] / "docs" / "fidelity.md"
BEGIN, END = "<!-- deviations: written by tests/sandbox/openapi/page.py -->\n", "<!-- end of deviations -->\n"
TITLES: dict[Product, str] = {"crm": "CRM", "books": "Books", "billing": "Billing"}
# How many keys of one object are told by name.
SHOWN = 3


def section() -> str:
    """All deviations, a table for each product."""
    return "\n".join(_lines())


def page_with_section(page: str) -> str:
    """The page with the present deviations between its marks."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}{section()}{END}{tail}"


def _lines() -> Iterator[str]:
    for product, title in TITLES.items():
        yield f"\n### {title}\n"
        yield "| Why | Where | What |\n|---|---|---|"
        yield from (_row(deviation) for deviation in DEVIATIONS if deviation.product == product)
    yield ""


def _row(deviation: Deviation) -> str:
    where = ", ".join(f"`{operation}`" for operation in deviation.operations)
    told = "; ".join(_keys(path, keys.split()) for path, keys in deviation.at.items())
    return f"| {deviation.reason} | {where} | {_what(deviation.what)}: {told} |"


def _what(what: str) -> str:
    return what.replace("* instead", "another type instead").replace("of *", "of another type").replace("*", "differs")


def _keys(path: str, keys: list[str]) -> str:
    told = ", ".join(f"`{key}`" for key in keys) if len(keys) <= SHOWN else f"{len(keys)} keys"
    return f"{told} in `{path}`" if path else told


if __name__ == "__main__":
    PAGE.write_text(page_with_section(PAGE.read_text()))
