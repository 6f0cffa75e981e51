"""Look-up columns of CRM's rows: each holds an object with the id and the name of another record."""

from domain.json_values import mapping
from domain.queries import Row


def lookup_id(row: Row, column: str) -> str | None:
    """The id of the record that a look-up column leads to, None where it is empty."""
    return _text(row, column, "id")


def lookup_name(row: Row, column: str) -> str | None:
    """The name of the record that a look-up column leads to, None where it is empty."""
    return _text(row, column, "name")


def _text(row: Row, column: str, key: str) -> str | None:
    value = mapping(row.get(column)).get(key)
    return str(value) if value else None
