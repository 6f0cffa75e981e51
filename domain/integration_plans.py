"""Planned changes to integration users: what they would do to whom, and which past operations they would refuse."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from domain.actions import ActionName
from domain.permissions import ModuleView
from domain.policy import PolicyVerdict

# Addresses that a plan names of one group; all are counted.
MOST_NAMED = 100
# Coordinates that a plan names of one group; all are counted.
MOST_COORDINATES = 300


class PlanState(Enum):
    """What has become of a plan."""

    PLANNED = "planned"
    APPLYING = "applying"
    APPLIED = "applied"


@dataclass(frozen=True, slots=True)
class UsedShape:
    """How often a user has asked operations of these coordinates."""

    email: str
    coordinates: frozenset[str]
    operations: int


@dataclass(frozen=True, slots=True)
class ActionChange:
    """The actions that are gained and lost in one module."""

    module: str
    gained: list[str]
    lost: list[str]


@dataclass(frozen=True, slots=True)
class AffectedDocument:
    """A published document of a client that loses these fields."""

    client: str
    version: str
    document: str
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedGroup:
    """Users to whom a change does the same.

    `emails` are at most MOST_NAMED of the `users`, `gained_fields` and `lost_fields` at most MOST_COORDINATES
    coordinates. `lost_operations` counts the operations of the last days that would have been refused in part, and
    `documents` are the published ones that lose a field.
    """

    profile: str
    users: int
    emails: list[str]
    modules: list[ActionChange]
    gained_fields: list[str]
    lost_fields: list[str]
    losing_users: int = 0
    lost_operations: int = 0
    documents: list[AffectedDocument] = field(default_factory=list[AffectedDocument])


@dataclass(frozen=True, slots=True)
class RefusedUser:
    """A user whom the change cannot reach, and why."""

    email: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """A template that would keep operations which a change would lose."""

    template: str
    kept: int


class LinkedRecordType(Enum):
    """The types of records in CRM that others lead to, by their names in the graph."""

    ACCOUNT = "Account"
    CONTACT = "Contact"
    VENDOR = "Vendor"


@dataclass(frozen=True, slots=True)
class LinkAtRisk:
    """A record of CRM, by module and id, and the records of Books and Billing that lead to it."""

    module: str
    id: str
    linked: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEffect:
    """What a change would do. `notes` say what could not be known, `links` are those that the change would break."""

    summary: str
    groups: list[PlannedGroup]
    refused: list[RefusedUser] = field(default_factory=list[RefusedUser])
    alternative: Alternative | None = None
    days: int = 0
    notes: list[str] = field(default_factory=list[str])
    links: list[LinkAtRisk] = field(default_factory=list[LinkAtRisk])


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationPlan:
    """A stored plan. `change` is the input in canonical JSON, `seen` the hash of all that the plan looked at."""

    id: str
    tenant: str
    author: str
    made_at: datetime
    state: PlanState
    seen: str
    change: str
    effect: PlanEffect
    applied_at: datetime | None = None
    applied_by: str = ""


def hash_of(looked_at: object) -> str:
    """The hash of everything that a plan looked at, which must be JSON."""
    return hashlib.sha256(json.dumps(looked_at, sort_keys=True).encode()).hexdigest()


def action_changes(before: Sequence[ModuleView], after: Sequence[ModuleView]) -> list[ActionChange]:
    """The actions that are gained and lost, by module."""
    then = {view.module: view.actions for view in after}
    nothing: frozenset[ActionName] = frozenset()
    return [
        ActionChange(str(view.module), sorted(now - view.actions), sorted(view.actions - now))
        for view in before
        if (now := then.get(view.module, nothing)) != view.actions
    ]


def taken_changes(before: PolicyVerdict, after: PolicyVerdict) -> list[ActionChange]:
    """The actions that a policy takes or no longer takes, by module."""
    pairs = before.actions.keys() ^ after.actions.keys()
    named = sorted({module for module, _ in pairs}, key=str)
    return [
        ActionChange(
            str(module),
            sorted(action for each, action in pairs if each == module and (each, action) in before.actions),
            sorted(action for each, action in pairs if each == module and (each, action) in after.actions),
        )
        for module in named
    ]


def is_refused(coordinates: Iterable[str], hidden: frozenset[str]) -> bool:
    """Whether an operation of these coordinates meets something that is hidden."""
    return any(each in hidden or each.partition(".")[0] in hidden for each in coordinates)


def refused_operations(used: Iterable[UsedShape], newly_hidden: Mapping[str, frozenset[str]]) -> Mapping[str, int]:
    """How many operations of each user would have met something hidden, by address; only those with any."""
    lost: dict[str, int] = {}
    for each in used:
        if is_refused(each.coordinates, newly_hidden.get(each.email, frozenset())):
            lost[each.email] = lost.get(each.email, 0) + each.operations
    return lost


def summary_of(
    users: int, losing: Mapping[str, int], days: int, alternative: Alternative | None, *, is_recorded: bool
) -> str:
    """The plan of a change of users, grants or the policy in a sentence."""
    if not users:
        return "The change reaches nobody."
    if not is_recorded:
        return f"The change reaches {_people(users)}; what they have used so far is not recorded."
    lost = sum(losing.values())
    if not lost:
        return f"{_people(users)} would have lost nothing in the last {days} days."
    kept = "" if alternative is None else f"; the template {alternative.template} keeps {alternative.kept:,} of them"
    losers = f"{users - len(losing):,} lose nothing; {len(losing):,} would have lost {_operations(lost)}"
    return f"{losers} in the last {days} days{kept}."


def summary_of_links(looked_at: int, links: Sequence[LinkAtRisk]) -> str:
    """The plan of a merge, deletion or disconnection in CRM in a sentence."""
    count = sum(len(each.linked) for each in links)
    if not count:
        return f"Nothing in Books and Billing leads to {_records(looked_at)} of CRM, as far as you may see it."
    linked = f"{len(links):,} of {_records(looked_at)} of CRM {'is' if len(links) == 1 else 'are'} linked"
    return f"{linked}: merging, deleting or disconnecting would break {count:,} {'link' if count == 1 else 'links'}."


def _records(count: int) -> str:
    return "1 record" if count == 1 else f"{count:,} records"


def _people(users: int) -> str:
    return "1 user" if users == 1 else f"{users:,} users"


def _operations(count: int) -> str:
    return "1 operation" if count == 1 else f"{count:,} operations"
