"""Pages of the products in memory."""

from collections.abc import Mapping
from typing import Any

from domain.queries import Row

Answer = tuple[int, Any]
NOTHING: Answer = (204, None)


def window(rows: list[Row], params: Mapping[str, str]) -> list[Row]:
    """The rows of the page that the parameters name."""
    page, size = int(params.get("page", "1")), int(params.get("per_page", "200"))
    return rows[(page - 1) * size : page * size]


def has_more(rows: list[Row], params: Mapping[str, str]) -> bool:
    """Whether rows follow after that page."""
    return int(params.get("page", "1")) * int(params.get("per_page", "200")) < len(rows)


def crm_page(rows: list[Row], key: str, params: Mapping[str, str] | None = None) -> Answer:
    """The answer of CRM with a page of rows, of which the columns that were asked for."""
    given = params or {}
    page = window(rows, given)
    if not page:
        return NOTHING
    if "fields" in given:
        asked = {"id", *given["fields"].split(",")}
        page = [{name: value for name, value in row.items() if name in asked} for row in page]
    return 200, {key: page, "info": {"more_records": has_more(rows, given)}}


def page_context(rows: list[Row], params: Mapping[str, str]) -> Row:
    """What Books and Billing say of a page."""
    return {"has_more_page": has_more(rows, params)}
