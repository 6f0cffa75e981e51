"""Directories as administrators of CRM look after them: tokens, grants of groups, and those who have left."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.directories import Directory, DirectoryGroup, EndedPart, LeaverDeparture, secret_hash
from domain.errors import BadUserInput, Forbidden, NotFound, SuitegraphError
from domain.grants import casefolded
from domain.journal import OF_GATEWAY, JournalValues
from domain.roster import RosterState, grant_templates
from resolvers.caller.administrators import tenant_of_administrator
from resolvers.caller.authors import author_of
from resolvers.caller.rosters import NO_DATABASE
from resolvers.directory_sync import DirectorySync
from resolvers.reading.journal_entries import entry_of
from resolvers.reading.loader import RecordLoader

FOR_ADMINISTRATORS = "Only an administrator of CRM may look after directories and those who have left."
LONGEST_NAME = 100
MOST_DIRECTORIES = 10


@dataclass(frozen=True, slots=True)
class DirectorySecret:
    """A directory with its token, which is shown this once."""

    directory: Directory
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LeaverReport:
    """What has ended of somebody since they left, None for `departure` where nobody has reported that they did.

    `roster` is their state in the roster now, None for whoever is not in it.
    """

    email: str
    departure: LeaverDeparture | None
    ended: Sequence[EndedPart]
    roster: RosterState | None


async def _begun(loader: RecordLoader) -> tuple[DirectorySync, str]:
    tenant = await tenant_of_administrator(loader.permissions, FOR_ADMINISTRATORS)
    if loader.directories is None:
        raise Forbidden(NO_DATABASE)
    return loader.directories, tenant


async def directories_of(loader: RecordLoader) -> Sequence[Directory]:
    """The directories of the caller's organisation, the oldest first. Raises Forbidden."""
    tenant = await tenant_of_administrator(loader.permissions, FOR_ADMINISTRATORS)
    return () if loader.directories is None else await loader.directories.directories.of_tenant(tenant)


async def groups_of(loader: RecordLoader) -> Sequence[DirectoryGroup]:
    """The groups of these directories, by name. Raises Forbidden."""
    tenant = await tenant_of_administrator(loader.permissions, FOR_ADMINISTRATORS)
    return () if loader.directories is None else await loader.directories.directories.groups_of_tenant(tenant)


async def create_directory(loader: RecordLoader, name: str) -> DirectorySecret:
    """A new directory: at most two calls for its organisations in Books and Billing. Raises Forbidden, BadUserInput."""
    sync, tenant = await _begun(loader)
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadUserInput(f"Name the directory in 1 to {LONGEST_NAME} characters.")
    known = [each for each in await sync.directories.of_tenant(tenant) if each.revoked_at is None]
    if any(each.name.casefold() == name.casefold() for each in known):
        raise BadUserInput("There is a directory of this name; rotate its token, or revoke it first.")
    if len(known) >= MOST_DIRECTORIES:
        raise BadUserInput(f"There are {MOST_DIRECTORIES} directories already; revoke one first.")
    author, now, secret = await author_of(loader.permissions), datetime.now(UTC), secrets.token_urlsafe(32)
    directory = Directory(
        id=secrets.token_hex(8),
        tenant=tenant,
        name=name,
        created_at=now,
        created_by=author.email,
        secret_at=now,
        finance=await _finance(loader),
    )
    await sync.directories.add(directory, secret_hash(secret))
    await _note(loader, "createDirectory", {"directory": name})
    return DirectorySecret(directory, f"{directory.id}.{secret}")


async def _finance(loader: RecordLoader) -> frozenset[str]:
    ids: set[str] = set()
    for product in ("books", "billing"):
        try:
            ids.add(await loader.organizations.id_of(product))
        except SuitegraphError:
            continue
    return frozenset(ids)


async def rotate_directory(loader: RecordLoader, id_: str) -> DirectorySecret:
    """A new token for a directory; the one before ends now. Raises Forbidden and NotFound."""
    sync, tenant = await _begun(loader)
    secret = secrets.token_urlsafe(32)
    directory = await sync.directories.renew(tenant, id_, secret_hash(secret), datetime.now(UTC))
    if directory is None:
        raise NotFound("The organisation has no directory of this id that is not revoked.")
    await _note(loader, "rotateDirectoryToken", {"directory": directory.name})
    return DirectorySecret(directory, f"{directory.id}.{secret}")


async def revoke_directory(loader: RecordLoader, id_: str) -> Directory:
    """End a directory's token. Whom it has deactivated stays so. Raises Forbidden and NotFound."""
    sync, tenant = await _begun(loader)
    directory = await sync.directories.revoke(tenant, id_, datetime.now(UTC))
    if directory is None:
        raise NotFound("The organisation has no directory of this id.")
    await _note(loader, "revokeDirectory", {"directory": directory.name})
    return directory


async def set_group_template(loader: RecordLoader, group: str, template: str | None) -> DirectoryGroup:
    """Have a group grant a template to its members, or nothing. Raises Forbidden, BadUserInput and NotFound."""
    sync, tenant = await _begun(loader)
    if template is not None and template not in grant_templates():
        raise BadUserInput(f"There is no such template; there are {', '.join(grant_templates())}.")
    changed = await sync.directories.set_template(tenant, group, template or "", datetime.now(UTC))
    if changed is None:
        raise NotFound("The organisation has no directory with such a group.")
    await _note(loader, "setDirectoryGroupTemplate", {"group": changed.name, "template": template or ""})
    [directory] = [each for each in await sync.directories.of_tenant(tenant) if each.id == changed.directory]
    await sync.grant(directory, changed.members)
    return changed


async def leaver_report(loader: RecordLoader, email: str) -> LeaverReport:
    """What has ended of a user since they left. Raises Forbidden."""
    sync, tenant = await _begun(loader)
    email = casefolded(email)
    departures = await sync.leavers.departures(tenant, email)
    departure = departures[0] if departures else None
    ended = () if departure is None else await sync.leavers.ended(tenant, email, departure.left_at)
    places = await loader.permissions.rules.rosters.of_email(email)
    roster = next((member.state for member in places if member.tenant == tenant), None)
    return LeaverReport(email, departure, ended, roster)


async def readmit_leaver(loader: RecordLoader, email: str) -> LeaverReport:
    """Let somebody in again whom a directory has deactivated; grants stay suspended. Raises Forbidden and NotFound."""
    sync, tenant = await _begun(loader)
    email, author = casefolded(email), await author_of(loader.permissions)
    if not await sync.leavers.readmit(tenant, [email], author.email, datetime.now(UTC)):
        raise NotFound("No directory of the organisation has deactivated a user with this address.")
    await _note(loader, "readmitLeaver", {"user": email, "grantsRestored": False})
    await sync.heed()
    return await leaver_report(loader, email)


async def _note(loader: RecordLoader, act: str, after: JournalValues) -> None:
    author = await author_of(loader.permissions)
    await loader.journal.note(await entry_of(loader, act, module=OF_GATEWAY, author=author, after=after))
