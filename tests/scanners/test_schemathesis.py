"""Thousands of requests that schemathesis makes of the graph, as one who may do all and one who may do little."""

import gc
import re
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.figures import FIGURES
from tests.graphs import graph_served
from tests.hostile.asking import bugs_noted
from tests.scanners.running import ROOT, ran

CODES = sorted(set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "errors.md").read_text("utf-8"), re.MULTILINE)))
FAULT = "INTERNAL_SERVER_ERROR"
# Of both together.
CASES = 2000
# How often each root field that they see is asked. Who sees fewer comes first: the gateway is warm for the other one.
EACH = {"restricted": 10, "admin": 5}
SEED = 20_261_201
# What it is told of this graph; it runs in the environment of the scanners, which has nothing of the product.
HOOKS = """\
import os

import schemathesis
from hypothesis import strategies
from schemathesis.graphql import nodes

# The codes of docs/errors.md, but the one of a fault.
CODES = frozenset(os.environ["DOCUMENTED_CODES"].split(","))
AMOUNTS = strategies.one_of(
    strategies.decimals().map(str), strategies.sampled_from(["NaN", "-0", "1e999999999", "0.1e1", " 1", "١٢"])
)
schemathesis.graphql.scalar("Decimal", AMOUNTS.map(nodes.String))


@schemathesis.check
def answered_as_documented(_context, response, _case):
    text = response.text
    assert response.status_code < 500, text
    assert "Traceback" not in text, text
    answer = response.json()
    assert answer.keys() & {"data", "errors"}, text
    codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
    assert codes <= CODES, codes - CODES
"""
# Of the process, with the sandbox in it, which remembers what was written to it.
GROWTH = 0.25


async def test_whatever_the_graph_allows_to_ask_is_answered_as_documented(
    scanners: Path, record_property: Callable[[str, object], None], tmp_path: Path
) -> None:
    assert FAULT in CODES
    (tmp_path / "hooks.py").write_text(HOOKS, "utf-8")
    process, resident, total = psutil.Process(), 0, 0
    async with graph_served(database=f"sqlite:///{tmp_path / 'store.db'}") as graph:
        for persona, each in EACH.items():
            with bugs_noted() as bugs:
                code, output, complaint = await ran(
                    scanners / "schemathesis",
                    *("run", f"{graph.base}/graphql", "--header", f"Authorization: Bearer 1000.demo.{persona}"),
                    *("--phases", "fuzzing", "--max-examples", f"{each}", "--seed", f"{SEED}", "--no-shrink"),
                    *("--checks", "answered_as_documented", "--warnings", "off", "--no-color"),
                    folder=tmp_path,
                    SCHEMATHESIS_HOOKS="hooks",
                    PYTHONPATH=str(tmp_path),
                    DOCUMENTED_CODES=",".join(code for code in CODES if code != FAULT),
                )
            assert code == 0, output[-8000:] + complaint
            assert bugs == []
            [cases] = map(int, re.findall(r"^  (\d+) generated", output, re.MULTILINE))
            gc.collect()
            before, resident = resident, process.memory_info().rss
            growth = resident / before - 1 if before else 0.0
            record_property(
                FIGURES, f"schemathesis as {persona}: {cases} cases, none a fault; memory {growth:+.1%} since the last"
            )
            assert growth < GROWTH
            total += cases
    assert total >= CASES
