"""Kinds of calls: those of one kind to one product fail together."""

from adapters.messages import Request

HEAVY = frozenset({"sort_by", "cvid"})
CRM_SETTINGS = frozenset({"settings", "users", "org"})
COMPOSITE = ("__composite_requests",)
FINANCE_SETTINGS = frozenset({"organizations", "users"})


def kind_of(request: Request) -> str:
    """The kind of a call: those of one kind fail together. CRM's heavy calls and files have limits of their own."""
    if request.is_file:
        return "file"
    if not request.reads:
        return "write"
    if request.path == COMPOSITE:
        return "composite"
    path, service = request.path, request.service
    if service == "accounts":
        return "identity"
    if service == "crm":
        if path[0] in CRM_SETTINGS:
            return "settings"
        heavy = path[-1] == "search" or path[0] == "coql" or any(name in HEAVY for name, _ in request.params)
        return "heavy" if heavy else "records"
    if path[0] in FINANCE_SETTINGS:
        return "settings"
    return "list" if len(path) == 1 else "record"
