"""Saved views in the store. Each change is committed together with its entry in the audit log."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from adapters.store import audit
from adapters.store.database import Database
from adapters.store.engines import reading, writing
from adapters.store.tables import SavedViewRow
from adapters.store.transactions import TransactionResult, in_time, transaction_result
from domain.hash_chain import NO_KEYS, ChainKeys
from domain.journal import JournalEntry
from domain.json_values import mapping
from domain.saved_views import MOST_OF_USER, MOST_SHARED, Owner, SavedView, ViewDefinition
from domain.writes import ProblemCode, not_done


class SavedViewStore:
    """The views of all users of a database. `key` seals the audit log."""

    def __init__(self, database: Database, keys: ChainKeys = NO_KEYS) -> None:
        self._engine = database.engine
        self._keys = keys

    async def listed(self, reader: Owner, organization: str, module: str) -> Sequence[SavedView]:
        """The reader's own views of a module, and those shared in the organisation, by name."""
        return await self._read(lambda session: _listed(session, reader, organization, module))

    async def one(self, reader: Owner, view_id: str) -> SavedView | None:
        """A view that the reader may know of, None for any other."""
        return await self._read(lambda session: _one(session, reader, view_id))

    async def add(self, view: SavedView, entry: JournalEntry) -> None:
        """Keep a new view. Raises NotDone for one view too many, or for a name that the owner has used."""
        await self._write(lambda session: _add(session, view), entry)

    async def replace(self, view: SavedView, entry: JournalEntry) -> None:
        """Put a view in the place of its version before. Raises NotDone as `add` does, and for another version."""
        await self._write(lambda session: _replace(session, view), entry)

    async def remove(self, view: SavedView, entry: JournalEntry) -> None:
        """Remove this version of a view. Raises NotDone for another one."""
        await self._write(lambda session: session.delete(_held(session, view, view.version)), entry)

    async def _read(self, work: Callable[[Session], TransactionResult]) -> TransactionResult:
        return await in_time(asyncio.to_thread(transaction_result, reading(self._engine), work))

    async def _write(self, work: Callable[[Session], None], entry: JournalEntry) -> None:
        def both(session: Session) -> None:
            work(session)
            audit.append(session, self._keys, entry)

        await in_time(asyncio.to_thread(transaction_result, writing(self._engine), both))


def _listed(session: Session, reader: Owner, organization: str, module: str) -> Sequence[SavedView]:
    query = select(SavedViewRow).where(
        *_visible_to(reader), SavedViewRow.organization == organization, SavedViewRow.module == module
    )
    # Databases differ in how they order texts.
    return sorted(map(_view, session.exec(query)), key=lambda view: (view.name.casefold(), view.view_id))


def _one(session: Session, reader: Owner, view_id: str) -> SavedView | None:
    row = session.exec(select(SavedViewRow).where(*_visible_to(reader), SavedViewRow.view_id == view_id)).one_or_none()
    return None if row is None else _view(row)


def _visible_to(reader: Owner) -> tuple[ColumnElement[bool], ...]:
    return (
        col(SavedViewRow.tenant) == reader.tenant,
        or_(col(SavedViewRow.owner) == reader.user, col(SavedViewRow.shared).is_(True)),
    )


def _add(session: Session, view: SavedView) -> None:
    own = (SavedViewRow.tenant == view.owner.tenant, SavedViewRow.owner == view.owner.user)
    if _count(session, *own) >= MOST_OF_USER:
        raise not_done(ProblemCode.CONFLICT, f"You have {MOST_OF_USER} views, the most that can be kept: delete one.")
    _check(session, view)
    session.add(_row(view))
    session.flush()


def _replace(session: Session, view: SavedView) -> None:
    row = _held(session, view, view.version - 1)
    _check(session, view, becomes_shared=view.shared and not row.shared)
    for name, value in _row(view).model_dump().items():
        setattr(row, name, value)
    session.add(row)
    session.flush()


def _check(session: Session, view: SavedView, *, becomes_shared: bool | None = None) -> None:
    """Raise NotDone for a name that the owner's other views of the module have, or for a shared view too many."""
    place = (
        SavedViewRow.tenant == view.owner.tenant,
        SavedViewRow.organization == view.organization,
        SavedViewRow.module == view.module,
    )
    named = (SavedViewRow.owner == view.owner.user, SavedViewRow.name == view.name)
    if _count(session, *place, *named, SavedViewRow.view_id != view.view_id):
        raise not_done(ProblemCode.CONFLICT, "You have a view of this name already.", "name")
    becomes_shared = view.shared if becomes_shared is None else becomes_shared
    if becomes_shared and _count(session, *place, col(SavedViewRow.shared).is_(True)) >= MOST_SHARED:
        text = f"{MOST_SHARED} views of these records are shared, the most that can be: somebody must delete one."
        raise not_done(ProblemCode.CONFLICT, text)


def _held(session: Session, view: SavedView, version: int) -> SavedViewRow:
    """The row of a version of a view. Raises NotDone where there is none any more."""
    row = session.get(SavedViewRow, view.view_id)
    if row is None or (row.tenant, row.owner) != (view.owner.tenant, view.owner.user):
        raise not_done(ProblemCode.NOT_FOUND, "There is no such view.", "viewId")
    if row.version != version:
        text = f"The view was changed in the meantime: it has version {row.version} now. Look at it before you go on."
        raise not_done(ProblemCode.CONFLICT, text, "version")
    return row


def _count(session: Session, *conditions: Any) -> int:
    return session.exec(select(func.count()).select_from(SavedViewRow).where(*conditions)).one()


def _row(view: SavedView) -> SavedViewRow:
    order = view.definition.order
    definition = {"filter": view.definition.filter, "order": order, "columns": view.definition.columns}
    return SavedViewRow(
        view_id=view.view_id,
        tenant=view.owner.tenant,
        owner=view.owner.user,
        organization=view.organization,
        module=view.module,
        name=view.name,
        definition=json.dumps(definition),
        shared=view.shared,
        version=view.version,
        updated_at=view.updated_at,
    )


def _view(row: SavedViewRow) -> SavedView:
    return SavedView(
        view_id=row.view_id,
        owner=Owner(row.tenant, row.owner),
        organization=row.organization,
        module=row.module,
        name=row.name,
        definition=_definition(json.loads(row.definition)),
        shared=row.shared,
        version=row.version,
        updated_at=row.updated_at,
    )


def _definition(kept: Mapping[str, Any]) -> ViewDefinition:
    order = cast("list[str] | None", kept.get("order"))
    return ViewDefinition(
        filter=None if kept.get("filter") is None else mapping(kept["filter"]),
        order=None if order is None else (order[0], order[1]),
        columns=tuple(kept.get("columns") or ()),
    )
