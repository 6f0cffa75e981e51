"""Rows and closed periods that a person kept before rights were withdrawn make no difference to them after."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import note

from adapters.exchange import Upstream
from domain.actions import ActionName
from domain.caller import caller_of
from domain.errors import SuitegraphError
from domain.kept_results import KeptResult
from domain.modules.module import Module
from domain.permissions import ColumnPath
from domain.policy import Policy
from gateway.memory_rows import MemoryRows
from resolvers.analytics.data_sets import keep_rows
from resolvers.analytics.report_needs import product_of_report
from resolvers.analytics_resources import AnalyticsResources
from resolvers.caller.caller_cache import CallerCache
from resolvers.journal import JournalWriter
from resolvers.reading.loader import RecordLoader
from tests.noninterference.callers import API_NAMES, ENTITIES, PROFILES, Person, columns_of, person_of, unseen_by
from tests.noninterference.dice import Dice
from tests.noninterference.own_documents import report_document
from tests.noninterference.property import LOOP, TALLY, Seen, count, seen_by, unvalidated
from tests.noninterference.world import Past, World

RESTATED = "kept { restatements { startsOn before after recordId amount cause author } } totals"
STARTS = ("1900-01-01", "1990-01-01", "1996-01-01")
_NONE: frozenset[ActionName] = frozenset()
TOKENS = ("1000.first", "1000.second")


@dataclass
class PeriodsInMemory:
    """Closed periods that end with the case."""

    kept: dict[tuple[str, str, str], KeptResult] = field(default_factory=dict[tuple[str, str, str], KeptResult])

    async def one(self, tenant: str, owner: str, key: str) -> KeptResult | None:
        return self.kept.get((tenant, owner, key))

    async def keep(self, result: KeptResult) -> None:
        self.kept[result.tenant, result.owner, result.key] = result

    async def forget(self, tenant: str, owner: str, key: str) -> bool:
        return self.kept.pop((tenant, owner, key), None) is not None


def check_withdrawn(rolls: bytes) -> None:
    """One case of a person who kept what they read, and of whom something is hidden since. Raises AssertionError."""
    dice = Dice(rolls)
    text, types = report_document(dice)
    # Each figure that is kept is proved: of a century of quarters that takes long.
    text = text.replace("QUARTER", "YEAR").replace("1900-01-01", dice.pick(STARTS))
    asked = text[text.index("(") + 1 : text.index(") {")]
    report = asked.partition('"')[2].partition('"')[0]
    keeping = f"mutation {{ keepReportPeriods(input: {{ {asked} }}) {{ keptAt userErrors {{ code }} }} }}"
    text = text.replace("totals", RESTATED, 1)
    first = _seeing_all(dice.pick((*PROFILES, None)))
    later = _withdrawn(
        dice, first, types or ["BillingCustomer", "BillingSubscription", "BillingInvoice", "BillingPayment"]
    )
    token = dice.pick(TOKENS)
    note(text)
    note(repr(later))
    cases: tuple[Mapping[Module, frozenset[ColumnPath]], ...] = ({}, unseen_by(later))
    here, there = (
        LOOP.run_until_complete(_after(text, keeping, report, first, later, token, changed)) for changed in cases
    )
    assert here.bugs == []
    assert here.answer == there.answer
    assert here.log == there.log
    assert here.calls == there.calls
    count(here, set())


async def _after(
    text: str,
    keeping: str,
    report: str,
    first: Person,
    later: Person,
    token: str,
    changed: Mapping[Module, frozenset[ColumnPath]],
) -> Seen:
    """What a document comes to with the later rights, after rows and periods were kept with the first ones."""
    shelf, periods = MemoryRows(timedelta(hours=1)), PeriodsInMemory()
    resources = AnalyticsResources(kept_rows=shelf, kept=periods)
    world = World(first, changed)
    loader = _loader(world, first, TOKENS[0], resources)
    try:
        await keep_rows(loader, product_of_report(report))
    except SuitegraphError:
        TALLY["cases without kept rows"] += 1
    await seen_by(unvalidated(keeping), world, loader)
    TALLY["cases with kept rows"] += any(rows.content for rows in shelf._kept.values())  # pyright: ignore[reportPrivateUsage]
    TALLY["cases with kept periods"] += bool(periods.kept)
    world = World(later, changed)
    return await seen_by(unvalidated(text), world, _loader(world, later, token, resources))


def _loader(world: World, person: Person, token: str, resources: AnalyticsResources) -> RecordLoader:
    upstream = Upstream(world, caller_of(token, "local", b"key"), LOOP.time() + 60)
    journal = JournalWriter(Past(world))
    return RecordLoader(upstream, CallerCache(), {}, person.rights(), journal, analytics=resources)


def _seeing_all(profile: str | None) -> Person:
    """Somebody from whom nothing is hidden."""
    return Person(
        profile=profile,
        modules={name: frozenset({"view"}) for name in API_NAMES},
        hidden={name: frozenset() for name in API_NAMES},
        roles={entity: frozenset({"view"}) for entity in ENTITIES},
        in_billing=True,
        grants=None,
        policy=Policy(()),
        failing=frozenset(),
        refused=frozenset(),
    )


def _withdrawn(dice: Dice, person: Person, types: list[str]) -> Person:
    """The same with less to see, in one way of several or in none."""
    way = dice.pick(("policy", "policy", "hidden", "modules", "roles", "nothing"))
    if way == "policy":
        return replace(person, policy=person_of(dice, types).policy)
    if way == "hidden":
        hidden = {name: frozenset(dice.some([*columns_of(name)], 8)) for name in API_NAMES}
        return replace(person, hidden=hidden if person.profile else person.hidden)
    if way == "modules":
        blind = frozenset(dice.some([*API_NAMES], 15))
        return replace(person, modules={name: _NONE if name in blind else frozenset({"view"}) for name in API_NAMES})
    if way == "roles":
        blind = frozenset(dice.some([*ENTITIES], 30))
        roles = {entity: _NONE if entity in blind else frozenset({"view"}) for entity in ENTITIES}
        return replace(person, roles=roles, in_billing=not dice.chance(30))
    return person
