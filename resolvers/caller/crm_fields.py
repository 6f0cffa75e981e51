"""The fields of a module as CRM describes them to the caller."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.permissions import CrmField
from domain.queries import Row

# Data types of the fields that CRM's search by words leaves out.
UNSEARCHED = frozenset(
    {"currency", "integer", "bigint", "double", "percent", "boolean", "date", "datetime", "lookup", "ownerlookup"}
)


@dataclass(frozen=True, slots=True)
class CrmFields:
    """`GET /settings/fields` of a module: what permissions need of each, and the rows of visible custom fields."""

    by_name: Mapping[str, CrmField]
    custom: list[Row]


def crm_field(row: Row) -> CrmField:
    """A field by its row."""
    return CrmField(
        visible=visible if isinstance(visible := row.get("visible"), bool) else None,
        read_only=row.get("read_only") is True,
        searched=row.get("data_type") not in UNSEARCHED,
        whole=row.get("data_type") in {"integer", "bigint"},
    )
