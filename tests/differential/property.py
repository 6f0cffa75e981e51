"""The property: the compiled way answers what the standard executor answers. Calls are counted beside it."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any, cast

import msgspec
from graphql import DocumentNode
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from domain.errors import SuitegraphError
from schema.graph import graph
from tests.differential.spoiling import Spoiler
from tests.differential.world import Case, Samples, Way, World
from tests.differential.writing import case_of
from tests.noninterference.dice import Dice

ROLLS = 1500
# From the tenth case on Hypothesis varies those before instead of making new ones: rounds end before.
AT_ONCE = 10
UNHEALTHY = (HealthCheck.large_base_example, HealthCheck.too_slow, HealthCheck.data_too_large)
# Roots that no compiled query has.
ABOUT_THE_GRAPH = ("viewer", "view", "views", "explainPermission", "explainQuery", "viewAs")
OF_THE_GATEWAY = (
    *("integration", "integrationUsers", "integrationCandidates", "integrationCommonUsers", "integrationPlan"),
    *("integrationPlans", "integrationJobTokens", "migrationImpact", "migration", "migrations", "migrationUsers"),
    *("directories", "directoryGroups", "leaverReport", "duplicates"),
)
OF_FORMS = ("fieldDefinitions", "documentTemplates", "dealStages")
OF_REPORTS = (
    *("reportFolders", "report", "reportResult", "reportProof", "reportRun", "reportRuns", "compareDefinitions"),
    *("reports", "dashboard", "dashboards"),
)
UNCOMPILED = (*ABOUT_THE_GRAPH, *OF_THE_GATEWAY, *OF_FORMS, *OF_REPORTS)
_ENCODER = msgspec.json.Encoder()


def _as_it_is(document: DocumentNode) -> DocumentNode:
    return document


def _generated(root: str) -> st.SearchStrategy[DocumentNode]:
    """Queries of one root field. The arguments are replaced, but for those that shall be wrong."""
    written = {"Date": "2026-01-15", "DateTime": "2026-01-15T00:00:00Z", "Decimal": "1500.50"}
    scalars = {name: st.just(nodes.String(value)) for name, value in written.items()}
    return queries(graph(), fields=(root,), custom_scalars=scalars, codec="ascii", print_ast=_as_it_is)


def cases_of(samples: Samples) -> st.SearchStrategy[Case]:
    """Operations over the whole graph about what the seed holds."""
    query = graph().query_type
    assert query is not None
    # One strategy a root, made once: the one over all roots at once takes five times as long.
    made = {root: _generated(root) for root in query.fields}
    records = [root for root in made if root not in UNCOMPILED]
    # However many the others become, most roots are of records: three branches in four and most of the fourth.
    mixed = st.sampled_from([*records, *records, "node", "nodes", *UNCOMPILED])
    roots = st.integers(0, 3).flatmap(lambda branch: st.sampled_from(records) if branch else mixed)
    documents = st.lists(roots.flatmap(made.__getitem__), min_size=1, max_size=3)
    rolls = st.binary(min_size=ROLLS, max_size=ROLLS)
    return st.tuples(documents, rolls).map(lambda drawn: case_of(drawn[0], Dice(drawn[1]), samples))


@dataclass(slots=True)
class Tally:
    """What the cases came to; `seen` are the different ones."""

    seen: set[str] = field(default_factory=set[str])
    counts: Counter[str] = field(default_factory=Counter[str])


def round_of(world: World, cases: st.SearchStrategy[Case], tally: Tally, number: int, *, spoils: bool) -> None:
    """A few cases from one seed, with bad rows or without. Raises what a case found, made as small as may be."""
    spoiled = st.tuples(st.integers(0, 2**16), st.sampled_from((10, 60, 250)))

    @seed(number)
    @settings(max_examples=AT_ONCE, deadline=None, database=None, suppress_health_check=UNHEALTHY)
    @given(cases, spoiled if spoils else st.none())
    def both_ways_answer_the_same(case: Case, spoiled: tuple[int, int] | None) -> None:
        check(world, case, tally, None if spoiled is None else Spoiler(*spoiled))

    both_ways_answer_the_same()


def check(world: World, case: Case, tally: Tally, spoiler: Spoiler | None) -> None:
    """One case. Raises AssertionError where the two ways differ."""
    schema, document = world.document(case)
    if document.errors:
        # In their own graph callers may not ask for what is hidden.
        assert case.strict, document.errors
        return
    compiled = world.way(case, compiles=True, spoiler=spoiler)
    standard = world.way(case, compiles=False, spoiler=spoiler)
    assert _body(compiled) == _body(standard)
    assert _bugs(compiled) == _bugs(standard) == []
    tried = document.planned(schema, document.operation(case.name), case.variables).compiled is not None
    # Only errors make the standard executor run after all.
    assert not tried or compiled.outcome.compiled or compiled.outcome.errors
    if (told := repr((case, spoiler))) not in tally.seen:
        tally.seen.add(told)
        # Which link meets a list that has just come is a matter of moments: one case alone proves nothing.
        tally.counts["calls"] += compiled.asked.total()
        tally.counts["calls of the standard executor"] += standard.asked.total()
        tally.counts["with more calls"] += compiled.asked.total() > standard.asked.total()
        _count(tally.counts, compiled, tried=tried, spoilt=spoiler is not None and spoiler.count > 0)


def _body(way: Way) -> bytes:
    # The bill tells what each way asked for; that is compared by itself.
    return _ENCODER.encode(replace(way.outcome, cost=None).body())


def _bugs(way: Way) -> list[BaseException]:
    return [cause for cause in way.outcome.causes if not isinstance(cause, SuitegraphError)]


def _count(counts: Counter[str], way: Way, *, tried: bool, spoilt: bool) -> None:
    outcome = way.outcome
    counts.update({error["extensions"]["code"] for error in outcome.errors})
    counts["with bad rows"] += spoilt
    counts["queries of records"] += tried
    counts["compiled"] += outcome.compiled
    counts["with errors"] += bool(outcome.errors)
    counts["with something hidden"] += bool(outcome.hidden)
    counts["values"] += _values(outcome.data)


def _values(value: Any) -> int:
    """How many values that are not null an answer holds."""
    if isinstance(value, dict):
        return sum(map(_values, cast("dict[str, Any]", value).values()))
    return sum(map(_values, cast("list[Any]", value))) if isinstance(value, list) else value is not None
