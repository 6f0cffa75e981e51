"""Pages of the products in memory."""

from collections.abc import Mapping

from domain.queries import Row


def window(rows: list[Row], params: Mapping[str, str]) -> list[Row]:
    """The rows of the page that the parameters name."""
    page, size = int(params.get("page", "1")), int(params.get("per_page", "200"))
    return rows[(page - 1) * size : page * size]


def has_more(rows: list[Row], params: Mapping[str, str]) -> bool:
    """Whether rows follow after that page."""
    return int(params.get("page", "1")) * int(params.get("per_page", "200")) < len(rows)
