"""What verdicts of a survey go by, and what they can be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from domain.entity_words import EntityWords
from domain.modules.module import Module
from gateway.survey.observations import Observations

Verdict = Literal["confirmed", "refuted", "not seen"]
# How a product answers an address or a parameter that it does not have.
NO_SUCH_ADDRESS = frozenset({400, 404, 405})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was observed, and what the gateway is set to: CRM's names of the finance modules, the roles' words."""

    seen: Observations
    mirrors: Mapping[Module, str]
    words: EntityWords


def either(*, confirmed: bool) -> Verdict:
    """The verdict on what was seen."""
    return "confirmed" if confirmed else "refuted"
