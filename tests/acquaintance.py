"""What a gateway remembers of its callers, taken down once so that a test need not ask three products for it again."""

from dataclasses import dataclass, field
from operator import is_
from typing import Any, cast

from gateway.service import GatewayService
from resolvers.caller.caller_cache import CallerCache
from sandbox.billing import roles as billing_roles
from sandbox.books import roles as books_roles
from sandbox.context import Sandbox
from sandbox.crm import profiles

Entries = dict[tuple[str, str], Any]


class RecallingCallerCache(CallerCache):
    """A caller cache whose entries can be taken down and put back."""

    def entries(self) -> Entries:
        """What is cached now. A value that is added to later is a copy."""
        return {key: entry._replace(value=copy_of(entry.value)) for key, entry in self._entries.items()}

    def put_back(self, entries: Entries) -> None:
        """Cache what was taken down, as if it had just been loaded."""
        for key, entry in entries.items():
            self._entries[key] = entry._replace(value=copy_of(entry.value))


def copy_of(value: Any) -> Any:
    """A dictionary of kept views grows; all other values are replaced and never altered."""
    return dict(cast("dict[Any, Any]", value)) if type(value) is dict else value


def basis_of(service: GatewayService, sandbox: Sandbox) -> tuple[object, ...]:
    """What decides over rights beside the records: the gateway's rules, the sandbox's options, profiles and roles."""
    rights = (profiles.BY_NAME, books_roles.ROLES, billing_roles.ROLES)
    return (service.rights, sandbox.options, *(each for table in rights for each in table.values()))


@dataclass(slots=True)
class Acquaintances:
    """What is remembered of each persona who was asked for in front of the untouched seed."""

    enabled: bool = False
    basis: tuple[object, ...] = ()
    entries: dict[str, Entries] = field(default_factory=dict[str, Entries])

    def recall(self, persona: str, service: GatewayService, sandbox: Sandbox) -> bool:
        """Whether the gateway knows the persona now, as if they had just been met."""
        if not self._hold(service, sandbox) or persona not in self.entries:
            return False
        assert isinstance(service.memory, RecallingCallerCache)
        service.memory.put_back(self.entries[persona])
        return True

    def remembered(self, service: GatewayService) -> Entries:
        """What the gateway remembers now, nothing where its memory is a test's own."""
        return service.memory.entries() if isinstance(service.memory, RecallingCallerCache) else {}

    def take_down(self, persona: str, before: Entries, service: GatewayService, sandbox: Sandbox) -> None:
        """Keep what has become known of the persona since `before`, when nothing was."""
        if not self._hold(service, sandbox):
            return
        known = {partition for partition, _ in before}
        new = {key: entry for key, entry in self.remembered(service).items() if key[0] not in known}
        if len({partition for partition, _ in new}) == 1:
            self.entries[persona] = new

    def _hold(self, service: GatewayService, sandbox: Sandbox) -> bool:
        """Whether what was taken down is what the products would answer: by the same rules, from the same records."""
        if not self.enabled or not isinstance(service.memory, RecallingCallerCache):
            return False
        basis = basis_of(service, sandbox)
        if not self.entries:
            self.basis = basis
        same = len(basis) == len(self.basis) and all(map(is_, basis, self.basis))
        return same and sandbox.store.is_at_seed() and not sandbox.faults.in_force()
