"""Limiters: the calls of one kind to one product, for one organisation, share a quota and a circuit."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

import aiohttp

from adapters.limits.circuits import Circuit
from adapters.limits.permits import Allowance, ChainedPermitSource, Permit, PermitSource, Tally
from adapters.limits.quotas import Quota
from adapters.messages import Request, Response
from domain.caller import Caller
from domain.costs import Costs
from domain.errors import ServiceName, TooManyRequests

# An answer, whole or only its head.
ResponseOrHead = TypeVar("ResponseOrHead", Response, aiohttp.ClientResponse)
# Where the operator sets no limit.
UNLIMITED = Allowance(at_once=1_000_000)
# Zoho documents no limit for Accounts; this is the gateway's own, for one process.
OF_ACCOUNTS = Allowance(at_once=32)
# Searches, sorted lists and saved views: 10 at once in every edition (page "API limits", sub-concurrency), of which one
# is left free.
OF_HEAVY = Allowance(at_once=9)
# A file may take long, so that the files of one organisation leave permits for its other calls.
OF_FILES = Allowance(at_once=3)
NARROWER = {"heavy": OF_HEAVY, "file": OF_FILES}
HEAVY = frozenset({"sort_by", "cvid"})
CRM_SETTINGS = frozenset({"settings", "users", "org"})
FINANCE_SETTINGS = frozenset({"organizations", "users"})
# Where a call to a finance product names its organisation.
NAMED_IN_PARAMS = "organization_id"
NAMED_IN_HEADER = "X-com-zoho-subscriptions-organizationid"
MOST_LIMITERS = 1000
# How long nothing is sent after too many calls at once, where the product names no time; in seconds.
CONCURRENCY_PAUSE = 0.5


class SharedQuotaSource(Protocol):
    """A source of quotas that several processes share."""

    def permit_source_of(self, service: ServiceName, name: str, allowance: Allowance, tally: Tally) -> PermitSource:
        """The quota of that name."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


class LimitedOperation(Protocol):
    """An operation that acquires permits. The time that it waits is added to its costs."""

    caller: Caller
    deadline: float
    bulk: bool
    costs: Costs


@dataclass(frozen=True, slots=True)
class Limiter:
    """The quota and the circuit of one kind of call."""

    permit_source: PermitSource
    circuit: Circuit

    async def acquire(self, operation: LimitedOperation) -> Permit:
        """A permit for a call. Raises UpstreamUnavailable where the circuit is open, and what the quota raises."""
        self.circuit.check()
        # Bulk operations always queue.
        permit = None if operation.bulk else self.permit_source.try_acquire()
        if permit is not None:
            return permit
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            return await self.permit_source.acquire(
                self.permit_source.queue_name_of(operation.caller), operation.deadline, bulk=operation.bulk
            )
        finally:
            operation.costs.waited += clock() - began

    def pause(self, error: TooManyRequests) -> None:
        """Pause the quota: the product refused a call that the quota had allowed, so that somebody else uses it too."""
        seconds = CONCURRENCY_PAUSE if error.transient else None
        self.permit_source.pause(seconds if error.retry_after is None else error.retry_after)


@dataclass(frozen=True, slots=True)
class Admission:
    """A call that has its permit: it may be sent now, and must be answered before `until`.

    `patient` says that this leaves enough time, so that a timeout counts as a failure of the product. `slot` is the
    operation's own bound of calls at once.
    """

    limiter: Limiter
    permit: Permit
    slot: asyncio.Semaphore
    until: float
    patient: bool

    def release(self) -> None:
        """Return the permit of a call that was sent, and its slot."""
        self.permit.release()
        self.slot.release()

    async def result_of(self, call: Awaitable[ResponseOrHead]) -> ResponseOrHead:
        """The answer to the call, which the circuit counts and from which the quota learns."""
        answer = await self.limiter.circuit.result_of(call, _is_failure, patient=self.patient)
        self.limiter.permit_source.learn(answer.headers)
        return answer


def _is_failure(answer: Response | aiohttp.ClientResponse) -> bool:
    return answer.status >= 500


class Limiters:
    """The limiters of one process, created when they are first needed.

    A call to Books or Billing names its organisation. The few that do not, such as the list of organisations, count for
    the one that the caller or the operator has chosen, else for the only one named so far, else by themselves. Calls to
    CRM name none, so that all callers of a data centre share its quota.
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
        self.tallies: dict[ServiceName, Tally] = {
            "accounts": Tally(),
            "crm": Tally(),
            "books": Tally(),
            "billing": Tally(),
        }

    def __len__(self) -> int:
        return len(self._limiters)

    def of(self, caller: Caller, request: Request) -> Limiter:
        """The limiter of a caller's call."""
        key = (caller.data_centre, request.service, self._organization(caller, request), kind_of(request))
        limiter = self._limiters.get(key)
        return self._new_limiter(*key) if limiter is None else limiter

    async def close(self) -> None:
        """Close the connections of shared quotas."""
        if self._shared is not None:
            await self._shared.close()

    def open_circuits(self) -> dict[tuple[ServiceName, str], int]:
        """The number of open circuits, by product and kind; 0 where all are closed."""
        counts: dict[tuple[ServiceName, str], int] = {}
        for (_, service, _, kind), limiter in list(self._limiters.items()):
            counts[service, kind] = counts.get((service, kind), 0) + limiter.circuit.is_open
        return counts

    def calls_inside(self) -> dict[ServiceName, int]:
        """The number of calls that are being answered, by product."""
        counts: dict[ServiceName, int] = dict.fromkeys(self.tallies, 0)
        for (_, service, _, part), permit_source in list(self._permit_sources.items()):
            counts[service] += permit_source.inside if part == "all" else 0
        return counts

    def calls_waiting(self) -> dict[ServiceName, int]:
        """The number of calls that wait for a permit, by product."""
        counts: dict[ServiceName, int] = dict.fromkeys(self.tallies, 0)
        for (_, service, *_), permit_source in list(self._permit_sources.items()):
            counts[service] += permit_source.waiting
        return counts

    def _organization(self, caller: Caller, request: Request) -> str:
        service = request.service
        if service == "books":
            pairs, name = request.params, NAMED_IN_PARAMS
        elif service == "billing":
            pairs, name = request.headers, NAMED_IN_HEADER
        else:
            return ""
        for key, value in pairs:
            if key == name:
                return value
        configured = dict(caller.organizations).get(service) or self._organizations.get(service)
        if configured is not None:
            return configured
        named = self._named.get((caller.data_centre, service), ())
        return next(iter(named)) if len(named) == 1 else ""

    def _new_limiter(self, data_centre: str, service: ServiceName, organization: str, kind: str) -> Limiter:
        self._drop_idle()
        if organization:
            self._named.setdefault((data_centre, service), set()).add(organization)
        tally = self.tallies[service]
        permit_source = self._permit_source(data_centre, service, organization, "all")
        if kind in NARROWER:
            narrower = self._permit_source(data_centre, service, organization, kind)
            permit_source = ChainedPermitSource(narrower, permit_source)
        limiter = Limiter(permit_source, Circuit(service, tally))
        self._limiters[data_centre, service, organization, kind] = limiter
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


def kind_of(request: Request) -> str:
    """The kind of a call: those of one kind fail together. CRM's heavy calls and files have limits of their own."""
    if request.is_file:
        return "file"
    if not request.reads:
        return "write"
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
