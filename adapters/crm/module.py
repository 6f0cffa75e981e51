"""The name of a module in CRM."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CrmModule:
    """A module by its API name. `searchable` says that it has a `/search` endpoint."""

    api_name: str
    searchable: bool = True
