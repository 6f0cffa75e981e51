"""Migrations of CRM's users into the finance suite: their states, what each user becomes and why. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from domain.grants import GrantSet
from domain.journal import Author

# Zoho gives three months; the rest is migrated at their end, according to use.
WINDOW = timedelta(days=90)
# How many users one transaction migrates.
BATCH = 25


class MigrationState(Enum):
    """How far a migration is."""

    DRAFT = "draft"
    VALIDATING = "validating"
    NEEDS_ATTENTION = "needs attention"
    READY = "ready"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    DONE_WITH_ERRORS = "done with errors"
    CANCELLED = "cancelled"
    REVERTED = "reverted"


class MigrationAct(Enum):
    """What leads from one state to another: the acts of administrators, and what a run comes to."""

    VALIDATE = "validate"
    FIND_READY = "find ready"
    FIND_PROBLEMS = "find problems"
    SELECT = "select"
    SCHEDULE = "schedule"
    START = "start"
    ADD = "add"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RETRY = "retry"
    COMPLETE = "complete"
    UNDO = "undo"
    FINISH = "finish"
    FINISH_WITH_ERRORS = "finish with errors"
    FINISH_REVERTED = "finish reverted"
    HALT = "halt"


_ACT, _STATE = MigrationAct, MigrationState
_PREPARED = {
    _ACT.VALIDATE: _STATE.VALIDATING,
    _ACT.SCHEDULE: _STATE.SCHEDULED,
    _ACT.START: _STATE.RUNNING,
    _ACT.CANCEL: _STATE.CANCELLED,
}
_ENDED = {
    _ACT.ADD: _STATE.RUNNING,
    _ACT.RETRY: _STATE.RUNNING,
    _ACT.COMPLETE: _STATE.RUNNING,
    _ACT.UNDO: _STATE.RUNNING,
}
# Which act leads where. What is not here is refused.
TRANSITIONS: Mapping[MigrationState, Mapping[MigrationAct, MigrationState]] = {
    _STATE.DRAFT: {_ACT.VALIDATE: _STATE.VALIDATING, _ACT.CANCEL: _STATE.CANCELLED},
    _STATE.VALIDATING: {
        _ACT.VALIDATE: _STATE.VALIDATING,
        _ACT.FIND_READY: _STATE.READY,
        _ACT.FIND_PROBLEMS: _STATE.NEEDS_ATTENTION,
        _ACT.CANCEL: _STATE.CANCELLED,
    },
    _STATE.NEEDS_ATTENTION: {**_PREPARED, _ACT.SELECT: _STATE.NEEDS_ATTENTION},
    _STATE.READY: {**_PREPARED, _ACT.SELECT: _STATE.READY},
    _STATE.SCHEDULED: {
        _ACT.SELECT: _STATE.SCHEDULED,
        _ACT.ADD: _STATE.SCHEDULED,
        _ACT.SCHEDULE: _STATE.SCHEDULED,
        _ACT.START: _STATE.RUNNING,
        _ACT.CANCEL: _STATE.CANCELLED,
    },
    _STATE.RUNNING: {
        _ACT.ADD: _STATE.RUNNING,
        _ACT.PAUSE: _STATE.PAUSED,
        _ACT.HALT: _STATE.PAUSED,
        _ACT.CANCEL: _STATE.CANCELLED,
        _ACT.UNDO: _STATE.RUNNING,
        _ACT.FINISH: _STATE.DONE,
        _ACT.FINISH_WITH_ERRORS: _STATE.DONE_WITH_ERRORS,
        _ACT.FINISH_REVERTED: _STATE.REVERTED,
    },
    _STATE.PAUSED: {_ACT.RESUME: _STATE.RUNNING, _ACT.CANCEL: _STATE.CANCELLED, _ACT.ADD: _STATE.PAUSED},
    _STATE.DONE: _ENDED,
    _STATE.DONE_WITH_ERRORS: _ENDED,
    _STATE.CANCELLED: {_ACT.UNDO: _STATE.RUNNING},
    _STATE.REVERTED: {_ACT.ADD: _STATE.RUNNING},
}
# While a migration is so, finance data wait for those who are still to be migrated.
UNDER_WAY = frozenset({_STATE.SCHEDULED, _STATE.RUNNING, _STATE.PAUSED, _STATE.DONE, _STATE.DONE_WITH_ERRORS})


class Becomes(Enum):
    """What a user of CRM becomes."""

    BOOKS_USER = "stays a user of Books"
    INTEGRATION_USER = "integration user"
    NOTHING = "nothing"


class UserReason(Enum):
    """Why a user becomes that, or why nothing became of it."""

    IN_BOOKS = "is a user of Books already"
    USES_FINANCE = "has used the finance modules of late"
    NO_USE = "has not used the finance modules of late"
    CHOSEN = "was chosen by an administrator"
    ALREADY_GRANTED = "is an integration user already"
    INACTIVE = "is not active in CRM"
    UNKNOWN = "is no user of CRM"
    DOUBTFUL = "may be a user of Books with another address"
    ABOVE_LIMIT = "is above the limit of integration users"
    CHANGED_SINCE = "was changed by somebody after the migration"
    NOT_ACCEPTED = "was not accepted by Books"
    STILL_IN_BOOKS = "was made a user of Books, and still is one"
    INACTIVE_IN_BOOKS = "was made a user of Books, and is inactive there now"


class UserOutcome(Enum):
    """What became of a user so far. OPEN: not chosen yet; WAITING: the run has not come to them."""

    OPEN = "open"
    WAITING = "waiting"
    MIGRATED = "migrated"
    FAILED = "failed"
    UNDOING = "undoing"
    REVERTED = "reverted"
    NOT_REVERTED = "not reverted"


# What a run has still to do.
TO_DO = frozenset({UserOutcome.WAITING, UserOutcome.UNDOING})
NOT_DONE = frozenset({UserOutcome.FAILED, UserOutcome.NOT_REVERTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class UserMigration:
    """One migration. `tenant` is the data centre and the organisation of CRM, `author` who started it last.

    `run` counts how often it was taken up; `beat_at` is when a run was last at work. `organizations` are those that the
    author picked. `note` says why it was paused or needs attention.
    """

    id: str
    tenant: str
    state: MigrationState
    author: Author
    template: str
    modules: GrantSet
    use_days: int
    created_at: datetime
    start_after: datetime | None = None
    complete_after: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    run: int = 0
    beat_at: datetime | None = None
    note: str = ""
    version: int = 1

    @property
    def window_ends_at(self) -> datetime | None:
        """Until when it can be undone, and when the rest is migrated."""
        if self.complete_after is not None:
            return self.complete_after
        return None if self.started_at is None else self.started_at + WINDOW


@dataclass(frozen=True, slots=True, kw_only=True)
class MigratingUser:
    """One user of a migration; `email` is casefolded. `wave` counts the selections, from 1, 0 for nobody's.

    `uses` are acts in the finance modules in the days that were looked at. `kept_documents` are what they wrote since
    they were migrated, which an undo leaves theirs.
    """

    email: str
    name: str
    crm_id: str
    locale: str
    becomes: Becomes
    reason: UserReason
    uses: int = 0
    outcome: UserOutcome = UserOutcome.OPEN
    wave: int = 0
    changed_at: datetime | None = None
    roster_version: int = 0
    kept_documents: int = 0


@dataclass(frozen=True, slots=True)
class MigrationUserQuery:
    """A page of a migration's users, by address: those after `after`, with `search` in name or address."""

    migration_id: str
    first: int
    after: str = ""
    search: str = ""
    outcome: UserOutcome | None = None
    becomes: Becomes | None = None


@dataclass(frozen=True, slots=True)
class MigrationProgress:
    """How many users of a migration are how far."""

    outcomes: Mapping[UserOutcome, int] = field(default_factory=dict[UserOutcome, int])
    becoming: Mapping[Becomes, int] = field(default_factory=dict[Becomes, int])


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What one batch of a run came to: the users that were changed, and whether the run goes on."""

    emails: tuple[str, ...] = ()
    goes_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationChange:
    """One act of an administrator on a migration, with what it says of users.

    `emails` are casefolded; None stands for everybody whom the act may concern. `wave` limits an undo to one wave.
    """

    act: MigrationAct
    author: Author
    at: datetime
    emails: tuple[str, ...] | None = None
    wave: int | None = None
    leaves_out: bool = False
    start_after: datetime | None = None
    complete_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class MigrationOutcome:
    """A migration after an act, and how many users the act concerned; None where the act was not possible."""

    migration: UserMigration
    is_done: bool = True
    concerned: int = 0
    refused: Mapping[str, UserReason] = field(default_factory=dict[str, UserReason])


def next_state(state: MigrationState, act: MigrationAct) -> MigrationState | None:
    """The state after an act, None where the act is not possible now."""
    return TRANSITIONS[state].get(act)


def acts_in(state: MigrationState) -> tuple[MigrationAct, ...]:
    """What is possible in a state."""
    return tuple(TRANSITIONS[state])


def final_act(outcomes: Mapping[UserOutcome, int]) -> MigrationAct:
    """How a run ends that has nothing left to do."""
    if any(outcomes.get(outcome) for outcome in NOT_DONE):
        return MigrationAct.FINISH_WITH_ERRORS
    if outcomes.get(UserOutcome.REVERTED) and not outcomes.get(UserOutcome.MIGRATED):
        return MigrationAct.FINISH_REVERTED
    return MigrationAct.FINISH
