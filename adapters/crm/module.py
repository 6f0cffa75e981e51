"""What the modules of the graph are called in CRM: each is registered by the file that declares it."""

from dataclasses import dataclass

from adapters.cache.ttls import keep_answers_of
from domain.modules.module import Module


@dataclass(frozen=True, slots=True)
class CrmModule:
    """A module by its API name. `searchable` says that it has a `/search` endpoint, `id` is the id's key."""

    api_name: str
    searchable: bool = True
    id: str = "id"


CRM_MODULES: dict[Module, CrmModule] = {}


def crm_module(module: Module, known: CrmModule) -> CrmModule:
    """Speak for a module of the graph."""
    keep_answers_of(module, known.api_name)
    CRM_MODULES[module] = known
    return known
