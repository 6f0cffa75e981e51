"""The directories of organisations in the store, as their administrators look after them."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from adapters.store.database import Database
from adapters.store.engines import reading, writing
from adapters.store.people_tables import DirectoryRow, GroupRow, MembershipRow
from domain.directories import Directory, DirectoryGroup


class DirectoryStore:
    """Each method is one transaction and raises SQLAlchemyError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine

    async def of_tenant(self, tenant: str) -> Sequence[Directory]:
        """The directories of an organisation, the oldest first, those that were revoked included."""
        return await asyncio.to_thread(self._of_tenant, tenant)

    async def add(self, directory: Directory, secret_hash: str) -> None:
        """Keep a new directory."""
        await asyncio.to_thread(self._add, directory, secret_hash)

    async def renew(self, tenant: str, id_: str, secret_hash: str, at: datetime) -> Directory | None:
        """Replace the secret of a directory; None where the organisation has none of this id that is not revoked."""
        return await asyncio.to_thread(self._renew, tenant, id_, secret_hash, at)

    async def revoke(self, tenant: str, id_: str, at: datetime) -> Directory | None:
        """Accept the directory's secret no more; None where the organisation has none of this id."""
        return await asyncio.to_thread(self._revoke, tenant, id_, at)

    async def with_hash(self, id_: str) -> tuple[Directory, str] | None:
        """A directory that is not revoked, with the hash of its secret; None for any other id."""
        return await asyncio.to_thread(self._with_hash, id_)

    async def note_use(self, id_: str, at: datetime) -> None:
        """Note when the directory was last heard of."""
        await asyncio.to_thread(self._note_use, id_, at)

    async def groups_of_tenant(self, tenant: str) -> Sequence[DirectoryGroup]:
        """The groups of all directories of an organisation, by name."""
        return await asyncio.to_thread(self._groups_of_tenant, tenant)

    async def set_template(self, tenant: str, group: str, template: str, at: datetime) -> DirectoryGroup | None:
        """Have a group grant a template, none where it is empty; None where the organisation has no such group."""
        return await asyncio.to_thread(self._set_template, tenant, group, template, at)

    def _of_tenant(self, tenant: str) -> Sequence[Directory]:
        wanted = select(DirectoryRow).where(DirectoryRow.tenant == tenant).order_by(col(DirectoryRow.created_at))
        with Session(reading(self._engine)) as session:
            return [_directory(row) for row in session.exec(wanted)]

    def _add(self, directory: Directory, secret_hash: str) -> None:
        with Session(writing(self._engine)) as session:
            session.add(
                DirectoryRow(
                    directory_id=directory.id,
                    tenant=directory.tenant,
                    name=directory.name,
                    secret_hash=secret_hash,
                    finance=",".join(sorted(directory.finance)),
                    created_at=directory.created_at,
                    created_by=directory.created_by,
                    secret_at=directory.secret_at,
                )
            )
            session.commit()

    def _renew(self, tenant: str, id_: str, secret_hash: str, at: datetime) -> Directory | None:
        with Session(writing(self._engine)) as session:
            row = session.get(DirectoryRow, id_)
            if row is None or row.tenant != tenant or row.revoked_at is not None:
                return None
            row.secret_hash, row.secret_at = secret_hash, at
            session.add(row)
            session.commit()
            return _directory(row)

    def _revoke(self, tenant: str, id_: str, at: datetime) -> Directory | None:
        with Session(writing(self._engine)) as session:
            row = session.get(DirectoryRow, id_)
            if row is None or row.tenant != tenant:
                return None
            row.revoked_at = row.revoked_at or at
            session.add(row)
            session.commit()
            return _directory(row)

    def _with_hash(self, id_: str) -> tuple[Directory, str] | None:
        with Session(reading(self._engine)) as session:
            row = session.get(DirectoryRow, id_)
            return None if row is None or row.revoked_at is not None else (_directory(row), row.secret_hash)

    def _note_use(self, id_: str, at: datetime) -> None:
        with Session(writing(self._engine)) as session:
            row = session.get(DirectoryRow, id_)
            if row is not None:
                row.used_at = at
                session.add(row)
                session.commit()

    def _groups_of_tenant(self, tenant: str) -> Sequence[DirectoryGroup]:
        wanted = select(GroupRow).join(DirectoryRow).where(DirectoryRow.tenant == tenant).order_by(GroupRow.name)
        with Session(reading(self._engine)) as session:
            return [group_of(row, members_of(session, [row.group_id])[row.group_id]) for row in session.exec(wanted)]

    def _set_template(self, tenant: str, group: str, template: str, at: datetime) -> DirectoryGroup | None:
        with Session(writing(self._engine)) as session:
            row = session.get(GroupRow, group)
            directory = None if row is None else session.get(DirectoryRow, row.directory_id)
            if row is None or directory is None or directory.tenant != tenant:
                return None
            row.template, row.changed_at = template, at
            session.add(row)
            session.commit()
            return group_of(row, members_of(session, [group])[group])


def members_of(session: Session, groups: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The ids of the people in each of these groups, in their order."""
    wanted = select(MembershipRow).where(col(MembershipRow.group_id).in_(groups)).order_by(MembershipRow.person_id)
    members: dict[str, list[str]] = {group: [] for group in groups}
    for row in session.exec(wanted):
        members[row.group_id].append(row.person_id)
    return {group: tuple(ids) for group, ids in members.items()}


def group_of(row: GroupRow, members: tuple[str, ...]) -> DirectoryGroup:
    """A group as its row and its members say."""
    return DirectoryGroup(
        id=row.group_id,
        directory=row.directory_id,
        name=row.name,
        external_id=row.external_id,
        members=members,
        template=row.template,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def _directory(row: DirectoryRow) -> Directory:
    return Directory(
        id=row.directory_id,
        tenant=row.tenant,
        name=row.name,
        finance=frozenset(row.finance.split(",")) - {""},
        created_at=row.created_at,
        created_by=row.created_by,
        secret_at=row.secret_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
