"""Which steps a record can take from which status: rules as data, each with its source. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

# Steps that a record takes beside the actions that permissions distinguish; "edit" is the action of that name.
StepName = Literal[
    "edit", "cancel", "cancel_at_term_end", "reactivate", "pause", "resume", "postpone", "charge", "buy_addon"
]
STEPS: tuple[StepName, ...] = get_args(StepName)
# The statuses that follow where a step leaves the status as it is.
STAYS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StepRule:
    """Where a step leads from these statuses: to one of `after`, `STAYS` for the same one, None for nowhere.

    `source` is the public page that says so. What is not `verified` is read out of names and examples, so that it
    refuses nothing.
    """

    step: StepName
    before: frozenset[str]
    after: frozenset[str] | None
    source: str
    verified: bool = True

    def __post_init__(self) -> None:
        if self.after is None and not self.verified:
            raise ValueError(f"{self.step}: what nobody has confirmed must not refuse a step")


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The statuses of a module's records, under the key `column`, and the rules of their steps.

    A step from a status that no rule names is unknown: it is offered, and the product decides.
    """

    column: str
    statuses: frozenset[str]
    rules: tuple[StepRule, ...]

    def __post_init__(self) -> None:
        met: set[tuple[StepName, str]] = set()
        for rule in self.rules:
            cells: set[tuple[StepName, str]] = {(rule.step, status) for status in rule.before}
            if not rule.before <= self.statuses or not (rule.after or STAYS) <= self.statuses:
                raise ValueError(f"{rule.step}: a rule names a status that is not among the statuses")
            if cells & met:
                raise ValueError(f"{rule.step}: two rules speak of the same status")
            met |= cells

    @property
    def steps(self) -> frozenset[StepName]:
        """Every step that a rule names."""
        return frozenset(rule.step for rule in self.rules)

    def rule(self, step: StepName, status: object) -> StepRule | None:
        """The rule of a step from a status, None where nothing is known."""
        return next((rule for rule in self.rules if rule.step == step and status in rule.before), None)

    def refuses(self, step: StepName, status: object) -> StepRule | None:
        """The rule by which a step is impossible from a status, None where it is possible or unknown."""
        rule = self.rule(step, status)
        return rule if rule is not None and rule.after is None else None

    def impossible(self, status: object) -> Iterator[StepName]:
        """The steps that are impossible from a status; none from one that is unknown."""
        return (rule.step for rule in self.rules if rule.after is None and status in rule.before)

    def sentence(self, rule: StepRule, status: object) -> str:
        """Why a step is refused from a status, with the page that says so."""
        return f"Its status is {status}: {REFUSALS[rule.step]} ({rule.source})."

    def reached(self, step: StepName) -> frozenset[str]:
        """Every status that a step is known or assumed to lead to, empty where it leaves the status as it is."""
        return frozenset(status for rule in self.rules if rule.step == step for status in rule.after or STAYS)


# A sentence for whoever takes a step that is impossible, by the step.
REFUSALS: Mapping[StepName, str] = MappingProxyType(
    {
        "edit": "it cannot be changed",
        "cancel": "it cannot be cancelled",
        "cancel_at_term_end": "it cannot be cancelled at the end of its term",
        "reactivate": "there is no scheduled cancellation to revoke",
        "pause": "it cannot be paused",
        "resume": "it cannot be resumed",
        "postpone": "it has no renewal to postpone",
        "charge": "nothing can be charged on it",
        "buy_addon": "no addon can be bought for it",
    }
)
