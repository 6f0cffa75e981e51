"""The roster of integration users that the administrators of an organisation keep. Pure.

It stands above the operator's file of grants: who is in both has what the roster says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from domain.actions import ActionName
from domain.grants import MOST_USERS, Grants, GrantSet, grant_sets, grantable_modules


class RosterState(Enum):
    """What a member of the roster is at the moment."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


class RosterOutcome(Enum):
    """What became of one user in a change of the roster, or why nothing did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ALREADY_BOOKS_USER = "already a user of Books"
    INACTIVE = "inactive in CRM"
    UNKNOWN = "no user of CRM"
    DUPLICATE = "named twice"
    DOUBTFUL = "doubtful"
    ABOVE_LIMIT = "above the limit"
    NOT_IN_ROSTER = "not in the roster"
    INVALID = "cannot be read"

    @property
    def is_done(self) -> bool:
        """Whether the user is now as the change says."""
        return self in {RosterOutcome.ADDED, RosterOutcome.CHANGED, RosterOutcome.UNCHANGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterMember:
    """One user in the roster of one organisation.

    `tenant` is the data centre and the organisation of CRM, `email` is casefolded. `template` is the name of the
    template that the grants came from, empty for grants of the user's own. `version` counts the changes.
    """

    tenant: str
    email: str
    name: str
    state: RosterState
    template: str
    modules: GrantSet
    added_at: datetime
    changed_at: datetime
    changed_by: str
    version: int = 1

    @property
    def grants(self) -> Grants | None:
        """What the user may do: nothing while suspended, None for one who is no longer an integration user."""
        if self.state is RosterState.REMOVED:
            return None
        return Grants(self.email, self.modules if self.state is RosterState.ACTIVE else {})


@dataclass(frozen=True, slots=True)
class RosterQuery:
    """A page of members, ordered by address: those after `after`, with `search` in name or address."""

    tenant: str
    first: int
    after: str | None = None
    search: str = ""
    state: RosterState | None = None


@dataclass(frozen=True, slots=True)
class GrantTemplate:
    """Grants under a name."""

    name: str
    title: str
    modules: GrantSet


def _each(*actions: ActionName, only: frozenset[str] | None = None) -> GrantSet:
    """These actions in every module that has them, or in those with these names alone."""
    chosen = {
        module: frozenset[ActionName](action for action in actions if action in module.actions)
        for module in grantable_modules()
        if only is None or str(module) in only
    }
    return {module: granted for module, granted in chosen.items() if granted}


def grant_templates() -> Mapping[str, GrantTemplate]:
    """The templates that every organisation has, by name."""
    sets, view = grant_sets(), _each("view")
    payments = {
        module: granted | frozenset[ActionName]({"create"})
        for module, granted in view.items()
        if module.name == "customer_payments"
    }
    documents = frozenset(str(module) for module in sets["default"])
    templates = (
        GrantTemplate("current", "Create, view, edit, send and convert the four documents", sets["default"]),
        GrantTemplate("legacy", "Everything in estimates, view the other documents", sets["earlier"]),
        GrantTemplate("view_only", "View every finance module", view),
        GrantTemplate("view_and_record_payments", "View every finance module, record payments", {**view, **payments}),
        GrantTemplate("create_only", "View and create the four documents", _each("view", "create", only=documents)),
    )
    return {template.name: template for template in templates}


class RosterAct(Enum):
    """What an administrator does to a member of the roster."""

    ADD = "addIntegrationUsers"
    GRANT = "changeIntegrationGrants"
    SUSPEND = "suspendIntegrationUsers"
    RESUME = "resumeIntegrationUsers"
    REMOVE = "removeIntegrationUsers"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterChange:
    """One act on many users, by name and casefolded address; `template` and `modules` are for ADD and GRANT."""

    act: RosterAct
    tenant: str
    names: Mapping[str, str]
    author: str
    at: datetime
    template: str = ""
    modules: GrantSet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLimit:
    """How many integration users an organisation may have, and why it is another number than Zoho's."""

    most: int = MOST_USERS
    reason: str = ""
    changed_at: datetime | None = None
    changed_by: str = ""


def changed_member(
    change: RosterChange, email: str, member: RosterMember | None, *, has_room: bool
) -> tuple[RosterMember | None, RosterOutcome]:
    """The member after a change, None where nothing is written, and what became of the user.

    `member` is the present one, None for a user who is not in the roster; `has_room` says whether the limit allows
    one more.
    """
    known = None if member is None or member.state is RosterState.REMOVED else member
    if known is None and change.act is not RosterAct.ADD:
        return None, RosterOutcome.NOT_IN_ROSTER
    if known is None and not has_room:
        return None, RosterOutcome.ABOVE_LIMIT
    if known is None:
        return _added(change, email, member), RosterOutcome.ADDED
    after = _after(change, known)
    if after == known:
        return None, RosterOutcome.UNCHANGED
    return replace(
        after, changed_at=change.at, changed_by=change.author, version=known.version + 1
    ), RosterOutcome.CHANGED


def _added(change: RosterChange, email: str, former: RosterMember | None) -> RosterMember:
    return RosterMember(
        tenant=change.tenant,
        email=email,
        name=change.names.get(email, ""),
        state=RosterState.ACTIVE,
        template=change.template,
        modules=change.modules or {},
        added_at=change.at,
        changed_at=change.at,
        changed_by=change.author,
        version=1 if former is None else former.version + 1,
    )


def _after(change: RosterChange, known: RosterMember) -> RosterMember:
    match change.act:
        case RosterAct.ADD | RosterAct.GRANT:
            return replace(known, template=change.template, modules=change.modules or {})
        case RosterAct.SUSPEND:
            return replace(known, state=RosterState.SUSPENDED)
        case RosterAct.RESUME:
            return replace(known, state=RosterState.ACTIVE)
        case RosterAct.REMOVE:
            return replace(known, state=RosterState.REMOVED)
