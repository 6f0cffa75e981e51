"""What one module of CRM is called there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CrmModule:
    """A module by its API name. `searchable` says that `/search` reaches it."""

    api_name: str
    searchable: bool = True
