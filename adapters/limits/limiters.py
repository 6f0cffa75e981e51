"""Lanes: calls of one kind to one product, for one organisation, share a quota and a circuit."""

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

# An answer, whole or as far as its head.
ResponseOrHead = TypeVar("ResponseOrHead", Response, aiohttp.ClientResponse)
# Any number: for those who set no limit.
UNLIMITED = Allowance(at_once=1_000_000)
# Zoho tells no limit of Accounts; this is what one process asks of it at most.
OF_ACCOUNTS = Allowance(at_once=32)
# Searches, sorted lists and saved views: 10 at once in every edition (page "API limits", sub-concurrency). One is left.
OF_HEAVY = Allowance(at_once=9)
# A file takes as long as its connection is slow: those of one organisation leave places for all other calls.
OF_FILES = Allowance(at_once=3)
NARROWER = {"heavy": OF_HEAVY, "file": OF_FILES}
HEAVY = frozenset({"sort_by", "cvid"})
CRM_SETTINGS = frozenset({"settings", "users", "org"})
FINANCE_SETTINGS = frozenset({"organizations", "users"})
# How a finance product's call names its organisation.
NAMED_IN_PARAMS = "organization_id"
NAMED_IN_HEADER = "X-com-zoho-subscriptions-organizationid"
MOST_LIMITERS = 1000
# How long nothing is sent after too many calls at once, where the product does not say.
MOMENTS = 0.5


class SharedQuotaSource(Protocol):
    """Where quotas come from that several processes share."""

    def permit_source_of(self, service: ServiceName, name: str, allowance: Allowance, tally: Tally) -> PermitSource:
        """The quota of that name."""
        ...

    async def close(self) -> None:
        """Let go."""
        ...


class LimitedOperation(Protocol):
    """Whose turn it is: an operation. What it waits is added to its costs."""

    caller: Caller
    deadline: float
    bulk: bool
    costs: Costs


@dataclass(frozen=True, slots=True)
class Limiter:
    """Where a call takes its place, and what became of those before it."""

    gate: PermitSource
    circuit: Circuit

    async def enter(self, turn: LimitedOperation) -> Permit:
        """A place for a call. Raises UpstreamUnavailable where the circuit is open, and what Gate.enter raises."""
        self.circuit.check()
        # Bulk never passes by the line.
        place = None if turn.bulk else self.gate.try_acquire()
        if place is not None:
            return place
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            return await self.gate.enter(self.gate.name_of(turn.caller), turn.deadline, bulk=turn.bulk)
        finally:
            turn.costs.waited += clock() - began

    def close(self, error: TooManyRequests) -> None:
        """The product refused a call that was kept within its quota: somebody else uses that too."""
        moments = MOMENTS if error.transient else None
        self.gate.close(moments if error.retry_after is None else error.retry_after)


@dataclass(frozen=True, slots=True)
class Admission:
    """A call in its place: it may be sent now, and is to be answered `until` then.

    `patient` says whether that leaves it time enough, so that no answer is a failure of the product's.
    """

    limiter: Limiter
    until: float
    patient: bool

    async def answered(self, call: Awaitable[ResponseOrHead]) -> ResponseOrHead:
        """The call's answer, counted by the circuit and told to the quota."""
        answer = await self.limiter.circuit.watched(call, _is_failure, patient=self.patient)
        self.limiter.gate.learn(answer.headers)
        return answer


def _is_failure(answer: Response | aiohttp.ClientResponse) -> bool:
    return answer.status >= 500


class Limiters:
    """The lanes of one process, made as they are needed.

    A call of Books or Billing names its organisation; the few that do not (the list of organisations) count where the
    caller or the operator chose one, else with the only organisation that was named so far, else by themselves. CRM's
    calls name none, so that all callers of a data centre share its quota.
    """

    def __init__(
        self,
        allowances: Mapping[ServiceName, Allowance] | None = None,
        organizations: Mapping[str, str] | None = None,
        shared: SharedQuotaSource | None = None,
    ) -> None:
        """`organizations` are the configured ones by product. Without `shared` the quotas are this process's own."""
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
        """The lane of a caller's call."""
        key = (caller.data_centre, request.service, self._organization(caller, request), kind_of(request))
        limiter = self._limiters.get(key)
        return self._made(*key) if limiter is None else limiter

    async def close(self) -> None:
        """Let go of what is shared."""
        if self._shared is not None:
            await self._shared.close()

    def open_circuits(self) -> dict[tuple[ServiceName, str], int]:
        """How many organisations' circuits are open, by product and kind; 0 where all are closed."""
        found: dict[tuple[ServiceName, str], int] = {}
        for (_, service, _, kind), limiter in list(self._limiters.items()):
            found[service, kind] = found.get((service, kind), 0) + limiter.circuit.is_open
        return found

    def calls_inside(self) -> dict[ServiceName, int]:
        """How many calls are being answered, by product."""
        found: dict[ServiceName, int] = dict.fromkeys(self.tallies, 0)
        for (_, service, _, part), gate in list(self._permit_sources.items()):
            found[service] += gate.inside if part == "all" else 0
        return found

    def calls_waiting(self) -> dict[ServiceName, int]:
        """How many calls wait for their turn, by product."""
        found: dict[ServiceName, int] = dict.fromkeys(self.tallies, 0)
        for (_, service, *_), gate in list(self._permit_sources.items()):
            found[service] += gate.waiting
        return found

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
        chosen = dict(caller.organizations).get(service) or self._organizations.get(service)
        if chosen is not None:
            return chosen
        named = self._named.get((caller.data_centre, service), ())
        return next(iter(named)) if len(named) == 1 else ""

    def _made(self, data_centre: str, service: ServiceName, organization: str, kind: str) -> Limiter:
        self._drop_idle()
        if organization:
            self._named.setdefault((data_centre, service), set()).add(organization)
        tally = self.tallies[service]
        gate = self._permit_source(data_centre, service, organization, "all")
        if kind in NARROWER:
            gate = ChainedPermitSource(self._permit_source(data_centre, service, organization, kind), gate)
        made = self._limiters[data_centre, service, organization, kind] = Limiter(gate, Circuit(service, tally))
        return made

    def _permit_source(self, data_centre: str, service: ServiceName, organization: str, part: str) -> PermitSource:
        key = (data_centre, service, organization, part)
        made = self._permit_sources.get(key)
        if made is None:
            allowance = NARROWER.get(part) or self._allowances.get(service, UNLIMITED)
            name = ":".join((data_centre, service, organization, part))
            tally = self.tallies[service]
            shared = self._shared if service in self._allowances and service != "accounts" else None
            made = (
                Quota(service, allowance, tally)
                if shared is None
                else shared.permit_source_of(service, name, allowance, tally)
            )
            self._permit_sources[key] = made
        return made

    def _drop_idle(self) -> None:
        if len(self._limiters) < MOST_LIMITERS:
            return
        self._limiters = {
            key: limiter for key, limiter in self._limiters.items() if not (limiter.circuit.idle and limiter.gate.idle)
        }
        kept = {key[:3] for key in self._limiters}
        self._permit_sources = {key: gate for key, gate in self._permit_sources.items() if key[:3] in kept}
        self._named = {}
        for data_centre, service, organization in kept:
            if organization:
                self._named.setdefault((data_centre, service), set()).add(organization)


def kind_of(request: Request) -> str:
    """What kind of call it is: those of a kind fail together. CRM's heavy ones and files have limits of their own."""
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
