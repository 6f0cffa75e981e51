"""The report of a survey: endpoints with status and shape, fields, words that are known, assumptions. No values."""

import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, cast

from domain.assumptions import ASSUMPTIONS
from domain.entity_words import normalized
from domain.queries import Row
from gateway.survey.expected import RecordComparison, columns_of, compare, containers_of
from gateway.survey.observations import Observation
from gateway.survey.shapes import Shape, is_own_key, shape_of
from gateway.survey.verdicts import KNOWN_CODES, Evidence, entities_of, verdicts

# A word that a field with fixed words may have. Anything else might be somebody's own text.
WORD = re.compile(r"[a-z]+(_[a-z]+){0,4}")
LONGEST_WORD = 32
# Modules that an organisation has made itself are named by it.
OWN_MODULE = re.compile(r"c[mf]_")
ENTITIES = "entities of Books' roles"
FINANCE_KEY = re.compile(r"[a-z][a-z0-9_]*")
CRM_CODES = frozenset(
    {
        "AUTHENTICATION_FAILURE", "INVALID_TOKEN", "OAUTH_SCOPE_MISMATCH", "NO_PERMISSION", "INVALID_MODULE",
        "INVALID_DATA", "INVALID_QUERY", "INVALID_REQUEST", "INVALID_REQUEST_METHOD", "INVALID_URL_PATTERN",
        "REQUIRED_PARAM_MISSING", "NOT_SUPPORTED", "SYNTAX_ERROR", "LIMIT_EXCEEDED", "TOO_MANY_REQUESTS",
        "INTERNAL_ERROR", "MANDATORY_NOT_FOUND", "PERMISSION_DENIED",
    }
)  # fmt: skip


def report_of(evidence: Evidence) -> dict[str, Any]:
    """The report of what was observed."""
    seen, comparison = evidence.seen, RecordComparison()
    for each in seen.all:
        if each.module is not None and each.side is not None:
            compare(each.module, each.rows, each.side, comparison)
    entities = entities_of(evidence)
    comparison.words[ENTITIES] |= entities
    comparison.known_words[ENTITIES] = frozenset(each for each in entities if normalized(each) in evidence.words.known)
    return {
        "suitegraph": version("suitegraph"),
        "calls": dict(seen.calls()),
        "assumptions": verdicts(evidence),
        "fields": _fields(comparison),
        "words": {
            place: _words(words, comparison.known_words[place]) for place, words in sorted(comparison.words.items())
        },
        "reads": [_read(each) for each in seen.all],
    }


def unexpected_in(report: Mapping[str, Any]) -> list[str]:
    """What differs from what the gateway expects, a sentence each."""
    sentences = [
        f"{coordinate} is {outcome} ({side})."
        for outcome in ("missing", "malformed")
        for coordinate, side in report["fields"][outcome]
    ]
    for coordinate, words in report["words"].items():
        if words["unknown"] or words["other texts"]:
            named = ", ".join((*words["unknown"], *(["others"] if words["other texts"] else [])))
            sentences.append(f"{coordinate}: words that are not known ({named}).")
    return sentences


def lines_about_assumptions(verdict_by_id: Mapping[str, str]) -> list[str]:
    """A line for each assumption of the table; without a verdict it is not seen."""
    return [f"{verdict_by_id.get(id_, 'not seen'):<10} {id_}: {each.text}" for id_, each in ASSUMPTIONS.items()]


def _fields(comparison: RecordComparison) -> dict[str, Any]:
    by_outcome: dict[str, list[list[str]]] = {name: [] for name in ("as expected", "blank", "missing", "malformed")}
    for coordinate, outcomes in sorted(comparison.outcomes.items()):
        for side, outcome in outcomes.items():
            by_outcome[outcome].append([coordinate, side])
    return by_outcome


def _words(words: set[str], known_words: frozenset[str]) -> dict[str, Any]:
    known = words & known_words
    unknown = {word for word in words - known if _is_word(word)}
    return {"known": sorted(known), "unknown": sorted(unknown), "other texts": len(words - known - unknown)}


def _is_word(text: str) -> bool:
    return len(text) <= LONGEST_WORD and WORD.fullmatch(text) is not None and OWN_MODULE.match(text) is None


def _read(observation: Observation) -> dict[str, Any]:
    read: dict[str, Any] = {"read": f"{observation.service} {observation.endpoint}", "status": observation.status}
    if not observation.succeeded:
        read["code"] = observation.code if observation.code in KNOWN_CODES | CRM_CODES else "another, or none"
    return read | _shape(observation).written()


def _shape(observation: Observation) -> Shape:
    module = observation.module
    if module is not None and module.mirrors_self:
        # Administrators name fields of CRM: only those that the graph reads, and the system's own, are named.
        known = columns_of(module)
        return shape_of(
            observation.plain_rows,
            is_named=lambda key: key in known or (key.startswith("$") and is_own_key(key)),
            is_entered=containers_of(module).__contains__,
        )
    if observation.rows_key is not None:
        entered = frozenset[str]() if module is None else containers_of(module)
        return shape_of(
            observation.plain_rows,
            is_named=lambda key: is_own_key(key) and FINANCE_KEY.fullmatch(key) is not None,
            is_entered=entered.__contains__,
        )
    return shape_of([cast("Row", observation.plain)] if isinstance(observation.plain, dict) else [])
