"""How long the answers of each module may be kept, before a setting scales it.

Each module says it, and the adapter that speaks for it names the path by which its answers are known. What permissions
and identities rest on is not here: it is remembered with its age in one place only, `resolvers.caller.caller_cache`,
and so are organisations.
"""

from adapters.messages import Request
from domain.errors import ServiceName
from domain.modules.module import CacheTtl, Module

METADATA = CacheTtl(listed=60.0, single=60.0)
CURRENT_USER = ("type", "CurrentUser")
# By the path's beginning, which names the module in each product.
CACHE_TTLS: dict[tuple[ServiceName, str], CacheTtl] = {("crm", "settings/custom_views"): METADATA}


def keep_answers_of(module: Module, path: str) -> None:
    """Let the answers under a path be kept as long as its module says. Raises ValueError where another disagrees."""
    if CACHE_TTLS.setdefault((module.product, path), module.ttl) != module.ttl:
        raise ValueError(f"{module} shares the path {path!r} with a module whose answers are kept for another time.")


def cache_ttl_of(request: Request) -> float:
    """How long the answer to a read may be kept, 0 for not at all."""
    service, path = request.service, request.path
    ttl = CACHE_TTLS.get((service, path[0])) or CACHE_TTLS.get((service, "/".join(path[:2])))
    if ttl is None or not request.reads or CURRENT_USER in request.params:
        return 0.0
    return ttl.single if _names_records(request) else ttl.listed


def _names_records(request: Request) -> bool:
    if request.service != "crm":
        return len(request.path) > 1
    # `/Deals/search` and `/Accounts/{id}/Deals` are lists; records are asked for by `ids`.
    return any(name == "ids" for name, _ in request.params)
