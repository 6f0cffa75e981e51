"""No answer of any endpoint that the gateway reads can be otherwise without an error or a correct answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import msgspec
import pytest

from schema.engine.declare import registry
from schema.engine.execute.payloads import Payload
from tests.differential.world import Case, World, world_opened
from tests.house.test_rules import ROOT
from tests.proofs import proof
from tests.unverified.altered_rows import BLANK, Altering, Place, of_envelope, of_row, others_at, places, whole
from tests.unverified.endpoints import client_functions, endpoint_of, expected_endpoints, names_of, reads
from tests.unverified.losses import faults
from tests.unverified.whole_questions import MORE, record_selection, whole_questions

# A comment about something unknown is shown to those alone who may see all of Books; that it is there says something.
OF_SUBJECTS = {"transaction_type", "comment_type"}
# These are altered where they are asked for: before anything else of a caller, and for an administrator's plans.
ELSEWHERE = {"accounts user/info": "test_altered_answers.py", "crm settings/profiles/{id}": "test_profiles.py"}
PERSONAS = ("admin", "restricted", "sales", "accountant")


@dataclass(slots=True)
class Question:
    """A question with the answers to each persona, as long as nothing is altered; some need a caller unknown yet."""

    text: str
    is_known: bool
    answers: dict[str, Payload] = field(default_factory=dict[str, Payload])


@dataclass(slots=True)
class Endpoints:
    """A world, the questions that reach each endpoint, and what the endpoint answers."""

    world: World
    questions: dict[str, Question] = field(default_factory=dict[str, Question])
    asked_by: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    answers: dict[str, Any] = field(default_factory=dict[str, Any])

    def ask(self, question: Question, persona: str, altering: Altering | None = None) -> Payload:
        """What comes of a question."""
        case = Case(question.text, None, {}, persona, strict=False)
        return self.world.way(case, compiles=True, spoiler=altering, is_known=question.is_known).outcome

    def before(self, question: Question, persona: str) -> Payload:
        """The answer without an alteration."""
        if persona not in question.answers:
            question.answers[persona] = self.ask(question, persona)
        return question.answers[persona]

    def wrong(self, altering: Altering, name: str, persona: str) -> Iterator[str]:
        """What is wrong with an altered answer."""
        question = self.questions[name]
        before = self.before(question, persona)
        after = self.ask(question, persona, altering)
        for fault in faults(before, after, may_be_nothing=altering.may_be_nothing):
            yield f"{persona} {name}, {altering.endpoint} {altering.name}: {fault}"


@pytest.fixture(scope="module")
def endpoints() -> Iterator[Endpoints]:
    """Every endpoint that the questions reach."""
    # Each read by itself has its answer altered; what joins several has tests of its own.
    with world_opened(crm_composites=False) as world:
        known = Endpoints(world)
        for name, text in whole_questions().items():
            known.questions[name] = Question(text, is_known=True)
        for type_name in registry.modules():
            for id_ in world.samples.ids.get(type_name, [])[:1]:
                text = f'{{ node(id: "{id_}") {{ __typename ... on {type_name} {record_selection(type_name)} }} }}'
                known.questions[type_name] = Question(text, is_known=True)
        for name, text in MORE.items():
            known.questions[name] = Question(text, is_known=False)
        for name, question in known.questions.items():
            for persona in ("admin", "restricted"):
                known.before(question, persona)
                _take_down(known, name)
        yield known


def _take_down(known: Endpoints, name: str) -> None:
    exchange = known.world.exchange
    for request in exchange.asked:
        endpoint = endpoint_of(request)
        if name not in known.asked_by.setdefault(endpoint, []):
            known.asked_by[endpoint].append(name)
        body = exchange.answered(request)
        if body and len(body) > len(msgspec.json.encode(known.answers.get(endpoint))):
            known.answers[endpoint] = msgspec.json.decode(body)


def test_every_call_of_a_client_names_its_endpoint() -> None:
    unnamed = [f"{product}: {each.name}" for product, each in client_functions() if reads(each) and not names_of(each)]
    assert unnamed == []


def test_every_endpoint_that_the_gateway_reads_is_altered(endpoints: Endpoints) -> None:
    assert all((ROOT / "tests" / "unverified" / name).is_file() for name in ELSEWHERE.values())
    reached = [*endpoints.asked_by, *ELSEWHERE]
    unaltered = [n for n, form in expected_endpoints().items() if not any(form.fullmatch(each) for each in reached)]
    assert unaltered == []


@proof("cases", short=40, full=1500)
def test_no_other_status_or_body_takes_anything_away_in_silence(endpoints: Endpoints, cases: int) -> None:
    dice = Random(15)
    altering = [
        each
        for endpoint in endpoints.asked_by
        for each in (*whole(endpoint), *of_envelope(endpoint, endpoints.answers.get(endpoint)))
    ]
    dice.shuffle(altering)
    assert [fault for each in altering[:cases] for fault in _tried(endpoints, each, dice)] == []


@proof("cases", short=60, full=2500)
def test_no_other_value_takes_anything_away_in_silence(endpoints: Endpoints, cases: int) -> None:
    dice = Random(cases)
    known = {endpoint: places(answer) for endpoint, answer in endpoints.answers.items()}
    names = [name for name, each in known.items() if each]
    wrong: list[str] = []
    for number in range(cases):
        endpoint = names[number % len(names)]
        altered = _drawn(dice, known[endpoint])
        speaks_of_anything = any(place[-1] in OF_SUBJECTS for place in altered)
        personas = ("admin",) if speaks_of_anything else PERSONAS
        wrong += _tried(endpoints, of_row(endpoint, altered), dice, personas)
    assert wrong == []


def _drawn(dice: Random, known: Mapping[Place, Any]) -> dict[Place, Any]:
    """Nothing, or what is wrong, at a few places."""
    chosen, is_blank = dice.sample(sorted(known), min(len(known), dice.choice((1, 1, 4)))), dice.random() < 0.25
    return {place: dice.choice(BLANK if is_blank else others_at(place, known[place])) for place in chosen}


def _tried(endpoints: Endpoints, altering: Altering, dice: Random, personas: Sequence[str] = PERSONAS) -> list[str]:
    name = dice.choice(endpoints.asked_by[altering.endpoint])
    return [*endpoints.wrong(altering, name, dice.choice(personas))]
