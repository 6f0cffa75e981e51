"""Directories of an organisation that report its people by SCIM, and the people who have left. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from domain.grants import casefolded

# What a directory says of a person or a group, by SCIM's names.
ScimValues = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """A directory of one organisation. Its secret is kept as a hash alone; `revoked_at` is None while it is accepted.

    `finance` are the ids of the organisations in Books and Billing that its administrator worked in: by them those are
    known who are in no organisation of CRM any more.
    """

    id: str
    tenant: str
    name: str
    created_at: datetime
    created_by: str
    secret_at: datetime
    finance: frozenset[str] = frozenset()
    used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryPerson:
    """A person as a directory reports them. `values` are SCIM's, without `id` and `meta`."""

    id: str
    user_name: str
    is_active: bool
    values: ScimValues
    created_at: datetime
    changed_at: datetime

    @property
    def addresses(self) -> frozenset[str]:
        """The casefolded addresses by which the person may sign in to Zoho: the user name and the e-mail addresses."""
        mails: Sequence[Any] = self.values.get("emails") or ()
        texts = [self.user_name, *(str(mail.get("value") or "") for mail in mails)]
        return frozenset(casefolded(text) for text in texts if "@" in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryGroup:
    """A group of a directory. `template` is the template of grants that its members get, empty for none."""

    id: str
    directory: str
    name: str
    members: tuple[str, ...]
    created_at: datetime
    changed_at: datetime
    external_id: str | None = None
    template: str = ""


@dataclass(frozen=True, slots=True)
class DirectoryQuery:
    """A page of people or groups in the order of their ids; `equal` are columns and the values to look for."""

    directory: str
    start: int = 0
    most: int = 100
    equal: Mapping[str, str] = field(default_factory=dict[str, str])


class LeaverEnd(Enum):
    """What of a leaver has ended, in the order of a report."""

    RIGHTS = "rights"
    ROSTER = "roster"
    SESSIONS = "sessions"
    OPERATIONS = "operations"
    JOBS = "jobs"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaverDeparture:
    """One address of a person whom a directory has deactivated or deleted. `returned_at` is None while that holds.

    `returned_by` names the directory or the administrator who has let the person in again.
    """

    tenant: str
    email: str
    directory: str
    left_at: datetime
    returned_at: datetime | None = None
    returned_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedPart:
    """What a process ended of a leaver: how many of it, and when. What the store ended names no process."""

    what: LeaverEnd
    process: str
    count: int
    at: datetime


class PersonNoteKind(Enum):
    """What a note to all processes says of a user."""

    FORGOTTEN = "forgotten"
    LEFT = "left"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class PersonNote:
    """A note to all processes about a user by address; `tenant` is empty for one of all organisations."""

    sequence: int
    kind: PersonNoteKind
    data_centre: str
    tenant: str
    email: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Leavers:
    """Who has left now, as tenant and address, and the last note that this takes in.

    `finance` are the organisations of Books and Billing that belong to each tenant, by its directories.
    """

    gone: frozenset[tuple[str, str]]
    finance: Mapping[str, frozenset[str]]
    sequence: int


class DirectoryProblem(Exception):
    """The store does not take what a directory reports."""


class NameTaken(DirectoryProblem):
    """Another person or group of the directory has the name."""


class NotInDirectory(DirectoryProblem):
    """The directory has reported no such person or group."""


def secret_hash(secret: str) -> str:
    """The SHA-256 of a directory's secret: it is random, and as long as the hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
