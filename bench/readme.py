"""README's figures: nothing but what a run of the bench prints, between two marks."""

from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- measured by `make bench BENCH=--readme` -->\n", "<!-- end of what was measured -->\n"


def rewritten(text: str, figures: str) -> str:
    """A README with these figures. Raises ValueError where it has no marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("README has no marks between which figures stand")
    return f"{before}{begin}\n{figures.strip()}\n\n{end}{after}"


def write(figures: str) -> None:
    """Write the figures into README."""
    README.write_text(rewritten(README.read_text("utf-8"), figures), "utf-8")
