"""Limiters: the calls of one kind to one product, for one organisation, share a quota and a circuit."""

from collections.abc import Mapping
from typing import Protocol

from cachetools import LRUCache

from adapters.limits.admission import Limiter
from adapters.limits.call_kinds import kind_of
from adapters.limits.circuits import Circuit
from adapters.limits.permits import (
    Allowance,
    ChainedPermitSource,
    PermitSource,
    Tally,
)
from adapters.limits.quotas import Quota
from adapters.messages import Request
from domain.caller import Caller
from domain.errors import ServiceName

# Where the operator sets no limit.
UNLIMITED = Allowance(at_once=1_000_000)
# Zoho documents no limit for Accounts; this is the gateway's own, for one process.
OF_ACCOUNTS = Allowance(at_once=32)
# Searches, sorted lists and saved views: 10 at once in every edition (page "API limits", sub-concurrency), of which one
# is left free.
OF_HEAVY = Allowance(at_once=9)
# A file may take long, so that the files of one organisation leave permits for its other calls.
OF_FILES = Allowance(at_once=3)
# A caller of CRM whose organisation is not known yet: what one composite request counts for.
OF_NEWCOMERS = Allowance(at_once=5)
NARROWER = {"heavy": OF_HEAVY, "file": OF_FILES}
# Where a call to a finance product names its organisation.
NAMED_IN_PARAMS = "organization_id"
NAMED_IN_HEADER = "X-com-zoho-subscriptions-organizationid"
MOST_LIMITERS = 1000
# The callers whose organisation in CRM is remembered; who is forgotten has it noted again.
MOST_HOMES = 20_000
MOST_NEWCOMERS = 1000


class SharedQuotaSource(Protocol):
    """A source of quotas that several processes share."""

    def permit_source_of(self, service: ServiceName, name: str, allowance: Allowance, tally: Tally) -> PermitSource:
        """The quota of that name."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


class Limiters:
    """The limiters of one process, created when they are first needed.

    A call to Books or Billing names its organisation. The few that do not, such as the list of organisations, count for
    the one that the caller or the operator has chosen, else for the only one named so far, else by themselves. Calls to
    CRM name none: they count for the organisation that CRM has named for the caller's token. Until it has, a caller has
    a few permits and a circuit of their own, within the quota of the only organisation known so far if there is one.
    """

    def __init__(
        self,
        allowances: Mapping[ServiceName, Allowance] | None = None,
        organizations: Mapping[str, str] | None = None,
        shared: SharedQuotaSource | None = None,
    ) -> None:
        """`organizations` are the configured ones by product. Without `shared` the quotas are those of this process."""
        self._allowances = allowances or {}
        self._organizations = organizations or {}
        self._shared = shared
        self._limiters: dict[tuple[str, ServiceName, str, str], Limiter] = {}
        self._permit_sources: dict[tuple[str, ServiceName, str, str], PermitSource] = {}
        self._named: dict[tuple[str, ServiceName], set[str]] = {}
        self._homes: LRUCache[str, str] = LRUCache(MOST_HOMES)
        self._newcomers: LRUCache[tuple[str, str], Limiter] = LRUCache(MOST_NEWCOMERS)
        self._own_permits: LRUCache[str, Quota] = LRUCache(MOST_NEWCOMERS)
        self.tallies: dict[ServiceName, Tally] = {
            "accounts": Tally(),
            "crm": Tally(),
            "books": Tally(),
            "billing": Tally(),
        }
        # It counts the calls of newcomers that lie within no organisation's quota.
        self._elsewhere = Quota("crm", UNLIMITED, self.tallies["crm"])

    def __len__(self) -> int:
        return len(self._limiters)

    def of(self, caller: Caller, request: Request) -> Limiter:
        """The limiter of a caller's call."""
        kind = kind_of(request)
        if request.service == "crm" and caller.partition not in self._homes:
            limiter = self._newcomers.get((caller.partition, kind))
            return self._new_limiter_of_newcomer(caller, kind) if limiter is None else limiter
        key = (caller.data_centre, request.service, self._organization(caller, request), kind)
        limiter = self._limiters.get(key)
        return self._new_limiter(*key) if limiter is None else limiter

    def knows_home(self, caller: Caller) -> bool:
        """Whether the caller's organisation in CRM is known."""
        return caller.partition in self._homes

    def note_home(self, caller: Caller, organization: str) -> None:
        """Note the organisation that CRM names for a caller: from now on their calls of CRM count for it."""
        self._homes[caller.partition] = organization
        named = self._named.setdefault((caller.data_centre, "crm"), set())
        if organization not in named:
            named.add(organization)
            # Whose quota the calls of newcomers lie within follows from how many organisations are known.
            self._newcomers.clear()

    async def close(self) -> None:
        """Close the connections of shared quotas."""
        if self._shared is not None:
            await self._shared.close()

    def open_circuits(self) -> dict[tuple[ServiceName, str], int]:
        """The number of open circuits, by product and kind; 0 where all are closed."""
        counts: dict[tuple[ServiceName, str], int] = {}
        for (_, service, _, kind), limiter in list(self._limiters.items()):
            counts[service, kind] = counts.get((service, kind), 0) + limiter.circuit.is_open
        for (_, kind), limiter in list(self._newcomers.items()):
            counts["crm", kind] = counts.get(("crm", kind), 0) + limiter.circuit.is_open
        return counts

    def calls_inside(self) -> dict[ServiceName, int]:
        """The number of calls that are being answered, by product."""
        counts: dict[ServiceName, int] = dict.fromkeys(self.tallies, 0)
        for (_, service, _, part), permit_source in list(self._permit_sources.items()):
            counts[service] += permit_source.inside if part == "all" else 0
        counts["crm"] += self._elsewhere.inside
        return counts

    def calls_waiting(self) -> dict[ServiceName, int]:
        """The number of calls that wait for a permit, by product."""
        counts: dict[ServiceName, int] = dict.fromkeys(self.tallies, 0)
        for (_, service, *_), permit_source in list(self._permit_sources.items()):
            counts[service] += permit_source.waiting
        counts["crm"] += sum(each.waiting for each in list(self._own_permits.values()))
        return counts

    def _organization(self, caller: Caller, request: Request) -> str:
        service = request.service
        if service == "books":
            pairs, name = request.params, NAMED_IN_PARAMS
        elif service == "billing":
            pairs, name = request.headers, NAMED_IN_HEADER
        elif service == "crm":
            return self._homes[caller.partition]
        else:
            return ""
        for key, value in pairs:
            if key == name:
                return value
        configured = dict(caller.organizations).get(service) or self._organizations.get(service)
        if configured is not None:
            return configured
        return self._only_named(caller.data_centre, service)

    def _only_named(self, data_centre: str, service: ServiceName) -> str:
        """The only organisation that is known of, empty where there is none or several."""
        named = self._named.get((data_centre, service), ())
        return next(iter(named)) if len(named) == 1 else ""

    def _new_limiter(self, data_centre: str, service: ServiceName, organization: str, kind: str) -> Limiter:
        self._drop_idle()
        if organization:
            self._named.setdefault((data_centre, service), set()).add(organization)
        permit_source = self._source_of_kind(data_centre, service, organization, kind)
        limiter = Limiter(permit_source, Circuit(service, self.tallies[service]))
        self._limiters[data_centre, service, organization, kind] = limiter
        return limiter

    def _source_of_kind(self, data_centre: str, service: ServiceName, organization: str, kind: str) -> PermitSource:
        permit_source = self._permit_source(data_centre, service, organization, "all")
        if kind not in NARROWER:
            return permit_source
        return ChainedPermitSource(self._permit_source(data_centre, service, organization, kind), permit_source)

    def _new_limiter_of_newcomer(self, caller: Caller, kind: str) -> Limiter:
        """A newcomer's own permits, and those of the only organisation known so far, to which they may well belong.

        Where there are several, the calls of one that is in trouble must not be in the way of another's newcomers.
        """
        data_centre, partition, tally = caller.data_centre, caller.partition, self.tallies["crm"]
        own = self._own_permits.get(partition)
        if own is None:
            own = self._own_permits[partition] = Quota("crm", OF_NEWCOMERS, tally)
        are_several = len(self._named.get((data_centre, "crm"), ())) > 1
        only = self._only_named(data_centre, "crm")
        within = self._elsewhere if are_several else self._source_of_kind(data_centre, "crm", only, kind)
        limiter = self._newcomers[partition, kind] = Limiter(ChainedPermitSource(own, within), Circuit("crm", tally))
        return limiter

    def _permit_source(self, data_centre: str, service: ServiceName, organization: str, part: str) -> PermitSource:
        key = (data_centre, service, organization, part)
        permit_source = self._permit_sources.get(key)
        if permit_source is None:
            allowance = NARROWER.get(part) or self._allowances.get(service, UNLIMITED)
            name = ":".join((data_centre, service, organization, part))
            tally = self.tallies[service]
            shared = self._shared if service in self._allowances and service != "accounts" else None
            permit_source = (
                Quota(service, allowance, tally)
                if shared is None
                else shared.permit_source_of(service, name, allowance, tally)
            )
            self._permit_sources[key] = permit_source
        return permit_source

    def _drop_idle(self) -> None:
        if len(self._limiters) < MOST_LIMITERS:
            return
        self._newcomers.clear()
        self._limiters = {
            key: limiter
            for key, limiter in self._limiters.items()
            if not (limiter.circuit.idle and limiter.permit_source.idle)
        }
        in_use = {key[:3] for key in self._limiters}
        self._permit_sources = {key: source for key, source in self._permit_sources.items() if key[:3] in in_use}
        self._named = {}
        for data_centre, service, organization in in_use:
            if organization:
                self._named.setdefault((data_centre, service), set()).add(organization)
