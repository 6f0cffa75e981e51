"""What follows from what a directory reports: rights end with a departure, groups grant templates."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapters.cache.forgotten import ForgottenUsers
from domain.actions import ActionName
from domain.directories import Directory, DirectoryPerson, DirectoryQuery, EndedPart, LeaverEnd
from domain.grants import GrantSet
from domain.journal import OF_GATEWAY, Author, Journal, JournalEntry, JournalValues
from domain.modules.module import Module
from domain.roster import RosterAct, RosterChange, RosterMember, RosterOutcome, RosterState, grant_templates
from domain.tenants import data_centre_of
from resolvers.caller.remembered import forgotten_name
from resolvers.caller.rosters import Rosters

if TYPE_CHECKING:
    # They load a database: not for a gateway without one.
    from adapters.store.directories import DirectoryStore
    from adapters.store.leavers import LeaverStore
    from adapters.store.reported_people import ReportedPeople

DEACTIVATED, READMITTED, GRANTED = "directoryDeactivation", "directoryReadmission", "directoryGrants"
DONE = frozenset({RosterOutcome.ADDED, RosterOutcome.CHANGED})


@dataclass(frozen=True, slots=True)
class DirectorySync:
    """The directories of all organisations: what they report, and what follows from it.

    `journal` answers the present journal; `heed` has this process take in at once what every process will.
    """

    directories: "DirectoryStore"
    people: "ReportedPeople"
    leavers: "LeaverStore"
    rosters: Rosters
    forgotten: ForgottenUsers
    journal: Callable[[], Journal]
    heed: Callable[[], Awaitable[None]]

    async def person_changed(
        self, directory: Directory, before: DirectoryPerson | None, after: DirectoryPerson | None
    ) -> None:
        """Draw the conclusions of a person who is new, changed, or deleted where `after` is None."""
        known = frozenset[str]() if before is None else before.addresses
        if after is None or not after.is_active:
            gone = known | (frozenset[str]() if after is None else after.addresses)
            await self._leave(directory, gone, {each.id for each in (before, after) if each is not None})
            return
        await self._return(directory, after.addresses)
        # An address that the person has no more is nobody's.
        await self._suspend_own(directory, dict.fromkeys(known - after.addresses, ""))
        if before is None or not before.is_active or known != after.addresses:
            await self.grant(directory, [after.id])

    async def grant(self, directory: Directory, people: Collection[str]) -> None:
        """Give these people what their groups grant, and suspend whom the directory grants nothing any more."""
        reported = await self.people.templates_of(directory.id, people)
        wanted: dict[tuple[str, ...], dict[str, str]] = {}
        for person, templates in reported.values():
            if person.is_active and "@" in person.user_name:
                name = str(person.values.get("displayName") or "")
                wanted.setdefault(tuple(sorted(templates)), {})[person.user_name.casefold()] = name
        for templates, names in wanted.items():
            if templates:
                await self._grant(directory, templates, names)
            else:
                await self._suspend_own(directory, names)

    async def _grant(self, directory: Directory, templates: tuple[str, ...], names: Mapping[str, str]) -> None:
        change = RosterChange(
            act=RosterAct.ADD,
            tenant=directory.tenant,
            names=names,
            author=author_name(directory),
            at=datetime.now(UTC),
            template=templates[0] if len(templates) == 1 else "",
            modules=_union(templates),
        )
        outcomes = await self.rosters.change(change)
        if not any(outcome is not RosterOutcome.UNCHANGED for outcome in outcomes.values()):
            return
        suspended = [email for email in names if await self._state(directory, email) is RosterState.SUSPENDED]
        what: JournalValues = {
            "templates": [*templates],
            "users": {email: outcome.name for email, outcome in outcomes.items()},
            # A person who was suspended, as whoever has left is, stays so: an administrator resumes them.
            "stillSuspended": suspended,
        }
        await self._note(directory, GRANTED, what)
        await self._forget(directory, [email for email, outcome in outcomes.items() if outcome in DONE])

    async def _suspend_own(self, directory: Directory, names: Mapping[str, str]) -> None:
        """Suspend those whom this directory made integration users and nobody has changed since."""
        own = {email: name for email, name in names.items() if await self._is_own(directory, email)}
        changed = await self._suspend(directory, own)
        if changed:
            await self._note(directory, GRANTED, {"templates": [], "users": dict.fromkeys(changed, "SUSPENDED")})

    async def _leave(self, directory: Directory, addresses: Collection[str], own: Collection[str]) -> None:
        emails = [email for email in addresses if not await self._is_of_another(directory, email, own)]
        gone = await self.leavers.leave(directory.tenant, emails, directory.name, datetime.now(UTC))
        if not gone:
            return
        suspended = await self._suspend(directory, dict.fromkeys(gone, ""))
        for email in suspended:
            part = EndedPart(what=LeaverEnd.ROSTER, process="", count=1, at=datetime.now(UTC))
            await self.leavers.note_ended(directory.tenant, email, [part])
        await self._note(directory, DEACTIVATED, {"users": sorted(gone), "suspended": sorted(suspended)})
        await self.heed()

    async def _return(self, directory: Directory, addresses: Collection[str]) -> None:
        at = datetime.now(UTC)
        back = await self.leavers.readmit(
            directory.tenant, addresses, author_name(directory), at, directory=directory.name
        )
        if back:
            # Nothing is granted by that: who was suspended stays so until an administrator resumes them.
            suspended = [email for email in back if await self._state(directory, email) is RosterState.SUSPENDED]
            what: JournalValues = {"users": sorted(back), "grantsRestored": False, "stillSuspended": suspended}
            await self._note(directory, READMITTED, what)
            await self.heed()

    async def _suspend(self, directory: Directory, names: Mapping[str, str]) -> list[str]:
        if not names:
            return []
        change = RosterChange(
            act=RosterAct.SUSPEND,
            tenant=directory.tenant,
            names=names,
            author=author_name(directory),
            at=datetime.now(UTC),
        )
        outcomes = await self.rosters.change(change)
        changed = [email for email, outcome in outcomes.items() if outcome is RosterOutcome.CHANGED]
        await self._forget(directory, changed)
        return changed

    async def _is_of_another(self, directory: Directory, email: str, own: Collection[str]) -> bool:
        """Whether another active person of the directory has an address as their user name, as with a shared one."""
        named, _ = await self.people.people(DirectoryQuery(directory.id, equal={"user_name": email}))
        return any(person.is_active and person.id not in own for person in named)

    async def _is_own(self, directory: Directory, email: str) -> bool:
        member = await self._member(directory, email)
        return member is not None and member.changed_by == author_name(directory)

    async def _state(self, directory: Directory, email: str) -> RosterState | None:
        member = await self._member(directory, email)
        return None if member is None else member.state

    async def _member(self, directory: Directory, email: str) -> RosterMember | None:
        places = await self.rosters.of_email(email)
        return next((member for member in places if member.tenant == directory.tenant), None)

    async def _forget(self, directory: Directory, emails: Collection[str]) -> None:
        for email in emails:
            await self.forgotten.forget(forgotten_name(data_centre_of(directory.tenant), email))

    async def _note(self, directory: Directory, act: str, after: JournalValues) -> None:
        author = Author(author_name(directory), "")
        entry = JournalEntry(
            tenant=directory.tenant,
            at=datetime.now(UTC),
            author=author,
            act=act,
            module=OF_GATEWAY,
            record_id=None,
            result="done",
            after=after,
        )
        await self.journal().note(entry)


def author_name(directory: Directory) -> str:
    """The directory as the author of changes to a roster."""
    return f"directory {directory.name}"


def _union(templates: Collection[str]) -> GrantSet:
    known, union = grant_templates(), dict[Module, frozenset[ActionName]]()
    for name in templates:
        template = known.get(name)
        if template is not None:
            for module, actions in template.modules.items():
                union[module] = union.get(module, frozenset[ActionName]()) | actions
    return union
