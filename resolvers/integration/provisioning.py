"""Integration users are made users of Books, with the administrator's own token, where their organisation wants it."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum

from adapters.processes import is_gone
from adapters.refusals import WriteRefused
from domain.errors import BadUserInput, Forbidden, OutcomeUnknown, SuitegraphError
from domain.grants import casefolded
from domain.journal import OF_GATEWAY, Author, Intent, IntentState, JournalValues
from domain.queries import RECORD_ID
from domain.roster import RosterMember, RosterState
from domain.roster_access import AccessState, Provisioning, RosterDrift
from domain.writes import fingerprint_of, mark_of
from resolvers.caller.authors import author_of
from resolvers.caller.rosters import NO_DATABASE
from resolvers.integration.administration import administered_tenant
from resolvers.integration.people import BooksPerson, People, people_of, provisioning_role_of
from resolvers.reading.journal_entries import entry_of
from resolvers.reading.loader import RecordLoader

ACT = "provisionIntegrationUsers"
# Each takes a call of its own, and Books allows 100 in a minute.
MOST_AT_ONCE = 25
# How long after its deadline an attempt of another process is not taken over.
GRACE = timedelta(seconds=5)


class ProvisioningOutcome(Enum):
    """What became of one user."""

    INVITED = "invited"
    UNCHANGED = "unchanged"
    NOT_IN_ROSTER = "not in the roster"
    ALREADY_BOOKS_USER = "already a user of Books"
    INACTIVE = "inactive in CRM"
    REMOVED_IN_BOOKS = "removed in Books"
    REFUSED = "refused"
    BUSY = "busy"
    OUTCOME_UNKNOWN = "outcome unknown"


@dataclass(frozen=True, slots=True)
class ProvisioningResult:
    """What became of one user; `email` as the input has it."""

    email: str
    outcome: ProvisioningOutcome
    text: str = ""


async def set_provisioning(loader: RecordLoader, role_id: str | None, *, retires: bool) -> str | None:
    """Have new integration users made in Books with this role, or not at all.

    With `retires` whoever was made by a migration is made inactive there when it is undone. Raises Forbidden and
    BadUserInput.
    """
    tenant, access = await administered_tenant(loader), loader.permissions.rules.access
    if access is None:
        raise Forbidden(NO_DATABASE)
    if role_id is not None and RECORD_ID.fullmatch(role_id) is None:
        raise BadUserInput("This is not the id of a role in Books.")
    author, at = await author_of(loader.permissions), datetime.now(UTC)
    wanted = None if role_id is None else Provisioning(role_id, retires)
    await access.set_provisioning(tenant, wanted, at, author.email)
    after: JournalValues = {"role": role_id or "", "retires": retires}
    await loader.journal.note(
        await entry_of(loader, "setIntegrationProvisioning", module=OF_GATEWAY, author=author, after=after)
    )
    return role_id


async def provision(loader: RecordLoader, emails: Sequence[str]) -> list[ProvisioningResult]:
    """Make members of the roster users of Books, each who is not one yet, in the order of `emails`.

    Each page of 200 users of CRM and of Books takes a call, and each new user one; a lost answer one more for each
    page of Books. Raises Forbidden and BadUserInput.
    """
    tenant = await administered_tenant(loader)
    if not 1 <= len(emails) <= MOST_AT_ONCE:
        raise BadUserInput(f"Name 1 to {MOST_AT_ONCE} users at a time.")
    role_id = await provisioning_role_of(loader)
    if role_id is None:
        raise BadUserInput("The organisation makes no users of Books: `setIntegrationProvisioning` names their role.")
    people = await people_of(loader)
    attempts = _Provisioning(loader, tenant, role_id, people, await author_of(loader.permissions))
    return [await attempts.one(email) for email in emails]


@dataclass(frozen=True, slots=True)
class _Provisioning:
    """One request's attempt at all its users."""

    loader: RecordLoader
    tenant: str
    role_id: str
    people: People
    author: Author

    async def one(self, named: str) -> ProvisioningResult:
        email = casefolded(named)
        places = await self.loader.permissions.rules.rosters.of_email(email)
        member = next((each for each in places if each.tenant == self.tenant), None)
        outcome, text = await self._outcome(email, member)
        if outcome in {ProvisioningOutcome.INVITED, ProvisioningOutcome.UNCHANGED}:
            await self._await_access(email)
        return ProvisioningResult(named, outcome, text)

    async def _outcome(self, email: str, member: RosterMember | None) -> tuple[ProvisioningOutcome, str]:
        if member is None or member.state is not RosterState.ACTIVE:
            return ProvisioningOutcome.NOT_IN_ROSTER, "Add or resume the user first."
        if email in self.people.provisioned:
            return ProvisioningOutcome.UNCHANGED, ""
        if email in self.people.books:
            return ProvisioningOutcome.ALREADY_BOOKS_USER, "The user has another role in Books, and keeps it."
        person = self.people.crm.get(email)
        if person is None or person.is_active is False:
            return ProvisioningOutcome.INACTIVE, "No active user of CRM has this address."
        return await self._invited(email, person.name or member.name or email, member.version)

    async def _invited(self, email: str, name: str, version: int) -> tuple[ProvisioningOutcome, str]:
        journal, intent = self.loader.journal, await self._intent(email, version)
        earlier = await journal.begin(intent)
        if earlier is not None:
            if earlier.state == "done":
                text = "The user was made less than a day ago and is not in Books now: remove them from the roster, "
                return ProvisioningOutcome.REMOVED_IN_BOOKS, text + "and add them again to invite them anew."
            if earlier.state == "pending" and not _is_over(earlier, intent.process):
                return ProvisioningOutcome.BUSY, "The same is being done at the moment; ask again in a while."
            # The list of users has been read just now, and the user is not in it.
            intent = earlier.retaken(intent.process, intent.until)
            if not await journal.retake(earlier, intent):
                return ProvisioningOutcome.BUSY, "The same is being done at the moment; ask again in a while."
        return await self._sent(intent, email, name)

    async def _sent(self, intent: Intent, email: str, name: str) -> tuple[ProvisioningOutcome, str]:
        try:
            await (await self.loader.books()).invite(name, email, self.role_id)
        except (OutcomeUnknown, WriteRefused) as error:
            # A refusal may mean that an earlier attempt has come through meanwhile.
            person = await self._looked_up(email)
            if person is not None:
                await self._settle(intent, "done", email)
                return ProvisioningOutcome.INVITED, ""
            if isinstance(error, OutcomeUnknown):
                await self._settle(intent, "unknown", email)
                text = "Books was asked, and no answer came: ask again, and the user is looked for first."
                return ProvisioningOutcome.OUTCOME_UNKNOWN, text
            await self._settle(intent, "refused", email, error.code)
            return ProvisioningOutcome.REFUSED, error.words or error.message
        except SuitegraphError as error:
            await self._settle(intent, "refused", email, error.code)
            return ProvisioningOutcome.REFUSED, error.message
        await self._settle(intent, "done", email)
        return ProvisioningOutcome.INVITED, ""

    async def _looked_up(self, email: str) -> BooksPerson | None:
        await self.loader.upstream.forget("books")
        try:
            return (await people_of(self.loader)).provisioned.get(email)
        except SuitegraphError:
            return None

    async def _intent(self, email: str, version: int) -> Intent:
        # One for all administrators: two of them make one user.
        owner, key = f"{self.tenant}/provisioning", f"provision {email} {self.role_id} {version}"
        entry = await entry_of(self.loader, ACT, module=OF_GATEWAY, author=self.author, tenant=self.tenant)
        remaining = max(0.0, self.loader.upstream.deadline - asyncio.get_running_loop().time())
        return Intent(
            intent_id=secrets.token_hex(16),
            owner=owner,
            key=key,
            fingerprint=fingerprint_of(ACT, {"email": email, "role": self.role_id}),
            mark=mark_of(owner, key),
            process=self.loader.journal_writer.process,
            until=datetime.now(UTC) + timedelta(seconds=remaining),
            entry=entry,
        )

    async def _settle(self, intent: Intent, state: IntentState, email: str, code: str = "") -> None:
        after: JournalValues = {"user": email, "role": self.role_id}
        sent = tuple(each.recorded() for each in self.loader.upstream.sent)
        self.loader.upstream.sent.clear()
        entry = await entry_of(
            self.loader,
            ACT,
            module=OF_GATEWAY,
            author=self.author,
            tenant=self.tenant,
            after=after,
            exchanged=sent,
            intent_id=intent.intent_id,
            codes=(code,) if code else (),
        )
        await self.loader.journal.settle(intent, state, after, replace(entry, result=state))

    async def _await_access(self, email: str) -> None:
        access = self.loader.permissions.rules.access
        if access is None:
            return
        known = (await access.of_members(self.tenant, [email])).get(email)
        if known is None or known.state is AccessState.LOST:
            await access.note(self.tenant, {email: (AccessState.AWAITING_ACCESS, RosterDrift.NONE)}, datetime.now(UTC))


def _is_over(intent: Intent, own_process: str) -> bool:
    return intent.until + GRACE <= datetime.now(UTC) or is_gone(intent.process, own_process)
