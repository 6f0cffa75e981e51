"""The people and groups that a directory reports, in the store. Nothing leads from one directory to another's."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, delete, select

from adapters.store.database import Database
from adapters.store.directories import group_of, members_of
from adapters.store.engines import reading, writing
from adapters.store.people_tables import GroupRow, MembershipRow, PersonRow
from adapters.store.value_parts import in_parts
from domain.directories import DirectoryGroup, DirectoryPerson, DirectoryQuery, NameTaken, NotInDirectory

_PEOPLE: Mapping[str, Any] = {"user_name": PersonRow.user_name, "external_id": PersonRow.external_id}
_GROUPS: Mapping[str, Any] = {"name_key": GroupRow.name_key, "external_id": GroupRow.external_id}


class ReportedPeople:
    """Each method is one transaction and raises SQLAlchemyError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine

    async def people(self, query: DirectoryQuery) -> tuple[Sequence[DirectoryPerson], int]:
        """A page of people, and how many there are in all."""
        return await asyncio.to_thread(self._people, query)

    async def person(self, directory: str, id_: str) -> DirectoryPerson:
        """A person. Raises NotInDirectory."""
        return await asyncio.to_thread(self._person, directory, id_)

    async def put_person(self, directory: str, person: DirectoryPerson) -> None:
        """Keep a person, new or changed. Raises NameTaken."""
        await asyncio.to_thread(self._put_person, directory, person)

    async def remove_person(self, directory: str, id_: str) -> DirectoryPerson:
        """Forget a person and their memberships; who it was. Raises NotInDirectory."""
        return await asyncio.to_thread(self._remove_person, directory, id_)

    async def groups(self, query: DirectoryQuery) -> tuple[Sequence[DirectoryGroup], int]:
        """A page of groups, and how many there are in all."""
        return await asyncio.to_thread(self._groups, query)

    async def group(self, directory: str, id_: str) -> DirectoryGroup:
        """A group. Raises NotInDirectory."""
        return await asyncio.to_thread(self._group, directory, id_)

    async def put_group(self, group: DirectoryGroup) -> Collection[str]:
        """Keep a group, new or changed; the ids of those who came or went. Raises NameTaken and NotInDirectory."""
        return await asyncio.to_thread(self._put_group, group)

    async def remove_group(self, directory: str, id_: str) -> DirectoryGroup:
        """Forget a group; which it was. Raises NotInDirectory."""
        return await asyncio.to_thread(self._remove_group, directory, id_)

    async def templates_of(
        self, directory: str, people: Collection[str]
    ) -> Mapping[str, tuple[DirectoryPerson, set[str]]]:
        """These people and the templates that their groups grant, by id, without those who are not there any more."""
        return await asyncio.to_thread(self._templates_of, directory, people)

    def _people(self, query: DirectoryQuery) -> tuple[Sequence[DirectoryPerson], int]:
        conditions = [PersonRow.directory_id == query.directory, *_equal(_PEOPLE, query)]
        wanted = select(PersonRow).where(*conditions).order_by(col(PersonRow.person_id))
        counted = select(func.count()).select_from(PersonRow).where(*conditions)
        with Session(reading(self._engine)) as session:
            rows = session.exec(wanted.offset(query.start).limit(query.most))
            return [_person(row) for row in rows], session.exec(counted).one()

    def _person(self, directory: str, id_: str) -> DirectoryPerson:
        with Session(reading(self._engine)) as session:
            return _person(_existing(session, directory, id_))

    def _put_person(self, directory: str, person: DirectoryPerson) -> None:
        key = person.user_name.casefold()
        with Session(writing(self._engine)) as session:
            same = select(PersonRow.person_id).where(PersonRow.directory_id == directory, PersonRow.user_name == key)
            if session.exec(same).first() not in {None, person.id}:
                raise NameTaken
            session.merge(
                PersonRow(
                    person_id=person.id,
                    directory_id=directory,
                    user_name=key,
                    external_id=person.values.get("externalId"),
                    is_active=person.is_active,
                    resource=msgspec.json.encode(person.values, order="sorted").decode(),
                    created_at=person.created_at,
                    changed_at=person.changed_at,
                )
            )
            session.commit()

    def _remove_person(self, directory: str, id_: str) -> DirectoryPerson:
        with Session(writing(self._engine)) as session:
            row = _existing(session, directory, id_)
            person = _person(row)
            session.exec(delete(MembershipRow).where(col(MembershipRow.person_id) == id_))
            session.delete(row)
            session.commit()
            return person

    def _groups(self, query: DirectoryQuery) -> tuple[Sequence[DirectoryGroup], int]:
        conditions = [GroupRow.directory_id == query.directory, *_equal(_GROUPS, query)]
        wanted = select(GroupRow).where(*conditions).order_by(col(GroupRow.group_id))
        counted = select(func.count()).select_from(GroupRow).where(*conditions)
        with Session(reading(self._engine)) as session:
            rows = session.exec(wanted.offset(query.start).limit(query.most)).all()
            members = members_of(session, [row.group_id for row in rows])
            return [group_of(row, members[row.group_id]) for row in rows], session.exec(counted).one()

    def _group(self, directory: str, id_: str) -> DirectoryGroup:
        with Session(reading(self._engine)) as session:
            return group_of(_existing_group(session, directory, id_), members_of(session, [id_])[id_])

    def _put_group(self, group: DirectoryGroup) -> Collection[str]:
        key, directory = group.name.casefold(), group.directory
        with Session(writing(self._engine)) as session:
            same = select(GroupRow.group_id).where(GroupRow.directory_id == directory, GroupRow.name_key == key)
            if session.exec(same).first() not in {None, group.id}:
                raise NameTaken
            before = {*members_of(session, [group.id])[group.id]}
            after = {*group.members}
            if _strangers(session, directory, after - before):
                raise NotInDirectory
            known = session.get(GroupRow, group.id)
            session.merge(
                GroupRow(
                    group_id=group.id,
                    directory_id=directory,
                    name=group.name,
                    name_key=key,
                    external_id=group.external_id,
                    # What a directory reports changes no grant of the group.
                    template="" if known is None else known.template,
                    created_at=group.created_at,
                    changed_at=group.changed_at,
                )
            )
            session.flush()
            for person in before - after:
                session.delete(session.get_one(MembershipRow, (group.id, person)))
            session.add_all([MembershipRow(group_id=group.id, person_id=person) for person in after - before])
            session.commit()
            return before ^ after

    def _remove_group(self, directory: str, id_: str) -> DirectoryGroup:
        with Session(writing(self._engine)) as session:
            row = _existing_group(session, directory, id_)
            group = group_of(row, members_of(session, [id_])[id_])
            session.exec(delete(MembershipRow).where(col(MembershipRow.group_id) == id_))
            session.delete(row)
            session.commit()
            return group

    def _templates_of(self, directory: str, people: Collection[str]) -> Mapping[str, tuple[DirectoryPerson, set[str]]]:
        answer = dict[str, tuple[DirectoryPerson, set[str]]]()
        with Session(reading(self._engine)) as session:
            for part in in_parts(people):
                rows = select(PersonRow).where(PersonRow.directory_id == directory, col(PersonRow.person_id).in_(part))
                answer |= {row.person_id: (_person(row), set()) for row in session.exec(rows)}
                granted = select(MembershipRow.person_id, GroupRow.template).join(
                    GroupRow, col(GroupRow.group_id) == col(MembershipRow.group_id)
                )
                wanted = granted.where(col(MembershipRow.person_id).in_(part), GroupRow.template != "")
                for person, template in session.exec(wanted):
                    if person in answer:
                        answer[person][1].add(template)
        return answer


def _equal(columns: Mapping[str, Any], query: DirectoryQuery) -> list[ColumnElement[bool]]:
    return [columns[name] == value for name, value in query.equal.items()]


def _existing(session: Session, directory: str, id_: str) -> PersonRow:
    row = session.get(PersonRow, id_)
    if row is None or row.directory_id != directory:
        raise NotInDirectory
    return row


def _existing_group(session: Session, directory: str, id_: str) -> GroupRow:
    row = session.get(GroupRow, id_)
    if row is None or row.directory_id != directory:
        raise NotInDirectory
    return row


def _strangers(session: Session, directory: str, people: set[str]) -> set[str]:
    """Those of these ids that are no person of the directory."""
    known = set[str]()
    for part in in_parts(people):
        wanted = select(PersonRow.person_id).where(
            PersonRow.directory_id == directory, col(PersonRow.person_id).in_(part)
        )
        known |= {*session.exec(wanted)}
    return people - known


def _person(row: PersonRow) -> DirectoryPerson:
    values = msgspec.json.decode(row.resource, type=dict[str, Any])
    return DirectoryPerson(
        id=row.person_id,
        user_name=str(values.get("userName") or row.user_name),
        is_active=row.is_active,
        values=values,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )
