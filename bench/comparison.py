"""One workload, all servers: first equal answers and calls, then interleaved rounds of load.

Each round asks every server once, in another order each time. A ratio is taken within a round, so that what disturbs
the machine for longer than a round disturbs both; the median of the rounds counts.
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from bench.busy import Others
from bench.load import Load
from bench.processes import TOKEN, answered, processor_seconds
from bench.servers import GATEWAY, Peer, Server, calls_of, gateway, narrowed, peer
from bench.workloads import Workload

ROUND_SECONDS = 1.2
FEWEST = 16
# Of the rotation, compared before anything is measured.
TURNS = 3


@dataclass(frozen=True, slots=True)
class Share:
    """One server in one round: requests a second and processor milliseconds a request."""

    rate: float
    processor: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rounds of one workload by server."""

    workload: Workload
    titles: dict[str, str]
    rounds: list[dict[str, Share]]

    def rate(self, name: str) -> float:
        """Requests a second, median."""
        return statistics.median(taken[name].rate for taken in self.rounds)

    def processor(self, name: str) -> float:
        """Processor milliseconds a request, median."""
        return statistics.median(taken[name].processor for taken in self.rounds)

    def faster(self, name: str) -> float:
        """How many times as many requests the gateway answers as this server."""
        return statistics.median(taken[GATEWAY].rate / taken[name].rate for taken in self.rounds)

    def leaner(self, name: str) -> float:
        """How many times the gateway's processor time this server takes."""
        return statistics.median(self._leaner(name))

    def spread(self, name: str) -> tuple[float, float]:
        """The lowest and the highest of these ratios."""
        ratios = self._leaner(name)
        return min(ratios), max(ratios)

    def _leaner(self, name: str) -> list[float]:
        return [taken[name].processor / taken[GATEWAY].processor for taken in self.rounds]


def body_for(workload: Workload, server: Server) -> bytes:
    """What is sent to a server."""
    return workload.body(peer=server.name != GATEWAY, flat=server.flat)


def token_for(workload: Workload, server: Server) -> str:
    """By whom; peers know no permissions."""
    return workload.token if server.name == GATEWAY else TOKEN


def check(workload: Workload, servers: Sequence[Server], stub: str) -> None:
    """Raise SystemExit unless all answer the same, at the same number of calls."""
    shown: dict[str, object] = {}
    for server in servers:
        body, token = body_for(workload, server), token_for(workload, server)
        # What is remembered of a caller, and each connection, is there before calls are counted.
        answered(server.url, body, token)
        calls_of(stub)
        found = [answered(server.url, body, token) for _ in range(TURNS)]
        calls = sum(calls_of(stub).values())
        bodies = [each for each in found if each is not None]
        if len(bodies) < TURNS:
            raise SystemExit(f"{server.title} does not answer {workload.name}")
        if calls != TURNS * workload.calls:
            raise SystemExit(f"{server.title} makes {calls} calls for {TURNS} x {workload.name} of {workload.calls}")
        if server.equal:
            shown[server.title] = [workload.shown(each) for each in bodies]
    first, *others = shown
    for other in others:
        if shown[other] != shown[first]:
            raise SystemExit(f"{first} and {other} answer {workload.name} differently:\n{_apart(shown, first, other)}")


def _apart(shown: dict[str, object], first: str, other: str) -> str:
    texts = [json.dumps(shown[name], sort_keys=True) for name in (first, other)]
    at = next((at for at, pair in enumerate(zip(*texts, strict=False)) if pair[0] != pair[1]), 0)
    return "\n".join(text[max(at - 80, 0) : at + 120] for text in texts)


def compared(
    workload: Workload,
    peers: Sequence[Peer],
    stub: str,
    load: Load,
    rounds: int,
    until: float,
    say: Callable[[str], None],
    others: Others,
) -> Comparison:
    """The rounds of one workload; fewer than asked for where the clock passes `until`."""
    with ExitStack() as stack:
        narrowed(stub, on=workload.is_narrow)
        stack.callback(narrowed, stub, on=False)
        servers = [stack.enter_context(gateway(stub))]
        servers += [stack.enter_context(peer(chosen, stub)) for chosen in peers if workload.name in chosen.workloads]
        check(workload, servers, stub)
        amounts = {server.name: _amount(workload, server, load, say) for server in servers}
        taken: list[dict[str, Share]] = []
        for number in range(rounds):
            turn = number % len(servers)
            order = [*servers[turn:], *servers[:turn]]
            others.begin()
            taken.append({server.name: _share(workload, server, load, amounts[server.name], stub) for server in order})
            others.end()
            say(f"{workload.name}: round {number + 1} of {rounds}")
            if time.monotonic() > until:
                break
    return Comparison(workload, {server.name: server.title for server in servers}, taken)


def _amount(workload: Workload, server: Server, load: Load, say: Callable[[str], None]) -> int:
    """Warm a server, then how many requests fill a round."""
    say(f"{workload.name}: warming {server.title}")
    body, token = body_for(workload, server), token_for(workload, server)
    load.run(server.url, body, duration=server.warm, token=token)
    warm = load.run(server.url, body, amount=FEWEST, token=token)
    more = max(FEWEST, int(0.5 * warm.answered / warm.seconds))
    warm = load.run(server.url, body, amount=more, token=token)
    return max(FEWEST, int(ROUND_SECONDS * warm.answered / warm.seconds))


def _share(workload: Workload, server: Server, load: Load, amount: int, stub: str) -> Share:
    calls_of(stub)
    before = processor_seconds(server.pid)
    run = load.run(server.url, body_for(workload, server), amount=amount, token=token_for(workload, server))
    used = processor_seconds(server.pid) - before
    made = sum(calls_of(stub).values())
    # No cache answered instead of the server; facts of a caller that have grown old cost a few more.
    if made < amount * workload.calls:
        raise SystemExit(f"{server.title} made {made} calls for {amount} answers of {workload.name}")
    return Share(run.answered / run.seconds, 1000 * used / run.answered)
