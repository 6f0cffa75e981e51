"""Views of modules that outlive an operation: each holds while the very facts that it was made from are kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.modules.module import Module
from domain.permissions import ModuleView
from domain.policy import PolicyVerdict
from resolvers.caller.permission_sources import PERMISSION_PREFIX, PermissionSources


@dataclass(frozen=True, slots=True)
class KeptView:
    """A view, what the policy said of its caller, the rules and the facts behind it, by their names in the cache."""

    view: ModuleView
    verdict: PolicyVerdict
    rules: object
    facts: Mapping[str, object]


class KeptViews:
    """The views that are kept of one caller in their organisations, beside the facts of that caller alone."""

    def __init__(self, sources: PermissionSources, rules: object) -> None:
        """`rules` are the gateway's own: a view that was made by other ones is not returned."""
        self._sources = sources
        self._rules = rules
        self._name = f"{PERMISSION_PREFIX}views in {sources.upstream.caller.organizations}"

    def lookup(self, module: Module) -> KeptView | None:
        """The view of a module, None where there is none or a fact behind it has ended or been replaced."""
        views: dict[Module, KeptView] | None = self._sources.caller_cache.lookup(
            self._sources.upstream.caller, self._name
        )
        kept = None if views is None else views.get(module)
        if kept is None or kept.rules is not self._rules or not self._sources.holds(kept.facts):
            return None
        return kept

    def store(self, view: ModuleView, verdict: PolicyVerdict, generation: int) -> None:
        """Keep a view with all facts that the operation has used so far.

        Nothing is kept where a source has failed, or where the facts are of a later `generation` than the view.
        """
        facts = self._sources.facts()
        if facts is None or generation != self._sources.generation:
            return
        cache, caller = self._sources.caller_cache, self._sources.upstream.caller
        views: dict[Module, KeptView] | None = cache.lookup(caller, self._name)
        if views is None:
            views = {}
            cache.store(caller, self._name, views)
        views[view.module] = KeptView(view, verdict, self._rules, facts)
